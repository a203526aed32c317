/** Invariants of every catalog that a run commits. */
import assert from 'node:assert/strict';
import { entriesOf, wholeCatalog } from '../../lambda/core/catalog/facts/catalog-entries.ts';
import { LAST_KEY } from '../../lambda/core/key-order.ts';
import { TreeBuilder } from '../../lambda/core/tree/build.ts';
import { MapFacts } from '../../lambda/core/tree/catalog-map.ts';
import { decodeNode } from '../../lambda/core/tree/codec.ts';
import type { Shape } from '../../lambda/core/tree/cut.ts';
import { isInner, type NewNode, type Node, type Nodes, type Tree } from '../../lambda/core/tree/node.ts';
import { TreeFacts } from '../../lambda/core/tree/read.ts';
import { SortedFacts } from '../../lambda/core/tree/sorted-facts.ts';
import { CATALOG, NODES } from '../../lambda/keys.ts';
import { decodeRoot } from '../../lambda/state/catalog-root.ts';
import { nodeKey } from '../../lambda/state/node-store.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { CONFLICT } from '../../lambda/stores/store.ts';

/** So small that the trees of a few posts have three levels. */
export const SMALL_NODES: { shape: Shape; recentLimit: number; importRecentLimit: number } = {
  shape: { leaf: (key) => (key.startsWith('k/') ? 2 : 4), inner: 3 },
  recentLimit: 3_000,
  importRecentLimit: 6_000,
};

/** Checks each catalog that a run commits. */
export class CheckedStore extends MemoryStore {
  readonly #nodes = new Map<string, Uint8Array>();
  /** After a restore, nodes may be missing. */
  #isPutBack = false;

  override async put(...[key, bytes, options]: Parameters<MemoryStore['put']>): ReturnType<MemoryStore['put']> {
    const written = await super.put(key, bytes, options);
    if (key.startsWith(NODES)) this.#nodes.set(key, bytes);
    if (key === CATALOG && written !== CONFLICT && !this.#isPutBack) checkCatalog(bytes, (name) => this.#nodes.get(name));
    return written;
  }

  override async delete(...given: Parameters<MemoryStore['delete']>): ReturnType<MemoryStore['delete']> {
    const deleted = await super.delete(...given);
    if (deleted !== CONFLICT) this.#nodes.delete(given[0]);
    return deleted;
  }

  /** Restores a version from outside. */
  async putBack(bytes: Uint8Array): Promise<void> {
    this.#isPutBack = true;
    await this.put(CATALOG, bytes);
  }

  /** Deletes an object from outside. */
  async lose(key: string): Promise<void> {
    this.#isPutBack = true;
    await this.delete(key);
  }
}

/** @throws AssertionError unless each node exists, the indexes match the rows, and the tree equals one that is built at once */
function checkCatalog(root: Uint8Array, objectAt: (key: string) => Uint8Array | undefined): void {
  const decoded = decodeRoot(root);
  if (decoded.kind !== 'catalog' || decoded.catalog.kind !== 'map') return;
  const { head, map } = decoded.catalog;
  const read = new Map<string, Node>();
  const nodes: Nodes = (name) => {
    const known = read.get(name);
    if (known) return known;
    const bytes = objectAt(nodeKey(head.generation, name));
    assert.ok(bytes, `node ${name} is named by revision ${head.rev}, and is not there`);
    const { node } = decodeNode(`${head.generation}/${name}`, bytes);
    read.set(name, node);
    return node;
  };
  const facts = new MapFacts(map, nodes);
  const entries = [...facts.range('', LAST_KEY)];
  assert.equal(facts.count('', LAST_KEY), entries.length, 'the number of entries');
  const expected = new SortedFacts(entriesOf(wholeCatalog(head, new SortedFacts(entries))));
  assert.deepEqual(entries, [...expected.range('', LAST_KEY)], `revision ${head.rev}: the indexes are those of the rows`);
  const builder = new TreeBuilder(SMALL_NODES.shape, 'built');
  const made: NewNode[] = [];
  for (const [key, value] of new TreeFacts(map.tree, nodes).range('', LAST_KEY)) made.push(...builder.add(key, value));
  const { tree, nodes: last } = builder.finish();
  const built = new Map<string, Node>([...made, ...last]);
  assert.deepEqual(
    cutsOf(map.tree, nodes),
    cutsOf(tree, (name) => built.get(name)),
    'the tree is one that is built at once',
  );
}

/** Keys of each node. */
function cutsOf(tree: Tree, nodes: Nodes): unknown {
  const look = (name: string): unknown => {
    const node = nodes(name) ?? assert.fail(name);
    return isInner(node) ? [node.keys, node.children.map((child) => [child.count, look(child.name)])] : node.keys;
  };
  return tree === null ? null : [tree.height, tree.count, look(tree.name)];
}
