/** Rows from file readings, independent of the order of keys. */

import { type Instant, type Key, type Post, type Problem, UNDATED } from '../model.ts';
import { optional } from '../optional.ts';
import type { Page } from '../post/pages.ts';
import type { Facts } from '../tree/facts.ts';
import { type AdoptionContext, adoptItems } from './adopt-items.ts';
import { publishedOf } from './adoption.ts';
import { bundleParts, isBundledPage, isPageIndex, partProblem } from './bundles.ts';
import { type HiddenRow, latest, type PostRow, type Row, type State, type Version, visible } from './catalog.ts';
import { allRows } from './facts/questions.ts';
import { Slice } from './facts/slice.ts';
import { besideBundles, resembling, unsettled } from './facts/touched.ts';
import { identify } from './identity.ts';
import { dayIn } from './match-items.ts';
import { newcomers } from './newcomers.ts';
import { decided, isOpen } from './states.ts';
import { textDigest } from './traits.ts';

export type PostReading =
  | { kind: 'gone' }
  /** `lacks`: see `PostReading`. */
  | { kind: 'ignored'; etag: string; lacks?: Problem; page?: Page; aside?: true }
  | { kind: 'refused'; etag: string; problems: Problem[] }
  | { kind: 'post'; etag: string; modified: Instant; post: Post; problems: Problem[] };

type PostFile = Extract<PostReading, { kind: 'post' }>;

export interface Fold {
  slice: Slice;
  posts: ReadonlyMap<Key, PostFile>;
  /** See `Identities`. */
  resembled: ReadonlySet<Key>;
  adopting: ReadonlySet<Key>;
}

export interface FoldContext extends AdoptionContext {
  /** A portion of an import: see `import-order.ts`. @default false */
  isImport?: boolean;
  /** Of an empty catalog: its posts may be old. @default false */
  isNew?: boolean;
  /** See `renderDigest`. */
  rendering: string;
  /** Rows whose time has come that the fold takes. */
  mostDue: number;
  /** Rows whose states were decided by a time that is taken back; see `early-job.ts`. */
  early: readonly Key[];
}

/**
 * Reads and changes the rows that can matter only.
 * @param missing keys whose stored entry is missing
 * @param refusals errors found in rendering
 */
export function foldPosts(
  before: Facts,
  readings: ReadonlyMap<Key, PostReading>,
  refusals: ReadonlyMap<Key, Problem[]>,
  missing: ReadonlySet<Key>,
  context: FoldContext,
): Fold {
  const { isImport = false } = context;
  const slice = new Slice(before, isImport);
  slice.load([...readings.keys(), ...context.early, ...unsettled(before, context.moment, context.mostDue)]);
  const lastRow = (key: Key) => (missing.has(key) ? withoutEntry(slice.before(key)) : slice.before(key));
  const posts = foldReadings(slice, readings, refusals, lastRow, context);
  slice.load(besideBundles(before, slice.changes(), context.site));
  const bundleOf = bundleParts((folder) => slice.indexesIn(folder), context.site);
  const pageBundleOf = bundleParts((folder) => slice.indexesIn(folder), context.site, isPageIndex);
  const found = newcomers(slice, posts, context);
  for (const { key, row } of found) slice.set(key, bundleOf(key) === undefined ? row : partOf(row));
  const open = found.filter(({ key }) => bundleOf(key) === undefined);
  if (context.reclaim) slice.load([...allRows(before)].map(([key]) => key));
  const { items, edits, adopting } = adoptItems(slice.rows, readings, posts, open, context);
  for (const [key, row] of edits) slice.set(key, row);
  const claiming = open.map((each) => ({ ...each, item: items.get(each.key) }));
  slice.load(resembling(before, claiming, isImport));
  const identities = identify(slice, claiming, context);
  for (const [key, row] of identities.rows) slice.set(key, row);
  for (const { key, row, written } of open) {
    const problem = identities.held.get(key);
    const since = identities.waiting.get(key);
    if (problem === undefined && since === undefined) continue;
    posts.delete(key);
    if (problem) slice.set(key, held(row, lastRow(key), problem, written, context));
    else if (since !== undefined) slice.set(key, { ...row, state: 'waiting', written: since });
  }
  for (const [key, row] of slice.rows) {
    const [index, known] = [bundleOf(key), lastRow(key)];
    const isPublished = known?.released === true && isExpected(known) && isOpen(row);
    if (known && index !== undefined && isPublished && slice.now(index)?.version) {
      posts.delete(key);
      slice.set(key, rereadable(known, partProblem(key, index), context));
    } else {
      const whole = row.page ? withPage(row, isBundledPage(key, pageBundleOf(key), context.site)) : row;
      const now = decided(withRemoval(whole, context.moment), context.moment, index !== undefined && !isPublished);
      slice.set(key, row.released ? now : withHour(now, posts.get(key)?.post, context));
    }
  }
  return { slice, posts, resembled: identities.resembled, adopting };
}

