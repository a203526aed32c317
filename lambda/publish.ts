/**
 * The story of one run: dirty keys -> read -> revise -> commit -> write -> clear. It keeps the rules of docs/protocol.md; each numbered
 * step is one of its steps.
 *
 * Events are only hints to look at a key again. Any number of runs may be under way at once, and any of them may die after any request.
 */
import pMap from 'p-map';
import { type HeldCatalog, readCatalog, writeCatalog } from './catalog-store.ts';
import { type Catalog, newCatalog } from './core/catalog/catalog.ts';
import type { DocumentsJob, MadeDocument } from './core/feed/documents.ts';
import type { EntryJob, EntryResult } from './core/entry/entry.ts';
import type { Window } from './core/catalog/feeds.ts';
import type { FeedKey, Instant, Key, Problem } from './core/model.ts';
import type { Settings } from './core/site/settings.ts';
import type { Entries } from './entries.ts';
import { type Question, type Revision, revise } from './revise.ts';
import { Sources } from './sources.ts';
import { CONFLICT, type Store } from './store.ts';
import { changedKeys, keysWithoutEntry, listPosts, publishedFeeds, unfitFeeds } from './survey.ts';
import { SUPERSEDED, writeFeed } from './write-feeds.ts';

/** What a run needs from the world. */
export interface Publisher {
  /** The posts, from the root: read only. */
  posts: Store;
  /** `state/` and `public/`. */
  site: Store;
  entries: Entries;
  makeEntries(jobs: EntryJob[]): Promise<EntryResult[]>;
  makeDocuments(job: DocumentsJob): Promise<MadeDocument[]>;
  /** Milliseconds since 1970. */
  now(): number;
  /** A new catalog's generation: letters and digits that no other catalog has. */
  drawGeneration(): string;
  /** Sends "look at these again" to be received as events are. */
  lookAgain(keys: Key[]): Promise<void>;
  /** Stale rows that one run takes up; the rest is sent on. */
  staleLimit: number;
  /** Settings that win over the configuration files'. */
  overrides: Settings;
  /** No other run can be under way, so a look at everything that finds nothing need not be committed. */
  alone: boolean;
}

/** What a run is asked to do. */
export interface Batch {
  keys: Key[];
  /** Look at everything: list the posts, check the documents, take up a new configuration. */
  all?: boolean;
  /** The latest time that a wake-up names. */
  wake?: Instant;
}

export interface Report {
  /** As committed, with nothing owed. */
  catalog: Catalog;
  /** Problems of the configuration; the last good one stays in force. */
  problems: Problem[];
  /** Posts rendered. */
  rendered: number;
  /** Feeds whose documents were brought up to date. */
  feeds: FeedKey[];
  /** Objects written under `public/`, and their bytes. */
  documents: number;
  bytes: number;
  conflicts: number;
}

/** The configuration cannot be used, and there is no last good one. */
export class ConfigurationError extends Error {
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    super('the configuration cannot be used');
    this.problems = problems;
  }
}

/** A run that loses this often is in a storm; its messages come again later. */
const MOST_ATTEMPTS = 100;
/** Feeds written between two clearings of `pending`: what a run that dies has to do again. */
const CHUNK = 128;
const FEEDS_AT_ONCE = 8;

interface Tally {
  rendered: number;
  feeds: Set<FeedKey>;
  documents: number;
  bytes: number;
  conflicts: number;
}

export async function publish(batch: Batch, publisher: Publisher): Promise<Report> {
  const sources = new Sources(publisher.posts);
  const tally: Tally = { rendered: 0, feeds: new Set(), documents: 0, bytes: 0, conflicts: 0 };
  const lacking = new Set<Key>();
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const before = await readCatalog(publisher.site); // 1
    const asked = await question(before, batch, lacking, publisher);
    if (publisher.alone && before && isAnswered(before.catalog, asked)) return report(before.catalog, asked.problems, tally);
    const revision = await revise(asked.base, asked, { ...publisher, sources }); // 2
    const held = await commit(before, revision, publisher); // 3
    if (held === CONFLICT) {
      tally.conflicts += 1;
      continue;
    }
    tally.rendered += revision.entries.length;
    const finished = await writePending(held, revision, lacking, tally, publisher); // 4 and 5
    if (finished === SUPERSEDED || lacking.size > 0) continue;
    if (revision.later.length > 0) await publisher.lookAgain(revision.later);
    return report(finished.catalog, asked.problems, tally);
  }
  throw new Error(`gave up after ${MOST_ATTEMPTS} attempts: other runs were always faster; the keys are looked at again later`);
}

const report = (catalog: Catalog, problems: Problem[], tally: Tally): Report => ({
  ...tally,
  feeds: [...tally.feeds].sort(),
  catalog,
  problems,
});

type Asked = Question & { base: Catalog; problems: Problem[] };

