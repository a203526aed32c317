import type { Key, Site } from '../model.ts';
import { nameRule, postSelector } from '../post/selection.ts';
import type { Catalog } from './catalog.ts';

/** By reason. */
export type Skipped = Record<string, Key[]>;

function grouped(pairs: readonly (readonly [reason: string, key: Key])[]): Skipped {
  const groups = new Map<string, Key[]>();
  for (const [reason, key] of pairs) {
    const group = groups.get(reason);
    if (group) group.push(key);
    else groups.set(reason, [key]);
  }
  return Object.fromEntries([...groups].sort().map(([reason, keys]) => [reason, keys.sort()]));
}

/** Files that are no posts by their names. */
export function skippedByName(site: Site): { add(key: Key): void; named: [reason: string, key: Key][] } {
  const reasonOf = nameRule(site);
  const named: [string, Key][] = [];
  const add = (key: Key) => {
    const reason = reasonOf(key);
    if (reason !== undefined) named.push([reason, key]);
  };
  return { add, named };
}

/** @param leftOut a folder's key ends with `/` */
export function skippedByListing(
  named: readonly (readonly [reason: string, key: Key])[],
  leftOut: readonly { key: Key; reason: string }[],
  site: Site,
): Skipped {
  const isPost = postSelector(site);
  const mayHold = (folder: Key) => ['', '_posts/'].some((below) => isPost(`${folder}${below}post.md`));
  // For a hidden folder its parent counts; at the root they are normal.
  const isSkipped = ({ key, reason }: { key: Key; reason: string }) => {
    if (!key.endsWith('/')) return isPost(key);
    const above = key.replace(/[^/]+\/$/, '');
    return reason === 'ignored folder' ? above !== '' && mayHold(above) : mayHold(key);
  };
  return grouped([...named, ...leftOut.filter(isSkipped).map(({ key, reason }) => [reason, key] as const)]);
}

export function skippedFiles({ posts, skipped = {} }: Pick<Catalog, 'posts' | 'skipped'>): Skipped {
  const read = Object.entries(posts).flatMap(([key, { state, unwritten, aside }]): [string, Key][] => {
    if (state === 'part') return [['part of another post', key]];
    return state === 'ignored' && !aside ? [[unwritten ? 'not to be published' : 'no date', key]] : [];
  });
  const listed = Object.entries(skipped).flatMap(([reason, keys]) => keys.map((key) => [reason, key] as const));
  return grouped([...listed, ...read]);
}
