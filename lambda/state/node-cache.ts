/** Decoded nodes of a warm function. Nodes never change, so whatever is in it is right; the least recently used ones go first. */
import type { Node } from '../core/tree/node.ts';

/** Of heap, for a character of JSON: rows of posts measure 1.6 once decoded, index entries less. */
const BYTES_A_CHARACTER = 2;

export class NodeCache {
  readonly #limit: number;
  readonly #nodes = new Map<string, { node: Node; bytes: number }>();
  #bytes = 0;

  /** @param limit in bytes of memory */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes of memory that the nodes are estimated to take. */
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

  /** @param size characters of the node's JSON. A node that is larger than the limit is not kept. */
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
