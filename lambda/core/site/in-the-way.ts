import { fileOf } from '../document-names.ts';

/** File systems can ignore case; a path cannot be both file and folder. */
export function isInTheWay(name: string, other: string): boolean {
  const [one, two] = [name, other].map((path) => `${fileOf(path)}/`.toLowerCase()) as [string, string];
  return one.startsWith(two) || two.startsWith(one);
}
