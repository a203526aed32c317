import { MEDIA_FOLDER } from '../document-names.ts';
import type { Show } from '../media.ts';
import { type AddressScheme, FORMATS, type Format, type Generator, type Person, type Problem, type Site } from '../model.ts';
import { optional } from '../optional.ts';
import { isPlace, type Taxonomy } from '../taxonomies.ts';
import type { Fields } from '../text/fields.ts';
import { distinctPaths, TOOL_ADDRESSES, type ToolAddresses } from './feed-addresses.ts';
import { type Gzip, hasCopies } from './feed-content.ts';
import { isInTheWay } from './in-the-way.ts';
import { checkedCondition, completeOwnFeeds, type OwnFeedSetting, withToolFeeds } from './own-feeds.ts';
import { termsWithFeeds } from './term-settings.ts';

/** A feed name of `false` disables the format. */
export type Settings = {
  [K in Exclude<
    keyof Site,
    | 'generator'
    | 'feeds'
    | 'people'
    | 'variables'
    | 'materials'
    | 'addresses'
    | 'termPaths'
    | 'ownFeeds'
    | 'mainExclude'
    | 'remoteMedia'
    | 'copies'
  >]?: Site[K] | undefined;
} & {
  remoteMedia?: boolean | undefined;
  feeds?: (Partial<Record<Format, string | false>> & { addresses?: AddressScheme; own?: readonly object[] }) | undefined;
  ownFeeds?: OwnFeedSetting[] | undefined;
  /** Gzip copies. The command line's `never` says that documents go to a folder; buckets always have copies. */
  gzip?: Gzip | undefined;
  /** Holds `exclude`. */
  mainExclude?: Fields | undefined;
};

/** One file. Stronger layers' settings are not read here, so `linefeed.yaml` can override an invalid one. */
export interface Layer {
  settings: { [K in keyof Settings]: () => Settings[K] };
  fields: Fields;
  names: { link: string; title: string };
  /** Where the tool publishes its feeds by its configuration, beyond its defaults. */
  tool?: () => Partial<ToolAddresses>;
}

export interface Addition {
  settings: Layer['settings'];
  /** Warnings. */
  problems: Problem[];
  tool?: Layer['tool'];
}

const FEEDS: Record<Format, string> = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' };
/** If another format uses the default name. */
const OTHER_FEEDS: Record<Format, string> = { rss: 'rss-feed.xml', atom: 'atom-feed.xml', json: 'json-feed.json' };

/** @param tool by default, before Linefeed's own names */
function feedNames(fields: Fields, given: NonNullable<Settings['feeds']>, tool: ToolAddresses['feeds']): Site['feeds'] {
  const taken = FORMATS.map((format) => String(given[format]).toLowerCase());
  const entries = FORMATS.flatMap((format) => {
    const free = [tool[format], FEEDS[format]].find((name) => name !== undefined && !taken.includes(name));
    const name = given[format] ?? free ?? OTHER_FEEDS[format];
    taken.push(String(name));
    return name === false ? [] : [[format, name] as const];
  });
  if (entries.length === 0) fields.report('feeds', 'every format is disabled; enable at least one of rss, atom and json');
  const paths = entries.map(([, name]) => name);
  const clash = paths.find((path, index) =>
    paths.some((other, at) => at !== index && path.length <= other.length && isInTheWay(path, other)),
  );
  if (clash !== undefined) fields.report('feeds', `two formats are written to "${clash}"; give each its own file name`);
  return Object.fromEntries(entries);
}

function movedNames(layers: readonly Layer[], feeds: Site['feeds']): NonNullable<Site['moved']> {
  const given = layers.map(({ fields, settings }) => {
    const moved = settings.moved?.() ?? {};
    const name = Object.keys(moved).find((each) => Object.values(feeds).some((present) => isInTheWay(each, present)));
    if (name !== undefined)
      fields.within('feeds').report('moved', `"${name}" conflicts with the current name of a feed; list old names only`);
    return moved;
  });
  return Object.assign({}, ...given.reverse());
}

const picture = (path: string | undefined, link: string): string | undefined => (path === undefined ? undefined : new URL(path, link).href);

