/** Checks before each write: a suspended process may have lost its lock. */
import type { CONFLICT, ListedObject, ListOptions, ObjectHead, ObjectRange, PutOptions, Store, StoredObject, UNCHANGED } from './store.ts';

export class GuardedStore implements Store {
  readonly #store: Store;
  readonly #check: () => void;

  /** @param check throws to refuse */
  constructor(store: Store, check: () => void) {
    this.#store = store;
    this.#check = check;
  }

  get(key: string, unless?: string, largest?: number): Promise<StoredObject | typeof UNCHANGED | undefined> {
    return this.#store.get(key, unless, largest);
  }

  head(key: string): Promise<ObjectHead | undefined> {
    return this.#store.head(key);
  }

  getRange(key: string, from: number, length: number, expect?: { etag: string }): Promise<ObjectRange | typeof CONFLICT | undefined> {
    return this.#store.getRange(key, from, length, expect);
  }

  async put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<{ etag: string } | typeof CONFLICT> {
    this.#check();
    return this.#store.put(key, bytes, options);
  }

  async delete(key: string, expect?: { etag: string }): Promise<undefined | typeof CONFLICT> {
    this.#check();
    return this.#store.delete(key, expect);
  }

  now(): Promise<number | undefined> {
    return this.#store.now();
  }

  list(prefix: string, options?: ListOptions): AsyncIterable<ListedObject> {
    return this.#store.list(prefix, options);
  }
}
