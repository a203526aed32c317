import type { Key, Site } from '../model.ts';
import { oneLine } from '../text/one-line.ts';

const MARKUP = /\.(?:md|markdown|mkd|mkdn|mkdown|mdx|html|htm)$/i;

export const isMarkup = (key: Key): boolean => MARKUP.test(key);

export interface PathFacts {
  /** Without ending; of `posts/hello/index.md`, the folder. */
  fileName: string;
  slug: string;
  /** `2026-03-01` */
  date?: string;
  section: string;
  /** `de` */
  language?: string;
  /** Folders above `_posts`. */
  categories: string[];
  draft: boolean;
  /** Of Jekyll: `recipes`. */
  collection?: string;
}

type Folders = Pick<Site, 'source' | 'collectionsDir'>;

const without = (key: Key, folder = ''): Key => (key.startsWith(folder) ? key.slice(folder.length) : key);

/** Below `collectionsDir`. */
export const inCollections = (key: Key, { source, collectionsDir }: Folders): Key => without(without(key, source), collectionsDir);

export function readPath(key: Key, site: Folders & Pick<Site, 'generator' | 'roots' | 'languages' | 'collections'>): PathFacts {
  const { generator, roots = ['content'], languages = {}, collections = {} } = site;
  const path = oneLine(inCollections(key, site).replace(MARKUP, ''));
  const [, plain = path, suffix = ''] = /^(.*)\.([\w-]+)$/.exec(path) ?? [];
  const named = Object.hasOwn(languages, suffix) ? suffix : undefined;
  const folders = Object.entries(languages).flatMap(([code, { folder }]) => (folder === undefined ? [] : [{ code, folder }]));
  const collection = Object.keys(collections).find((name) => path.startsWith(`_${name}/`));
  const top = collection === undefined ? roots : [...roots, `_${collection}`];
  const inside = [...folders, ...top.map((folder) => ({ code: undefined, folder }))]
    .filter(({ folder }) => path.startsWith(`${folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length)[0];
  const language = named ?? inside?.code;
  const segments = (named === undefined ? path : plain).split('/');
  const root = inside === undefined ? 0 : inside.folder.split('/').length;
  const last = segments.pop() ?? '';
  const fileName = last === 'index' && segments.length > root ? (segments.pop() ?? last) : last;
  const dated = /^(\d{4}-\d{1,2}-\d{1,2})[-_](.+)$/.exec(fileName);
  const posts = segments.findIndex((segment) => segment === '_posts' || segment === '_drafts');
  return {
    fileName,
    slug: dated?.[2] ?? fileName,
    ...(dated?.[1] ? { date: dated[1] } : {}),
    section: segments.slice(posts < 0 ? root : posts + 1).join('/'),
    ...(language === undefined ? {} : { language }),
    categories: posts > 0 ? segments.slice(0, posts) : [],
    // Astro excludes these.
    draft: segments.includes('_drafts') || (generator === 'astro' && fileName.startsWith('_')),
    ...(collection === undefined ? {} : { collection }),
  };
}
