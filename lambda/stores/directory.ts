/**
 * Objects as files. `gate.ts` says which files are objects: the others are absent for every operation, and a put of one is refused.
 *
 * Every operation is one synchronous stretch, so nothing in this process comes between the check of a conditional request and its
 * write; other processes are kept away by `local/lock.ts`. Synchronous calls are also three to five times faster on small files.
 *
 * Only what has to be durable is fsynced, the catalog: after a power cut a document or an entry may be cut, which the next look at everything
 * mends.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { removeFile, replaceFile, timeOf } from './atomic-file.ts';
import { etagOf, etagOfFile } from './etag.ts';
import { FileIndex } from './file-index.ts';
import { Gate, type Root } from './gate.ts';
import { checkKey, errorCode, unlessAbsent } from './key-path.ts';
import { unreadable } from './left-out.ts';
import {
  CONFLICT,
  type Expected,
  HiddenKeyError,
  InvalidKeyError,
  type LeftOut,
  type ListedObject,
  type ListOptions,
  type ObjectHead,
  type PutOptions,
  type Store,
  type StoredObject,
  tooLarge,
  UNCHANGED,
  UnreadableObject,
} from './store.ts';
import { walk } from './walk.ts';
import { whyLeftOut } from './why-left-out.ts';

export interface DirectoryStoreOptions {
  /** Absolute folder by key prefix, which ends with `/` or is empty: `{ 'public/': '/site/public' }`. The longest prefix decides. */
  roots: Record<string, string>;
  /** Absolute; keeps the index between runs. Absent or damaged it costs time only. */
  cache?: string;
  /** Absolute paths that listings leave out. */
  ignore?: string[];
  /** Nobody else writes in these folders, so what was just written need not be read again to know its ETag. */
  alone?: boolean;
}