/** Linefeed's own names of a feed that the tool's replaces: a build without a catalog does not know whether subscribers have them. */
const ownNames = (feeds: Site['feeds'], given: NonNullable<Settings['feeds']>, tool: ToolAddresses['feeds']): NonNullable<Site['moved']> =>
  Object.fromEntries(
    FORMATS.flatMap((format) => {
      const isReplaced = given[format] === undefined && feeds[format] !== undefined && feeds[format] === tool[format];
      const isFree = Object.values(feeds).every((name) => !isInTheWay(name, FEEDS[format]));
      return isReplaced && isFree ? [[FEEDS[format], format] as const] : [];
    }),
  );

/** The catalog's, which stays unless the configuration names others: subscribers have its feeds. */
export interface Present {
  addresses: AddressScheme;
  terms: readonly Taxonomy[];
}

export interface Tool {
  /** What `generator` suggests. */
  scheme: AddressScheme;
  present?: Present | undefined;
}

function completeShow(show: Show, authors: Person[], link: string): Show {
  const withImage = <T extends { image?: string }>(each: T): T => {
    const image = picture(each.image, link);
    return image === undefined ? each : { ...each, image };
  };
  const author = show.author ?? authors.map(({ name }) => name).join(', ');
  return { ...withImage(show), ...(author && { author }), ...(show.people && { people: show.people.map(withImage) }) };
}

/**
 * @param layers strongest first
 * @returns undefined without a required setting, which is reported to `strongest`
 */
