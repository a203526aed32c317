/** Protocol steps 2 and 3 up to the commit. */
import { unmatchedItems } from '../core/catalog/adoption.ts';
import { type Catalog, isCopy, type Row } from '../core/catalog/catalog.ts';
import { markChangedOutputs } from '../core/catalog/changed-outputs.ts';
import { foldPosts, type PostReading } from '../core/catalog/fold.ts';
import { markRequeued } from '../core/catalog/outbox.ts';
import { unsentPings } from '../core/catalog/pings.ts';
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

export const OWN_RENDERERS = { entries: RENDERER_VERSION, documents: FORMAT_VERSION, pages: PAGE_VERSION };

export interface RevisionInput {
  keys: Iterable<Key>;
  missingEntries: ReadonlySet<Key>;
  /** Applies a new configuration or renderer: bulk work, which must not delay a new post. */
  takesUpConfig: boolean;
  /** Whether posts that readers know by another id take over items too. */
  readopt: boolean;
  outOfDate: ReadonlySet<OutputKey>;
  /** Includes outputs unknown to the catalog; they stay. */
  published: Iterable<OutputKey>;
  /** Undefined if all published posts may leave. */
  deletable: ReadonlySet<Key> | undefined;
  site: Site;
  moment: Instant;
}

export interface Revision {
  catalog: Catalog;
  views: Map<OutputKey, View>;
  entries: NewEntry[];
  refused: Key[];
  copies: Key[];
}

export interface RevisionTools {
  reader: PostReader;
  renderer: EntryRenderer;
  staleLimit: number;
  /** See `IdentityContext`. */
  patient: boolean;
  pings: boolean;
  news: boolean;
}

export async function computeRevision(
  before: Catalog,
  input: RevisionInput,
  { reader, renderer, staleLimit, patient, pings, news }: RevisionTools,
): Promise<Revision> {
  const { site, moment, missingEntries: missing, takesUpConfig, readopt } = input;
  const renderers = takesUpConfig ? OWN_RENDERERS : before.renderers;
  const currentDigest = renderDigest(site, renderers.entries);
  const context = {
    site,
    moment,
    rendering: renderDigest(site),
    adopted: before.adopted,
    reclaim: readopt,
    patient,
    unread: reader.deferred,
  };
  const read = (keys: Iterable<Key>, forced: ReadonlySet<Key>) => reader.readAll(keys, before.posts, context, forced);
  const dirty = new Set([...input.keys, ...missing]);
  const readings = await read(dirty, forcedAmong(dirty, before, missing, currentDigest));
  const refusals = new Map<Key, Problem[]>();
  const seen = new Set(dirty);
  let room = staleLimit;
  for (;;) {
    keepVanished(before, readings, refusals, input, reader);
    const fold = foldPosts(before.posts, readings, refusals, missing, context);
    const resolver = new Resolver(fold.rows, moment, site);
    const isStale = (row: Row) => isOutdated(row, resolver, site) || (takesUpConfig && configChanged(row, currentDigest));
    const stale = [...fold.rows].filter(([key, row]) => !readings.has(key) && isStale(row));
    const adopting = [...fold.adopting].filter((key) => !reader.isLeft(key));
    const own = stale.filter(([key]) => dirty.has(key) && !reader.isLeft(key));
    // Skip rows that another run has already requeued: rendering them here would delay this post and duplicate the messages.
    const others = stale.filter(([key, row]) => !dirty.has(key) && (takesUpConfig || row.later === undefined));
    const readable = others.filter(([key]) => !reader.isLeft(key));
    const toRender = new Set([...own.map(([key]) => key), ...adopting, ...readable.slice(0, room).map(([key]) => key)]);
    const resembled = [...fold.resembled].filter((key) => !seen.has(key));
    const more = await read(new Set([...toRender, ...resembled]), toRender);
    for (const key of resembled) seen.add(key);
    if (more.size > 0) {
      room -= Math.min(readable.length, room);
      for (const [key, reading] of more) readings.set(key, reading);
      continue;
    }
    const slugs = assignSlugs(before.slugs, termNames(fold.rows, site, moment));
    const { rows: completed, refused: refusedNow } = await renderer.complete(fold, resolver, before, { slugs, site });
    for (const [key, problems] of refusedNow) refusals.set(key, problems);
    const slow = [...renderer.deferred].filter(([key]) => readings.delete(key));
    for (const [key, reason] of slow) reader.defer(key, reason);
    if (refusedNow.size + slow.length > 0) continue;
    const rev = before.rev + 1;
    const isStillStale = (row: Row) => isOutdated(row, resolver, site) || configChanged(row, currentDigest);
    const rows = markRequeued(completed, new Set(others.map(([key]) => key)), rev, isStillStale);
    const adopted = unmatchedItems(before.adopted, rows.values());
    const catalog = { ...before, rev, moment, site, renderers, slugs, posts: sorted(rows), wakes: wakesOf(before, input), adopted };
    const outputViews = views(rows, slugs, site, moment, [...Object.keys(before.feeds), ...input.published]);
    const entries = renderer.newEntries(rows, before, missing);
    // Another file can cause an error, such as a bundle's index.md.
    const isNew = ([key, row]: [Key, Row]) => isRefused(row) && (readings.has(key) || !isRefused(before.posts[key]));
    const refused = [...rows].filter(isNew).map(([key]) => key);
    const copies = [...readings.keys()].filter((key) => isCopyRow(rows.get(key)));
    const stamped = { ...catalog, ...markChangedOutputs(before, catalog, outputViews, input.outOfDate) };
    const outbox = { pings: pings ? unsentPings(before, stamped) : {}, news: news ? unsentEvents(before, stamped) : before.news };
    return { catalog: { ...stamped, ...outbox }, views: outputViews, entries, refused, copies };
  }
}

/** See `vanishedPosts`. */
function keepVanished(
  { posts }: Catalog,
  readings: Map<Key, PostReading>,
  refusals: ReadonlyMap<Key, Problem[]>,
  { deletable, moment }: RevisionInput,
  reader: PostReader,
): void {
  if (!deletable) return;
  const accepted = new Map([...readings].filter(([key]) => !refusals.has(key)));
  const kept = vanishedPosts(posts, accepted, moment, deletable);
  for (const key of kept) readings.delete(key);
  reader.keepVanished(kept);
}

const isCopyRow = (row: Row | undefined): boolean => row !== undefined && isCopy(row);

const isRefused = (row: Row | undefined): boolean => row?.state === 'rejected' || (row?.state === 'duplicate' && !isCopy(row));

/** Despite an unchanged ETag. */
function forcedAmong(dirty: ReadonlySet<Key>, before: Catalog, missing: ReadonlySet<Key>, currentDigest: string): Set<Key> {
  const isForced = (key: Key) => {
    const row = before.posts[key];
    return missing.has(key) || (row !== undefined && configChanged(row, currentDigest));
  };
  return new Set([...dirty].filter(isForced));
}

/** A full run schedules all runs again, since schedules can fail. */
const wakesOf = ({ wakes }: Catalog, { takesUpConfig, moment }: RevisionInput): Instant[] =>
  takesUpConfig ? [] : wakes.filter((wake) => wake > moment);

const sorted = (rows: ReadonlyMap<Key, Row>): Catalog['posts'] => Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
