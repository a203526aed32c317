/** A small sorted map for the changes of a run. A change moves all later entries, which is cheap for thousands. */
import type { Entry, Json } from '../../tree/facts.ts';
import { seek } from '../../tree/node.ts';

export class SortedEntries implements Iterable<Entry> {
  readonly #values = new Map<string, Json>();
  readonly #keys: string[] = [];

  get(key: string): Json | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: Json): void {
    if (!this.#values.has(key)) this.#keys.splice(seek(this.#keys, key), 0, key);
    this.#values.set(key, value);
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#keys.splice(seek(this.#keys, key), 1);
  }

  /** From inclusive, to exclusive; a new array. */
  between(from: string, to: string): Entry[] {
    return this.#keys.slice(seek(this.#keys, from), seek(this.#keys, to)).map((key) => [key, this.#values.get(key) ?? null]);
  }

  *[Symbol.iterator](): Iterator<Entry> {
    for (const key of this.#keys) yield [key, this.#values.get(key) ?? null];
  }
}
