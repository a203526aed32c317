/**
 * Reports keys as hints, not events. One watch a folder, whose events name the file: an edit reads nothing else of its folder
 * (docs/decisions/0037-watch-folders-not-files.md).
 */
import { type FSWatcher, lstatSync, readdirSync, realpathSync, type Stats, statSync, watch } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { Gate } from '../../stores/gate.ts';
import { isInside, realFolder, unlessAbsent } from '../../stores/key-path.ts';

/** Milliseconds after the last event of a burst: most editors write a file at once. */
const QUIET_TIME = 2;
/** Milliseconds; longer bursts are reported in part. */
const MAX_BURST_TIME = 250;
/** Milliseconds: editors remove, or truncate, and rewrite files. */
const REWRITE_TIME = 100;
/** Milliseconds between two looks for a folder that is gone, such as an unmounted one. */
const RETURN_TIME = 500;

export interface WatchOptions {
  /** Absolute folders. */
  ignore?: string[];
  /** Sorted, unique, relative, with `/`. */
  onChange: (keys: string[]) => void;
  /** May have missed changes; continues. */
  onError?: (error: unknown) => void;
}

export interface FolderWatch {
  close(): void;
}

/** @returns once every folder is watched */
export function watchFolder(dir: string, options: WatchOptions): FolderWatch {
  const folders = new WatchedFolders(resolve(dir), options);
  folders.openRoot(false);
  return folders;
}

interface Watched {
  watcher: FSWatcher;
  /** Another folder may have its name now. */
  inode: number;
  files: Set<string>;
}

class WatchedFolders {
  readonly #root: string;
  readonly #realRoot: string;
  readonly #gate: Gate;
  readonly #burst: Burst;
  readonly #onError: (error: unknown) => void;
  readonly #folders = new Map<string, Watched>();
  /** Links to files, by the real path of the file. */
  readonly #links = new Map<string, Set<string>>();
  #timer: NodeJS.Timeout | undefined;
  #isFull = false;

  constructor(root: string, { ignore = [], onChange, onError = () => {} }: WatchOptions) {
    this.#root = root;
    this.#realRoot = realFolder(root);
    this.#gate = new Gate({ prefix: '', folder: root }, new Set(ignore.map((path) => resolve(path))));
    this.#burst = new Burst(root, onChange);
    this.#onError = onError;
  }

