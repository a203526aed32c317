import type { Key, Post } from '../model.ts';
import { reclaims, takeOver } from './adoption.ts';
import type { AdoptedItem, Row } from './catalog.ts';
import { matchItemsToPosts } from './match-items.ts';
import type { IdentityContext, Newcomer } from './registry.ts';

export interface AdoptionContext extends IdentityContext {
  adopted: readonly AdoptedItem[];
  reclaim: boolean;
}

export interface ItemsGiven {
  /** By newcomer. */
  items: ReadonlyMap<Key, AdoptedItem>;
  /** Rows of posts that readers know. */
  edits: ReadonlyMap<Key, Row>;
  /** Posts to render before they take over an item: a new id needs a new entry. */
  adopting: Set<Key>;
}

export function adoptItems(
  rows: ReadonlyMap<Key, Row>,
  readings: { has(key: Key): boolean },
  posts: ReadonlyMap<Key, { post: Post }>,
  newcomers: readonly Newcomer[],
  context: AdoptionContext,
): ItemsGiven {
  const { adopted, reclaim, site } = context;
  if (adopted.length === 0) return { items: new Map(), edits: new Map(), adopting: new Set() };
  const coming = new Map(newcomers.map(({ key, row }): [Key, Row] => [key, row]));
  const known = new Map([...rows].filter(([key, { released }]) => reclaim && released && !coming.has(key)));
  const candidates = [...known, ...coming].flatMap(([key, { version }]) => (version ? [[key, version] as const] : []));
  const items = matchItemsToPosts(candidates, adopted, site);
  const edits = new Map<Key, Row>();
  const adopting = new Set<Key>();
  for (const [key, item] of reclaims(rows, known, items)) {
    const [row, reading] = [rows.get(key), posts.get(key)];
    if (!readings.has(key)) adopting.add(key);
    else if (row?.version) edits.set(key, { ...row, version: takeOver(row.version, item, reading?.post.published, context) });
  }
  return { items, edits, adopting };
}
