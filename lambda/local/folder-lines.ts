/** Which folders the posts are in, if a generator's rule took several and not `posts` in `linefeed.yaml`. */
import { type Catalog, listed } from '../core/catalog/catalog.ts';
import type { Key, Site } from '../core/model.ts';
import { CONVENTIONS } from '../core/post/conventions.ts';
import { rootOf } from '../core/post/sections.ts';
import { globMatcher } from '../core/post/selection.ts';
import { printable } from '../core/text/printable.ts';

/** Posts in feeds by folder. */
export type Folders = Record<string, number>;

const MOST_NAMED = 8;

/** The folder below the content root, or the root itself. */
function folderOf(key: Key, site: Site): string {
  const root = rootOf(key, site);
  const [first = '', ...rest] = key.slice(root.length).split('/');
  // A bundle at the root is a post, not a folder of posts.
  return rest.length === 0 || (rest.length === 1 && /^index\./.test(rest[0] ?? '')) ? root.replace(/\/$/, '') : root + first;
}

export function foldersOf({ posts, site, moment }: Pick<Catalog, 'posts' | 'site' | 'moment'>): Folders {
  if (!CONVENTIONS[site.generator].pages) return {};
  const keys = Object.entries(posts).flatMap(([key, row]) => (listed(row, moment) ? [key] : []));
  const counts = new Map<string, number>();
  for (const folder of keys.map((key) => folderOf(key, site))) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  const folders = [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  const takesSeveral = (glob: string) => folders.filter(([folder]) => globMatcher(glob)(`${folder}/post.md`)).length > 1;
  return site.posts.some((glob) => !glob.startsWith('!') && takesSeveral(glob)) ? Object.fromEntries(folders) : {};
}

export function folderLines(folders: Folders): string[] {
  const all = Object.entries(folders);
  if (all.length === 0) return [];
  const named = all.slice(0, MOST_NAMED).map(([folder, count]) => `${printable(folder) || '.'} (${count.toLocaleString('en')})`);
  const more = all.length > MOST_NAMED ? [`${all.length - MOST_NAMED} more`] : [];
  const [first = ''] = all[0] ?? [];
  return [`folders of posts: ${[...named, ...more].join(', ')}; to choose, write posts: [${JSON.stringify(first)}] into linefeed.yaml`];
}
