/** What a post's path says. */
import type { Key, Site } from '../model.ts';
import { oneLine } from '../text/one-line.ts';

const MARKUP = /\.(?:md|markdown|mkd|mkdn|mkdown|mdx|html|htm)$/i;

/** Whether a file of this name can be a post at all. */
export const isMarkup = (key: Key): boolean => MARKUP.test(key);

/** Jekyll's `_posts/2026-03-01-hello.md`, Hugo's bundle `posts/hello/index.md`. */
export interface PathFacts {
  /** Without ending; a bundle's folder. */
  fileName: string;
  slug: string;
  /** `2026-03-01` */
  date?: string;
  /** Folder below the posts' root. */
  section: string;
  /** Jekyll takes the folders above `_posts` as categories. */
  categories: string[];
  draft: boolean;
  /** Jekyll's collection that the post is a document of: `recipes`. */
  collection?: string;
}

type Folders = Pick<Site, 'source' | 'collectionsDir'>;

const without = (key: Key, folder = ''): Key => (key.startsWith(folder) ? key.slice(folder.length) : key);

/** What a file is called from where Jekyll's `_posts` and collections are. */
export const inCollections = (key: Key, { source, collectionsDir }: Folders): Key => without(without(key, source), collectionsDir);

export function readPath(key: Key, site: Folders & Pick<Site, 'collections'>): PathFacts {
  const segments = oneLine(inCollections(key, site).replace(MARKUP, '')).split('/');
  const last = segments.pop() ?? '';
  const fileName = last === 'index' ? (segments.pop() ?? last) : last;
  const dated = /^(\d{4}-\d{1,2}-\d{1,2})[-_](.+)$/.exec(fileName);
  const posts = segments.findIndex((segment) => segment === '_posts' || segment === '_drafts');
  const folder = segments[0] ?? '';
  const collection = Object.keys(site.collections ?? {}).find((name) => folder === `_${name}`);
  const root = folder === 'content' || collection !== undefined ? 1 : 0;
  return {
    fileName,
    slug: dated?.[2] ?? fileName,
    ...(dated?.[1] ? { date: dated[1] } : {}),
    section: segments.slice(posts < 0 ? root : posts + 1).join('/'),
    categories: posts > 0 ? segments.slice(0, posts) : [],
    draft: segments.includes('_drafts'),
    ...(collection === undefined ? {} : { collection }),
  };
}
