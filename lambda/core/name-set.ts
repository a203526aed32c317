import { digest } from './hash.ts';

/**
 * A set of hex names, 8 bytes each, for millions. By the first 64 bits: of a million names, two are confused once in 30 million sets.
 * A lookup after an addition sorts.
 */
export class NameSet {
  #names = new BigUint64Array(1024);
  #size = 0;
  #isSorted = true;

  add(name: string): void {
    if (this.#size === this.#names.length) {
      const larger = new BigUint64Array(this.#size * 2);
      larger.set(this.#names);
      this.#names = larger;
    }
    this.#names[this.#size] = bitsOf(name);
    this.#size += 1;
    this.#isSorted = false;
  }

  has(name: string): boolean {
    if (!this.#isSorted) this.#names.subarray(0, this.#size).sort();
    this.#isSorted = true;
    const bits = bitsOf(name);
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#names[middle] ?? 0n) < bits) low = middle + 1;
      else high = middle;
    }
    return low < this.#size && this.#names[low] === bits;
  }
}

const bitsOf = (name: string): bigint => BigInt(`0x${/^[0-9a-f]{16}/.exec(name)?.[0] ?? digest(name).slice(0, 16)}`);
