/** Reads from another store and keeps what is written to itself: for runs that only tell what they would do. */

import { MemoryStore } from './memory.ts';
import {
  CONFLICT,
  type ListedObject,
  type ListOptions,
  type ObjectHead,
  type PutOptions,
  type Store,
  type StoredObject,
  type UNCHANGED,
} from './store.ts';

export class OverlayStore implements Store {
  readonly #below: Store;
  readonly #moment: number | undefined;
  readonly #own = new MemoryStore();
  /** Written or deleted here: what is below does not matter any more. */
  readonly #hidden = new Set<string>();

  /** @param moment whose time it is there, in milliseconds since 1970; without it that of the store below */
  constructor(below: Store, moment?: number) {
    this.#below = below;
    this.#moment = moment;
  }

  async get(key: string, unless?: string, largest?: number): Promise<StoredObject | typeof UNCHANGED | undefined> {
    return this.#at(key).get(key, unless, largest);
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    return this.#at(key).head(key);
  }

  async put(key: string, bytes: Uint8Array, { expect, ...options }: PutOptions = {}): Promise<{ etag: string } | typeof CONFLICT> {
    if (this.#hidden.has(key)) return this.#own.put(key, bytes, { ...options, ...(expect === undefined ? {} : { expect }) });
    const etag = expect === undefined ? undefined : (await this.#below.head(key))?.etag;
    if (this.#hidden.has(key)) return this.put(key, bytes, { ...options, ...(expect === undefined ? {} : { expect }) });
    if (expect !== undefined && (expect === 'absent' ? etag !== undefined : etag !== expect.etag)) return CONFLICT;
    this.#hidden.add(key);
    return this.#own.put(key, bytes, options);
  }

  async delete(key: string, expect?: { etag: string }): Promise<undefined | typeof CONFLICT> {
    if (expect !== undefined && (await this.head(key))?.etag !== expect.etag) return CONFLICT;
    this.#hidden.add(key);
    return this.#own.delete(key);
  }

  async now(): Promise<number | undefined> {
    return this.#moment ?? this.#below.now();
  }

  async list(prefix: string, options?: ListOptions): Promise<ListedObject[]> {
    const below = (await this.#below.list(prefix, options)).filter(({ key }) => !this.#hidden.has(key));
    return [...below, ...(await this.#own.list(prefix))].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  #at = (key: string): Store => (this.#hidden.has(key) ? this.#own : this.#below);
}
