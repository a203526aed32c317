import { applyEdits, type Edit, type Writing } from './apply.ts';
import type { Entry, Facts, Json, RangeOptions } from './facts.ts';
import { type NewNode, type Nodes, seek, type Tree } from './node.ts';
import { requirePaths, TreeFacts } from './read.ts';
import { addRecent, mergeRecent, type Recent, sizeOf, toEdit } from './recent.ts';

export interface CatalogMap {
  readonly tree: Tree;
  readonly recent: Recent;
}

export const EMPTY_MAP: CatalogMap = { tree: null, recent: [] };

export interface MapWriting extends Writing {
  /** Characters of JSON above which recent edits go to the tree; at 128 K, every tenth commit writes nodes. */
  recentLimit: number;
}

/**
 * Reads the leaves of keys without a recent edit.
 * @returns the map, and the nodes to store before its root
 * @throws Missing
 */
export function editMap(map: CatalogMap, edits: readonly Edit[], writing: MapWriting): { map: CatalogMap; nodes: NewNode[] } {
  const known = new Set(map.recent.map(([key]) => key));
  const others = edits.map(([key]) => key).filter((key) => !known.has(key));
  requirePaths(map.tree, writing.nodes, others);
  const tree = new TreeFacts(map.tree, writing.nodes);
  const recent = addRecent(map.recent, edits, (key) => tree.get(key) !== undefined);
  if (sizeOf(recent) <= writing.recentLimit) return { map: { tree: map.tree, recent }, nodes: [] };
  const after = applyEdits(map.tree, recent.map(toEdit), writing);
  return { map: { tree: after.tree, recent: [] }, nodes: after.nodes };
}

export class MapFacts implements Facts {
  readonly #tree: TreeFacts;
  readonly #recent: Recent;
  readonly #byKey: ReadonlyMap<string, Recent[number]>;

  constructor({ tree, recent }: CatalogMap, nodes: Nodes) {
    this.#tree = new TreeFacts(tree, nodes);
    this.#recent = recent;
    this.#byKey = new Map(recent.map((edit) => [edit[0], edit]));
  }

  get(key: string): Json | undefined {
    const edit = this.#byKey.get(key);
    return edit === undefined ? this.#tree.get(key) : edit[2];
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
    const keys = this.#recent.map(([key]) => key);
    return this.#recent.slice(seek(keys, from), seek(keys, to));
  }
}
