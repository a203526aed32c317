import type { Key, Site } from '../model.ts';

/** Folders whose files generators publish at the root. */
const STATIC: Partial<Record<Site['generator'], string>> = { hugo: 'static/', zola: 'static/', astro: 'public/', eleventy: 'public/' };

/** Keys that a file can have: beside the post, or by its path on the site. @param typeOf of the files, by their names */
export function filesOf(
  text: string,
  address: string,
  key: Key,
  { generator, link, source = '' }: Site,
  typeOf: (path: string) => string | undefined,
): Key[] {
  const beside = /^(?:[a-z][a-z\d+.-]*:|\/)/i.test(text)
    ? []
    : [`${key.slice(0, key.lastIndexOf('/') + 1)}${text.replace(/^(?:\.\/)+/, '')}`];
  const path = address.startsWith(link) ? address.slice(link.length).replace(/[?#].*$/, '') : '';
  const folders = [...[source, STATIC[generator] ?? ''].filter((folder) => folder !== ''), ''];
  const inSite = path === '' ? [] : folders.map((folder) => folder + decoded(path));
  return [...new Set([...beside, ...inSite])].filter(
    (each) => typeOf(each) && each.length <= 1_024 && !/(?:^|\/)(?:\.{0,2})(?:\/|$)/.test(each),
  );
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
