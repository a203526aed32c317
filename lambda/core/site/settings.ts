import { FORMATS, type Format, type Generator, type Person, type Problem, type Site, TAXONOMIES } from '../model.ts';
import type { Fields } from '../text/fields.ts';
import { isInTheWay } from './in-the-way.ts';

/** A feed name of `false` disables the format. */
export type Settings = {
  [K in Exclude<keyof Site, 'generator' | 'feeds' | 'people' | 'variables' | 'materials'>]?: Site[K] | undefined;
} & {
  feeds?: Partial<Record<Format, string | false>> | undefined;
};

/** One file. Stronger layers' settings are not read here, so `linefeed.yaml` can override an invalid one. */
export interface Layer {
  settings: { [K in keyof Settings]: () => Settings[K] };
  fields: Fields;
  names: { link: string; title: string };
}

export interface Addition {
  settings: Layer['settings'];
  /** Warnings. */
  problems: Problem[];
}

const FEEDS: Record<Format, string> = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' };
/** If another format uses the default name. */
const OTHER_FEEDS: Record<Format, string> = { rss: 'rss-feed.xml', atom: 'atom-feed.xml', json: 'json-feed.json' };

function feedNames(fields: Fields, given: NonNullable<Settings['feeds']>): Site['feeds'] {
  const taken = Object.values(given).map((name) => String(name).toLowerCase());
  const entries = FORMATS.flatMap((format) => {
    const name = given[format] ?? (taken.includes(FEEDS[format]) ? OTHER_FEEDS[format] : FEEDS[format]);
    return name === false ? [] : [[format, name] as const];
  });
  if (entries.length === 0) fields.report('feeds', 'every format is disabled; enable at least one of rss, atom and json');
  const paths = entries.map(([, name]) => name.toLowerCase());
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

/**
 * @param layers strongest first
 * @returns undefined without a required setting, which is reported to `main`
 */
export function assembleSite(
  generator: Generator,
  layers: readonly Layer[],
  main: Layer,
  people: Record<string, Person>,
): Omit<Site, 'variables' | 'materials'> | undefined {
  const setting = <K extends keyof Settings>(name: K): Settings[K] => {
    for (const { settings } of layers) {
      const value: Settings[K] = settings[name]?.();
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const { fields, names } = main;
  const failed = () => layers.some((layer) => layer.fields.problems.some(({ severity }) => severity === 'error'));
  const [link, title] = [setting('link'), setting('title')];
  if (link === undefined && !failed())
    fields.report(
      names.link,
      `the address of the blog is missing; add a line such as ${fields.example(names.link, 'https://blog.example/')}`,
    );
  if (title === undefined && !failed())
    fields.report(names.title, `the title of the blog is missing; add a line such as ${fields.example(names.title, 'Field Notes')}`);
  const math = setting('math');
  const [copyright, hub, languages, preview] = [setting('copyright'), setting('hub'), setting('languages'), setting('preview')];
  const [permalinks, roots, dates, limits] = [setting('permalinks'), setting('roots'), setting('dates'), setting('limits')];
  const [defaults, sections, collections] = [setting('defaults'), setting('sections'), setting('collections')];
  const [source, collectionsDir, feedTags] = [setting('source'), setting('collectionsDir'), setting('feedTags')];
  const given = layers.map(({ settings }) => settings.feeds?.()).reverse();
  const feeds = feedNames(fields, Object.assign({}, ...given));
  const moved = movedNames(layers, feeds);
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
    limit: setting('limit') ?? 20,
    content: setting('content') ?? 'full',
    sourceMarkdown: setting('sourceMarkdown') ?? false,
    terms: setting('terms') ?? TAXONOMIES.filter((taxonomy) => taxonomy !== 'languages' || languages !== undefined),
    archives: setting('archives') ?? 'main',
    ...(hub && hub.length > 0 ? { hub } : {}),
    pages: setting('pages') ?? true,
    opml: setting('opml') ?? true,
    ...(preview === undefined ? {} : { preview }),
    ...(defaults ? { defaults } : {}),
    ...(sections ? { sections } : {}),
    ...(feedTags ? { feedTags } : {}),
    ...(setting('attachments') ? { attachments: 'vault' as const } : {}),
    ...(collections ? { collections } : {}),
    ...(source ? { source } : {}),
    ...(collectionsDir ? { collectionsDir } : {}),
    id: setting('id') ?? 'permalink',
    excerptSeparator: setting('excerptSeparator') ?? '<!--more-->',
    liquid: setting('liquid') ?? true,
    ...(math === undefined ? {} : { math }),
    ...(limits ? { limits } : {}),
  };
  const [feedLink, iconPath, logoPath] = [setting('feedLink') ?? link, setting('icon'), setting('logo')];
  if (link === undefined || feedLink === undefined) return undefined;
  const [icon, logo] = [picture(iconPath, link), picture(logoPath, link)];
  return { ...site, link, feedLink, ...(icon ? { icon } : {}), ...(logo ? { logo } : {}) };
}
