import { byKey, isAfter } from '../core/key-order.ts';
import { etagOf } from './etag.ts';
import {
  CONFLICT,
  type Expected,
  type ListedObject,
  type ListOptions,
  type ObjectHead,
  type ObjectRange,
  type PutOptions,
  type Store,
  type StoredObject,
  tooLarge,
  UNCHANGED,
} from './store.ts';

export class MemoryStore implements Store {
  readonly #objects = new Map<string, StoredObject>();
  readonly #now: () => number;

  constructor({ now = Date.now }: { now?: () => number } = {}) {
    this.#now = now;
  }

  async get(key: string, unless?: string, largest = Number.POSITIVE_INFINITY): Promise<StoredObject | typeof UNCHANGED | undefined> {
    const object = this.#objects.get(key);
    if (object === undefined) return undefined;
    if (object.etag === unless) return UNCHANGED;
    if (object.size > largest) throw tooLarge(object.size, largest, object.etag);
    // Callers must not change stored bytes.
    return { ...object, bytes: object.bytes.slice() };
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    const object = this.#objects.get(key);
    if (object === undefined) return undefined;
    const { bytes: _, ...head } = object;
    return head;
  }

  async getRange(key: string, from: number, length: number, expect?: { etag: string }): Promise<ObjectRange | typeof CONFLICT | undefined> {
    const object = this.#objects.get(key);
    if (object === undefined) return undefined;
    const { metadata: _, bytes, ...head } = object;
    return this.#meets(key, expect) ? { ...head, bytes: bytes.slice(from, from + length) } : CONFLICT;
  }

  async put(
    key: string,
    bytes: Uint8Array,
    { expect, metadata = {}, etag: given, durable: _, ...headers }: PutOptions = {},
  ): Promise<{ etag: string } | typeof CONFLICT> {
    if (!this.#meets(key, expect)) return CONFLICT;
    const own = new Uint8Array(bytes);
    const etag = given ?? etagOf(own);
    this.#objects.set(key, { ...headers, bytes: own, etag, size: own.length, modified: this.#now(), metadata: { ...metadata } });
    return { etag };
  }

  async delete(key: string, expect?: { etag: string }): Promise<undefined | typeof CONFLICT> {
    if (!this.#meets(key, expect)) return CONFLICT;
    this.#objects.delete(key);
    return undefined;
  }

  async now(): Promise<number> {
    return this.#now();
  }

  async *list(prefix: string, { after }: ListOptions = {}): AsyncGenerator<ListedObject> {
    const isListed = (key: string) => key.startsWith(prefix) && isAfter(key, after);
    const listed = [...this.#objects].flatMap(([key, { etag, size, modified }]) => (isListed(key) ? [{ key, etag, size, modified }] : []));
    yield* listed.sort(byKey);
  }

  #meets(key: string, expect: Expected | undefined): boolean {
    if (expect === undefined) return true;
    const etag = this.#objects.get(key)?.etag;
    return expect === 'absent' ? etag === undefined : etag === expect.etag;
  }
}
