/** Whether a post is public, in each generator's own words. What is hidden must never be shown because its word was not understood. */
import type { Generator, Site } from '../model.ts';
import { isMap } from '../text/data-text.ts';
import { parseDate } from '../text/date.ts';
import type { Fields } from '../text/fields.ts';
import { CONVENTIONS } from './conventions.ts';
import type { PathFacts } from './path-facts.ts';

interface Words {
  /** A draft if true. */
  draft?: readonly string[];
  /** A draft if false. */
  published?: readonly string[];
  /** In no feed if true. */
  unlisted?: readonly string[];
  /** Fields that name the state of a post. */
  status?: readonly string[];
}

/** Schemas are the blog's own: these are the spellings of common themes. */
const COMMON: Words = {
  draft: ['isDraft', 'private'],
  published: ['publish', 'isPublished', 'isPublish'],
  unlisted: ['hidden', 'unlisted'],
  status: ['status'],
};

/** Beside `draft` and `published`, which are read everywhere. Themes of Hugo and Zola give other names other meanings. */
const WORDS: Record<Generator, Words> = {
  linefeed: COMMON,
  astro: COMMON,
  eleventy: COMMON,
  wordpress: { ...COMMON, status: ['post_status', 'status'] },
  // jekyll-paginate leaves these posts out of its lists.
  jekyll: { unlisted: ['hidden'] },
  // Obsidian Publish, the plugin Digital Garden, Quartz.
  obsidian: { published: ['publish', 'dg-publish'], unlisted: ['unlisted'] },
  hugo: {},
  zola: {},
};

/** Of WordPress and of programs after it; whatever else a blog calls its states says nothing here. */
const NOT_PUBLIC = new Set(['draft', 'auto-draft', 'pending', 'private', 'trash', 'unpublished']);

const SWITCHES = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
]);

/** Whether one of the fields has this value; a warning for one that is neither true nor false. */
const isOneOf = (fields: Fields, wanted: boolean, { timezone }: Site, names: readonly string[] = []): boolean =>
  names.some((name) => {
    const value = fields.find(name)?.value;
    // `publish: 2026-03-01` is a date.
    if (value === undefined || (typeof value === 'string' && parseDate(value, timezone) !== undefined)) return false;
    return fields.shared('true or false', (given) => SWITCHES.get(String(given).trim().toLowerCase()), name) === wanted;
  });

/** `published` is a flag in Jekyll and a date elsewhere. */
export function isPublishedDate(fields: Fields, { timezone }: Pick<Site, 'timezone'>): boolean {
  const flag = fields.find('published')?.value;
  return typeof flag === 'string' && parseDate(flag, timezone) !== undefined;
}

export function isDraft(fields: Fields, path: PathFacts, site: Site): boolean {
  const words = WORDS[site.generator];
  const [drafted, shown] = [fields.flag('draft'), isPublishedDate(fields, site) ? undefined : fields.flag('published')];
  const states = (words.status ?? []).map((name) => String(fields.find(name)?.value ?? '').toLowerCase());
  const isAside = isOneOf(fields, true, site, words.draft) || isOneOf(fields, false, site, words.published);
  return drafted === true || shown === false || path.draft || isAside || states.some((state) => NOT_PUBLIC.has(state));
}

/** Values of Hugo's `build`, which was called `_build` before. */
const buildValues = (fields: Fields, name: string): unknown[] =>
  ['build', '_build']
    .map((build) => fields.within(build).find(name)?.value)
    .map((value) => (typeof value === 'string' ? value.toLowerCase() : value));

/** Eleventy's switch, which may also name the collections that the page is left out of. */
function isOutOfCollections(fields: Fields, { generator }: Site): boolean {
  const value = fields.find('eleventyExcludeFromCollections')?.value;
  const collections = CONVENTIONS[generator].collections ?? [];
  if (Array.isArray(value)) return value.some((name) => name !== 'nav' && collections.includes(name));
  return SWITCHES.get(String(value).toLowerCase()) === true;
}

/** `feed: false` and each generator's ways to say that a page is in no list. It is an error not to understand `feed`: what was to be hidden would be shown. */
export function isUnlisted(fields: Fields, site: Site): boolean {
  const feed = isMap(fields.find('feed')?.value) ? fields.within('feed').flag('exclude') : fields.flag('feed') === false;
  const isInNoList = buildValues(fields, 'list').some((value) => value === 'never' || value === 'local' || value === false);
  return feed === true || isInNoList || isOutOfCollections(fields, site) || isOneOf(fields, true, site, WORDS[site.generator].unlisted);
}

/** Pages that a generator does not write, so that a feed would link to nothing: their author says that they are no posts. */
export function isUnwritten(fields: Fields, { generator }: Site): boolean {
  if (generator === 'eleventy') return fields.find('permalink')?.value === false;
  if (generator === 'zola') return fields.find('render')?.value === false;
  if (generator !== 'hugo') return false;
  return buildValues(fields, 'render').some((value) => value === 'never' || value === false) || fields.find('headless')?.value === true;
}
