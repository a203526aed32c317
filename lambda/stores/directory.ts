/**
 * Objects as files. Files hidden by `gate.ts` are absent for reads, refused for writes.
 *
 * Synchronous: nothing runs between a condition and its write (`local/lock.ts` excludes other processes); also three to five times faster
 * on small files. Only durable writes are fsynced: a reconcile repairs documents truncated by a power cut.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { byKey, isAfter } from '../core/key-order.ts';
import { fileSystemTime, readPart, removeFile, replaceObject } from './atomic-file.ts';
import { etagOf, etagOfFile } from './etag.ts';
import { FileIndex } from './file-index.ts';
import { Gate, type Root } from './gate.ts';
import { checkKey, unlessAbsent } from './key-path.ts';
import { unreadable } from './left-out.ts';
import {
  CONFLICT,
  type Expected,
  HiddenKeyError,
  type LeftOut,
  type ListedObject,
  type ListOptions,
  type ObjectHead,
  type ObjectRange,
  type PutOptions,
  type Store,
  type StoredObject,
  tooLarge,
  UNCHANGED,
  UnreadableObjectError,
} from './store.ts';
import { type WalkOptions, walk } from './walk.ts';
import { whyLeftOut } from './why-left-out.ts';

export interface DirectoryStoreOptions {
  /** Absolute folder by key prefix, longest match: `{ 'public/': '/site/public' }` */
  roots: Record<string, string>;
  /** Absolute path of the index; without it, files are hashed again. */
  cache?: string;
  /** See `FileIndex`: for a run on few files. @default false */
  isPartial?: boolean;
  /** Absolute paths. */
  ignore?: string[];
  /** Of keys. */
  ignoredNames?: RegExp | undefined;
  /** No other process writes, so written files are not reread. */
  exclusive?: boolean;
  /** After each write, with the file's state; undefined if it is deleted. */
  onWrite?(key: string, stat: Stats | undefined): void;
}

/** Opening a named pipe would block. */
const READ_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

type GatedRoot = Root & { gate: Gate };

export class DirectoryStore implements Store {
  readonly #roots: GatedRoot[];
  readonly #ignored: Pick<WalkOptions, 'ignore' | 'ignoredNames'>;
  readonly #index: FileIndex;
  readonly #exclusive: boolean;
  readonly #onWrite: NonNullable<DirectoryStoreOptions['onWrite']>;

