import type { Key, Problem, Site } from '../model.ts';
import { CONVENTIONS } from '../post/conventions.ts';
import type { Row } from './catalog.ts';

const INDEX = /^(.+)\/index(?:\.[\w-]+)?\.\w+$/;

/** Of an `index.md`, which may be a bundle's. */
export const indexFolder = (key: Key): string | undefined => INDEX.exec(key)?.[1];

/**
 * Only a folder whose `index.md` is a post is a bundle: a page at the root of all posts, or without a date, makes none. One that was never
 * understood may be a post: what is new beside it is not published.
 */
export const isBundleIndex: IsIndex = (key, row, site) =>
  row !== undefined &&
  (row.state === 'rejected' || (row.version !== undefined && row.state !== 'removed' && row.state !== 'ignored')) &&
  isInside(key, site);

/** Also an `index.md` that is a page: what is beside it is no page. */
export const isPageIndex: IsIndex = (key, row, site) => isBundleIndex(key, row, site) || (row?.page !== undefined && isInside(key, site));

type IsIndex = (key: Key, row: Row | undefined, site: Site) => boolean;

function isInside(key: Key, { generator, roots = ['content'], languages = {} }: Site): boolean {
  const folder = CONVENTIONS[generator].bundles ? indexFolder(key) : undefined;
  if (folder === undefined) return false;
  return !roots.includes(folder) && !Object.values(languages).some((language) => language.folder === folder);
}

/**
 * @param indexesIn the rows of the files in a folder whose names begin with `index.`, in key order
 * @returns of a part, the `index.md` that it belongs to
 */
export function bundleParts(
  indexesIn: (folder: string) => Iterable<[Key, Row]>,
  site: Site,
  isIndex = isBundleIndex,
): (key: Key) => Key | undefined {
  const known = new Map<string, Key | undefined>();
  const bundleIn = (folder: string): Key | undefined => {
    if (!known.has(folder)) known.set(folder, [...indexesIn(folder)].findLast(([key, row]) => isIndex(key, row, site))?.[0]);
    return known.get(folder);
  };
  const bundleAround = (path: string): Key | undefined => {
    const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
    return folder === '' ? undefined : (bundleIn(folder) ?? bundleAround(folder));
  };
  return (key) => (CONVENTIONS[site.generator].bundles ? bundleAround(indexFolder(key) ?? key) : undefined);
}

/** In Zola, folders in a bundle may be pages. @param index of the bundle around the file, if there is one */
export function isBundledPage(key: Key, index: Key | undefined, { generator }: Pick<Site, 'generator'>): boolean {
  const folder = (path: Key) => path.slice(0, path.lastIndexOf('/'));
  return index !== undefined && (generator !== 'zola' || folder(index) === folder(key));
}

/** Hugo silently drops a published post beside a new `index.md`; it stays published here. */
export const partProblem = (key: Key, index: Key): Problem => ({
  key,
  line: 1,
  column: 1,
  message: `this post became a part of the bundle ${index}, and parts are no posts; rename ${index} to _index.md or move this file; to remove the post from the feeds, delete the file or write draft: true`,
  severity: 'error',
});
