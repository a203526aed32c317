import assert from 'node:assert/strict';
import { compareKeys } from '../../../lambda/core/key-order.ts';
import type { Writing } from '../../../lambda/core/tree/apply.ts';
import { TreeBuilder } from '../../../lambda/core/tree/build.ts';
import { addEdits, type CatalogMap, type MapEdit, moveToTree } from '../../../lambda/core/tree/catalog-map.ts';
import { decodeNode, encodeNode } from '../../../lambda/core/tree/codec.ts';
import type { Shape } from '../../../lambda/core/tree/cut.ts';
import type { Entry, Json } from '../../../lambda/core/tree/facts.ts';
import { Missing } from '../../../lambda/core/tree/missing.ts';
import { isInner, type NewNode, type Node, type Nodes, type Tree } from '../../../lambda/core/tree/node.ts';
import { sizeOf } from '../../../lambda/core/tree/recent.ts';

/** Leaves of about two (keys with `a`) and five: a few hundred entries make four levels. */
export const TINY: Shape = { leaf: (key) => (key.startsWith('a') ? 2 : 5), inner: 3 };

/** As in production: 8 for rows, 75 for indexes. */
export const REAL: Shape = { leaf: (key) => (key.startsWith('k/') ? 8 : 75), inner: 75 };

export class Shelf {
  readonly #packed = new Map<string, Uint8Array>();
  /** In read order. */
  reads: string[] = [];
  written = 0;
  rounds = 0;

  get size(): number {
    return this.#packed.size;
  }

  put(nodes: readonly NewNode[]): void {
    for (const [name, node] of nodes) {
      assert.ok(!this.#packed.has(name), `${name} is written once`);
      this.#packed.set(name, encodeNode(name, node));
      this.written += 1;
    }
  }

  node(name: string): Node {
    return decodeNode(name, this.#packed.get(name) ?? assert.fail(`${name} was never written`)).node;
  }

  /** Runs `work` again after loading each round of missing nodes, as the shell does. */
  run<T>(work: (nodes: Nodes) => T): T {
    const loaded = new Map<string, Node>();
    for (;;) {
      try {
        return work((name) => loaded.get(name));
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        assert.ok(error.names.length > 0 && new Set(error.names).size === error.names.length, 'each missing node is named once');
        for (const name of error.names) {
          assert.ok(!loaded.has(name), `${name} is already loaded`);
          loaded.set(name, this.node(name));
          this.reads.push(name);
        }
        this.rounds += 1;
      }
    }
  }

  /** Content and boundaries, without node names. */
  shape(tree: Tree): unknown {
    if (tree === null) return null;
    const visit = (name: string, count: number, level: number): unknown => {
      const node = this.node(name);
      assert.equal(node.level, level);
      const below = isInner(node) ? node.children.map((child) => visit(child.name, child.count, level - 1)) : node.values;
      const own = isInner(node) ? node.children.reduce((sum, child) => sum + child.count, 0) : node.keys.length;
      assert.equal(own, count, "the count equals the sum of the children's counts");
      return [level, node.keys, below];
    };
    return visit(tree.name, tree.count, tree.height);
  }

  namesOf(tree: Tree): string[] {
    const names: string[] = [];
    const visit = (name: string): void => {
      names.push(name);
      const node = this.node(name);
      if (isInner(node)) for (const child of node.children) visit(child.name);
    };
    if (tree !== null) visit(tree.name);
    return names;
  }
}

export const sorted = (entries: Iterable<Entry>): Entry[] => [...entries].sort(([a], [b]) => compareKeys(a, b));

let builds = 0;

export function build(shelf: Shelf, entries: Iterable<Entry>, shape: Shape): Tree {
  const builder = new TreeBuilder(shape, `built${builds++}`);
  for (const [key, value] of entries) shelf.put(builder.add(key, value));
  const { tree, nodes } = builder.finish();
  shelf.put(nodes);
  return tree;
}

/** From 0 to 1. */
export function random(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type Model = Map<string, Json>;

interface MapWriting extends Writing {
  /** Characters of JSON. */
  recentLimit: number;
  /** @default all */
  maxMoved?: number;
}

/** Mirrors `storeEdits`. */
export function editMap(
  before: CatalogMap,
  edits: readonly MapEdit[],
  { recentLimit, maxMoved = Number.POSITIVE_INFINITY, ...writing }: MapWriting,
) {
  const map = addEdits(before, edits, writing.nodes);
  return sizeOf(map.recent) <= recentLimit ? { map, nodes: [] } : moveToTree(map, maxMoved, writing);
}
