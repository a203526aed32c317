/** Steps 2 and 3, up to the commit: the catalog just read and the files of the dirty keys -> the next catalog and the entries it needs. */
import { keptItems } from '../core/catalog/adoption.ts';
import { type Catalog, isCopy, type Row } from '../core/catalog/catalog.ts';
import { markChangedOutputs } from '../core/catalog/changed-outputs.ts';
import { foldPosts, type PostReading } from '../core/catalog/fold.ts';
import { markRequeued } from '../core/catalog/outbox.ts';
import { owedPings } from '../core/catalog/pings.ts';
import { unsentEvents } from '../core/catalog/post-events.ts';
import { configChanged, isOutdated, Resolver } from '../core/catalog/references.ts';
import { assignSlugs } from '../core/catalog/terms.ts';
import { vanishedPosts } from '../core/catalog/vanished.ts';
import { termNames, type View, views } from '../core/catalog/windows.ts';
import { RENDERER_VERSION, renderDigest } from '../core/entry/entry.ts';
import { FORMAT_VERSION } from '../core/feed/render.ts';
import type { Instant, Key, OutputKey, Problem, Site } from '../core/model.ts';
import { PAGE_VERSION } from '../core/page/page.ts';
import type { PostReader } from './read-posts.ts';
import type { EntryRenderer, NewEntry } from './render-entries.ts';

/** What this function renders with. */
export const OWN_RENDERERS = { entries: RENDERER_VERSION, documents: FORMAT_VERSION, pages: PAGE_VERSION };

/** What a run is asked to look at. */
export interface RevisionInput {
  keys: Iterable<Key>;
  /** Posts whose entry is lost: to be rendered again although nothing about them changed. */
  missingEntries: ReadonlySet<Key>;
  /** Whether a new configuration or renderer is taken up, with the rows made by another: bulk work, which a fresh post must not wait for. */
  takesUpConfig: boolean;
  /** Whether posts that readers know by another id take over adopted ones too. */
  readopt: boolean;
  /** Feeds whose documents are not what the catalog says. */
  outOfDate: ReadonlySet<OutputKey>;
  /** Feeds that have documents, whether or not the catalog knows: to be kept alive. */
  published: Iterable<OutputKey>;
  /** Keys whose deletion an event named; undefined where all published posts may leave the feeds at once. See `vanishedPosts`. */
  deletable: ReadonlySet<Key> | undefined;
  site: Site;
  moment: Instant;
}

export interface Revision {
  catalog: Catalog;
  /** What the documents of every output show. */
  views: Map<OutputKey, View>;
  /** Entries that are not there yet. */
  entries: NewEntry[];
  /** Posts that were looked at and are not published as their files say, because of an error. */
  refused: Key[];
  /** Posts that were looked at and are copies of others. */
  copies: Key[];
}

export interface RevisionTools {
  sources: PostReader;
  maker: EntryRenderer;
  /** Stale rows that one run takes up beside those it was asked to look at. */
  staleLimit: number;
  /** Whether this run sees files one at a time and another can be asked for, so that a new file can wait for the removal of an old one. */
  patient: boolean;
  /** Whether hubs can be told of what changes. */
  pings: boolean;
  /** Whether programs of others can be told of posts. */
  news: boolean;
}

