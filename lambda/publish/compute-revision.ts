/** Protocol steps 2 and 3 up to the commit. */
import { unmatchedItems } from '../core/catalog/adoption.ts';
import { type Head, isCopy, type Row, type RowChange } from '../core/catalog/catalog.ts';
import { countChangedTerms, markChangedOutputs, type OutputChange } from '../core/catalog/changed-outputs.ts';
import { type EarlyJob, earlyPortion } from '../core/catalog/early-job.ts';
import { termEntries } from '../core/catalog/facts/catalog-entries.ts';
import { Draft, type Edit } from '../core/catalog/facts/draft.ts';
import type { SlugOf } from '../core/catalog/facts/indexed.ts';
import { postsWithFiles, rowsOf, slugOf } from '../core/catalog/facts/questions.ts';
import { setSkipped } from '../core/catalog/facts/skipped.ts';
import type { Slice } from '../core/catalog/facts/slice.ts';
import { newTerms, slugsWith } from '../core/catalog/facts/slugs.ts';
import { type Fold, foldPosts, type PostReading } from '../core/catalog/fold.ts';
import { FIRST_HEAD, withHeads } from '../core/catalog/heads-job.ts';
import { withJob } from '../core/catalog/jobs.ts';
import type { Skipped } from '../core/catalog/membership.ts';
import { byReferences, withNames } from '../core/catalog/names-job.ts';
import { forgetScheduled, markRequeued } from '../core/catalog/outbox.ts';
import { addPings, dropPings } from '../core/catalog/pings.ts';
import { addEvents } from '../core/catalog/post-events.ts';
import { changedNames, configChanged, isOutdated, type Resolver } from '../core/catalog/references.ts';
import type { NewTerm } from '../core/catalog/terms.ts';
import { withTime } from '../core/catalog/time-job.ts';
import { vanishedPosts } from '../core/catalog/vanished.ts';
import { RENDERER_VERSION, renderDigest } from '../core/entry/entry.ts';
import { FORMAT_VERSION } from '../core/feed/render.ts';
import type { Instant, Key, Links, OutputKey, Problem, Site } from '../core/model.ts';
import { PAGE_VERSION } from '../core/page/page-version.ts';
import type { Facts } from '../core/tree/facts.ts';
import type { Base } from '../state/catalog-base.ts';
import type { Portions } from './context.ts';
import type { PostReader } from './read-posts.ts';
import type { EntryRenderer, NewEntry } from './render-entries.ts';
import { staleRows } from './stale-rows.ts';

export const OWN_RENDERERS = { entries: RENDERER_VERSION, documents: FORMAT_VERSION, pages: PAGE_VERSION };

export interface RevisionInput {
  keys: Iterable<Key>;
  missingEntries: ReadonlySet<Key>;
  /** Applies a new configuration or renderer: bulk work, which must not delay a new post. */
  takesUpConfig: boolean;
  /** Whether posts that readers know by another id take over items too. */
  readopt: boolean;
  /** Rows to read and render again, if still needed: a portion of a new configuration's. */
  stale: readonly Key[];
  /** Where a portion of all outputs begins; see `heads-job.ts`. */
  heads?: string | undefined;
  outOfDate: ReadonlySet<OutputKey>;
  /** Files that are no posts, if the run lists them. */
  skipped?: Skipped;
  /** Includes outputs unknown to the catalog; they stay. */
  published: Iterable<OutputKey>;
  /** Undefined if all published posts may leave. */
  deletable: ReadonlySet<Key> | undefined;
  site: Site;
  moment: Instant;
  /** Changes no output: a portion of an import. @default false */
  hidden?: boolean;
}

export interface Revision {
  catalog: Head;
  edits: Edit[];
  /** Changed ones. */
  rows: RowChange[];
  outputs: ReadonlyMap<OutputKey, OutputChange>;
  entries: NewEntry[];
  refused: Key[];
  copies: Key[];
}