/** Opening a named pipe would wait for a writer. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

/** What the operating system answers where a name is too long, or where a folder is in the place of the file or a file in that of a folder. */
const NO_PLACE: ReadonlySet<string> = new Set(['ENAMETOOLONG', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY', 'EILSEQ', 'EINVAL']);

interface Place extends Root {
  gate: Gate;
}

export class DirectoryStore implements Store {
  readonly #roots: Place[];
  readonly #ignore: ReadonlySet<string>;
  readonly #index: FileIndex;
  readonly #alone: boolean;

  constructor({ roots, cache, ignore = [], alone = false }: DirectoryStoreOptions) {
    this.#alone = alone;
    this.#ignore = new Set(ignore.map((path) => resolve(path)));
    const places = Object.entries(roots)
      .map(([prefix, folder]) => ({ prefix, folder: resolve(folder) }))
      .sort((a, b) => b.prefix.length - a.prefix.length);
    this.#index = new FileIndex(cache, JSON.stringify(places));
    this.#roots = places.map((root) => ({ ...root, gate: new Gate(root, this.#ignore) }));
  }

  async get(key: string, unless?: string, largest = Number.POSITIVE_INFINITY): Promise<StoredObject | typeof UNCHANGED | undefined> {
    try {
      return this.#get(key, unless, largest);
    } catch (error) {
      const why = unreadable(key, error);
      if (why === undefined) throw error;
      if (why.etag === unless) return UNCHANGED;
      throw new UnreadableObject(why.message, why.etag);
    }
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    return this.#head(key);
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
    if (!this.#meets(key, expect)) return CONFLICT;
    const seen = this.#alone ? Number.MAX_SAFE_INTEGER : Date.now();
    const stat = this.#replace(key, path, bytes, { folder: root.folder, durable });
    const digest = etagOf(bytes);
    return { etag: this.#index.record(key, stat, seen, digest, { metadata, etag: etag ?? digest }).etag };
  }

  async delete(key: string, expect?: { etag: string }): Promise<undefined | typeof CONFLICT> {
    const { root, path } = this.#locate(key);
    if (!this.#meets(key, expect)) return CONFLICT;
    const real = this.#pathOf(key);
    if (real === undefined || statSync(real, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    removeFile(path, root.folder);
    this.#index.forget(key);
    return undefined;
  }

  async list(prefix: string, { onLeftOut, needsEtag = () => true }: ListOptions = {}): Promise<ListedObject[]> {
    const listed: ListedObject[] = [];
    for (const root of this.#roots) {
      for (const { key, path } of walk(root, prefix, { ignore: this.#ignore, onLeftOut })) {
        const head = this.#rootOf(key) === root ? this.#listed(key, path, needsEtag, onLeftOut) : undefined;
        if (head !== undefined) listed.push({ key, etag: head.etag, size: head.size, modified: head.modified });
      }
    }
    this.#index.keepOnly(prefix, new Set(listed.map(({ key }) => key)));
    return listed.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** The file system's, by a file that is written for it; for a store that others may only read, this machine's. */
  async now(): Promise<number> {
    const root = this.#roots.at(-1);
    return this.#alone && root ? timeOf(root.folder) : Date.now();
  }

  /** Keeps the index for the next run. */
  async flush(): Promise<void> {
    this.#index.save();
  }

  async whyLeftOut(key: string): Promise<LeftOut | undefined> {
    const { root, path } = this.#locate(key);
    return whyLeftOut(root.gate, key, path);
  }

  #get(key: string, unless: string | undefined, largest: number): StoredObject | typeof UNCHANGED | undefined {
    const path = this.#pathOf(key);
    const stat = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
    if (path !== undefined && stat?.isFile() && stat.size > largest) {
      const version = this.#versionOf(key, stat);
      if (version === unless) return UNCHANGED;
      throw tooLarge(stat.size, largest, version);
    }
    if (unless !== undefined && this.#head(key)?.etag === unless) return UNCHANGED;
    return path === undefined ? undefined : this.#read(key, path);
  }

  /** A film among the posts is not read to list it. */
  #listed(key: string, path: string, needsEtag: NonNullable<ListOptions['needsEtag']>, onLeftOut: ListOptions['onLeftOut']) {
    try {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat?.isFile() && !needsEtag(key, stat.size)) {
        return { etag: this.#versionOf(key, stat), size: stat.size, modified: stat.mtimeMs };
      }
      return this.#inspect(key, path);
    } catch (error) {
      const why = onLeftOut && unreadable(key, error);
      if (!why) throw error;
      onLeftOut?.(why);
      return undefined;
    }
  }

  /** Names a version of a file without reading it, unless its ETag is known. */
  #versionOf(key: string, stat: Stats): string {
    return this.#index.trusted(key, stat)?.etag ?? `not read: ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
  }

  #head(key: string): ObjectHead | undefined {
    const path = this.#pathOf(key);
    const head = path === undefined ? undefined : this.#inspect(key, path);
    if (head === undefined) this.#index.forget(key);
    return head;
  }

  /** From the index if it can be believed, from the bytes otherwise: of a film among the posts never all of them at once. */
  #inspect(key: string, path: string): ObjectHead | undefined {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat?.isFile()) return undefined;
    const known = this.#index.trusted(key, stat);
    if (known === undefined) return this.#open(path, (file, opened, seen) => this.#headOf(key, opened, seen, etagOfFile(file)));
    return { etag: known.etag, metadata: known.metadata, size: stat.size, modified: stat.mtimeMs };
  }

  #read(key: string, path: string): StoredObject | undefined {
    return this.#open(path, (file, stat, seen) => {
      const bytes = readFileSync(file);
      return { ...this.#headOf(key, stat, seen, etagOf(bytes)), bytes, size: bytes.length };
    });
  }

  #headOf(key: string, stat: Stats, seen: number, computed: string): ObjectHead {
    const { etag, metadata } = this.#index.record(key, stat, seen, computed);
    return { etag, metadata, size: stat.size, modified: stat.mtimeMs };
  }

  #open<T>(path: string, use: (file: number, stat: Stats, seen: number) => T): T | undefined {
    const seen = Date.now();
    const file = unlessAbsent(() => openSync(path, READ));
    if (file === undefined) return undefined;
    try {
      const stat = fstatSync(file);
      return stat.isFile() ? use(file, stat, seen) : undefined;
    } finally {
      closeSync(file);
    }
  }

  #meets(key: string, expect: Expected | undefined): boolean {
    if (expect === undefined) return true;
    const etag = this.#head(key)?.etag;
    return expect === 'absent' ? etag === undefined : etag === expect.etag;
  }

  #rootOf(key: string): Place | undefined {
    return this.#roots.find(({ prefix }) => key.startsWith(prefix));
  }

  #replace(key: string, path: string, bytes: Uint8Array, { folder, durable }: { folder: string; durable: boolean | undefined }): Stats {
    try {
      return replaceFile(path, bytes, folder, durable);
    } catch (error) {
      const code = errorCode(error) ?? '';
      if (!NO_PLACE.has(code)) throw error;
      const why = code === 'ENAMETOOLONG' ? 'a name is too long' : 'there is a folder with this name, or a file where a folder must be';
      throw new InvalidKeyError(`${JSON.stringify(key)} cannot be a key: ${why} (${code})`);
    }
  }

  #locate(key: string): { root: Place; path: string } {
    checkKey(key);
    const root = this.#rootOf(key);
    if (root === undefined) throw new Error(`${JSON.stringify(key)} is in none of the folders of this store`);
    return { root, path: resolve(root.folder, key.slice(root.prefix.length)) };
  }

  /** Where the file is, if anything is there that listings show. */
  #pathOf(key: string): string | undefined {
    const { gate } = this.#locate(key).root;
    return gate.admitsKey(key) ? gate.follow(key) : undefined;
  }
}
