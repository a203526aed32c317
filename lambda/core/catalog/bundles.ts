import type { Key, Problem, Site } from '../model.ts';
import { CONVENTIONS } from '../post/conventions.ts';
import type { Row } from './catalog.ts';

const INDEX = /^(.+)\/index(?:\.[\w-]+)?\.\w+$/;

/**
 * Finds files that belong to the post of an `index.md` beside them (Hugo, Zola), except in the root. An unreadable one may be a
 * post, so new files beside it are held.
 * @returns the `index.md` of a part
 */
export function bundleParts(
  rows: ReadonlyMap<Key, Row>,
  { generator, roots = ['content'], languages = {} }: Site,
): (key: Key) => Key | undefined {
  const bundles = new Map<string, Key>();
  const tops = new Set([...roots, ...Object.values(languages).map(({ folder }) => folder)]);
  for (const [key, { version, state }] of CONVENTIONS[generator].bundles ? rows : []) {
    const isPost = state === 'rejected' || (version && state !== 'removed' && state !== 'ignored');
    const folder = isPost ? INDEX.exec(key)?.[1] : undefined;
    if (folder !== undefined && !tops.has(folder)) bundles.set(folder, key);
  }
  const bundleAround = (path: string): Key | undefined => {
    const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
    return folder === '' ? undefined : (bundles.get(folder) ?? bundleAround(folder));
  };
  return (key) => (bundles.size > 0 ? bundleAround(INDEX.exec(key)?.[1] ?? key) : undefined);
}

/** Hugo silently drops a published post beside a new `index.md`; it stays published here. */
export const partProblem = (key: Key, index: Key): Problem => ({
  key,
  line: 1,
  column: 1,
  message: `this post became a part of the bundle ${index}, and parts are no posts; rename ${index} to _index.md or move this file; to remove the post from the feeds, delete the file or write draft: true`,
  severity: 'error',
});
