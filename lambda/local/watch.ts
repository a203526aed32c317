/**
 * Reports keys as hints, not events.
 *
 * chokidar drops a second event on a file within 50 to 100 milliseconds, so raw events on known files count too.
 */
import { lstatSync, realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { watch } from 'chokidar';
import { Gate, isIgnoredName } from '../stores/gate.ts';
import { isInside, realFolder, unlessAbsent } from '../stores/key-path.ts';

/** Milliseconds. */
const QUIET_TIME = 20;
/** Milliseconds; longer bursts are reported in part. */
const MAX_BURST_TIME = 250;
/** Milliseconds: editors remove and rewrite files. */
const DELETE_DELAY = 100;

export interface WatchOptions {
  /** Absolute folders. */
  ignore?: string[];
  /** Sorted, unique, relative, with `/`. */
  onChange: (keys: string[]) => void;
  /** May have missed changes; continues. */
  onError?: (error: unknown) => void;
}

export interface FolderWatch {
  ready: Promise<void>;
  close(): Promise<void>;
}

export function watchFolder(dir: string, { ignore = [], onChange, onError = () => {} }: WatchOptions): FolderWatch {
  const root = resolve(dir);
  const ignored = ignore.map((path) => resolve(path));
  const burst = new Burst(root, onChange);
  const files = new Set<string>();
  let isReady = false;

  // Only links that listings follow: one to /usr/share would cost a watch per file.
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
    const now = performance.now();
    const keys: string[] = [];
    for (const [path, since] of this.#touched) {
      const real = unlessAbsent(() => realpathSync.native(path));
      if (real === undefined && now - since < DELETE_DELAY) continue;
      this.#touched.delete(path);
      // Outside the folder's store.
      if (real === undefined || isInside(real, this.#realRoot)) keys.push(namesOf(this.#root, path).join('/'));
    }
    if (this.#touched.size > 0) this.#wait(QUIET_TIME);
    if (keys.length > 0) this.#report(keys.sort());
  }
}

const namesOf = (root: string, path: string): string[] => relative(root, path).split(sep);
