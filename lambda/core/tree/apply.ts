import { compareKeys, inKeyOrder } from '../key-order.ts';
import { cut, isBoundary, type Shape } from './cut.ts';
import type { Json } from './facts.ts';
import { Missing } from './missing.ts';
import { countOf, type Item, isInner, itemsOf, type NewNode, type Node, type Nodes, nodeOf, type Ref, seek, type Tree } from './node.ts';
import { load, requirePaths } from './read.ts';

/** Undefined deletes the key. */
export type Edit = readonly [key: string, value: Json | undefined];

export interface Writing {
  nodes: Nodes;
  shape: Shape;
  /** Unique; new nodes are named by it, `.` and a number. */
  prefix: string;
}

type Change = readonly [key: string, value: Json | Ref | undefined];

/**
 * Price: n distant edits read and write n nodes per level.
 * @returns the tree, and the nodes to store
 * @throws Missing
 */
export function applyEdits(tree: Tree, edits: Iterable<Edit>, writing: Writing): { tree: Tree; nodes: NewNode[] } {
  return new Batch(tree, writing).apply(edits);
}

class Batch {
  readonly #tree: Tree;
  readonly #writing: Writing;
  readonly #made = new Map<string, Node>();
  #drawn = 0;

  constructor(tree: Tree, writing: Writing) {
    this.#tree = tree;
    this.#writing = writing;
  }

  apply(edits: Iterable<Edit>): { tree: Tree; nodes: NewNode[] } {
    let changes: Change[] = inKeyOrder(new Map(edits));
    requirePaths(
      this.#tree,
      this.#writing.nodes,
      changes.map(([key]) => key),
    );
    for (let level = 0; changes.length > 0; level += 1) {
      if (level === (this.#tree?.height ?? 0)) return this.#finish(level, this.#rewriteTop(level, changes));
      changes = this.#rewriteLevel(level, changes);
    }
    return { tree: this.#tree, nodes: [] };
  }

  #rewriteLevel(level: number, changes: readonly Change[]): Change[] {
    const above: Change[] = [];
    const missing = new Set<string>();
    const cursor = { at: 0 };
    while (cursor.at < changes.length) {
      try {
        const { gone, pieces } = this.#rewriteRun(level, changes, cursor);
        above.push(...gone.map((key): Change => [key, undefined]), ...pieces.filter(({ isNew }) => isNew).map(({ item }) => item));
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        // Load all runs' nodes together.
        for (const name of error.names) missing.add(name);
      }
    }
    if (missing.size > 0) throw new Missing([...missing]);
    return above.sort(([a], [b]) => compareKeys(a, b));
  }

  #rewriteTop(level: number, changes: readonly Change[]): Item[] {
    if (this.#tree !== null) return this.#rewriteRun(level, changes, { at: 0 }).pieces.map(({ item }) => item);
    const items = changes.filter((change): change is Item => change[1] !== undefined);
    return cut(items, level, this.#writing.shape).map((piece) => this.#make(level, piece));
  }

  /**
   * From the next change to a boundary by hash, behind which nothing moves.
   * @param cursor the next change; advanced
   */
  #rewriteRun(level: number, changes: readonly Change[], cursor: { at: number }): { gone: string[]; pieces: Piece[] } {
    const { shape } = this.#writing;
    const items: Item[] = [];
    const old = new Map<string, { node: Node; ref: Ref }>();
    let key = changes[cursor.at]?.[0] ?? '';
    for (;;) {
      const start = cursor.at;
      const found = this.#find(level, key);
      const last = found.node.keys.at(-1) ?? '';
      old.set(last, found);
      while (cursor.at < changes.length && (found.isLast || compareKeys(changes[cursor.at]?.[0] ?? '', last) <= 0)) cursor.at += 1;
      items.push(...merged(itemsOf(found.node), changes.slice(start, cursor.at)));
      const end = items.at(-1);
      if (found.isLast || (end !== undefined && isBoundary(end[0], level, shape))) break;
      key = `${last}\0`;
    }
    const pieces = cut(items, level, shape).map((piece): Piece => {
      const [last] = piece.at(-1) as Item;
      const same = old.get(last);
      return same && isSame(same.node, piece) ? { item: [last, same.ref], isNew: false } : { item: this.#make(level, piece), isNew: true };
    });
    const ends = new Set(pieces.map(({ item: [last] }) => last));
    return { gone: [...old.keys()].filter((last) => !ends.has(last)), pieces };
  }

  /** Has or would have the key. */
  #find(level: number, key: string): { node: Node; ref: Ref; isLast: boolean } {
    let ref: Ref = this.#tree ?? { name: '', count: 0 };
    let isLast = true;
    for (;;) {
      const node = load(this.#writing.nodes, ref.name);
      if (node.level === level || !isInner(node)) return { node, ref, isLast };
      const at = Math.min(seek(node.keys, key), node.children.length - 1);
      isLast &&= at === node.children.length - 1;
      ref = node.children[at] as Ref;
    }
  }

  #make(level: number, items: readonly Item[]): Item {
    const node = nodeOf(level, items);
    const name = `${this.#writing.prefix}.${(this.#drawn++).toString(36)}`;
    this.#made.set(name, node);
    return [node.keys.at(-1) ?? '', { name, count: countOf(node) }];
  }

  /** Until one node is left. @param items the level above's, complete */
  #finish(level: number, items: Item[]): { tree: Tree; nodes: NewNode[] } {
    let [height, all] = [level, items];
    while (all.length > 1) {
      height += 1;
      all = cut(all, height, this.#writing.shape).map((piece) => this.#make(height, piece));
    }
    let top = all[0]?.[1] as Ref | undefined;
    while (top !== undefined && height > 0) {
      const node = this.#made.get(top.name) ?? load(this.#writing.nodes, top.name);
      if (!isInner(node) || node.children.length > 1) break;
      this.#made.delete(top.name);
      top = node.children[0];
      height -= 1;
    }
    return { tree: top === undefined ? null : { ...top, height }, nodes: [...this.#made] };
  }
}

interface Piece {
  item: Item;
  isNew: boolean;
}

function merged(items: readonly Item[], changes: readonly Change[]): Item[] {
  const result: Item[] = [];
  let at = 0;
  for (const [key, value] of changes) {
    for (let item = items[at]; item !== undefined && compareKeys(item[0], key) < 0; item = items[at]) {
      result.push(item);
      at += 1;
    }
    if (items[at]?.[0] === key) at += 1;
    if (value !== undefined) result.push([key, value]);
  }
  return [...result, ...items.slice(at)];
}

function isSame(node: Node, items: readonly Item[]): boolean {
  const values: readonly unknown[] = isInner(node) ? node.children : node.values;
  return node.keys.length === items.length && items.every(([key, value], index) => key === node.keys[index] && value === values[index]);
}