  constructor({ roots, cache, isPartial = false, ignore = [], ...given }: DirectoryStoreOptions) {
    [this.#exclusive, this.#onWrite] = [given.exclusive ?? false, given.onWrite ?? (() => {})];
    this.#ignored = { ignore: new Set(ignore.map((path) => resolve(path))), ignoredNames: given.ignoredNames };
    const gatedRoots = Object.entries(roots)
      .map(([prefix, folder]) => ({ prefix, folder: resolve(folder) }))
      .sort((a, b) => b.prefix.length - a.prefix.length);
    this.#index = new FileIndex(cache, JSON.stringify(gatedRoots), isPartial);
    this.#roots = gatedRoots.map((root) => ({ ...root, gate: new Gate(root, this.#ignored.ignore, given.ignoredNames) }));
  }

  async get(key: string, unless?: string, largest = Number.POSITIVE_INFINITY): Promise<StoredObject | typeof UNCHANGED | undefined> {
    try {
      return this.#get(key, unless, largest);
    } catch (error) {
      const why = unreadable(key, error);
      if (why === undefined) throw error;
      if (why.etag === unless) return UNCHANGED;
      throw new UnreadableObjectError(why.message, why.etag);
    }
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    return this.#head(key);
  }

  async getRange(key: string, from: number, length: number, expect?: { etag: string }): Promise<ObjectRange | typeof CONFLICT | undefined> {
    const path = this.#pathOf(key);
    if (path === undefined) return undefined;
    return this.#open(path, (file, stat) => {
      const etag = this.#versionOf(key, stat);
      if (expect !== undefined && expect.etag !== etag) return CONFLICT;
      return { etag, size: stat.size, modified: stat.mtimeMs, bytes: readPart(file, from, length) };
    });
  }

  async put(
    key: string,
    bytes: Uint8Array,
    { expect, metadata = {}, etag, durable }: PutOptions = {},
  ): Promise<{ etag: string } | typeof CONFLICT> {
    const { root, path } = this.#locate(key);
    if (!root.gate.admitsKey(key) || !root.gate.admitsPlace(key)) {
      throw new HiddenKeyError(`${JSON.stringify(key)} cannot be a key: it leads out of the folder, or to files that are left out of it`);
    }
    if (!this.#meetsCondition(key, expect)) return CONFLICT;
    const readAt = this.#exclusive ? Number.MAX_SAFE_INTEGER : Date.now();
    const stat = replaceObject(key, path, bytes, durable);
    const digest = etagOf(bytes);
    this.#onWrite(key, stat);
    return { etag: this.#index.record(key, stat, readAt, digest, { metadata, etag: etag ?? digest }).etag };
  }

  async delete(key: string, expect?: { etag: string }): Promise<undefined | typeof CONFLICT> {
    const { root, path } = this.#locate(key);
    if (!this.#meetsCondition(key, expect)) return CONFLICT;
    const real = this.#pathOf(key);
    if (real === undefined || statSync(real, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    removeFile(path, root.folder);
    this.#index.forget(key);
    this.#onWrite(key, undefined);
    return undefined;
  }

  /** Walks all files first. */
  async *list(prefix: string, { onLeftOut, needsEtag = () => true, after }: ListOptions = {}): AsyncGenerator<ListedObject> {
    const listed: ListedObject[] = [];
    for (const root of this.#roots) {
      for (const { key, path } of walk(root, prefix, { ...this.#ignored, onLeftOut })) {
        const head = this.#rootOf(key) === root ? this.#listed(key, path, needsEtag, onLeftOut) : undefined;
        if (head !== undefined) listed.push({ key, etag: head.etag, size: head.size, modified: head.modified });
      }
    }
    this.#index.keepOnly(prefix, new Set(listed.map(({ key }) => key)));
    yield* listed.filter(({ key }) => isAfter(key, after)).sort(byKey);
  }

  /** The file system's clock, else this machine's. */
  async now(): Promise<number> {
    const root = this.#roots.at(-1);
    return this.#exclusive && root ? fileSystemTime(root.folder) : Date.now();
  }

  async flush(): Promise<void> {
    this.#index.save();
  }

  async whyLeftOut(key: string): Promise<LeftOut | undefined> {
    const { root, path } = this.#locate(key);
    return whyLeftOut(root.gate, key, path);
  }

  #get(key: string, unless: string | undefined, largest: number): StoredObject | typeof UNCHANGED | undefined {
    const path = this.#pathOf(key);
    const stat = path === undefined || largest === Number.POSITIVE_INFINITY ? undefined : statSync(path, { throwIfNoEntry: false });
    if (path !== undefined && stat?.isFile() && stat.size > largest) {
      const version = this.#versionOf(key, stat);
      if (version === unless) return UNCHANGED;
      throw tooLarge(stat.size, largest, version);
    }
    if (unless !== undefined && this.#head(key)?.etag === unless) return UNCHANGED;
    return path === undefined ? undefined : this.#read(key, path);
  }

  /** Large files stay unread. */
  #listed(key: string, path: string, needsEtag: NonNullable<ListOptions['needsEtag']>, onLeftOut: ListOptions['onLeftOut']) {
    try {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat?.isFile() && !needsEtag(key, stat.size)) {
        return { etag: this.#versionOf(key, stat), size: stat.size, modified: stat.mtimeMs };
      }
      return this.#inspect(key, path, stat);
    } catch (error) {
      const why = onLeftOut && unreadable(key, error);
      if (!why) throw error;
      onLeftOut?.(why);
      return undefined;
    }
  }

  /** Without reading: from size and times, if the ETag is unknown. */
  #versionOf(key: string, stat: Stats): string {
    return this.#index.trusted(key, stat)?.etag ?? `not read: ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
  }

  #head(key: string): ObjectHead | undefined {
    const { path } = this.#locate(key);
    // One call tells that a file is absent; following its path takes one for each folder.
    const stat = unlessAbsent(() => statSync(path, { throwIfNoEntry: false }));
    const real = stat && this.#pathOf(key);
    const head = real === undefined ? undefined : this.#inspect(key, real, real === path ? stat : undefined);
    if (head === undefined) this.#index.forget(key);
    return head;
  }

  #inspect(key: string, path: string, stat = statSync(path, { throwIfNoEntry: false })): ObjectHead | undefined {
    if (!stat?.isFile()) return undefined;
    const known = this.#index.trusted(key, stat);
    if (known === undefined) return this.#open(path, (file, opened, readAt) => this.#headOf(key, opened, readAt, etagOfFile(file)));
    return { etag: known.etag, metadata: known.metadata, size: stat.size, modified: stat.mtimeMs };
  }

  #read(key: string, path: string): StoredObject | undefined {
    return this.#open(path, (file, stat, readAt) => {
      const bytes = readFileSync(file);
      return { ...this.#headOf(key, stat, readAt, etagOf(bytes)), bytes, size: bytes.length };
    });
  }

  #headOf(key: string, stat: Stats, readAt: number, computed: string): ObjectHead {
    const { etag, metadata } = this.#index.record(key, stat, readAt, computed);
    return { etag, metadata, size: stat.size, modified: stat.mtimeMs };
  }

  #open<T>(path: string, use: (file: number, stat: Stats, readAt: number) => T): T | undefined {
    const readAt = Date.now();
    const file = unlessAbsent(() => openSync(path, READ_FLAGS));
    if (file === undefined) return undefined;
    try {
      const stat = fstatSync(file);
      return stat.isFile() ? use(file, stat, readAt) : undefined;
    } finally {
      closeSync(file);
    }
  }

  #meetsCondition(key: string, expect: Expected | undefined): boolean {
    if (expect === undefined) return true;
    const etag = this.#head(key)?.etag;
    return expect === 'absent' ? etag === undefined : etag === expect.etag;
  }

  #rootOf(key: string): GatedRoot | undefined {
    return this.#roots.find(({ prefix }) => key.startsWith(prefix));
  }

  #locate(key: string): { root: GatedRoot; path: string } {
    checkKey(key);
    const root = this.#rootOf(key);
    if (root === undefined) throw new Error(`${JSON.stringify(key)} is in none of the folders of this store`);
    return { root, path: resolve(root.folder, key.slice(root.prefix.length)) };
  }

  #pathOf(key: string): string | undefined {
    const { gate } = this.#locate(key).root;
    return gate.admitsKey(key) ? gate.follow(key) : undefined;
  }
}
