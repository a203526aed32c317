/** Compares maps without reading shared nodes. */
import { compareKeys } from '../key-order.ts';
import { type CatalogMap, MapFacts } from './catalog-map.ts';
import type { Json } from './facts.ts';
import { readTogether } from './missing.ts';
import { isInner, type Node, type Nodes, type Tree } from './node.ts';
import { load } from './read.ts';

/** Undefined if absent. */
export type Difference = readonly [key: string, before: Json | undefined, after: Json | undefined];

/**
 * @returns by key in UTF-8 order; values compared as JSON
 * @throws Missing
 */
export function diffMaps(before: CatalogMap, after: CatalogMap, nodes: Nodes): Difference[] {
  const keys = new Set([...unsharedKeys(before.tree, after.tree, nodes), ...[...before.recent, ...after.recent].map(([key]) => key)]);
  const [old, now] = [new MapFacts(before, nodes), new MapFacts(after, nodes)];
  const found = readTogether([...keys].map((key) => (): Difference => [key, old.get(key), now.get(key)]));
  return found.filter(([, a, b]) => JSON.stringify(a) !== JSON.stringify(b)).sort(([a], [b]) => compareKeys(a, b));
}

/** Keys of leaves in one tree only. Shared nodes are on the same level. */
function unsharedKeys(a: Tree, b: Tree, nodes: Nodes): string[] {
  let sides = [new Set<string>(), new Set<string>()] as const;
  for (let level = Math.max(a?.height ?? 0, b?.height ?? 0); ; level -= 1) {
    if (a?.height === level) sides[0].add(a.name);
    if (b?.height === level) sides[1].add(b.name);
    const [left, right] = sides;
    const own = [[...left].filter((name) => !right.has(name)), [...right].filter((name) => !left.has(name))] as const;
    const found = readTogether(own.map((names) => () => readTogether(names.map((name) => () => load(nodes, name)))));
    if (level === 0) return found.flat().flatMap(({ keys }) => keys);
    sides = [childrenOf(found[0]), childrenOf(found[1])];
  }
}

const childrenOf = (found: readonly Node[] = []): Set<string> =>
  new Set(found.flatMap((node) => (isInner(node) ? node.children.map(({ name }) => name) : [])));
