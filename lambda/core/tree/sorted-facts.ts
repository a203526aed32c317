/** `Facts` in memory; never throws `Missing`. */
import { compareKeys } from '../key-order.ts';
import type { Entry, Facts, Json, RangeOptions } from './facts.ts';

export class SortedFacts implements Facts {
  readonly #entries: readonly Entry[];

  /** @param entries unordered; the last of equal keys counts */
  constructor(entries: Iterable<Entry>) {
    this.#entries = [...new Map(entries)].sort(([a], [b]) => compareKeys(a, b));
  }

  get(key: string): Json | undefined {
    const entry = this.#entries[this.#rank(key)];
    return entry?.[0] === key ? entry[1] : undefined;
  }

  *range(from: string, to: string, { limit = Number.POSITIVE_INFINITY, back = false }: RangeOptions = {}): Generator<Entry> {
    const [start, end] = [this.#rank(from), this.#rank(to)];
    const size = Math.min(limit, end - start);
    for (let done = 0; done < size; done += 1) {
      const entry = this.#entries[back ? end - 1 - done : start + done];
      if (entry) yield entry;
    }
  }

  count(from: string, to: string): number {
    return Math.max(0, this.#rank(to) - this.#rank(from));
  }

  #rank(key: string): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys(this.#entries[middle]?.[0] ?? '', key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