/** @returns the posts among them */
function foldReadings(
  slice: Slice,
  readings: ReadonlyMap<Key, PostReading>,
  refusals: ReadonlyMap<Key, Problem[]>,
  lastRow: (key: Key) => Row | undefined,
  context: FoldContext,
): Map<Key, PostFile> {
  const posts = new Map<Key, PostFile>();
  for (const [key, found] of readings) {
    const row = lastRow(key);
    const reading = refusedIfExpected(found, row);
    const refused = reading.kind === 'post' ? refusals.get(key) : undefined;
    if (reading.kind === 'gone' || reading.kind === 'ignored') slice.set(key, unpublished(row, reading, context));
    else if (reading.kind === 'refused') slice.set(key, rejected(row, reading.etag, reading.problems, context));
    else if (refused) slice.set(key, rejected(row, reading.etag, refused, context));
    else {
      slice.set(key, accepted(row, reading, context));
      posts.set(key, reading);
    }
  }
  return posts;
}

const EXPECTED: ReadonlySet<State> = new Set(['live', 'scheduled', 'waiting', 'expired', 'rejected']);

/** A post leaves the feeds only if its file is deleted, deselected, or says so (draft, `expires`). */
const isExpected = (row: Row | undefined): boolean => row?.version !== undefined && !row.version.draft && EXPECTED.has(row.state);

function refusedIfExpected(reading: PostReading, row: Row | undefined): PostReading {
  if (reading.kind !== 'ignored' || !reading.lacks || !isExpected(row)) return reading;
  return { kind: 'refused', etag: reading.etag, problems: [reading.lacks] };
}

function withoutEntry(row: Row | undefined): Row | undefined {
  if (!row?.version) return row;
  const { kept, ...rest } = row;
  const version = { ...row.version, entry: '' };
  return kept ? { ...rest, state: 'rejected', version } : { ...rest, state: 'scheduled', version };
}

/** Neither an original of other posts nor the holder of an id. */
const partOf = (row: PostRow): PostRow => ({ ...row, state: 'part', version: { ...row.version, id: '' } });

/** Hides a conflicting post, or keeps its published version. */
function held(row: PostRow, last: Row | undefined, problem: Problem, written: Instant, context: FoldContext): Row {
  return last?.released ? rereadable(last, problem, context) : { ...row, state: 'duplicate', problems: [problem], written };
}

/** Without an ETag, so that the next full run reads the file again. */
const rereadable = (last: Row, problem: Problem, context: FoldContext): Row => rejected(last, '', [problem], context);

/** Undated rows of older catalogs count as removed now, to keep ids. */
function withRemoval(row: Row, moment: Instant): Row {
  const isGone = row.state === 'removed' || row.state === 'ignored';
  return isGone && row.released && row.removed === undefined ? { ...row, removed: moment } : row;
}

