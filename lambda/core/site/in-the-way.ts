import { fileOf } from '../document-names.ts';

/** File systems can ignore case; a path cannot be both file and folder. */
export function isInTheWay(name: string, other: string): boolean {
  const [one, two] = [name, other].map((path) => `${fileOf(path)}/`.toLowerCase()) as [string, string];
  return one.startsWith(two) || two.startsWith(one);
}

const foldersOf = (file: string): string[] => file.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));

/** The same for many paths, at the price of one. */
export class TakenPaths {
  readonly #files = new Map<string, string>();
  readonly #folders = new Map<string, string>();

  add(path: string, owner: string): void {
    const file = fileOf(path).toLowerCase();
    this.#files.set(file, owner);
    for (const folder of foldersOf(file).slice(1)) this.#folders.set(folder, owner);
  }

  ownerOf(path: string): string | undefined {
    const file = fileOf(path).toLowerCase();
    const above = foldersOf(file).find((folder) => this.#files.has(folder));
    return this.#files.get(file) ?? this.#folders.get(file) ?? (above === undefined ? undefined : this.#files.get(above));
  }
}
