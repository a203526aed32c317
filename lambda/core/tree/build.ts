/** One pass over sorted entries; holds at most two nodes per level. */
import { compareKeys } from '../key-order.ts';
import { endsNode, type Shape } from './cut.ts';
import type { Json } from './facts.ts';
import { countOf, type Item, type NewNode, nodeOf, type Ref, type Tree } from './node.ts';

interface Level {
  open: Item[];
  /** The level's only node so far; maybe the topmost. */
  only?: readonly Item[] | undefined;
  hasMore: boolean;
}

export class TreeBuilder {
  readonly #shape: Shape;
  readonly #prefix: string;
  readonly #levels: Level[] = [];
  #done: NewNode[] = [];
  #drawn = 0;
  #last: string | undefined;

  constructor(shape: Shape, prefix: string) {
    this.#shape = shape;
    this.#prefix = prefix;
  }

  /** @returns complete nodes. @throws Error unless `key` is the greatest so far */
  add(key: string, value: Json): NewNode[] {
    if (this.#last !== undefined && compareKeys(key, this.#last) <= 0) {
      throw new Error(`entries must be sorted in UTF-8 order: ${JSON.stringify(key)} comes after ${JSON.stringify(this.#last)}`);
    }
    this.#last = key;
    this.#push(0, [key, value]);
    return this.#taken();
  }

  /** @returns the tree, and the remaining nodes */
  finish(): { tree: Tree; nodes: NewNode[] } {
    for (let level = 0; level < this.#levels.length; level += 1) {
      const own = this.#level(level);
      if (own.open.length > 0) this.#close(level);
      if (own.only === undefined) continue;
      const [, ref] = this.#emit(level, own.only);
      return { tree: { ...(ref as Ref), height: level }, nodes: this.#taken() };
    }
    return { tree: null, nodes: [] };
  }

  #level(level: number): Level {
    this.#levels[level] ??= { open: [], hasMore: false };
    return this.#levels[level];
  }

  #push(level: number, item: Item): void {
    const { open } = this.#level(level);
    open.push(item);
    if (endsNode(item[0], level, open.length, this.#shape)) this.#close(level);
  }

  #close(level: number): void {
    const own = this.#level(level);
    const items = own.open;
    own.open = [];
    if (!own.hasMore && own.only === undefined) {
      own.only = items;
      return;
    }
    if (own.only !== undefined) this.#push(level + 1, this.#emit(level, own.only));
    own.only = undefined;
    own.hasMore = true;
    this.#push(level + 1, this.#emit(level, items));
  }

  #emit(level: number, items: readonly Item[]): Item {
    const node = nodeOf(level, items);
    const name = `${this.#prefix}.${(this.#drawn++).toString(36)}`;
    this.#done.push([name, node]);
    return [node.keys.at(-1) ?? '', { name, count: countOf(node) }];
  }

  #taken(): NewNode[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }
}
