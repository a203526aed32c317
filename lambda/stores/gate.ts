/** Decides which files are objects: no key reads, replaces or deletes a hidden file. */
import { realpathSync, type Stats, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { isInside, realFolder, unlessAbsent } from './key-path.ts';
import { linkAbove, linkOut, linkToHidden, unreadable } from './left-out.ts';
import type { LeftOut } from './store.ts';

export interface Root {
  /** Empty, or ends in `/`. */
  prefix: string;
  /** Absolute. */
  folder: string;
}

/** Some file systems ignore case. */
export const isIgnoredName = (name: string): boolean => name.startsWith('.') || name.toLowerCase() === 'node_modules';

const GENERATOR_MARKERS: ReadonlySet<string> = new Set([
  '.eleventy.js',
  '.eleventyignore',
  '.obsidian',
  '.obsidian/app.json',
  '.obsidian/publish.json',
]);

const lastName = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

export class Gate {
  readonly #root: Root;
  readonly #ignore: ReadonlySet<string>;
  /** Of ignored paths: cheaper to compare than a path for each name. */
  readonly #ignoredKeys: ReadonlySet<string>;

  readonly #ignoredNames: RegExp | undefined;

  /**
   * @param ignore absolute paths
   * @param ignoredNames of keys
   */
  constructor(root: Root, ignore: ReadonlySet<string>, ignoredNames?: RegExp) {
    this.#root = root;
    this.#ignoredNames = ignoredNames;
    this.#ignore = ignore;
    this.#ignoredKeys = new Set([...ignore].map((path) => root.prefix + relative(root.folder, path).split(sep).join('/')));
  }

  admitsName(key: string): boolean {
    const isHidden = (isIgnoredName(lastName(key)) || key.startsWith('.obsidian/')) && !GENERATOR_MARKERS.has(key);
    return !isHidden && !this.#ignoredKeys.has(key) && !this.#ignoredNames?.test(key);
  }

  /** With every folder above it. */
  admitsKey(key: string): boolean {
    const below = key.slice(this.#root.prefix.length).split('/');
    return below.every((_, index) => this.admitsName(this.#root.prefix + below.slice(0, index + 1).join('/')));
  }

  /** Undefined if absent or hidden. */
  follow(key: string): string | undefined {
    const path = this.#pathOf(key);
    const real = unlessAbsent(() => realpathSync.native(path));
    return real === undefined || real === path || this.admitsReal(real) ? real : undefined;
  }

  followLink(key: string): { real: string; kind: 'file' | 'folder' | 'other'; stat: Stats } | LeftOut {
    try {
      const real = realpathSync.native(this.#pathOf(key));
      const stat = statSync(real);
      const kind = stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
      const name = kind === 'folder' ? `${key}/` : key;
      if (!isInside(real, realFolder(this.#root.folder))) return linkOut(name);
      if (kind === 'folder' && this.#foldersTo(key).includes(real)) return linkAbove(name);
      return this.admitsReal(real) ? { real, kind, stat } : linkToHidden(name);
    } catch (error) {
      const why = unreadable(key, error);
      if (why === undefined) throw error;
      return why;
    }
  }

  #foldersTo(key: string): string[] {
    const below = key.slice(this.#root.prefix.length).split('/').slice(0, -1);
    return [[], ...below.map((_, index) => below.slice(0, index + 1))].map((names) => realFolder(resolve(this.#root.folder, ...names)));
  }

  admitsPlace(key: string): boolean {
    const folder = resolve(this.#pathOf(key), '..');
    const real = realFolder(folder);
    return real === folder || this.admitsReal(real);
  }

  /** @param real without links */
  admitsReal(real: string): boolean {
    const root = realFolder(this.#root.folder);
    const ignored = [...this.#ignore].map((path) => unlessAbsent(() => realpathSync.native(path)) ?? path);
    if (!isInside(real, root) || ignored.some((path) => isInside(real, path))) return false;
    return real === root || this.admitsKey(this.#root.prefix + relative(root, real).split(sep).join('/'));
  }

  #pathOf = (key: string): string => resolve(this.#root.folder, key.slice(this.#root.prefix.length));
}
