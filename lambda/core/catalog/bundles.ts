/** Which files are parts of a post: what is beside the `index.md` of a bundle, as Hugo and Zola have them. */
import type { Key, Site } from '../model.ts';
import { CONVENTIONS } from '../post/conventions.ts';
import type { Row } from './catalog.ts';

const INDEX = /^(.+)\/index(?:\.[\w-]+)?\.\w+$/;

/** Only a folder whose `index.md` is a post is a bundle: a page at the root of all posts, or without a date, makes none. */
export function bundleParts(rows: ReadonlyMap<Key, Row>, { flavor, roots = ['content'], languages = {} }: Site): (key: Key) => boolean {
  const bundles = new Set<string>();
  const tops = new Set([...roots, ...Object.values(languages).map(({ folder }) => folder)]);
  for (const [key, { version, state }] of CONVENTIONS[flavor].bundles ? rows : []) {
    const folder = version && state !== 'removed' && state !== 'ignored' ? INDEX.exec(key)?.[1] : undefined;
    if (folder !== undefined && !tops.has(folder)) bundles.add(folder);
  }
  const isInside = (path: string): boolean => {
    const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
    return folder !== '' && (bundles.has(folder) || isInside(folder));
  };
  return (key) => bundles.size > 0 && isInside(INDEX.exec(key)?.[1] ?? key);
}
