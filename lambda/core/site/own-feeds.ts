/** Feeds that the configuration defines: `feeds` of `linefeed.yaml` as a list, or `own` in it. */
import { FORMATS, type Format, type Site, type TermPaths } from '../model.ts';
import { optional } from '../optional.ts';
import { parseCondition } from '../post/condition.ts';
import { OWN_FEEDS, type OwnFeed } from '../taxonomies.ts';
import { Fields } from '../text/fields.ts';
import { TakenPaths } from './in-the-way.ts';
import { feedPath, readLanguage } from './setting-readers.ts';

export interface OwnFeedSetting {
  name: string;
  feed: OwnFeed;
  formats: Format[] | undefined;
  /** Of the first format, or by format. */
  path: string | undefined;
  paths?: Partial<Record<Format, string>>;
  /** To report problems. */
  fields: Fields;
}

const NAMES = ['name', 'title', 'description', 'language', 'path', 'formats', 'limit', 'content', 'where', 'exclude'];

/** The catalog's root has all. */
export const MOST_OWN_FEEDS = 2_000;

/** Also a folder, on every system. */
const NAME = /^(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z\d]+(?:-[a-z\d]+)*$/;
const LONGEST_NAME = 48;

export function readOwnFeeds(fields: Fields, field: string): OwnFeedSetting[] | undefined {
  const items = fields.each(field, MOST_OWN_FEEDS + 1);
  if (items.length === 0) return undefined;
  if (items.length > MOST_OWN_FEEDS) fields.report(field, `expected at most ${MOST_OWN_FEEDS} feeds; remove some`);
  const seen = new Set<string>();
  return items.slice(0, MOST_OWN_FEEDS).flatMap((item) => {
    if (item instanceof Fields) return readOne(item, seen);
    fields.report(field, `expected a feed such as { name: releases, where: tag = release }, got ${JSON.stringify(item)}`);
    return [];
  });
}

function readOne(fields: Fields, seen: Set<string>): OwnFeedSetting[] {
  fields.rejectUnknown(NAMES);
  const name = fields.parsed(
    `a name of up to ${LONGEST_NAME} lower-case letters, digits and hyphens, such as releases`,
    (text) => (NAME.test(text) && text.length <= LONGEST_NAME ? text : undefined),
    'name',
  );
  if (name === undefined && !fields.find('name'))
    fields.report(fields.names[0] ?? 'name', 'the name of the feed is missing; add a line such as name: releases');
  if (name === 'main') fields.report('name', 'main is the main feed; write main: { exclude: … } beside feeds to leave posts out of it');
  if (name !== undefined && seen.has(name)) fields.report('name', `two feeds have the name ${name}; give each its own`);
  if (name === undefined) return [];
  seen.add(name);
  const feed = optional({
    title: fields.text('title'),
    description: fields.text('description'),
    language: readLanguage(fields, 'language'),
    limit: fields.whole(1, 10_000, 'limit'),
    content: fields.choice(['full', 'summary'], 'content'),
    where: fields.text('where'),
    exclude: fields.text('exclude'),
  });
  const path = fields.parsed(
    'a path such as releases.xml, outside of tags/, categories/, authors/, lang/, preview/, archive/ and folders of feeds/',
    (text) => (/^\/*feeds\/[^/]+\/./i.test(feedPath(text) ?? 'feeds/x/y') ? undefined : feedPath(text)),
    'path',
  );
  return [{ name, feed, formats: readFormats(fields), path, fields }];
}

function readFormats(fields: Fields): Format[] | undefined {
  const given = fields.list((text) => text.split(/[\s,]+/), 'formats');
  const wrong = given.filter((each) => !FORMATS.some((format) => format === each));
  if (wrong.length > 0) fields.report('formats', `no such formats: ${wrong.join(', ')}; known are ${FORMATS.join(', ')}`);
  const formats = given.flatMap((each) => FORMATS.find((format) => format === each) ?? []);
  return formats.length > 0 ? formats : undefined;
}

/** @returns the text if it is a condition; else reports the problem */
export function checkedCondition(fields: Fields, field: string, taxonomies: readonly string[]): string | undefined {
  const text = fields.text(field);
  const parsed = text === undefined ? undefined : parseCondition(text, taxonomies);
  if (text === undefined || parsed === undefined) return undefined;
  if ('kind' in parsed) return text;
  const before = text.slice(0, parsed.at).trimEnd();
  fields.report(field, `${parsed.problem}${before === '' ? '' : `, after ${JSON.stringify(before.slice(-40))}`}`);
  return undefined;
}

const primaryOf = (path: string): Format => (path.endsWith('.json') ? 'json' : /atom/i.test(path) ? 'atom' : 'rss');

/** The paths of a feed have a key for each of its formats; without a path, Linefeed's own. */
function pathsOf({ formats, path, paths }: OwnFeedSetting, main: Site['feeds']): Partial<Record<Format, string[]>> {
  const all = formats ?? FORMATS.filter((format) => main[format] !== undefined);
  const primary = path === undefined ? undefined : (formats?.[0] ?? primaryOf(path));
  return Object.fromEntries(
    FORMATS.filter((format) => all.includes(format) || format === primary || paths?.[format] !== undefined).map((format) => [
      format,
      [paths?.[format] ?? (format === primary ? path : undefined)].filter((each) => each !== undefined),
    ]),
  );
}

/** The configuration's, then the tool's: a feed of a tool gives way to one with its name. */
export function withToolFeeds(given: readonly OwnFeedSetting[], tool: readonly OwnFeedSetting[]): OwnFeedSetting[] {
  const all = [...given, ...tool.filter(({ name }) => NAME.test(name) && name.length <= LONGEST_NAME)];
  return all.filter(({ name }, index) => index < given.length || all.findIndex((each) => each.name === name) === index);
}

/** Of a feed of a tool: `blog/Notes` -> `blog-notes` */
export const nameOfToolFeed = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-+|-+$/g, '');

/** Reports conditions that do not parse, and paths that are another feed's. */
export function completeOwnFeeds(
  settings: readonly OwnFeedSetting[],
  { feeds, taxonomies = [] }: Pick<Site, 'feeds' | 'taxonomies'>,
): { ownFeeds: Record<string, OwnFeed>; paths: TermPaths } {
  const taken = new TakenPaths();
  for (const path of Object.values(feeds)) taken.add(path, 'the main feed');
  const made = settings.map((setting) => {
    const { name, feed, fields, path } = setting;
    for (const field of ['where', 'exclude'] as const) if (feed[field] !== undefined) checkedCondition(fields, field, taxonomies);
    const owner = path === undefined ? undefined : taken.ownerOf(path);
    if (owner !== undefined) fields.report('path', `"${path}" is in the way of ${owner}; give the feed another path`);
    if (path !== undefined) taken.add(path, `the feed ${name}`);
    return { name, feed, paths: pathsOf(setting, feeds) };
  });
  return {
    ownFeeds: Object.fromEntries(made.map(({ name, feed }) => [name, feed])),
    paths: Object.fromEntries(made.map(({ name, paths }) => [`${OWN_FEEDS}/${name}`, paths])),
  };
}