/** Keeps a published id, else nothing. */
function unpublished(
  row: Row | undefined,
  reading: { kind: 'gone' } | Extract<PostReading, { kind: 'ignored' }>,
  { rendering, moment }: FoldContext,
): HiddenRow | undefined {
  const since = row?.state === 'removed' || row?.state === 'ignored' ? row.removed : undefined;
  const ledger =
    row?.released && row.version ? { version: row.version, released: true, ...(since === undefined ? {} : { removed: since }) } : undefined;
  if (reading.kind === 'ignored') {
    const { etag, lacks, aside, page } = reading;
    const why = optional({ unwritten: lacks || aside ? undefined : (true as const), aside });
    return { ...bare(etag, 'ignored', rendering), ...why, ...optional({ page: page && shownPage(page, moment) }), ...ledger };
  }
  return ledger && { ...bare('', 'removed', ''), ...ledger };
}

/** Price: a page whose time comes is found when its file, the configuration or the renderer changes. */
function shownPage({ published, expires, ...page }: Page, moment: Instant): Row['page'] {
  const isThere = (published === undefined || published <= moment) && (expires === undefined || expires > moment);
  return isThere ? page : undefined;
}

function withPage(row: Row, isPart: boolean): Row {
  if (!row.page || (row.page.part ?? false) === isPart) return row;
  const { part: _, ...page } = row.page;
  return { ...row, page: isPart ? { ...page, part: true } : page };
}

const bare = (etag: string, state: HiddenRow['state'], rendering: string): HiddenRow => ({
  etag,
  state,
  rendering,
  problems: [],
  released: false,
});

function rejected(row: Row | undefined, etag: string, problems: Problem[], { rendering, moment }: FoldContext): Row {
  const base = { etag, state: 'rejected' as const, rendering, problems, released: row?.released ?? false };
  if (!row?.version) return base;
  return visible(row, moment) ? { ...base, version: row.version, kept: true } : { ...base, version: row.version };
}

function accepted(row: Row | undefined, reading: PostFile, { rendering, moment, site }: FoldContext): PostRow {
  const { etag, modified, post, problems } = reading;
  // Readers see updates only of released posts.
  const known = row?.released ? row.version : undefined;
  const published = post.draft && post.published === UNDATED ? modified : publishedOf(post.published, known?.adopted, site);
  const updated = known && known.updated <= moment ? latest(known.updated, published) : published;
  const version: Version = {
    // A draft that nobody has seen must not keep a published post from its id.
    id: (post.draft && !row?.released ? undefined : post.ownId) ?? known?.id ?? '',
    link: post.link,
    title: post.title,
    slug: post.slug,
    published,
    updated,
    ...(post.expires ? { expires: post.expires } : {}),
    draft: post.draft,
    ...(post.unlisted ? { unlisted: post.unlisted } : {}),
    ownsId: post.ownId !== undefined,
    ...(known?.adopted ? { adopted: known.adopted } : {}),
    ...(post.aliases ? { aliases: post.aliases } : {}),
    ...(post.wordpressId ? { wordpressId: post.wordpressId } : {}),
    terms: post.terms,
    ...optional({ besideMain: post.besideMain, splitFeeds: post.splitFeeds, files: post.files, remoteFiles: post.remoteFiles }),
    ...(isEpisode(post) ? { episode: post.episode?.chapterList && !post.episode.chapters ? 'chapters' : true } : {}),
    references: Object.fromEntries(post.references.map((name) => [name, null])),
    text: textDigest(post),
    shown: known?.shown ?? '',
    entry: '',
  };
  return { etag, state: 'scheduled', rendering, problems, released: row?.released ?? false, version };
}

/** Feeds name only files with a size and a type. */
const isEpisode = ({ enclosures = [] }: Post): boolean => enclosures.some(({ length, type }) => length !== undefined && type !== undefined);

/** As if adopted, so that it stays. A scheduled post, rendered before, appears at its midnight. */
function withHour(row: Row, post: Post | undefined, { site, moment, isImport, isNew }: FoldContext): Row {
  if (row.state !== 'live' || !post?.dayOnly || isImport || isNew) return row;
  const { version } = row;
  if (dayIn(site.timezone, post.published) !== dayIn(site.timezone, moment)) return row;
  return { ...row, version: { ...version, published: moment, updated: latest(version.updated, moment), adopted: moment } };
}
