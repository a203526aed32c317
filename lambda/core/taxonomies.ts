/** Of every post. `languages` excludes the site's own. */
export const TAXONOMIES = ['categories', 'tags', 'authors', 'languages'] as const;
export type BasicTaxonomy = (typeof TAXONOMIES)[number];

/** Names of the feeds that the configuration defines. A post's feeds are its terms in it. */
export const OWN_FEEDS = 'feeds';

/** Made from a post's place, if the site has feeds of them. */
export const PLACES = ['sections', 'collections'] as const;

/** A basic one, `OWN_FEEDS`, one of `PLACES`, one of the site's own (`series`), or one of these in another language (`de:tags`). */
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

/** The terms of posts in another language, if its tool has feeds of them. @param code of `Site.languages` */
export const localTaxonomy = (code: string, taxonomy: Taxonomy): Taxonomy => `${code.toLowerCase()}:${taxonomy}`;

/** @returns the language of `localTaxonomy`, in lower case */
export const languageOf = (taxonomy: Taxonomy): string | undefined => /^([^:]+):/.exec(taxonomy)?.[1];

/** Without its language. */
export const baseOf = (taxonomy: Taxonomy): Taxonomy => taxonomy.slice(taxonomy.indexOf(':') + 1);

/** Begins the keys and the paths of its feeds: `tags`, `lang/de/tags` */
export function termFolder(taxonomy: Taxonomy): string {
  const [language, base] = [languageOf(taxonomy), baseOf(taxonomy)];
  const folder = isBasic(base) ? FOLDERS[base] : base;
  return language === undefined ? folder : `${FOLDERS.languages}/${language}/${folder}`;
}

export const isPlace = (taxonomy: Taxonomy): boolean => PLACES.some((place) => place === taxonomy);

const LOCAL_FOLDER = new RegExp(`^${FOLDERS.languages}/([^/:]+)/([^/]+)$`);

/** Not for taxonomies of a site's own. All objects have a `constructor`. */
const RESERVED: readonly string[] = [
  ...PLACES,
  'archive',
  'constructor',
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

const plainTaxonomyOf = (folder: string): Taxonomy | undefined =>
  TAXONOMIES.find((taxonomy) => FOLDERS[taxonomy] === folder) ??
  (folder === OWN_FEEDS || isPlace(folder) || isTaxonomyName(folder) ? folder : undefined);

export function taxonomyOf(folder: string): Taxonomy | undefined {
  const [, language, inner] = LOCAL_FOLDER.exec(folder) ?? [];
  const taxonomy = plainTaxonomyOf(inner ?? folder);
  if (language === undefined || taxonomy === undefined) return taxonomy;
  return taxonomy === OWN_FEEDS || taxonomy === 'languages' ? undefined : localTaxonomy(language, taxonomy);
}

export const ofTaxonomy = <T>(record: Readonly<Partial<Record<string, T>>>, taxonomy: Taxonomy): T | undefined =>
  Object.hasOwn(record, taxonomy) ? record[taxonomy] : undefined;

/** The basic ones, then others by name. */
export const taxonomiesIn = (record: Readonly<Record<string, unknown>>): Taxonomy[] => [
  ...TAXONOMIES,
  ...Object.keys(record)
    .filter((name) => !isBasic(name))
    .sort(),
];
