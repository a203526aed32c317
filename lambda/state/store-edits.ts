import type { Edit } from '../core/catalog/facts/draft.ts';
import type { Writing } from '../core/tree/apply.ts';
import { addEdits, type CatalogMap, EMPTY_MAP, type MapEdit, moveToTree } from '../core/tree/catalog-map.ts';
import type { Entry } from '../core/tree/facts.ts';
import { sizeOf } from '../core/tree/recent.ts';
import { type Base, ofRoot } from './catalog-base.ts';
import type { NodeReader, NodeStore } from './node-store.ts';

export interface EditWriting extends Omit<Writing, 'nodes'> {
  /** Characters of JSON above which recent edits go to the tree. */
  recentLimit: number;
}

/** Edits that go to the tree at once. Price: some 20 KB of memory each, and a garbage path of the tree a portion. */
const PORTION = 4_000;

/**
 * Stores the nodes of a catalog with edits, and returns the map for its root. A catalog in memory is stored whole.
 * @throws UnusableRootError
 */
export async function storeEdits({ contents }: Base, edits: readonly Edit[], nodes: NodeStore, writing: EditWriting): Promise<CatalogMap> {
  const changes = edits.map(({ key, value, existed }): MapEdit => [key, value, existed]);
  const [map, all, reader] =
    contents.kind === 'map' ? [contents.map, changes, contents.reader] : [EMPTY_MAP, changed(contents.entries, edits), nodes.reader()];
  return ofRoot(contents.kind === 'map' ? contents.etag : undefined, stored(map, all, { nodes, reader }, writing));
}

async function stored(
  before: CatalogMap,
  edits: readonly MapEdit[],
  { nodes, reader }: { nodes: NodeStore; reader: NodeReader },
  { recentLimit, shape, prefix }: EditWriting,
): Promise<CatalogMap> {
  let map = await reader.run((loaded) => addEdits(before, edits, loaded));
  if (sizeOf(map.recent) <= recentLimit) return map;
  for (let portion = 0; map.recent.length > 0; portion += 1) {
    const { recent } = map;
    const by = recent.length > PORTION ? nodes.reader() : reader;
    const names = portion === 0 ? prefix : `${prefix}.${portion.toString(36)}`;
    const made = await by.run((loaded) => moveToTree(map, PORTION, { nodes: loaded, shape, prefix: names }));
    await nodes.save(made.nodes);
    map = made.map;
  }
  return map;
}

/** All entries, with edits. */
const changed = (entries: readonly Entry[], edits: readonly Edit[]): MapEdit[] => [
  ...entries.map(([key, value]): MapEdit => [key, value, false]),
  ...edits.map(({ key, value }): MapEdit => [key, value, false]),
];
