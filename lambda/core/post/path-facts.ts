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
  /** Below the root, without ending: `posts/hello/index` */
  inside: string;
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

const DATED_NAME = /^(\d{4}-\d{1,2}-\d{1,2})[-_](.+)$/;
/** Also a name that is a date, and a time. https://www.getzola.org/documentation/content/page/ */
const ZOLA_NAME = /^(\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?)(?:\s?[-_](.+))?$/;

/** Eleventy takes the first date of a path. */
const dateElsewhere = (generator: Site['generator'], path: string): string | undefined =>
  generator === 'eleventy'
    ? /\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])/.exec(path)?.[0]
    : generator === 'zola'
      ? dateInFolders(path)
      : undefined;

/** `inside/2026/01/02/run` -> `2026/01/02` */
export const dateInFolders = (path: string): string | undefined =>
  /(?:^|\/)(\d{4}\/(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|[12]\d|3[01]))\//.exec(path)?.[1];

/** Whose `hello.de.md` is German. */
const SUFFIXED: readonly Site['generator'][] = ['hugo', 'zola'];

export function readPath(key: Key, site: Folders & Pick<Site, 'generator' | 'roots' | 'languages' | 'collections'>): PathFacts {
  const { generator, roots = ['content'], languages = {}, collections = {} } = site;
  const path = oneLine(inCollections(key, site).replace(MARKUP, ''));
  const [, plain = path, suffix = ''] = /^(.*)\.([\w-]+)$/.exec(path) ?? [];
  const named = SUFFIXED.includes(generator) && Object.hasOwn(languages, suffix) ? suffix : undefined;
  const folders = Object.entries(languages).flatMap(([code, { folder }]) => (folder === undefined ? [] : [{ code, folder }]));
  const collection = Object.keys(collections).find((name) => path.startsWith(`_${name}/`));
  const top = collection === undefined ? roots : [...roots, `_${collection}`];
  const rootFolder = [...folders, ...top.map((folder) => ({ code: undefined, folder }))]
    .filter(({ folder }) => path.startsWith(`${folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length)[0];
  const language =
    named ?? rootFolder?.code ?? (generator === 'astro' ? path.split('/').find((name) => Object.hasOwn(languages, name)) : undefined);
  const segments = (named === undefined ? path : plain).split('/');
  const root = rootFolder === undefined ? 0 : rootFolder.folder.split('/').length;
  const inside = segments.slice(root).join('/');
  const last = segments.pop() ?? '';
  const fileName = last === 'index' && segments.length > root ? (segments.pop() ?? last) : last;
  const [, inName, slug = fileName] = (generator === 'zola' ? ZOLA_NAME : DATED_NAME).exec(fileName) ?? [];
  const date = inName ?? dateElsewhere(generator, path);
  const posts = segments.findIndex((segment) => segment === '_posts' || segment === '_drafts');
  const ofLanguage = rootFolder?.code === undefined ? 0 : root;
  return {
    fileName,
    slug,
    ...(date === undefined ? {} : { date }),
    section: segments.slice(posts < 0 ? root : Math.max(posts + 1, ofLanguage)).join('/'),
    inside,
    ...(language === undefined ? {} : { language }),
    categories: posts > 0 ? segments.slice(ofLanguage, posts) : [],
    // Astro excludes these.
    draft: segments.includes('_drafts') || (generator === 'astro' && last.startsWith('_')),
    ...(collection === undefined ? {} : { collection }),
  };
}

/** Jekyll's collection; else the folder below the content root. */
export const collectionOf = ({ collection, section }: PathFacts, { generator }: Pick<Site, 'generator'>): string =>
  collection ?? (generator === 'jekyll' ? 'posts' : (section.split('/')[0] ?? ''));

/** The innermost folder with an `_index` file, as in Hugo and Zola; else the folder below the content root. */
export function sectionOf({ section }: PathFacts, { sectionFolders = [] }: Pick<Site, 'sectionFolders'>): string {
  const parts = section.split('/');
  const above = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
  return above.find((folder) => sectionFolders.includes(folder)) ?? parts[0] ?? '';
}
