/** File systems can ignore case; a path cannot be both file and folder. */
export function isInTheWay(name: string, other: string): boolean {
  const [one, two] = [`${name}/`.toLowerCase(), `${other}/`.toLowerCase()];
  return one.startsWith(two) || two.startsWith(one);
}
