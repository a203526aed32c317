/** A store in memory that keeps many immutable objects in one file, because writing 300,000 files takes minutes. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { etagOf } from '../../lambda/stores/etag.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import type { StoredObject, UNCHANGED } from '../../lambda/stores/store.ts';

/** Bytes between two writes. */
const CHUNK = 4 * 1024 * 1024;

/** LIST and DELETE do not see the packed objects. */
export class PackedStore extends MemoryStore {
  readonly #folder = mkdtempSync(join(tmpdir(), 'linefeed-packed-'));
  readonly #file = openSync(join(this.#folder, 'objects'), 'w+');
  readonly #places = new Map<string, readonly [start: number, length: number]>();
  #unwritten: Uint8Array[] = [];
  #waiting = 0;
  #end = 0;

  pack(key: string, bytes: Uint8Array): void {
    this.#places.set(key, [this.#end, bytes.length]);
    this.#unwritten.push(bytes);
    this.#end += bytes.length;
    this.#waiting += bytes.length;
    if (this.#waiting >= CHUNK) this.flush();
  }

  get packed(): { objects: number; bytes: number } {
    return { objects: this.#places.size, bytes: this.#end };
  }

  flush(): void {
    writeSync(this.#file, Buffer.concat(this.#unwritten));
    this.#unwritten = [];
    this.#waiting = 0;
  }

  override async get(...given: Parameters<MemoryStore['get']>): Promise<StoredObject | typeof UNCHANGED | undefined> {
    const [key] = given;
    const place = this.#places.get(key);
    if (!place) return super.get(...given);
    const [start, length] = place;
    const bytes = new Uint8Array(length);
    readSync(this.#file, bytes, 0, length, start);
    return { bytes, etag: etagOf(bytes), size: length, modified: 0, metadata: {}, encoding: 'gzip', type: 'application/json' };
  }

  close(): void {
    closeSync(this.#file);
    rmSync(this.#folder, { recursive: true });
  }
}