/** What to look at, in view of the catalog. Without one this is an import: every post, and no document before all are taken up. */
async function question(before: HeldCatalog | undefined, batch: Batch, lacking: ReadonlySet<Key>, publisher: Publisher): Promise<Asked> {
  const { posts, site, overrides, entries } = publisher;
  const clock = new Date(publisher.now()).toISOString();
  const moment = [clock, before?.catalog.moment ?? '', batch.wake ?? ''].reduce((a, b) => (a > b ? a : b));
  if (before && !batch.all) {
    const { catalog } = before;
    return {
      base: catalog,
      keys: batch.keys,
      lacking,
      restyle: false,
      unfit: new Set(),
      known: [],
      site: catalog.site,
      moment,
      problems: [],
    };
  }
  const { listed, configuration } = await listPosts(posts, overrides);
  const configured = configuration.site ?? before?.catalog.site;
  if (!configured) throw new ConfigurationError(configuration.problems);
  const { problems } = configuration;
  if (before) {
    const { catalog } = before;
    const lost = await keysWithoutEntry(site, catalog);
    const keys = new Set([...batch.keys, ...changedKeys(listed, catalog)]);
    const unfit = await unfitFeeds(site, { ...catalog, site: configured });
    return {
      base: catalog,
      keys,
      lacking: new Set([...lacking, ...lost]),
      restyle: true,
      unfit,
      known: [],
      site: configured,
      moment,
      problems,
    };
  }
  const base = { ...newCatalog(publisher.drawGeneration(), configured), posts: await entries.recoverLedger(moment) };
  const known = await publishedFeeds(site);
  return {
    base,
    keys: new Set([...batch.keys, ...listed.keys()]),
    lacking,
    restyle: true,
    unfit: new Set(),
    known,
    site: configured,
    moment,
    problems,
  };
}

/** Nothing to look at, nothing owed, and no state that the moment changes. */
function isAnswered(catalog: Catalog, asked: Asked): boolean {
  const quiet = [...asked.keys, ...asked.lacking, ...asked.unfit, ...Object.keys(catalog.pending)].length === 0;
  return (
    quiet &&
    JSON.stringify(asked.site) === JSON.stringify(catalog.site) &&
    !Object.values(catalog.posts).some((row) => isDue(row, catalog.moment, asked.moment))
  );
}

function isDue({ version, state }: Catalog['posts'][string], last: Instant, now: Instant): boolean {
  if (!version || version.draft || state === 'removed') return false;
  return [version.published, version.expires].some((boundary) => boundary !== undefined && boundary > last && boundary <= now);
}

/** Always, also when nothing changed: otherwise a run that read a post before it was deleted could bring it back. */
async function commit(
  before: HeldCatalog | undefined,
  { catalog, entries }: Revision,
  { site, entries: kept }: Publisher,
): Promise<HeldCatalog | typeof CONFLICT> {
  await kept.put(entries, { generation: catalog.generation, rev: catalog.rev });
  return writeCatalog(site, catalog, before ? { etag: before.etag } : 'absent');
}

/** Writes whatever is owed, this run's feeds and a dead run's, and clears it in chunks. */
async function writePending(
  held: HeldCatalog,
  { shown }: Revision,
  lacking: Set<Key>,
  tally: Tally,
  publisher: Publisher,
): Promise<HeldCatalog | typeof SUPERSEDED> {
  const owed = Object.entries(held.catalog.pending).sort(([a], [b]) => (a < b ? -1 : 1));
  let latest = held;
  for (let start = 0; start < owed.length; start += CHUNK) {
    const done = new Map<FeedKey, { rev: number; problem?: string }>();
    let superseded = false;
    await pMap(
      owed.slice(start, start + CHUNK),
      async ([feed, rev]) => {
        const written = await writeFeed(feed, rev, held, shown.get(feed) ?? ([] satisfies Window), publisher);
        if (written === SUPERSEDED) superseded = true;
        else if (written.lacking.length > 0) for (const key of written.lacking) lacking.add(key);
        else done.set(feed, { rev, ...(written.problem ? { problem: written.problem } : {}) });
        if (written === SUPERSEDED) return;
        if (written.documents > 0) tally.feeds.add(feed);
        tally.documents += written.documents;
        tally.bytes += written.bytes;
        tally.conflicts += written.conflicts;
      },
      { concurrency: FEEDS_AT_ONCE },
    );
    if (superseded) return SUPERSEDED;
    const cleared = await clearPending(latest, done, publisher.site);
    if (cleared === SUPERSEDED) return SUPERSEDED;
    latest = cleared;
  }
  return latest;
}

/** Takes from `pending` what is done, up to the revision done. */
async function clearPending(
  held: HeldCatalog,
  done: ReadonlyMap<FeedKey, { rev: number; problem?: string }>,
  site: Store,
): Promise<HeldCatalog | typeof SUPERSEDED> {
  let current = held;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const { catalog } = current;
    const isDone = ([feed, rev]: [FeedKey, number]) => rev <= (done.get(feed)?.rev ?? -1);
    const owed = Object.entries(catalog.pending);
    if (!owed.some(isDone)) return current;
    const feeds = { ...catalog.feeds };
    for (const [feed, { rev, problem }] of done) {
      const row = feeds[feed];
      if (row?.rev === rev) feeds[feed] = { rev, digest: row.digest, ...(problem ? { problem } : {}) };
    }
    const pending = Object.fromEntries(owed.filter((each) => !isDone(each)));
    const written = await writeCatalog(site, { ...catalog, rev: catalog.rev + 1, feeds, pending }, { etag: current.etag });
    if (written !== CONFLICT) return written;
    const latest = await readCatalog(site);
    if (!latest || latest.catalog.generation !== held.catalog.generation) return SUPERSEDED;
    current = latest;
  }
  throw new Error(`could not clear what is done after ${MOST_ATTEMPTS} attempts; the next run takes it over`);
}
