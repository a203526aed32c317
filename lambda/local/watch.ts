/**
 * Tells which files of a folder were touched. Keys are hints: they say where to look, not what happened.
 *
 * chokidar drops a second event on a file within 50 to 100 milliseconds, so what the operating system says about known files counts too.
 */
import { lstatSync, realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { watch } from 'chokidar';
import { Gate, isIgnoredName } from '../stores/gate.ts';
import { isInside, realFolder, unlessAbsent } from '../stores/key-path.ts';

/** A burst is over when nothing happened for this long. */
const QUIET = 20;
/** A burst that goes on is reported in parts, so that a long copy shows progress. */
const LONGEST = 250;
/** Editors move a file away and write it anew; one that stays away for less is not reported as gone. */
const GONE = 100;

export interface WatchOptions {
  /** Absolute folders that are not watched, as the one that is published into. */
  ignore?: string[];
  /** Keys of files that were added, changed or removed: relative to the folder, with `/`, sorted, none twice. */
  onChange: (keys: string[]) => void;
  /** The watch goes on, but may have missed something. */
  onError?: (error: unknown) => void;
}

export interface FolderWatch {
  /** From here on every change is reported; nothing that was there before is. */
  ready: Promise<void>;
  close(): Promise<void>;
}

export function watchFolder(dir: string, { ignore = [], onChange, onError = () => {} }: WatchOptions): FolderWatch {
  const root = resolve(dir);
  const ignored = ignore.map((path) => resolve(path));
  const burst = new Burst(root, onChange);
  const files = new Set<string>();
  let isReady = false;

  // What listings do not follow is not watched: a link to /usr/share would cost a watch for each of its files.
  const gate = new Gate({ prefix: '', folder: root }, new Set(ignored));
  const isUnfollowed = (path: string) =>
    unlessAbsent(() => lstatSync(path))?.isSymbolicLink() === true && 'reason' in gate.followLink(namesOf(root, path).join('/'));

  const watcher = watch(root, {
    atomic: false,
    ignored: (path) =>
      path !== root && (namesOf(root, path).some(isIgnoredName) || ignored.some((folder) => isInside(path, folder)) || isUnfollowed(path)),
  });
  watcher.on('all', (event, path) => {
    if (event === 'addDir' || event === 'unlinkDir') return;
    if (event === 'unlink') files.delete(path);
    else files.add(path);
    if (isReady) burst.add(path);
  });
  watcher.on('raw', (_event, name, details) => {
    const { watchedPath } = details as { watchedPath: string };
    for (const path of [watchedPath, join(watchedPath, name ?? '')]) {
      if (isReady && files.has(path)) burst.add(path);
    }
  });
  watcher.on('error', onError);

  const ready = new Promise<void>((resolveReady) => {
    watcher.once('ready', () => {
      isReady = true;
      resolveReady();
    });
  });
  return {
    ready,
    close: () => {
      burst.stop();
      return watcher.close();
    },
  };
}

/** Gathers paths until a quiet moment. */
class Burst {
  readonly #root: string;
  readonly #realRoot: string;
  readonly #report: (keys: string[]) => void;
  /** When each path was first touched since it was last reported. */
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
    this.#wait(Math.min(QUIET, Math.max(0, oldest + LONGEST - now)));
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
    const now = performance.now();
    const keys: string[] = [];
    for (const [path, since] of this.#touched) {
      const real = unlessAbsent(() => realpathSync.native(path));
      if (real === undefined && now - since < GONE) continue;
      this.#touched.delete(path);
      // What a link leads to elsewhere is no object of the folder's store.
      if (real === undefined || isInside(real, this.#realRoot)) keys.push(namesOf(this.#root, path).join('/'));
    }
    if (this.#touched.size > 0) this.#wait(QUIET);
    if (keys.length > 0) this.#report(keys.sort());
  }
}

const namesOf = (root: string, path: string): string[] => relative(root, path).split(sep);
