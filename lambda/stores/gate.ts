/** Which files of a folder are objects: one rule for listings and for requests by key, so that nothing hidden can be read, replaced or deleted by its name. */
import { realpathSync, type Stats, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { isInside, realFolder, unlessAbsent } from './key-path.ts';
import { linkAbove, linkOut, linkToHidden, unreadable } from './left-out.ts';
import type { LeftOut } from './store.ts';

export interface Root {
  /** Ends with `/` or is empty. */
  prefix: string;
  /** Absolute. */
  folder: string;
}

/** Names that are never posts or documents. File systems that ignore case find `node_modules` by other spellings. */
export const isIgnoredName = (name: string): boolean => name.startsWith('.') || name.toLowerCase() === 'node_modules';

/** Hidden files that show which generator a folder belongs to. */
const SIGNS: ReadonlySet<string> = new Set([
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

  /** @param ignore absolute paths that are left out with all that is below them */
  constructor(root: Root, ignore: ReadonlySet<string>) {
    this.#root = root;
    this.#ignore = ignore;
  }

  /** Whether the file or folder is shown, where the folder it is in is shown. */
  admitsName(key: string): boolean {
    const isHidden = (isIgnoredName(lastName(key)) || key.startsWith('.obsidian/')) && !SIGNS.has(key);
    return !isHidden && !this.#ignore.has(this.#pathOf(key));
  }

  /** Whether every folder on the way to the key is shown, and the key itself. */
  admitsKey(key: string): boolean {
    const below = key.slice(this.#root.prefix.length).split('/');
    return below.every((_, index) => this.admitsName(this.#root.prefix + below.slice(0, index + 1).join('/')));
  }

  /** The real path of what is at the key; undefined where nothing is, or where a link leads to something that is not shown. */
  follow(key: string): string | undefined {
    const path = this.#pathOf(key);
    const real = unlessAbsent(() => realpathSync.native(path));
    return real === undefined || real === path || this.admitsReal(real) ? real : undefined;
  }

  /** What the link at a key leads to, or why it is not followed. Listings and the watcher ask this alone. */
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

  /** Real paths of the folders on the way to a key. */
  #foldersTo(key: string): string[] {
    const below = key.slice(this.#root.prefix.length).split('/').slice(0, -1);
    return [[], ...below.map((_, index) => below.slice(0, index + 1))].map((names) => realFolder(resolve(this.#root.folder, ...names)));
  }

  /** Whether the folders on the way to the key, as far as they exist, lead to a place that is shown. Outside of the root nothing is. */
  admitsPlace(key: string): boolean {
    const folder = resolve(this.#pathOf(key), '..');
    const real = realFolder(folder);
    return real === folder || this.admitsReal(real);
  }

  /** The same for a path without links, which a link or another spelling of a name led to. */
  admitsReal(real: string): boolean {
    const root = realFolder(this.#root.folder);
    const ignored = [...this.#ignore].map((path) => unlessAbsent(() => realpathSync.native(path)) ?? path);
    if (!isInside(real, root) || ignored.some((path) => isInside(real, path))) return false;
    return real === root || this.admitsKey(this.#root.prefix + relative(root, real).split(sep).join('/'));
  }

  #pathOf = (key: string): string => resolve(this.#root.folder, key.slice(this.#root.prefix.length));
}
