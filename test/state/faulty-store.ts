/** A store that loses, tears, swaps, delays or rejects objects. */
import { setImmediate } from 'node:timers/promises';
import {
  type ListedObject,
  type ListOptions,
  type PutOptions,
  type Store,
  type StoredObject,
  UNCHANGED,
} from '../../lambda/stores/store.ts';

export type Fault = 'lose' | 'tear' | 'swap' | 'empty' | 'flip';

export class FaultyStore implements Store {
  readonly #inner: Store;
  /** By key. */
  readonly faults = new Map<string, Fault>();
  /** The key that replaces a swapped one. */
  other = '';
  /** The number of the put that fails, from 0. */
  failsAt = Number.POSITIVE_INFINITY;
  puts: string[] = [];
  gets: string[] = [];
  open = 0;
  most = 0;

  constructor(inner: Store) {
    this.#inner = inner;
  }

  async get(key: string, unless?: string): Promise<StoredObject | typeof UNCHANGED | undefined> {
    this.gets.push(key);
    const fault = this.faults.get(key);
    const object = await this.#during(() => this.#inner.get(fault === 'swap' ? this.other : key, unless));
    if (fault === 'lose') return undefined;
    if (object === undefined || object === UNCHANGED) return object;
    const { bytes } = object;
    if (fault === 'tear') return { ...object, bytes: bytes.slice(0, bytes.length / 2) };
    if (fault === 'empty') return { ...object, bytes: bytes.slice(0, 0) };
    if (fault === 'flip') return { ...object, bytes: bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 4 : byte)) };
    return object;
  }

  async put(key: string, bytes: Uint8Array, options?: PutOptions) {
    const number = this.puts.push(key) - 1;
    if (number === this.failsAt) throw new Error('503 SlowDown');
    return this.#during(() => this.#inner.put(key, bytes, options));
  }

  getRange: Store['getRange'] = (...given) => this.#inner.getRange(...given);
  head = (key: string) => this.#inner.head(key);
  delete = (key: string, expect?: { etag: string }) => this.#inner.delete(key, expect);
  now = () => this.#inner.now();
  list = (prefix: string, options?: ListOptions): AsyncIterable<ListedObject> => this.#inner.list(prefix, options);

  async #during<T>(request: () => Promise<T>): Promise<T> {
    this.open += 1;
    this.most = Math.max(this.most, this.open);
    try {
      // Lets other requests run first.
      await setImmediate();
      return await request();
    } finally {
      this.open -= 1;
    }
  }
}