  /** @param isNew reports its files */
  openRoot(isNew: boolean): void {
    this.#open(this.#root, isNew);
    if (!this.#folders.has(this.#root)) this.#timer = setTimeout(() => this.openRoot(true), RETURN_TIME);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#burst.stop();
    for (const { watcher } of this.#folders.values()) watcher.close();
    this.#folders.clear();
  }

  #open(folder: string, isNew: boolean): void {
    const stat = unlessAbsent(() => lstatSync(realFolder(folder)));
    const known = this.#folders.get(folder);
    if (known && known.inode === stat?.ino) return;
    if (known) this.#forget(folder);
    if (this.#folders.has(folder)) return;
    // Before it is read, to miss no change.
    const watcher = this.#watch(folder);
    if (watcher === undefined || stat === undefined) return;
    watcher.on('error', (error) => this.#failed(folder, error));
    this.#folders.set(folder, { watcher, inode: stat.ino, files: new Set() });
    for (const name of unlessAbsent(() => readdirSync(folder)) ?? []) this.#take(folder, name, isNew);
  }

  /** @returns undefined if the folder is gone, or the system has no more watches */
  #watch(folder: string): FSWatcher | undefined {
    try {
      return unlessAbsent(() => watch(folder, (_event, name) => this.#see(folder, name)));
    } catch (error) {
      // Once: each other folder would fail too.
      if (!this.#isFull) this.#onError(new Error(noWatches(folder, error)));
      this.#isFull = true;
      return undefined;
    }
  }

  /** Windows reports an error for a folder that is gone. */
  #failed(folder: string, error: unknown): void {
    if (unlessAbsent(() => lstatSync(folder))) this.#onError(error);
    else this.#forget(folder);
  }

  /** @param name null where the system does not know it */
  #see(folder: string, name: string | null): void {
    try {
      if (unlessAbsent(() => lstatSync(folder)) === undefined) this.#forget(folder);
      else for (const each of name === null ? readdirSync(folder) : [name]) this.#take(folder, each, true);
    } catch (error) {
      this.#onError(error);
    }
  }

  #take(folder: string, name: string, isNew: boolean): void {
    const path = join(folder, name);
    if (!this.#gate.admitsName(namesOf(this.#root, path).join('/'))) return;
    const stat = unlessAbsent(() => lstatSync(path));
    const kind = stat && this.#kindOf(path, stat);
    if (kind === 'folder') {
      this.#open(path, isNew);
      return;
    }
    if (this.#folders.has(path)) this.#forget(path);
    const files = this.#folders.get(folder)?.files;
    if (kind === 'file') files?.add(name);
    // A file that came and went at once was never a post.
    else if (!files?.delete(name)) return;
    if (isNew) this.#report(path);
  }

  /** @returns undefined for what listings leave out: a link to /usr/share would cost a watch a folder */
  #kindOf(path: string, stat: Stats): 'file' | 'folder' | undefined {
    if (!stat.isSymbolicLink()) return stat.isDirectory() ? 'folder' : 'file';
    const found = this.#gate.followLink(namesOf(this.#root, path).join('/'));
    if ('reason' in found) return undefined;
    if (found.kind === 'folder') return 'folder';
    this.#links.set(found.real, (this.#links.get(found.real) ?? new Set()).add(path));
    return 'file';
  }

  #report(path: string): void {
    this.#burst.add(path);
    for (const link of this.#links.get(join(this.#realRoot, relative(this.#root, path))) ?? []) this.#burst.add(link);
  }

  /** Of a folder that is gone, with all below. */
  #forget(folder: string): void {
    for (const [path, { watcher, files }] of [...this.#folders]) {
      if (!isInside(path, folder)) continue;
      watcher.close();
      this.#folders.delete(path);
      for (const name of files) this.#report(join(path, name));
    }
    if (folder === this.#root) this.openRoot(true);
  }
}

class Burst {
  readonly #root: string;
  readonly #realRoot: string;
  readonly #report: (keys: string[]) => void;
  readonly #touched = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(root: string, report: (keys: string[]) => void) {
    this.#root = root;
    this.#realRoot = realFolder(root);
    this.#report = report;
  }

  add(path: string): void {
    const now = performance.now();
    if (!this.#touched.has(path)) this.#touched.set(path, now);
    const [oldest = now] = this.#touched.values();
    this.#wait(Math.min(QUIET_TIME, Math.max(0, oldest + MAX_BURST_TIME - now)));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => this.#flush(), milliseconds);
  }

  #flush(): void {
    const found = [...this.#touched].map(([path, since]) => ({ path, since, real: unlessAbsent(() => realpathSync.native(path)) }));
    const emptied = found.filter(({ real }) => isEmptied(real));
    // Together: of a folder that is removed file by file, a run must not see the first files gone and the others there.
    const keep = mayBeRewritten(emptied) ? new Set(emptied) : undefined;
    const keys: string[] = [];
    for (const file of found) {
      if (keep?.has(file)) continue;
      this.#touched.delete(file.path);
      // Outside the folder's store.
      if (file.real === undefined || isInside(file.real, this.#realRoot)) keys.push(namesOf(this.#root, file.path).join('/'));
    }
    if (this.#touched.size > 0) this.#wait(QUIET_TIME);
    if (keys.length > 0) this.#report(keys.sort());
  }
}

/** @param emptied in the order of their first events */
function mayBeRewritten(emptied: readonly { since: number }[]): boolean {
  const [oldest, newest] = [emptied[0], emptied.at(-1)];
  if (!oldest || !newest) return false;
  const now = performance.now();
  return now - newest.since < REWRITE_TIME && now - oldest.since < MAX_BURST_TIME;
}

const isEmptied = (real: string | undefined): boolean => real === undefined || statSync(real, { throwIfNoEntry: false })?.size === 0;

const noWatches = (folder: string, error: unknown): string =>
  `${folder} cannot be watched (${error instanceof Error ? error.message : error}), so changes there and in other folders may not show until the next start; on Linux, raise the limit: sysctl fs.inotify.max_user_watches=524288`;

const namesOf = (root: string, path: string): string[] => relative(root, path).split(sep);
