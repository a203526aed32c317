/** Of every post. `languages` excludes the site's own. */
export const TAXONOMIES = ['categories', 'tags', 'authors', 'languages'] as const;
export type BasicTaxonomy = (typeof TAXONOMIES)[number];

/** Names of the feeds that the configuration defines. A post's feeds are its terms in it. */
export const OWN_FEEDS = 'feeds';

/** Made from a post's place, if the site has feeds of them. */
export const PLACES = ['sections', 'collections'] as const;

/** A basic one, `OWN_FEEDS`, one of `PLACES`, or one of the site's own: `series` */
export type Taxonomy = string;

export type ByTaxonomy<T> = Record<BasicTaxonomy, T> & Partial<Record<string, T>>;

export type Content = 'full' | 'summary';

/** A feed that the configuration defines. */
export interface OwnFeed {
  title?: string;
  description?: string;
  language?: string;
  limit?: number;
  content?: Content;
  /** A condition, see `core/post/condition.ts`: `tag = release` */
  where?: string;
  exclude?: string;
}

export interface Term {
  taxonomy: Taxonomy;
  name: string;
  /** Permanent; unique in its taxonomy, ignoring case: `c-plus-plus` */
  slug: string;
  /** URI that identifies the taxonomy, of the site's own ones. */
  scheme?: string;
}

const FOLDERS: Record<BasicTaxonomy, string> = { categories: 'categories', tags: 'tags', authors: 'authors', languages: 'lang' };

export const isBasic = (taxonomy: Taxonomy): taxonomy is BasicTaxonomy => Object.hasOwn(FOLDERS, taxonomy);

/** First part of the keys and of the paths of its feeds. */
export const termFolder = (taxonomy: Taxonomy): string => (isBasic(taxonomy) ? FOLDERS[taxonomy] : taxonomy);

export const isPlace = (taxonomy: Taxonomy): boolean => PLACES.some((place) => place === taxonomy);

/** Not for taxonomies of a site's own. */
const RESERVED: readonly string[] = [
  ...PLACES,
  'archive',
  'feeds',
  'lang',
  'languages',
  'listen',
  'main',
  'media',
  'opml',
  'page',
  'preview',
];

/** Whether the site can have a taxonomy of its own with this name. */
export const isTaxonomyName = (name: string): boolean => /^[a-z][a-z\d_-]{0,47}$/.test(name) && !RESERVED.includes(name) && !isBasic(name);

export const taxonomyOf = (folder: string): Taxonomy | undefined =>
  TAXONOMIES.find((taxonomy) => FOLDERS[taxonomy] === folder) ??
  (folder === OWN_FEEDS || isPlace(folder) || isTaxonomyName(folder) ? folder : undefined);

export const ofTaxonomy = <T>(record: Readonly<Partial<Record<string, T>>>, taxonomy: Taxonomy): T | undefined =>
  Object.hasOwn(record, taxonomy) ? record[taxonomy] : undefined;

/** The basic ones, then others by name. */
export const taxonomiesIn = (record: Readonly<Record<string, unknown>>): Taxonomy[] => [
  ...TAXONOMIES,
  ...Object.keys(record)
    .filter((name) => !isBasic(name))
    .sort(),
];
