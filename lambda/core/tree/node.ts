/** Immutable, found by name. */
import { compareKeys } from '../key-order.ts';
import type { Json } from './facts.ts';

/** A child, with `count` entries below. */
export interface Ref {
  readonly name: string;
  readonly count: number;
}

export interface Leaf {
  readonly level: 0;
  /** In UTF-8 order; never empty. */
  readonly keys: readonly string[];
  readonly values: readonly Json[];
}

export interface Inner {
  /** One above its children's. */
  readonly level: number;
  /** The last key below each child. */
  readonly keys: readonly string[];
  readonly children: readonly Ref[];
}

export type Node = Leaf | Inner;

/** The topmost node; null without entries. */
export type Tree = (Ref & { readonly height: number }) | null;

export type NewNode = readonly [name: string, node: Node];

export type Nodes = (name: string) => Node | undefined;

export const isInner = (node: Node): node is Inner => 'children' in node;

/** A leaf's entry, or an inner node's child under its last key. */
export type Item = readonly [key: string, value: Json | Ref];

export const itemsOf = (node: Node): Item[] => {
  const values: readonly (Json | Ref)[] = isInner(node) ? node.children : node.values;
  return node.keys.map((key, index) => [key, values[index] as Json | Ref]);
};

/** @param items entries on level 0, else children */
export const nodeOf = (level: number, items: readonly Item[]): Node => {
  const keys = items.map(([key]) => key);
  const values = items.map(([, value]) => value);
  return level === 0 ? { level, keys, values: values as Json[] } : { level, keys, children: values as Ref[] };
};

export const countOf = (node: Node): number =>
  isInner(node) ? node.children.reduce((sum, { count }) => sum + count, 0) : node.keys.length;

export function seek(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle] ?? '', key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