export async function computeRevision(
  before: Catalog,
  question: RevisionInput,
  { sources, maker, staleLimit, patient, pings, news }: RevisionTools,
): Promise<Revision> {
  const { site, moment, missingEntries: lost, takesUpConfig: restyle, readopt: reclaim } = question;
  const renderers = restyle ? OWN_RENDERERS : before.renderers;
  const inForce = renderDigest(site, renderers.entries);
  const context = { site, moment, rendering: renderDigest(site), adopted: before.adopted, reclaim, patient, unread: sources.deferred };
  const read = (keys: Iterable<Key>, forced: ReadonlySet<Key>) => sources.readAll(keys, before.posts, context, forced);
  const dirty = new Set([...question.keys, ...lost]);
  const readings = await read(dirty, forcedAmong(dirty, before, lost, inForce));
  const refusals = new Map<Key, Problem[]>();
  const looked = new Set(dirty);
  let room = staleLimit;
  for (;;) {
    keepVanished(before, readings, refusals, question, sources);
    const fold = foldPosts(before.posts, readings, refusals, lost, context);
    const resolver = new Resolver(fold.rows, moment, site);
    const isStale = (row: Row) => isOutdated(row, resolver, site) || (restyle && configChanged(row, inForce));
    const stale = [...fold.rows].filter(([key, row]) => !readings.has(key) && isStale(row));
    const adopting = [...fold.adopting].filter((key) => !sources.isLeft(key));
    const asked = stale.filter(([key]) => dirty.has(key) && !sources.isLeft(key));
    // What others have sent messages for is theirs: taken up here, a fresh post would wait for it, and send it all again.
    const others = stale.filter(([key, row]) => !dirty.has(key) && (restyle || row.later === undefined));
    const readable = others.filter(([key]) => !sources.isLeft(key));
    const taken = new Set([...asked.map(([key]) => key), ...adopting, ...readable.slice(0, room).map(([key]) => key)]);
    const resembled = [...fold.resembled].filter((key) => !looked.has(key));
    const more = await read(new Set([...taken, ...resembled]), taken);
    for (const key of resembled) looked.add(key);
    if (more.size > 0) {
      room -= Math.min(readable.length, room);
      for (const [key, reading] of more) readings.set(key, reading);
      continue;
    }
    const slugs = assignSlugs(before.slugs, termNames(fold.rows, site, moment));
    const { rows: completed, refused: refusedNow } = await maker.complete(fold, resolver, before, { slugs, site });
    for (const [key, problems] of refusedNow) refusals.set(key, problems);
    const slow = [...maker.deferred].filter(([key]) => readings.delete(key));
    for (const [key, reason] of slow) sources.defer(key, reason);
    if (refusedNow.size + slow.length > 0) continue;
    const rev = before.rev + 1;
    const isLeft = (row: Row) => isOutdated(row, resolver, site) || configChanged(row, inForce);
    const rows = markRequeued(completed, new Set(others.map(([key]) => key)), rev, isLeft);
    const adopted = keptItems(before.adopted, rows.values());
    const catalog = { ...before, rev, moment, site, renderers, slugs, posts: sorted(rows), wakes: wakesOf(before, question), adopted };
    const shown = views(rows, slugs, site, moment, [...Object.keys(before.feeds), ...question.published]);
    const entries = maker.newEntries(rows, before, lost);
    // Also those that another file made so, such as the index.md of a bundle.
    const isNew = ([key, row]: [Key, Row]) => isRefused(row) && (readings.has(key) || !isRefused(before.posts[key]));
    const refused = [...rows].filter(isNew).map(([key]) => key);
    const copies = [...readings.keys()].filter((key) => isHeldCopy(rows.get(key)));
    const stamped = { ...catalog, ...markChangedOutputs(before, catalog, shown, question.outOfDate) };
    const told = { pings: pings ? owedPings(before, stamped) : {}, news: news ? unsentEvents(before, stamped) : before.news };
    return { catalog: { ...stamped, ...told }, views: shown, entries, refused, copies };
  }
}

/** Takes back the readings of posts that must not leave the feeds all at once. */
function keepVanished(
  { posts }: Catalog,
  readings: Map<Key, PostReading>,
  refusals: ReadonlyMap<Key, Problem[]>,
  { deletable, moment }: RevisionInput,
  sources: PostReader,
): void {
  if (!deletable) return;
  const accepted = new Map([...readings].filter(([key]) => !refusals.has(key)));
  const kept = vanishedPosts(posts, accepted, moment, deletable);
  for (const key of kept) readings.delete(key);
  sources.keepVanished(kept);
}

const isHeldCopy = (row: Row | undefined): boolean => row !== undefined && isCopy(row);

const isRefused = (row: Row | undefined): boolean => row?.state === 'rejected' || (row?.state === 'duplicate' && !isCopy(row));

/** Keys whose files are read although they are as their rows have them. */
function forcedAmong(dirty: ReadonlySet<Key>, before: Catalog, lost: ReadonlySet<Key>, inForce: string): Set<Key> {
  const isForced = (key: Key) => {
    const row = before.posts[key];
    return lost.has(key) || (row !== undefined && configChanged(row, inForce));
  };
  return new Set([...dirty].filter(isForced));
}

/** A look at everything makes every wake-up again, should one be lost. */
const wakesOf = ({ wakes }: Catalog, { takesUpConfig: restyle, moment }: RevisionInput): Instant[] =>
  restyle ? [] : wakes.filter((wake) => wake > moment);

const sorted = (rows: ReadonlyMap<Key, Row>): Catalog['posts'] => Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
