/** Looks at everything: which posts differ from their rows, and which documents are not what the catalog says. */
import pMap from 'p-map';
import { archivedFeed } from '../core/catalog/archives.ts';
import { type Catalog, type FeedRow, isRendered, type Row } from '../core/catalog/catalog.ts';
import { knows, type Written } from '../core/catalog/history.ts';
import { pageOf } from '../core/catalog/outputs.ts';
import { isChanged } from '../core/catalog/written.ts';
import { type FeedKey, FORMATS, type Key, TERM_FOLDERS } from '../core/model.ts';
import { documentPath, ENTRIES, PUBLIC, TERM_FEED_NAMES } from '../keys.ts';
import type { ListedObject, Store } from '../stores/store.ts';
import type { Strangers } from './retire-catalog.ts';
import { documentTargets, isForeign, replaces, tokenOf } from './write-output.ts';

const CONCURRENCY = 32;

type Stamped = Pick<FeedRow, 'rev' | 'problem' | 'marks'>;

/**
 * Posts whose file is not the one that the row was made from. Listing costs one request for 1,000 posts.
 * @param isUnseen whether the listing could not tell if there is a file
 */
export function changedKeys(
  listed: ReadonlyMap<Key, string>,
  catalog: Catalog,
  isPost: (key: Key) => boolean,
  isUnseen: (key: Key) => boolean,
): Key[] {
  const there = [...listed].filter(([key, etag]) => isPost(key) && catalog.posts[key]?.etag !== etag).map(([key]) => key);
  const gone = Object.entries(catalog.posts).filter(
    ([key, { state }]) => state !== 'removed' && !(listed.has(key) && isPost(key)) && !isUnseen(key),
  );
  return [...there, ...gone.map(([key]) => key)];
}

interface Unfit {
  /** Outputs one of whose documents is absent, has another stamp than the output, or is damaged. */
  unfit: Set<FeedKey>;
  /** Keys of documents that someone changed since they were written. They are written again. */
  damaged: string[];
  /** Documents that were written from a later catalog. */
  strangers: Strangers;
}

/**
 * Documents that are not what the catalog says. Outputs that are pending are left out, and those that could not be written; but what was in a
 * page's place may have been moved away.
 * @param known outputs that have documents, though the catalog may not know them
 */
export async function outOfDateOutputs(site: Store, catalog: Catalog, known: Iterable<FeedKey>): Promise<Unfit> {
  const unfit = new Set<FeedKey>();
  const damaged: string[] = [];
  const strangers = new Map<string, { feed: FeedKey; written: Written }>();
  const others = [...known].filter((feed) => !Object.hasOwn(catalog.feeds, feed)).map((feed): [FeedKey, Stamped] => [feed, { rev: 0 }]);
  const targets = [...Object.entries<Stamped>(catalog.feeds), ...others]
    .filter(([feed]) => catalog.pending[feed] === undefined)
    .flatMap(([feed, row]) => documentTargets(feed, catalog.site).map((target) => ({ feed, row, target })));
  await pMap(
    targets,
    async ({ feed, row: { rev, problem, marks }, target }) => {
      if (problem !== undefined && replaces(target.format)) return;
      const head = await site.head(target.key);
      if (problem !== undefined && head !== undefined) return;
      const written = head && (await tokenOf(site, target.key, head));
      if (written && !knows(catalog, feed, written)) strangers.set(target.key, { feed, written });
      const isStamped = written?.generation === catalog.generation;
      // One that another run has written meanwhile looks changed too; but that run has committed, so this one starts again.
      const isDamaged = head !== undefined && isChanged(marks, target.key, head.etag);
      if (isDamaged && !(await isForeign(site, target, written))) damaged.push(target.key);
      if (isDamaged || !isStamped || written.rev !== rev) unfit.add(feed);
    },
    { concurrency: CONCURRENCY },
  );
  return { unfit, damaged: damaged.sort(), strangers };
}

/** Posts whose entry is named, but not there. */
export function keysWithoutEntry(entries: ListedObject[], catalog: Catalog): Set<Key> {
  const there = new Set(entries.map(({ key }) => key.slice(ENTRIES.length)));
  const isLost = ({ state, kept, version }: Row) =>
    (isRendered(state, catalog.site) || kept) && version !== undefined && version.entry !== '' && !there.has(version.entry);
  return new Set(Object.entries(catalog.posts).flatMap(([key, row]) => (isLost(row) ? [key] : [])));
}

/**
 * Outputs that have documents, whether or not the catalog knows them: a run that was overtaken by the loss of its catalog may have written
 * one after the new catalog was made. Without posts they are published empty, never deleted. A page is one of ours only with our stamp.
 * @param known outputs that need not be looked at to be known as ours
 */
export async function publishedOutputs(site: Store, known: Readonly<Record<FeedKey, unknown>> = {}): Promise<FeedKey[]> {
  const names = new Set(FORMATS.map((format) => TERM_FEED_NAMES[format]));
  const found = await pMap(
    await site.list(PUBLIC),
    async (object) => {
      const path = object.key.slice(PUBLIC.length);
      const at = path.lastIndexOf('/');
      const [feed, name] = [path.slice(0, Math.max(at, 0)), path.slice(at + 1)];
      if (!isTermFeedOrArchive(feed)) return [];
      if (names.has(name)) return [feed];
      const page = pageOf(feed);
      return path === documentPath(page, 'html', {}) && (Object.hasOwn(known, page) || (await isOurs(site, object.key))) ? [page] : [];
    },
    { concurrency: CONCURRENCY },
  );
  return [...new Set(found.flat())];
}

async function isOurs(site: Store, key: string): Promise<boolean> {
  const head = await site.head(key);
  return head !== undefined && (await tokenOf(site, key, head)) !== undefined;
}

/** Whether a folder is the key of a feed that is not the main one. */
const isTermFeedOrArchive = (folder: string): boolean =>
  archivedFeed(folder) === 'main' || TERM_FEED.test(archivedFeed(folder) ?? folder) || /^preview\/[^/]+$/.test(folder);

const TERM_FEED = new RegExp(`^(?:${Object.values(TERM_FOLDERS).join('|')})/[^/]+$`);