export interface RevisionTools {
  reader: PostReader;
  renderer: EntryRenderer;
  staleLimit: number;
  portions: Portions;
  /** See `IdentityContext`. */
  patient: boolean;
  pings: boolean;
  news: boolean;
}

export async function computeRevision(base: Base, input: RevisionInput, tools: RevisionTools): Promise<Revision> {
  const { reader, renderer, staleLimit, portions, patient } = tools;
  const { catalog: before, ask } = base;
  const { site, moment, missingEntries: missing, takesUpConfig, readopt, hidden = false } = input;
  const renderers = takesUpConfig ? OWN_RENDERERS : before.renderers;
  const currentDigest = renderDigest(site, renderers.entries);
  const early = await ask((facts) => earlyPortion(facts, before, moment, portions.due));
  const context = {
    site,
    moment,
    rendering: renderDigest(site),
    adopted: before.adopted,
    reclaim: readopt,
    patient,
    unread: reader.deferred,
    isImport: hidden,
    isNew: before.rev === 0,
    mostDue: portions.due,
    early: early.posts,
  };
  const read = async (keys: ReadonlySet<Key>, isForced: (key: Key, row: Row | undefined) => boolean) => {
    const rows = await ask((facts) => rowsOf(facts, keys));
    return reader.readAll(keys, rows, context, new Set([...keys].filter((key) => isForced(key, rows.get(key)))));
  };
  const attached = new Set(await ask((facts) => postsWithFiles(facts, input.keys, site)));
  const dirty = new Set([...input.keys, ...missing, ...attached]);
  // Despite an unchanged ETag.
  const readings = await read(
    dirty,
    (key, row) => missing.has(key) || attached.has(key) || (row !== undefined && configChanged(row, currentDigest)),
  );
  const refusals = new Map<Key, Problem[]>();
  const seen = new Set(dirty);
  let room = staleLimit;
  for (;;) {
    await ask((facts) => keepVanished(facts, readings, refusals, input, reader));
    const { fold, stale, resolver, links, terms, slugs } = await ask((facts) => {
      const made = foldPosts(facts, readings, refusals, missing, context);
      const found = staleRows(made.slice, dirty, { ...input, mostLinking: portions.names, currentDigest });
      const added = newTerms(facts, made.slice, site);
      return { fold: made, ...found, links: linksOf(made, found.resolver), terms: added, slugs: slugsWith(facts, added, made.slice) };
    });
    const unread = stale.filter(([key]) => !readings.has(key));
    const adopting = [...fold.adopting].filter((key) => !reader.isLeft(key));
    const own = unread.filter(([key]) => dirty.has(key) && !reader.isLeft(key));
    // Skip rows that another run has already requeued: rendering them here would delay this post and duplicate the messages.
    const again = new Set(input.stale);
    const others = unread.filter(([key, row]) => !dirty.has(key) && (again.has(key) || row.later === undefined));
    const readable = others.filter(([key]) => !reader.isLeft(key));
    const toRender = new Set([...own.map(([key]) => key), ...adopting, ...readable.slice(0, room).map(([key]) => key)]);
    // An import reads every file in its order.
    const resembled = hidden ? [] : [...fold.resembled].filter((key) => !seen.has(key));
    const more = await read(new Set([...toRender, ...resembled]), (key) => toRender.has(key));
    for (const key of resembled) seen.add(key);
    if (more.size > 0) {
      room -= Math.min(readable.length, room);
      for (const [key, reading] of more) readings.set(key, reading);
      continue;
    }
    const { rows: completed, refused: refusedNow } = await renderer.complete(fold, links, slugs, site);
    for (const [key, problems] of refusedNow) refusals.set(key, problems);
    const slow = [...renderer.deferred].filter(([key]) => readings.delete(key));
    for (const [key, reason] of slow) reader.defer(key, reason);
    if (refusedNow.size + slow.length > 0) continue;
    const next = { ...before, rev: before.rev + 1, moment, site, renderers };
    const requeued = new Set(others.map(([key]) => key));
    return ask((facts) => {
      const isStale = (row: Row) => isOutdated(row, resolver, site) || configChanged(row, currentDigest);
      for (const [key, row] of markRequeued(completed, requeued, next.rev, isStale)) fold.slice.set(key, row);
      const { slice } = fold;
      const made = nextCatalog({ before, facts, next, slice, terms, slugs, early: early.left }, input, tools);
      // Another file can cause an error, such as a bundle's index.md.
      const isNew = ([key, last, now]: RowChange) => isRefused(now) && (readings.has(key) || !isRefused(last));
      return {
        ...made,
        entries: renderer.newEntries(slice, missing),
        refused: made.rows.filter(isNew).map(([key]) => key),
        copies: [...readings.keys()].filter((key) => isCopyRow(slice.now(key))),
      };
    });
  }
}

