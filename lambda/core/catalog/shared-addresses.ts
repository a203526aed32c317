import type { Key, Problem } from '../model.ts';
import { type Catalog, visible } from './catalog.ts';

/** Warns for all but the first by key. New posts are held instead. */
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
