import type { Edit } from '../core/catalog/facts/draft.ts';
import { type CatalogMap, EMPTY_MAP, editMap, type MapEdit, type MapWriting } from '../core/tree/catalog-map.ts';
import type { Entry } from '../core/tree/facts.ts';
import { type Base, ofRoot } from './catalog-base.ts';
import type { NodeStore } from './node-store.ts';

/**
 * Stores the nodes of a catalog with edits, and returns the map for its root. A catalog in memory is stored whole.
 * @throws UnusableRootError
 */
export async function storeEdits(
  { contents }: Base,
  edits: readonly Edit[],
  nodes: NodeStore,
  writing: Omit<MapWriting, 'nodes'>,
): Promise<CatalogMap> {
  const changes = edits.map(({ key, value, existed }): MapEdit => [key, value, existed]);
  const [map, all, reader] =
    contents.kind === 'map' ? [contents.map, changes, contents.reader] : [EMPTY_MAP, changed(contents.entries, edits), nodes.reader()];
  const edited = reader.run((loaded) => editMap(map, all, { ...writing, nodes: loaded }));
  const made = await ofRoot(contents.kind === 'map' ? contents.etag : undefined, edited);
  await nodes.save(made.nodes);
  return made.map;
}

/** All entries, with edits. */
const changed = (entries: readonly Entry[], edits: readonly Edit[]): MapEdit[] => [
  ...entries.map(([key, value]): MapEdit => [key, value, false]),
  ...edits.map(({ key, value }): MapEdit => [key, value, false]),
];