/** Of the posts to render, so that rendering loads nothing. */
const linksOf = ({ posts }: Fold, resolver: Resolver): Map<Key, Links> =>
  new Map([...posts].map(([key, { post }]) => [key, resolver.resolve(post.references)]));

interface Next {
  before: Head;
  facts: Facts;
  next: Head;
  slice: Slice;
  terms: readonly NewTerm[];
  slugs: SlugOf;
  early: EarlyJob | undefined;
}

function nextCatalog(
  { before, facts, next, slice, terms, slugs, early }: Next,
  { moment, takesUpConfig, outOfDate, skipped, published, heads, hidden = false }: RevisionInput,
  { pings, news, portions }: RevisionTools,
): Pick<Revision, 'catalog' | 'edits' | 'rows' | 'outputs'> {
  const draft = new Draft(facts, (taxonomy, name) => slugs(taxonomy, name) ?? slugOf(facts, taxonomy, name));
  for (const { taxonomy, name, slug } of terms) for (const [key, value] of termEntries(taxonomy, name, slug)) draft.set(key, value);
  const rows = [...slice.changes()];
  for (const [key, , now] of rows) draft.setRow(key, now);
  forgetScheduled(draft, moment, takesUpConfig);
  if (skipped) setSkipped(draft, skipped);
  const isNew = takesUpConfig && JSON.stringify([before.site, before.renderers]) !== JSON.stringify([next.site, next.renderers]);
  const last = withJob({ ...next, adopted: unmatchedItems(before.adopted, draft) }, 'early', early);
  if (hidden) {
    countChangedTerms(facts, draft);
    return { catalog: last, edits: draft.edits(), rows, outputs: new Map() };
  }
  const from = isNew || before.rev === 0 ? FIRST_HEAD : heads;
  const marked = markChangedOutputs(facts, draft, next, { outOfDate, published, heads: from, most: portions.heads });
  const outputs = marked.changed;
  if (pings) addPings(draft, outputs.keys(), next);
  else dropPings(draft);
  if (news && before.rev > 0) addEvents(draft, rows, next.rev);
  const named = withNames(last, byReferences(facts, changedNames(rows), portions.names).many);
  const compared = marked.heads ? withHeads(named, marked.heads.next) : named;
  return { catalog: withTime(compared, draft), edits: draft.edits(), rows, outputs };
}

/** See `vanishedPosts`. */
function keepVanished(
  facts: Facts,
  readings: Map<Key, PostReading>,
  refusals: ReadonlyMap<Key, Problem[]>,
  { deletable, moment }: RevisionInput,
  reader: PostReader,
): void {
  if (!deletable) return;
  const accepted = new Map([...readings].filter(([key]) => !refusals.has(key)));
  const kept = vanishedPosts(facts, accepted, moment, deletable);
  for (const key of kept) readings.delete(key);
  reader.keepVanished(kept);
}

const isCopyRow = (row: Row | undefined): boolean => row !== undefined && isCopy(row);

const isRefused = (row: Row | undefined): boolean => row?.state === 'rejected' || (row?.state === 'duplicate' && !isCopy(row));
