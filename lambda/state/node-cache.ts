/** LRU cache of immutable nodes in a warm function. */
import type { Node } from '../core/tree/node.ts';

/** Heap: decoded rows measure 1.6, index entries less. */
const BYTES_A_CHARACTER = 2;

export class NodeCache {
  readonly #limit: number;
  readonly #nodes = new Map<string, { node: Node; bytes: number }>();
  #bytes = 0;

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** An estimate. */
  get bytes(): number {
    return this.#bytes;
  }

  get(name: string): Node | undefined {
    const found = this.#nodes.get(name);
    if (found === undefined) return undefined;
    this.#nodes.delete(name);
    this.#nodes.set(name, found);
    return found.node;
  }

  /** @param size characters of JSON; a node above the limit is not cached */
  set(name: string, node: Node, size: number): void {
    const bytes = size * BYTES_A_CHARACTER;
    if (bytes > this.#limit || this.#nodes.has(name)) return;
    this.#nodes.set(name, { node, bytes });
    this.#bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.#nodes) {
      if (this.#bytes <= this.#limit) break;
      this.#nodes.delete(oldest);
      this.#bytes -= freed;
    }
  }
}
