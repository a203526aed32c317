/** Which folders the posts are in, if a generator's rule took several and not `posts` in `linefeed.yaml`. */
import { type Catalog, listed, visible } from '../core/catalog/catalog.ts';
import type { Key, Site } from '../core/model.ts';
import { CONVENTIONS } from '../core/post/conventions.ts';
import { isInPages } from '../core/post/page-folders.ts';
import { rootOf } from '../core/post/sections.ts';
import { globMatcher } from '../core/post/selection.ts';
import { printable } from '../core/text/printable.ts';

/** Counts by folder. */
export type Folders = Record<string, number>;

const MOST_NAMED = 8;

/** The folder below the content root, or the root itself. */
function folderOf(key: Key, site: Site): string {
  const root = rootOf(key, site);
  const [first = '', ...rest] = key.slice(root.length).split('/');
  // A bundle at the root is a post, not a folder of posts.
  return rest.length === 0 || (rest.length === 1 && /^index\./.test(rest[0] ?? '')) ? root.replace(/\/$/, '') : root + first;
}

/** Most first. */
function counted(folders: readonly string[]): [folder: string, count: number][] {
  const counts = new Map<string, number>();
  for (const folder of folders) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}

/** Published, but in no feed, because they are pages by their place. */
export function pageFoldersOf({ posts, site, moment }: Pick<Catalog, 'posts' | 'site' | 'moment'>): Folders {
  const keys = Object.entries(posts).flatMap(([key, row]) => (visible(row, moment)?.unlisted && isInPages(key, site) ? [key] : []));
  const top = (key: Key) => rootOf(key, site) + key.slice(rootOf(key, site).length).split('/')[0];
  return Object.fromEntries(counted(keys.map(top)));
}

export function foldersOf({ posts, site, moment }: Pick<Catalog, 'posts' | 'site' | 'moment'>): Folders {
  if (!CONVENTIONS[site.generator].pages) return {};
  const keys = Object.entries(posts).flatMap(([key, row]) => (listed(row, moment) ? [key] : []));
  const folders = counted(keys.map((key) => folderOf(key, site)));
  const takesSeveral = (glob: string) => folders.filter(([folder]) => globMatcher(glob)(`${folder}/post.md`)).length > 1;
  return site.posts.some((glob) => !glob.startsWith('!') && takesSeveral(glob)) ? Object.fromEntries(folders) : {};
}

function namesOf(folders: Folders): string {
  const all = Object.entries(folders);
  const named = all.slice(0, MOST_NAMED).map(([folder, count]) => `${printable(folder) || '.'} (${count.toLocaleString('en')})`);
  return [...named, ...(all.length > MOST_NAMED ? [`${all.length - MOST_NAMED} more`] : [])].join(', ');
}

export function folderLines(folders: Folders, pages: Folders): string[] {
  const [first] = Object.keys(folders);
  const [page] = Object.keys(pages);
  const choice = 'into linefeed.yaml';
  return [
    ...(first === undefined ? [] : [`folders of posts: ${namesOf(folders)}; to choose, write posts: [${JSON.stringify(first)}] ${choice}`]),
    ...(page === undefined
      ? []
      : [`pages, in no feed: ${namesOf(pages)}; to publish them, write feed: true into each, or choose folders with posts: […] ${choice}`]),
  ];
}
