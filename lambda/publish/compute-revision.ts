/** Steps 2 and 3 up to the commit: the catalog and the files of some keys -> the next catalog and its new entries. */
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

/** The versions of this program's renderers. */
export const OWN_RENDERERS = { entries: RENDERER_VERSION, documents: FORMAT_VERSION, pages: PAGE_VERSION };

/** What a run works on. */
export interface RevisionInput {
  keys: Iterable<Key>;
  /** Keys whose rendered entry the store lacks. */
  missingEntries: ReadonlySet<Key>;
  /** Whether to apply a new configuration or renderer. This is bulk work, and must not delay a new post. */
  takesUpConfig: boolean;
  /** Whether posts that readers know by another id take over adopted items too. */
  readopt: boolean;
  /** Outputs whose documents are not what the catalog says. */
  outOfDate: ReadonlySet<OutputKey>;
  /** Outputs that have documents, also if the catalog does not know them; they stay. */
  published: Iterable<OutputKey>;
  /** Keys whose deletion an event named; undefined if all published posts may leave at once. See `vanishedPosts`. */
  deletable: ReadonlySet<Key> | undefined;
  site: Site;
  moment: Instant;
}

export interface Revision {
  catalog: Catalog;
  views: Map<OutputKey, View>;
  /** Entries to store. */
  entries: NewEntry[];
  /** Posts that this run did not publish, because of an error. */
  refused: Key[];
  /** Posts that this run read and held as copies. */
  copies: Key[];
}

export interface RevisionTools {
  sources: PostReader;
  maker: EntryRenderer;
  /** Stale rows to render beside those of the batch. */
  staleLimit: number;
  /**
   * Whether files are reported one at a time and later runs can be scheduled, so that a new file can wait for the removal of an old one.
   */
  patient: boolean;
  /** Whether pings can be sent. */
  pings: boolean;
  /** Whether events can be published. */
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
    // Skip rows that another run has already requeued: rendering them here would delay this post and duplicate the messages.
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
    // Another file can cause this too, such as the index.md of a bundle.
    const isNew = ([key, row]: [Key, Row]) => isRefused(row) && (readings.has(key) || !isRefused(before.posts[key]));
    const refused = [...rows].filter(isNew).map(([key]) => key);
    const copies = [...readings.keys()].filter((key) => isHeldCopy(rows.get(key)));
    const stamped = { ...catalog, ...markChangedOutputs(before, catalog, shown, question.outOfDate) };
    const told = { pings: pings ? owedPings(before, stamped) : {}, news: news ? unsentEvents(before, stamped) : before.news };
    return { catalog: { ...stamped, ...told }, views: shown, entries, refused, copies };
  }
}

/** Ignores deletions that would empty the feeds. See `vanishedPosts`. */
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

/** Keys to read although their ETag is unchanged. */
function forcedAmong(dirty: ReadonlySet<Key>, before: Catalog, lost: ReadonlySet<Key>, inForce: string): Set<Key> {
  const isForced = (key: Key) => {
    const row = before.posts[key];
    return lost.has(key) || (row !== undefined && configChanged(row, inForce));
  };
  return new Set([...dirty].filter(isForced));
}

/** A full run schedules all runs again, in case one was lost. */
const wakesOf = ({ wakes }: Catalog, { takesUpConfig: restyle, moment }: RevisionInput): Instant[] =>
  restyle ? [] : wakes.filter((wake) => wake > moment);

const sorted = (rows: ReadonlyMap<Key, Row>): Catalog['posts'] => Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