export function assembleSite(
  generator: Generator,
  layers: readonly Layer[],
  strongest: Layer,
  people: Record<string, Person>,
  tool: Tool,
): Omit<Site, 'variables' | 'materials'> | undefined {
  const setting = <K extends keyof Settings>(name: K): Settings[K] => {
    for (const { settings } of layers) {
      const value: Settings[K] = settings[name]?.();
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const { fields, names } = strongest;
  const failed = () => layers.some((layer) => layer.fields.problems.some(({ severity }) => severity === 'error'));
  const [link, title] = [setting('link'), setting('title')];
  if (link === undefined && !failed())
    fields.report(
      names.link,
      `the address of the blog is missing; add a line such as ${fields.example(names.link, 'https://blog.example/')}`,
    );
  if (title === undefined && !failed())
    fields.report(names.title, `the title of the blog is missing; add a line such as ${fields.example(names.title, 'Field Notes')}`);
  const [math, byteLimits, linkPosts] = [setting('math'), setting('byteLimits'), setting('linkPosts')];
  const [podcast, media] = [setting('podcast'), setting('media')];
  const [copyright, hub, languages, preview] = [setting('copyright'), setting('hub'), setting('languages'), setting('preview')];
  const [permalinks, roots, dates, limits] = [setting('permalinks'), setting('roots'), setting('dates'), setting('limits')];
  const [defaults, sections, collections] = [setting('defaults'), setting('sections'), setting('collections')];
  const [source, collectionsDir, feedTags] = [setting('source'), setting('collectionsDir'), setting('feedTags')];
  const sitePages = setting('sitePages');
  const { addresses: wanted, ...given } = Object.assign({}, ...layers.map(({ settings }) => settings.feeds?.()).reverse());
  const scheme: AddressScheme = wanted ?? tool.present?.addresses ?? tool.scheme;
  const own = scheme === tool.scheme ? layers.find((layer) => layer.tool)?.tool?.() : undefined;
  const taxonomies = setting('taxonomies') ?? own?.taxonomies ?? [];
  const hasSections = own?.sectionFeeds && (own.sectionFeeds.all || own.sectionFeeds.except.length > 0);
  const fed = setting('taxonomies') ?? [...(own?.fed ?? []), ...(hasSections ? ['sections'] : [])];
  const toolFeeds = { ...TOOL_ADDRESSES[scheme].feeds, ...own?.feeds };
  const feeds = feedNames(fields, given, toolFeeds);
  const { ownFeeds, paths } = completeOwnFeeds(withToolFeeds(setting('ownFeeds') ?? [], own?.ownFeeds ?? []), { feeds, taxonomies });
  const main = setting('mainExclude');
  const mainExclude = main ? checkedCondition(main, 'exclude', taxonomies) : own?.mainExclude;
  const { local = [], sectionFeeds } = own ?? {};
  const unfed = own?.unfed?.filter((name) => !tool.present?.terms.includes(name)) ?? [];
  const reportTerms = (problem: string) =>
    (layers.find((layer) => layer.fields.find('terms')) ?? strongest).fields.report('terms', problem);
  const terms = termsWithFeeds(setting('terms'), taxonomies, { fed, local, unfed }, reportTerms);
  const sectionFolders = setting('sectionFolders');
  const termLists = Object.entries(own?.termLists ?? {}).filter(([taxonomy]) => terms.includes(taxonomy));
  const moved = { ...ownNames(feeds, given, toolFeeds), ...movedNames(layers, feeds) };
  const termPaths = { ...distinctPaths({ ...TOOL_ADDRESSES[scheme].terms, ...own?.terms }), ...paths };
  const site = {
    generator,
    title: title ?? '',
    description: setting('description') ?? title ?? '',
    language: setting('language') ?? 'en',
    authors: setting('authors') ?? [],
    people,
    ...(languages ? { languages } : {}),
    ...(copyright ? { copyright } : {}),
    timezone: setting('timezone') ?? 'UTC',
    posts: setting('posts') ?? ['**/*'],
    permalink: setting('permalink') ?? '/:year/:month/:day/:title/',
    ...(permalinks && Object.keys(permalinks).length > 0 ? { permalinks } : {}),
    ...(roots ? { roots } : {}),
    ...(dates ? { dates } : {}),
    feeds,
    ...(Object.keys(moved).length > 0 ? { moved } : {}),
    ...(scheme === 'linefeed' ? {} : { addresses: scheme }),
    ...(Object.keys(termPaths).length > 0 ? { termPaths } : {}),
    ...(Object.keys(ownFeeds).length > 0 ? { ownFeeds } : {}),
    ...(mainExclude === undefined ? {} : { mainExclude }),
    ...(taxonomies.length > 0 ? { taxonomies } : {}),
    ...(terms.includes('sections') && sectionFolders ? { sectionFolders } : {}),
    ...(termLists.length > 0 ? { termLists: Object.fromEntries(termLists) } : {}),
    ...(setting('terms') === undefined && sectionFeeds && sectionFeeds.except.length > 0 ? { sectionFeeds } : {}),
    ...(setting('terms') === undefined && terms.some(isPlace) ? { unlabelled: terms.filter(isPlace) } : {}),
    limit: setting('limit') ?? 20,
    ...(byteLimits ? { byteLimits } : {}),
    ...(hasCopies(layers.map(({ settings }) => settings.gzip?.())) ? {} : { copies: false as const }),
    ...(linkPosts === undefined ? {} : { linkPosts }),
    ...optional({ extensions: setting('extensions'), cover: setting('cover'), dayDates: setting('dayDates') }),
    ...optional({ entryHeader: setting('entryHeader') || undefined, entryFooter: setting('entryFooter') || undefined }),
    content: setting('content') ?? 'full',
    sourceMarkdown: setting('sourceMarkdown') ?? false,
    terms,
    ...(setting('terms') === undefined && languages === undefined ? { languageFeeds: 'found' as const } : {}),
    archives: setting('archives') ?? 'main',
    ...(hub && hub.length > 0 ? { hub } : {}),
    pages: setting('pages') ?? true,
    opml: setting('opml') ?? true,
    ...(preview === undefined ? {} : { preview }),
    ...(defaults ? { defaults } : {}),
    ...(sections ? { sections } : {}),
    ...(feedTags ? { feedTags } : {}),
    ...optional({ attachments: setting('attachments') }),
    ...(collections ? { collections } : {}),
    ...(sitePages ? { sitePages } : {}),
    ...(source ? { source } : {}),
    ...(collectionsDir ? { collectionsDir } : {}),
    ...(podcast?.length ? { podcast } : {}),
    ...(setting('remoteMedia') ? { remoteMedia: true as const } : {}),
    id: setting('id') ?? 'permalink',
    excerptSeparator: setting('excerptSeparator') ?? '<!--more-->',
    liquid: setting('liquid') ?? true,
    ...(math === undefined ? {} : { math }),
    ...(setting('lineBreaks') ? { lineBreaks: true } : {}),
    ...optional({ autolinks: setting('autolinks') }),
    ...(limits ? { limits } : {}),
  };
  const [feedLink, iconPath, logoPath] = [setting('feedLink') ?? link, setting('icon'), setting('logo')];
  if (link === undefined || feedLink === undefined) return undefined;
  const [icon, logo] = [picture(iconPath, link), picture(logoPath, link)];
  const shows = site.podcast && { podcast: site.podcast.map((show) => completeShow(show, site.authors, link)) };
  const hosting = media && { media: { ...(media.build && { base: feedLink + MEDIA_FOLDER }), ...media } };
  return { ...site, ...shows, ...hosting, link, feedLink, ...(icon ? { icon } : {}), ...(logo ? { logo } : {}) };
}
