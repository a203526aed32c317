/** `Facts` in memory; never throws `Missing`. */
import { inKeyOrder } from '../key-order.ts';
import type { Entry, Facts, Json, RangeOptions } from './facts.ts';
import { seek } from './node.ts';

export class SortedFacts implements Facts {
  readonly #entries: readonly Entry[];
  readonly #keys: readonly string[];

  /** @param entries unordered; the last of equal keys counts */
  constructor(entries: Iterable<Entry>) {
    this.#entries = inKeyOrder(new Map(entries));
    this.#keys = this.#entries.map(([key]) => key);
  }

  get(key: string): Json | undefined {
    const entry = this.#entries[seek(this.#keys, key)];
    return entry?.[0] === key ? entry[1] : undefined;
  }

  *range(from: string, to: string, { limit = Number.POSITIVE_INFINITY, back = false }: RangeOptions = {}): Generator<Entry> {
    const [start, end] = [seek(this.#keys, from), seek(this.#keys, to)];
    const size = Math.min(limit, end - start);
    for (let done = 0; done < size; done += 1) {
      const entry = this.#entries[back ? end - 1 - done : start + done];
      if (entry) yield entry;
    }
  }

  count(from: string, to: string): number {
    return Math.max(0, seek(this.#keys, to) - seek(this.#keys, from));
  }
}
