import { type FeedRow, latest } from '../core/catalog/catalog.ts';
import { earlyDate } from '../core/catalog/early-job.ts';
import { PENDING, rowKey } from '../core/catalog/facts/fact-keys.ts';
import { allRows, rowOf } from '../core/catalog/facts/questions.ts';
import { type Skipped, skippedByListing, skippedByName } from '../core/catalog/membership.ts';
import { revisionsIn } from '../core/catalog/outbox.ts';
import { renderDigest } from '../core/entry/entry.ts';
import { prefixRange } from '../core/key-order.ts';
import type { Instant, Key, OutputKey, Problem, Site } from '../core/model.ts';
import { NameSet } from '../core/name-set.ts';
import { readSelector } from '../core/post/pages.ts';
import type { Facts } from '../core/tree/facts.ts';
import { ENTRIES } from '../keys.ts';
import { type Base, outputsIn, rowsIn } from '../state/catalog-base.ts';
import type { CatalogPlaceholder, VersionedCatalog } from '../state/catalog-store.ts';
import { isOld } from '../state/collect-entries.ts';
import { CONFLICT, type LeftOut, type ListedObject } from '../stores/store.ts';
import { outOfDateOutputs, publishedOutputs } from './compare-documents.ts';
import { FileComparison } from './compare-files.ts';
import { comparePosts } from './compare-posts.ts';
import { type Batch, portionOf, type RunContext } from './context.ts';
import { isUnseen, type Listing, unreadFolders } from './list-posts.ts';
import { replayed } from './replayed-listing.ts';
import { retireIfOld } from './retire-catalog.ts';
import type { RunCounters } from './run-report.ts';

export interface FullRun {
  batch: Batch;
  listing: Omit<Listing, 'configuration'>;
  /** Stored includes and data files. */
  materials: ListedObject[];
  site: Site;
  missing: ReadonlySet<Key>;
  publisher: RunContext;
  counters: RunCounters;
  /** Milliseconds since 1970. */
  now: number;
}

export interface FullPlan {
  /** If the plan has replaced it. */
  place?: CatalogPlaceholder;
  base: Base;
  keys: Set<Key>;
  missingEntries: Set<Key>;
  stale: Key[];
  /** There are more stale rows. */
  hasMore: boolean;
  outOfDate: Set<OutputKey>;
  /** Unknown to the catalog. */
  published: OutputKey[];
  damaged: string[];
  skipped: Skipped;
  unreadFolders: ReadonlyMap<Key, string>;
  notices: Problem[];
  listedState?: ListedObject[];
  /** The last date of posts whose state a later time has decided, by a run or version that left no job for them. */
  early?: Instant;
}

/** @returns `CONFLICT` if the catalog is outdated */
export async function planReconcile(
  before: VersionedCatalog,
  { batch, listing, materials, site, missing, publisher, now }: FullRun,
  moment: Instant,
): Promise<FullPlan | typeof CONFLICT> {
  const { catalog } = before;
  const outputs = new Map<OutputKey, FeedRow>();
  for await (const [output, row] of outputsIn(before)) outputs.set(output, row);
  const published = await publishedOutputs(publisher.site, site, outputs);
  const pending = await before.ask((facts) => revisionsIn(facts, PENDING));
  const documents = await outOfDateOutputs(publisher.site, catalog, site, { rows: outputs, pending, published });
  if (await retireIfOld(documents.strangers, publisher)) return CONFLICT;
  const entries = replayed(() => publisher.site.list(ENTRIES));
  const [stored, named] = [new NameSet(), new NameSet()];
  for await (const { key } of entries()) stored.add(key.slice(ENTRIES.length));
  const { files, skipped } = noteSkipped(listing, site);
  const comparison = {
    site,
    isRead: readSelector(site),
    isUnseen: (key: Key) => isUnseen(key, listing.leftOut),
    hasEntry: (hash: string) => stored.has(hash),
    currentDigest: renderDigest(site),
    most: portionOf(publisher),
  };
  const attached = new FileComparison(site);
  const found: Pick<FullPlan, 'early'> = {};
  const posts = await comparePosts(attached.noting(files), rowsIn(before), comparison, (row) => {
    if (row.version) named.add(row.version.entry);
    attached.noteRow(row);
    const date = earlyDate(row, moment);
    if (date !== undefined) found.early = latest(date, found.early ?? date);
  });
  const garbage: ListedObject[] = [];
  for await (const entry of entries()) if (isOld(entry, now) && !named.has(entry.key.slice(ENTRIES.length))) garbage.push(entry);
  return {
    base: before,
    keys: new Set([...batch.keys, ...posts.changed, ...attached.changed()]),
    missingEntries: new Set([...missing, ...posts.missingEntries]),
    stale: posts.stale,
    hasMore: posts.hasMore,
    outOfDate: documents.outOfDate,
    published: published.outputs.filter((output) => !outputs.has(output)),
    damaged: documents.damaged,
    skipped: skipped(),
    unreadFolders: await unreadFolders(listing.leftOut, (each) => before.ask((facts) => knownAt(facts, each)), site),
    notices: [],
    listedState: [...garbage, ...materials],
    ...found,
  };
}

/** Notes files by which `skipped` then says what is no post. */
export function noteSkipped(
  { files, leftOut }: Pick<Listing, 'files' | 'leftOut'>,
  site: Site,
): { files: AsyncIterable<ListedObject>; skipped(): Skipped } {
  const { add, named } = skippedByName(site);
  const unlisted = new Map(leftOut.map((each) => [each.key, each]));
  async function* noted() {
    for await (const file of files()) {
      add(file.key);
      unlisted.delete(file.key);
      yield file;
    }
  }
  return { files: noted(), skipped: () => skippedByListing(named, [...unlisted.values()], site) };
}

/** Whether a post is known; and how many lie in a folder. */
export function knownAt(facts: Facts, { key }: LeftOut): { isPost: boolean; inside: number } {
  const below = [...allRows(facts, prefixRange(rowKey(key.endsWith('/') ? key : `${key}/`)))];
  return { isPost: rowOf(facts, key) !== undefined, inside: below.filter(([, { state }]) => state !== 'removed').length };
}
