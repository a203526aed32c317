/** Whether a post is public, by each generator's fields. An unknown name must not publish a hidden post. */
import type { Generator, Key, Site } from '../model.ts';
import { parseDate } from '../text/date.ts';
import type { Fields } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { CONVENTIONS } from './conventions.ts';
import { isInPages } from './page-folders.ts';
import type { PathFacts } from './path-facts.ts';

interface FieldNames {
  /** A draft if true. */
  draft?: readonly string[];
  /** A draft if false. */
  published?: readonly string[];
  /** In no feed if true. */
  unlisted?: readonly string[];
  /** A draft if in `NOT_PUBLIC`. */
  status?: readonly string[];
}

const COMMON: FieldNames = {
  draft: ['isDraft', 'private'],
  published: ['publish', 'isPublished', 'isPublish'],
  unlisted: ['hidden', 'unlisted'],
  status: ['status'],
};

/** Beside `draft` and `published`. Empty where themes use other meanings. */
const FIELD_NAMES: Record<Generator, FieldNames> = {
  linefeed: COMMON,
  astro: COMMON,
  eleventy: COMMON,
  wordpress: { ...COMMON, status: ['post_status', 'status'] },
  // jekyll-paginate.
  jekyll: { unlisted: ['hidden'] },
  // Obsidian Publish, Digital Garden, Quartz.
  obsidian: { published: ['publish', 'dg-publish'], unlisted: ['unlisted'] },
  hugo: {},
  zola: {},
};

const NOT_PUBLIC = new Set(['draft', 'auto-draft', 'pending', 'private', 'trash', 'unpublished']);

const SWITCHES = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
]);

/** Warns of other values than true and false. */
const isOneOf = (fields: Fields, wanted: boolean, { timezone }: Site, names: readonly string[] = []): boolean =>
  names.some((name) => {
    const value = fields.find(name)?.value;
    // `publish: 2026-03-01` is a date.
    if (value === undefined || (typeof value === 'string' && parseDate(value, timezone) !== undefined)) return false;
    return fields.shared('true or false', (given) => SWITCHES.get(String(given).trim().toLowerCase()), name) === wanted;
  });

/** In Jekyll, `published` is a flag. */
export function isPublishedDate(fields: Fields, { timezone }: Pick<Site, 'timezone'>): boolean {
  const flag = fields.find('published')?.value;
  return typeof flag === 'string' && parseDate(flag, timezone) !== undefined;
}

export function isDraft(fields: Fields, path: PathFacts, site: Site): boolean {
  const names = FIELD_NAMES[site.generator];
  const [draft, published] = [fields.flag('draft'), isPublishedDate(fields, site) ? undefined : fields.flag('published')];
  const states = (names.status ?? []).map((name) => String(fields.find(name)?.value ?? '').toLowerCase());
  const isHidden = isOneOf(fields, true, site, names.draft) || isOneOf(fields, false, site, names.published);
  return draft === true || published === false || path.draft || isHidden || states.some((state) => NOT_PUBLIC.has(state));
}

/** Hugo; `_build` is the old name. */
const buildValues = (fields: Fields, name: string): unknown[] =>
  ['build', '_build']
    .map((build) => fields.within(build).find(name)?.value)
    .map((value) => (typeof value === 'string' ? value.toLowerCase() : value));

function isOutOfCollections(fields: Fields, { generator }: Site): boolean {
  const value = fields.find('eleventyExcludeFromCollections')?.value;
  const collections = CONVENTIONS[generator].collections ?? [];
  if (Array.isArray(value)) return value.some((name) => name !== 'nav' && collections.includes(name));
  return SWITCHES.get(String(value).toLowerCase()) === true;
}

/** An invalid `feed` may hide the post: an error. */
export function isUnlisted(key: Key, fields: Fields, site: Site): boolean {
  const feed = isMap(fields.find('feed')?.value) ? fields.within('feed').flag('exclude') : fields.flag('feed') === false;
  const isPage = fields.find('feed')?.value !== true && isInPages(key, site);
  const isInNoList = buildValues(fields, 'list').some((value) => value === 'never' || value === 'local' || value === false);
  return (
    feed === true ||
    isPage ||
    isInNoList ||
    isOutOfCollections(fields, site) ||
    isOneOf(fields, true, site, FIELD_NAMES[site.generator].unlisted)
  );
}

const isTagged = (fields: Fields, wanted: readonly string[]): boolean =>
  [fields.find('tags')?.value].flat().some((tag) => wanted.includes(String(tag)));

/** Without a page, feeds would link to nothing; pages outside the feed's collection are no posts. */
export const isUnwritten = (fields: Fields, site: Site): boolean =>
  hasNoPage(fields, site) || (site.generator === 'eleventy' && site.feedTags !== undefined && !isTagged(fields, site.feedTags));

export function hasNoPage(fields: Fields, { generator }: Site): boolean {
  if (generator === 'eleventy') return fields.find('permalink')?.value === false;
  if (generator === 'zola') return fields.find('render')?.value === false;
  if (generator !== 'hugo') return false;
  return buildValues(fields, 'render').some((value) => value === 'never' || value === false) || fields.find('headless')?.value === true;
}
