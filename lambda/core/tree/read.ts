import type { Entry, Facts, Json, RangeOptions } from './facts.ts';
import { Missing, readTogether, repeatable } from './missing.ts';
import { type Inner, isInner, type Node, type Nodes, seek, type Tree } from './node.ts';

/** @throws Missing */
export function load(nodes: Nodes, name: string): Node {
  const node = nodes(name);
  if (node === undefined) throw new Missing([name]);
  return node;
}

/** @throws Missing with each path's next node */
export function requirePaths(tree: Tree, nodes: Nodes, keys: Iterable<string>): void {
  const wanted = [...keys];
  repeatable(() => descendTo(wanted, tree, nodes));
}

function descendTo(keys: readonly string[], tree: Tree, nodes: Nodes): void {
  const names = new Set<string>();
  const descend = (name: string, wanted: Iterable<string>): void => {
    const node = nodes(name);
    if (node === undefined) names.add(name);
    if (node === undefined || !isInner(node)) return;
    const byChild = new Map<string, string[]>();
    for (const key of wanted) {
      // Keys after the last one go to the last child.
      const child = node.children[Math.min(seek(node.keys, key), node.children.length - 1)]?.name ?? '';
      const below = byChild.get(child);
      if (below) below.push(key);
      else byChild.set(child, [key]);
    }
    for (const [child, keysBelow] of byChild) descend(child, keysBelow);
  };
  if (tree !== null && keys.length > 0) descend(tree.name, keys);
  if (names.size > 0) throw new Missing([...names]);
}

export class TreeFacts implements Facts {
  readonly #tree: Tree;
  readonly #nodes: Nodes;

  constructor(tree: Tree, nodes: Nodes) {
    this.#tree = tree;
    this.#nodes = nodes;
  }

  get(key: string): Json | undefined {
    return repeatable(() => this.#get(key));
  }

  #get(key: string): Json | undefined {
    let name = this.#tree?.name;
    while (name !== undefined) {
      const node = load(this.#nodes, name);
      const at = seek(node.keys, key);
      if (!isInner(node)) return node.keys[at] === key ? node.values[at] : undefined;
      name = node.children[at]?.name;
    }
    return undefined;
  }

  *range(from: string, to: string, { limit = Number.POSITIVE_INFINITY, back = false }: RangeOptions = {}): Generator<Entry> {
    if (this.#tree === null || limit <= 0) return;
    const walk = { from, to, back, left: limit };
    const { name } = this.#tree;
    repeatable(() => this.#requireNodes(name, walk));
    yield* this.#walk(name, walk);
  }

  /** Of the entries up to the limit, level by level: one round each. The first child may count in part. */
  #requireNodes(root: string, { from, to, back, left }: Walk): void {
    for (let level = [root]; level.length > 0; ) {
      const nodes = readTogether(level.map((name) => () => load(this.#nodes, name)));
      const children = nodes.flatMap((node) => (isInner(node) ? childrenIn(node, from, to, back) : []));
      let given = 0;
      level = [];
      for (const { name, count } of children) {
        if (given >= left) break;
        given += level.length > 0 ? count : 0;
        level.push(name);
      }
    }
  }

  count(from: string, to: string): number {
    const [before = 0, upTo = 0] = readTogether([from, to].map((key) => () => repeatable(() => this.#rank(key))));
    return Math.max(0, upTo - before);
  }

  #rank(key: string): number {
    let name = this.#tree?.name;
    let rank = 0;
    while (name !== undefined) {
      const node = load(this.#nodes, name);
      const at = seek(node.keys, key);
      if (!isInner(node)) return rank + at;
      for (const { count } of node.children.slice(0, at)) rank += count;
      name = node.children[at]?.name;
    }
    return rank;
  }

  *#walk(name: string, walk: Walk): Generator<Entry> {
    const node = load(this.#nodes, name);
    const [first, end] = [seek(node.keys, walk.from), seek(node.keys, walk.to)];
    if (isInner(node)) {
      for (const { name: child } of childrenIn(node, walk.from, walk.to, walk.back)) if (walk.left > 0) yield* this.#walk(child, walk);
      return;
    }
    for (let done = 0; done < end - first && walk.left > 0; done += 1) {
      const at = walk.back ? end - 1 - done : first + done;
      walk.left -= 1;
      yield [node.keys[at] as string, node.values[at] as Json];
    }
  }
}

interface Walk {
  from: string;
  to: string;
  back: boolean;
  left: number;
}

function childrenIn({ keys, children }: Inner, from: string, to: string, back: boolean): Inner['children'] {
  const found = children.slice(seek(keys, from), seek(keys, to) + 1);
  return back ? found.reverse() : found;
}
