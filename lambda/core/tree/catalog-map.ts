import { applyEdits, type Edit, type Writing } from './apply.ts';
import type { Entry, Facts, Json, RangeOptions } from './facts.ts';
import { type NewNode, type Nodes, seek, type Tree } from './node.ts';
import { requirePaths, TreeFacts } from './read.ts';
import { addRecent, mergeRecent, type Recent, toEdit } from './recent.ts';

export interface CatalogMap {
  readonly tree: Tree;
  readonly recent: Recent;
}

export const EMPTY_MAP: CatalogMap = { tree: null, recent: [] };

/** `existed`: whether the map has the key; undefined: the edit reads its leaf. */
export type MapEdit = readonly [...edit: Edit, existed?: boolean];

/**
 * Adds edits to the recent ones; `moveToTree` makes nodes of them.
 * @throws Missing
 */
export function addEdits(map: CatalogMap, edits: readonly MapEdit[], nodes: Nodes): CatalogMap {
  const known = new Set(map.recent.map(([key]) => key));
  const others = edits.flatMap(([key, , existed]) => (existed === undefined && !known.has(key) ? [key] : []));
  requirePaths(map.tree, nodes, others);
  const tree = new TreeFacts(map.tree, nodes);
  const existing = new Map(edits.map(([key, , existed]) => [key, existed]));
  const changes = edits.map(([key, value]): Edit => [key, value]);
  return { tree: map.tree, recent: addRecent(map.recent, changes, (key) => existing.get(key) ?? tree.get(key) !== undefined) };
}

/**
 * Moves the first recent edits to the tree. Price: see `applyEdits`.
 * @param most edits
 * @returns the map, and the nodes to store before its root
 * @throws Missing
 */
export function moveToTree({ tree, recent }: CatalogMap, most: number, writing: Writing): { map: CatalogMap; nodes: NewNode[] } {
  const after = applyEdits(tree, recent.slice(0, most).map(toEdit), writing);
  return { map: { tree: after.tree, recent: recent.slice(most) }, nodes: after.nodes };
}

/** A run asks hundreds of questions of one map. */
const keys = new WeakMap<Recent, readonly string[]>();

function keysOf(recent: Recent): readonly string[] {
  const known = keys.get(recent) ?? recent.map(([key]) => key);
  keys.set(recent, known);
  return known;
}

export class MapFacts implements Facts {
  readonly #tree: TreeFacts;
  readonly #recent: Recent;
  readonly #keys: readonly string[];

  constructor({ tree, recent }: CatalogMap, nodes: Nodes) {
    this.#tree = new TreeFacts(tree, nodes);
    this.#recent = recent;
    this.#keys = keysOf(recent);
  }

  get(key: string): Json | undefined {
    const edit = this.#recent[seek(this.#keys, key)];
    return edit?.[0] === key ? edit[2] : this.#tree.get(key);
  }

  *range(from: string, to: string, { limit = Number.POSITIVE_INFINITY, back = false }: RangeOptions = {}): Generator<Entry> {
    const edits = this.#within(from, to);
    // Each may hide an entry of the tree.
    const deleted = edits.filter(([, effect]) => effect === -1).length;
    const entries = this.#tree.range(from, to, { limit: limit <= 0 ? 0 : limit + deleted, back });
    let left = limit;
    for (const entry of mergeRecent(entries, back ? edits.toReversed() : edits, back)) {
      if (left <= 0) return;
      left -= 1;
      yield entry;
    }
  }

  count(from: string, to: string): number {
    const effects = this.#within(from, to).reduce((sum, [, effect]) => sum + effect, 0);
    return this.#tree.count(from, to) + effects;
  }

  #within(from: string, to: string): Recent {
    return this.#recent.slice(seek(this.#keys, from), seek(this.#keys, to));
  }
}
