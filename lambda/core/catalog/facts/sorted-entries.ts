/** A map for the changes of a run, in key order. The first read after a change sorts. */
import { sortedKeys } from '../../key-order.ts';
import type { Entry, Json } from '../../tree/facts.ts';
import { seek } from '../../tree/node.ts';

export class SortedEntries implements Iterable<Entry> {
  readonly #values = new Map<string, Json>();
  #sorted: readonly string[] | undefined;

  get(key: string): Json | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: Json): void {
    if (!this.#values.has(key)) this.#sorted = undefined;
    this.#values.set(key, value);
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#sorted = undefined;
  }

  count(from: string, to: string): number {
    const keys = this.#keys();
    return Math.max(0, seek(keys, to) - seek(keys, from));
  }

  /** From inclusive, to exclusive; as when the iteration began. */
  *between(from: string, to: string, back: boolean): Generator<Entry> {
    const keys = this.#keys();
    const [start, end] = [seek(keys, from), seek(keys, to)];
    for (let done = 0; done < end - start; done += 1) {
      const key = keys[back ? end - 1 - done : start + done] ?? '';
      yield [key, this.#values.get(key) ?? null];
    }
  }

  /** In no order. */
  [Symbol.iterator](): Iterator<Entry> {
    return this.#values[Symbol.iterator]();
  }

  #keys(): readonly string[] {
    this.#sorted ??= sortedKeys(this.#values.keys());
    return this.#sorted;
  }
}
