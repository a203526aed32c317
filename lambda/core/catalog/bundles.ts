/** Which files are parts of a post: what is beside the `index.md` of a bundle, as Hugo and Zola have them. */
import type { Key, Problem, Site } from '../model.ts';
import { CONVENTIONS } from '../post/conventions.ts';
import type { Row } from './catalog.ts';

const INDEX = /^(.+)\/index(?:\.[\w-]+)?\.\w+$/;

/**
 * Only a folder whose `index.md` is a post is a bundle: a page at the root of all posts, or without a date, makes none. One that was never
 * understood may be a post: what is new beside it is not published.
 * @returns of a part, the `index.md` that it belongs to
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

/** A published post beside which the `index.md` of a bundle appears stays published: Hugo takes it off the site without a word. */
export const partProblem = (key: Key, index: Key): Problem => ({
  key,
  line: 1,
  column: 1,
  message: `this post became a part of the bundle ${index}, and parts are no posts; rename ${index} to _index.md or move this file; to remove the post from the feeds, delete the file or write draft: true`,
  severity: 'error',
});
