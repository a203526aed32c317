import type { Key, Problem } from '../model.ts';

/** Warns for all but the first by key. New posts are held instead. @param shared posts by address */
export function sharedAddresses(shared: ReadonlyMap<string, readonly Key[]>): Problem[] {
  const problems = [...shared].flatMap(([link, keys]) => {
    const [first = '', ...others] = keys.toSorted();
    return others.map((key): Problem => ({ key, line: 1, column: 1, message: messageOf(link, first), severity: 'warning' }));
  });
  return problems.sort((a, b) => (a.key < b.key ? -1 : 1));
}

const messageOf = (link: string, other: Key): string =>
  `this post and ${other} have the same address, ${link}; give one of them another slug or permalink`;
