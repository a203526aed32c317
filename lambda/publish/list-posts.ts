import type { Row } from '../core/catalog/catalog.ts';
import { LIMITS } from '../core/limits.ts';
import type { Key, Site } from '../core/model.ts';
import { isMarkup } from '../core/post/path-facts.ts';
import { postSelector } from '../core/post/selection.ts';
import { isConfigFile, type SiteReading } from '../core/site/config.ts';
import { isRenderInput } from '../core/site/render-inputs.ts';
import type { Settings } from '../core/site/settings.ts';
import { type LeftOut, type ListedObject, listAll, type Store } from '../stores/store.ts';
import { readConfiguration } from './read-posts.ts';

const isUsed = (key: Key): boolean => isMarkup(key) || isConfigFile(key) || isRenderInput(key);

export interface Listing {
  /** Unreadable files are refused when read. */
  files: ListedObject[];
  leftOut: LeftOut[];
  configuration: SiteReading;
}

/** @param rows known posts, which are not deleted if left out */
export async function listPosts(posts: Store, overrides: Settings, rows: ReadonlyMap<Key, Row> = new Map()): Promise<Listing> {
  const leftOut: LeftOut[] = [];
  const listed = await listAll(posts, '', {
    onLeftOut: (each) => leftOut.push(each),
    needsEtag: (key, size) => isUsed(key) && size <= LIMITS.size.most,
  });
  const isKnown = (key: Key) => rows.has(key) && rows.get(key)?.state !== 'removed';
  const isThere = ({ key, reason }: LeftOut) => isKnown(key) || (reason === 'unreadable' ? isUsed(key) : isConfigFile(key));
  const unusable = leftOut.filter(isThere).map(({ key, etag }) => ({ key, etag, size: 0, modified: 0 }));
  const files = [...listed, ...unusable];
  return { files, leftOut, configuration: await readConfiguration(posts, new Set(files.map(({ key }) => key)), overrides) };
}

const isAt = (key: Key, leftOut: LeftOut): boolean =>
  key === leftOut.key || key.startsWith(leftOut.key.endsWith('/') ? leftOut.key : `${leftOut.key}/`);

/** Whether the file's existence is unknown. */
export const isUnseen = (key: Key, leftOut: readonly LeftOut[]): boolean => leftOut.some((each) => isAt(key, each));

/** With advice. */
export function unreadFolders(leftOut: readonly LeftOut[], rows: ReadonlyMap<Key, Row>, site: Site): Map<Key, string> {
  const isPost = postSelector(site);
  const known = [...rows].flatMap(([key, { state }]) => (state === 'removed' ? [] : [key]));
  const found = leftOut.flatMap((each): [Key, string][] => {
    if (rows.has(each.key)) return [];
    const inside = known.filter((key) => isAt(key, each)).length;
    if (inside > 0) return [[each.key, `${each.message}; posts in it that stay as they were: ${inside.toLocaleString('en')}`]];
    const mayHold =
      each.reason === 'unreadable' && each.key.endsWith('/') && ['', '_posts/'].some((below) => isPost(`${each.key}${below}x.md`));
    return mayHold ? [[each.key, `${each.message}; or leave it out, with posts: ["**/*", "!${each.key}"] in linefeed.yaml`]] : [];
  });
  return new Map(found);
}

/** Without a catalog, an unreadable published post would leave the feeds. @throws Error that names the fix */
export function checkSeen(published: readonly Key[], listed: ReadonlyMap<Key, string>, leftOut: readonly LeftOut[]): void {
  for (const each of leftOut) {
    const key = published.find((candidate) => !listed.has(candidate) && isAt(candidate, each));
    if (key !== undefined) throw new Error(`${each.key} ${each.message}; the catalog is lost, and ${key} would leave the feeds`);
  }
}
