import pMap from 'p-map';
import type { Row } from '../core/catalog/catalog.ts';
import { rowsOf } from '../core/catalog/facts/questions.ts';
import { byKey, isAfter } from '../core/key-order.ts';
import { LIMITS } from '../core/limits.ts';
import type { Key, Site } from '../core/model.ts';
import { isMarkup } from '../core/post/path-facts.ts';
import { postSelector } from '../core/post/selection.ts';
import { isConfigFile, type Present, type SiteReading } from '../core/site/config.ts';
import { isRenderInput } from '../core/site/render-inputs.ts';
import type { Settings } from '../core/site/settings.ts';
import type { Base } from '../state/catalog-base.ts';
import type { LeftOut, ListedObject, Store } from '../stores/store.ts';
import { readConfiguration } from './read-posts.ts';
import { replayed } from './replayed-listing.ts';

const isUsed = (key: Key): boolean => isMarkup(key) || isConfigFile(key) || isRenderInput(key);

export interface Listing {
  /** By key. Unreadable files are refused when read. */
  files(): AsyncIterable<ListedObject>;
  /** Includes and data files, among others. */
  inputs: ListedObject[];
  leftOut: LeftOut[];
  /** Whether there may be a blog. */
  hasContent: boolean;
  configuration: SiteReading;
}

/**
 * @param before its posts are not deleted if left out
 * @param present see `readSite`
 */
export async function listPosts(posts: Store, overrides: Settings, before?: Base, present?: Present): Promise<Listing> {
  const leftOut = new Map<Key, LeftOut>();
  const needsEtag = (key: Key, size: number) => isUsed(key) && size <= LIMITS.size.most;
  const listed = replayed(() => posts.list('', { onLeftOut: (each) => leftOut.set(each.key, each), needsEtag }));
  const used: ListedObject[] = [];
  let hasContent = false;
  for await (const object of listed()) {
    hasContent ||= isMarkup(object.key);
    if (isConfigFile(object.key) || isRenderInput(object.key)) used.push(object);
  }
  const known = (await before?.ask((facts) => rowsOf(facts, leftOut.keys()))) ?? new Map<Key, Row>();
  const isKnown = (key: Key) => known.has(key) && known.get(key)?.state !== 'removed';
  const isThere = ({ key, reason }: LeftOut) => isKnown(key) || (reason === 'unreadable' ? isUsed(key) : isConfigFile(key));
  const unusable = [...leftOut.values()].filter(isThere).map(({ key, etag }) => ({ key, etag, size: 0, modified: 0 }));
  const names = new Set([...used, ...unusable].map(({ key }) => key));
  return {
    files: () => withObjects(listed(), unusable),
    inputs: [...used, ...unusable].filter(({ key }) => isRenderInput(key)),
    leftOut: [...leftOut.values()],
    hasContent: hasContent || [...names].some((key) => isConfigFile(key) || isMarkup(key)),
    configuration: await readConfiguration(posts, names, overrides, present),
  };
}

/** By key. */
async function* withObjects(listed: AsyncIterable<ListedObject>, others: readonly ListedObject[]): AsyncGenerator<ListedObject> {
  const sorted = others.toSorted(byKey);
  let at = 0;
  for await (const object of listed) {
    for (let next = sorted[at]; next && isAfter(object.key, next.key); next = sorted[++at]) yield next;
    yield object;
  }
  yield* sorted.slice(at);
}

const isAt = (key: Key, leftOut: LeftOut): boolean =>
  key === leftOut.key || key.startsWith(leftOut.key.endsWith('/') ? leftOut.key : `${leftOut.key}/`);

/** Whether the file's existence is unknown. */
export const isUnseen = (key: Key, leftOut: readonly LeftOut[]): boolean => leftOut.some((each) => isAt(key, each));

/**
 * With advice.
 * @param known whether a row exists; and how many posts that are not removed lie in a folder
 */
export async function unreadFolders(
  leftOut: readonly LeftOut[],
  known: (leftOut: LeftOut) => Promise<{ isPost: boolean; inside: number }>,
  site: Site,
): Promise<Map<Key, string>> {
  const isPost = postSelector(site);
  const found = await pMap(leftOut, async (each): Promise<[Key, string][]> => {
    const there = await known(each);
    if (there.isPost) return [];
    if (there.inside > 0) return [[each.key, `${each.message}; posts in it that stay as they were: ${there.inside.toLocaleString('en')}`]];
    const mayHold =
      each.reason === 'unreadable' && each.key.endsWith('/') && ['', '_posts/'].some((below) => isPost(`${each.key}${below}x.md`));
    return mayHold ? [[each.key, `${each.message}; or leave it out, with posts: ["**/*", "!${each.key}"] in linefeed.yaml`]] : [];
  });
  return new Map(found.flat());
}

/** Without a catalog, an unreadable published post would leave the feeds. @throws Error that names the fix */
export function checkSeen(published: readonly Key[], listed: Pick<ReadonlySet<Key>, 'has'>, leftOut: readonly LeftOut[]): void {
  for (const each of leftOut) {
    const key = published.find((candidate) => !listed.has(candidate) && isAt(candidate, each));
    if (key !== undefined) throw new Error(`${each.key} ${each.message}; the catalog is lost, and ${key} would leave the feeds`);
  }
}
