/** Which folders the posts are in, if a generator's rule took several and not `posts` in `linefeed.yaml`. */
import { type Catalog, visible } from '../../core/catalog/catalog.ts';
import type { Key, Site } from '../../core/model.ts';
import { CONVENTIONS } from '../../core/post/conventions.ts';
import { isInPages } from '../../core/post/page-folders.ts';
import { rootOf } from '../../core/post/sections.ts';
import { globMatcher } from '../../core/post/selection.ts';

/** Counts by folder. */
export type Folders = Record<string, number>;

/** The folder below the content root, or the root itself. */
export function folderOf(key: Key, site: Site): string {
  const root = rootOf(key, site);
  const [first = '', ...rest] = key.slice(root.length).split('/');
  // A bundle at the root is a post, not a folder of posts.
  return rest.length === 0 || (rest.length === 1 && /^index\./.test(rest[0] ?? '')) ? root.replace(/\/$/, '') : root + first;
}

const mostFirst = (counts: ReadonlyMap<string, number>): [folder: string, count: number][] =>
  [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));

/** Published, but in no feed, because they are pages by their place. @param posts with all unlisted ones */
export function pageFoldersOf({ posts, site, moment }: Pick<Catalog, 'posts' | 'site' | 'moment'>): Folders {
  const top = (key: Key) => rootOf(key, site) + key.slice(rootOf(key, site).length).split('/')[0];
  const counts = new Map<string, number>();
  for (const [key, row] of Object.entries(posts))
    if (visible(row, moment)?.unlisted && isInPages(key, site)) counts.set(top(key), (counts.get(top(key)) ?? 0) + 1);
  return Object.fromEntries(mostFirst(counts));
}

/** A generator's rule can take posts from several. */
export const hasFolders = ({ generator }: Site): boolean => CONVENTIONS[generator].pages !== undefined;

/** @param counts listed posts; see `folderOf` */
export function foldersOf(counts: ReadonlyMap<string, number>, site: Site): Folders {
  if (!hasFolders(site)) return {};
  const folders = mostFirst(counts);
  const takesSeveral = (glob: string) => folders.filter(([folder]) => globMatcher(glob)(`${folder}/post.md`)).length > 1;
  return site.posts.some((glob) => !glob.startsWith('!') && takesSeveral(glob)) ? Object.fromEntries(folders) : {};
}
