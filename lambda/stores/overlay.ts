/** For dry runs. */

import { compareKeys } from '../core/key-order.ts';
import { MemoryStore } from './memory.ts';
import {
  CONFLICT,
  type ListedObject,
  type ListOptions,
  listAll,
  type ObjectHead,
  type ObjectRange,
  type PutOptions,
  type Store,
  type StoredObject,
  type UNCHANGED,
} from './store.ts';

export class OverlayStore implements Store {
  readonly #below: Store;
  readonly #moment: number | undefined;
  readonly #own = new MemoryStore();
  readonly #overridden = new Set<string>();

  /** @param moment epoch milliseconds @default the store's clock */
  constructor(base: Store, moment?: number) {
    this.#below = base;
    this.#moment = moment;
  }

  async get(key: string, unless?: string, largest?: number): Promise<StoredObject | typeof UNCHANGED | undefined> {
    return this.#at(key).get(key, unless, largest);
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    return this.#at(key).head(key);
  }

  async getRange(key: string, from: number, length: number, expect?: { etag: string }): Promise<ObjectRange | typeof CONFLICT | undefined> {
    return this.#at(key).getRange(key, from, length, expect);
  }

  async put(key: string, bytes: Uint8Array, { expect, ...options }: PutOptions = {}): Promise<{ etag: string } | typeof CONFLICT> {
    if (this.#overridden.has(key)) return this.#own.put(key, bytes, { ...options, ...(expect === undefined ? {} : { expect }) });
    const etag = expect === undefined ? undefined : (await this.#below.head(key))?.etag;
    if (this.#overridden.has(key)) return this.put(key, bytes, { ...options, ...(expect === undefined ? {} : { expect }) });
    if (expect !== undefined && (expect === 'absent' ? etag !== undefined : etag !== expect.etag)) return CONFLICT;
    this.#overridden.add(key);
    return this.#own.put(key, bytes, options);
  }

  async delete(key: string, expect?: { etag: string }): Promise<undefined | typeof CONFLICT> {
    if (expect !== undefined && (await this.head(key))?.etag !== expect.etag) return CONFLICT;
    this.#overridden.add(key);
    return this.#own.delete(key);
  }

  async now(): Promise<number | undefined> {
    return this.#moment ?? this.#below.now();
  }

  async *list(prefix: string, options?: ListOptions): AsyncGenerator<ListedObject> {
    // A key written meanwhile must not be missed.
    const overridden = new Set(this.#overridden);
    const own = await listAll(this.#own, prefix, options);
    for await (const object of this.#below.list(prefix, options)) {
      while (own[0] && compareKeys(own[0].key, object.key) < 0) yield* own.splice(0, 1);
      if (!overridden.has(object.key)) yield object;
    }
    yield* own;
  }

  #at = (key: string): Store => (this.#overridden.has(key) ? this.#own : this.#below);
}
