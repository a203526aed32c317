/** Pages that are no posts. Links to their files lead to their addresses; they are in no feed. */
import type { Generator, Instant, Key, Site } from '../model.ts';
import { CONVENTIONS } from './conventions.ts';
import { excludes, postSelector } from './selection.ts';
import { isKnownAttachment } from './vault-files.ts';

export interface Page {
  link: string;
  /** Its code, if it is not the blog's. */
  language?: string;
  /** Its generator writes it from `published` on, until `expires`. */
  published?: Instant;
  expires?: Instant;
}

export const SECTION = /(^|\/)_index(?=(?:\.[\w-]+)?\.\w+$)/;

/** Whose `_index.md` is the page of its folder. */
export const hasSections = ({ generator }: Pick<Site, 'generator'>): boolean => CONVENTIONS[generator].bundles === true;

/** Globs of all pages that a generator writes; in others, files out of the blog's selection may be private. */
export const SITES: Partial<Record<Generator, (site: Site) => string[]>> = {
  jekyll: ({ source = '' }) => [`${source}**`],
  hugo: ({ roots = ['content'] }) => roots.map((root) => `${root}/**`),
  zola: ({ roots = ['content'] }) => roots.map((root) => `${root}/**`),
  eleventy: () => ['**'],
  astro: () => ['src/pages/**'],
};

const selectors = new WeakMap<Site, (key: Key) => boolean>();

/** Whether a file that is no post by its place may be a page. */
export function pageSelector(site: Site): (key: Key) => boolean {
  const known = selectors.get(site);
  if (known) return known;
  const globs = SITES[site.generator]?.(site);
  const excluded = site.posts.filter((glob) => glob.startsWith('!'));
  const isIncluded = globs && postSelector({ ...withPageCollections(site), posts: [...globs, ...excluded] });
  const isExcluded = excludes(site);
  const select = isIncluded
    ? (key: Key) => isIncluded(hasSections(site) ? key.replace(SECTION, '$1index') : key)
    : (key: Key) => isKnownAttachment(key, site) && !isExcluded(key);
  selectors.set(site, select);
  return select;
}

/** Of the files that runs read. */
export function readSelector(site: Site): (key: Key) => boolean {
  const [isPost, isPage] = [postSelector(site), pageSelector(site)];
  return (key) => isPost(key) || isPage(key);
}

/** Also collections without a feed. */
export const withPageCollections = (site: Site): Site =>
  site.sitePages ? { ...site, collections: { ...site.sitePages.collections, ...site.collections } } : site;
