/** Published posts that have one address: readers get each, but a link can lead to one of them only. */
import type { Key, Problem } from '../model.ts';
import { type Catalog, visible } from './catalog.ts';

/** A warning for each post whose address another one, earlier by file name, has. New posts are held instead. */
export function sharedAddresses({ posts, moment }: Pick<Catalog, 'posts' | 'moment'>): Problem[] {
  const first = new Map<string, Key>();
  const problems: Problem[] = [];
  for (const [key, row] of Object.entries(posts).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const link = visible(row, moment)?.link;
    if (link === undefined) continue;
    const other = first.get(link);
    if (other === undefined) first.set(link, key);
    else problems.push({ key, line: 1, column: 1, message: messageOf(link, other), severity: 'warning' });
  }
  return problems;
}

const messageOf = (link: string, other: Key): string =>
  `this post and ${other} have the same address, ${link}; give one of them another slug or permalink`;
