/** A small sorted map for the changes of a run. A change moves all later entries, which is cheap for thousands. */
import { compareKeys } from '../../key-order.ts';
import type { Entry, Json } from '../../tree/facts.ts';

export class SortedEntries implements Iterable<Entry> {
  readonly #values = new Map<string, Json>();
  readonly #keys: string[] = [];

  get(key: string): Json | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: Json): void {
    if (!this.#values.has(key)) this.#keys.splice(this.#rank(key), 0, key);
    this.#values.set(key, value);
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#keys.splice(this.#rank(key), 1);
  }

  /** From inclusive, to exclusive; a new array. */
  between(from: string, to: string): Entry[] {
    return this.#keys.slice(this.#rank(from), this.#rank(to)).map((key) => [key, this.#values.get(key) ?? null]);
  }

  *[Symbol.iterator](): Iterator<Entry> {
    for (const key of this.#keys) yield [key, this.#values.get(key) ?? null];
  }

  #rank(key: string): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys(this.#keys[middle] ?? '', key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
