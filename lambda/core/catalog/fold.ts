/** Rows of the catalog just read + what the dirty keys' files say now -> the new rows, with their states. Pure, and the same for any order. */

import { type Instant, type Key, type Post, type Problem, UNDATED } from '../model.ts';
import { publishedOf, reclaims, takeOver } from './adoption.ts';
import { bundleParts, partProblem } from './bundles.ts';
import { type AdoptedItem, type Catalog, latest, type Row, type State, type Version, visible } from './catalog.ts';
import { identify } from './identity.ts';
import { matchItemsToPosts } from './match-items.ts';
import { newcomers } from './newcomers.ts';
import type { IdentityContext, Newcomer } from './registry.ts';
import { textDigest } from './traits.ts';

/** What a key's file says now. */
export type PostReading =
  | { kind: 'gone' }
  /** `lacks`: what a post needs and the file does not have; absent where the author says that the file is no post. */
  | { kind: 'ignored'; etag: string; lacks?: Problem }
  | { kind: 'refused'; etag: string; problems: Problem[] }
  /** `modified`: when the file was last written, for `updated`. */
  | { kind: 'post'; etag: string; modified: Instant; post: Post; problems: Problem[] };

export interface Fold {
  rows: Map<Key, Row>;
  /** Posts whose body is to be rendered, if it is not yet. */
  posts: Map<Key, Extract<PostReading, { kind: 'post' }>>;
  /** Posts to be looked at as well; see `Identities`. */
  resembled: Set<Key>;
  /** Posts that are to take over an item, once they are rendered with its id. */
  adopting: Set<Key>;
}

export interface FoldContext extends IdentityContext {
  /** Digest of what rendering depends on; see `renderingOf` in entry.ts. */
  rendering: string;
  /** Items that posts may take over. */
  adopted: AdoptedItem[];
  /** Whether posts that readers know by another id take them over too. */
  reclaim: boolean;
}

/**
 * @param lost posts whose entry is lost, though the catalog names it
 * @param refusals posts whose body turned out to have errors, found while rendering
 */
export function foldPosts(
  before: Catalog['posts'],
  readings: ReadonlyMap<Key, PostReading>,
  refusals: ReadonlyMap<Key, Problem[]>,
  lost: ReadonlySet<Key>,
  context: FoldContext,
): Fold {
  const rows = new Map(Object.entries(before));
  const posts: Fold['posts'] = new Map();
  for (const [key, found] of readings) {
    const row = lost.has(key) ? withoutEntry(rows.get(key)) : rows.get(key);
    const reading = refusedIfExpected(found, row);
    const refused = reading.kind === 'post' ? refusals.get(key) : undefined;
    if (reading.kind === 'gone' || reading.kind === 'ignored') leave(rows, key, row, reading, context);
    else if (reading.kind === 'refused') rows.set(key, rejected(row, reading.etag, reading.problems, context));
    else if (refused) rows.set(key, rejected(row, reading.etag, refused, context));
    else {
      rows.set(key, accepted(row, reading, context));
      posts.set(key, reading);
    }
  }
  const bundleOf = bundleParts(rows, context.site);
  const open = newcomers(rows, before, posts, context).filter(({ key }) => bundleOf(key) === undefined);
  const adopting = adopt(rows, readings, posts, open, context);
  const { held, waiting, resembled } = identify(rows, open, context);
  for (const { key, row, written } of open) {
    const problem = held.get(key);
    const since = waiting.get(key);
    if (problem) hold(rows, posts, lost.has(key) ? withoutEntry(before[key]) : before[key], key, problem, written, context);
    else if (since !== undefined) {
      posts.delete(key);
      rows.set(key, { ...row, state: 'waiting', written: since });
    }
  }
  for (const [key, row] of rows) {
    const [index, last] = [bundleOf(key), lost.has(key) ? withoutEntry(before[key]) : before[key]];
    const isPublished = last?.released === true && isExpected(last) && isOpen(row);
    if (index !== undefined && isPublished && rows.get(index)?.version) {
      hold(rows, posts, last, key, partProblem(key, index), context.moment, context);
      continue;
    }
    const now = decided(withRemoval(row, context.moment), context.moment, index !== undefined && !isPublished);
    if (now !== row) rows.set(key, now);
  }
  return { rows, posts, resembled, adopting };
}

/** States of a post that is published, or was meant to be, and whose file should therefore still be a post. */
const EXPECTED: ReadonlySet<State> = new Set(['live', 'scheduled', 'waiting', 'expired', 'rejected']);

/**
 * Whether a file that is no post any more is a mistake. A post leaves the feeds only by its author's word: the file is deleted, says so
 * itself (a draft, `expires`), or is selected no more by the configuration.
 */
const isExpected = (row: Row | undefined): boolean => row?.version !== undefined && !row.version.draft && EXPECTED.has(row.state);

function refusedIfExpected(reading: PostReading, row: Row | undefined): PostReading {
  if (reading.kind !== 'ignored' || !reading.lacks || !isExpected(row)) return reading;
  return { kind: 'refused', etag: reading.etag, problems: [reading.lacks] };
}

/** Whether the row's state is still to be decided, for a post that is no draft. */
const isOpen = ({ version, state }: Row): boolean => version !== undefined && !version.draft && !SETTLED.has(state);

/** Nothing of a lost entry can be shown: a post that is rejected then has nothing left to keep. */
function withoutEntry(row: Row | undefined): Row | undefined {
  if (!row?.version) return row;
  const { kept: _, ...rest } = row;
  return { ...rest, state: row.kept ? 'rejected' : 'scheduled', version: { ...row.version, entry: '' } };
}

/** A post that cannot stand beside another: not published, or if readers know it already, kept as they know it. */
function hold(
  rows: Map<Key, Row>,
  posts: Fold['posts'],
  last: Row | undefined,
  key: Key,
  problem: Problem,
  written: Instant,
  context: FoldContext,
): void {
  const row = rows.get(key);
  posts.delete(key);
  // No ETag: the file is read again by the next look at everything, by which time the other post may be gone.
  if (last?.released) rows.set(key, rejected(last, '', [problem], context));
  else if (row) rows.set(key, { ...row, state: 'duplicate', problems: [problem], written });
}

/** Dates the rows of removed posts. Those of catalogs before removals were dated count as removed now, so that no rename loses its id. */
function withRemoval(row: Row, moment: Instant): Row {
  const isGone = row.state === 'removed' || row.state === 'ignored';
  return isGone && row.released && row.removed === undefined ? { ...row, removed: moment } : row;
}

/** The file is gone, or its author took the post out: what was published leaves its id in the ledger. */
function leave(
  rows: Map<Key, Row>,
  key: Key,
  row: Row | undefined,
  reading: { kind: 'gone' } | Extract<PostReading, { kind: 'ignored' }>,
  { rendering }: FoldContext,
): void {
  const since = row?.state === 'removed' || row?.state === 'ignored' ? row.removed : undefined;
  const ledger =
    row?.released && row.version ? { version: row.version, released: true, ...(since === undefined ? {} : { removed: since }) } : undefined;
  if (reading.kind === 'ignored')
    rows.set(key, { ...bare(reading.etag, 'ignored', rendering), ...(reading.lacks ? {} : { unwritten: true }), ...ledger });
  else if (ledger) rows.set(key, { ...bare('', 'removed', ''), ...ledger });
  else rows.delete(key);
}

const bare = (etag: string, state: State, rendering: string): Row => ({ etag, state, rendering, problems: [], released: false });

/** Keeps the last good version published if it was; what was not live yet does not go live. */
function rejected(row: Row | undefined, etag: string, problems: Problem[], { rendering, moment }: FoldContext): Row {
  const kept = row && visible(row, moment) ? { kept: true as const } : {};
  const version = row?.version ? { version: row.version } : {};
  return { etag, state: 'rejected', rendering, problems, released: row?.released ?? false, ...version, ...kept };
}

function accepted(row: Row | undefined, reading: Extract<PostReading, { kind: 'post' }>, { rendering, moment, site }: FoldContext): Row {
  const { etag, modified, post, problems } = reading;
  // What readers know; what was changed before anyone saw it is no update.
  const known = row?.released ? row.version : undefined;
  const published = post.draft && post.published === UNDATED ? modified : publishedOf(post.published, known?.adopted, site);
  const updated = known && known.updated <= moment ? latest(known.updated, published) : published;
  const version: Version = {
    id: post.ownId ?? known?.id ?? '',
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
    references: Object.fromEntries(post.references.map((name) => [name, null])),
    text: textDigest(post),
    shown: known?.shown ?? '',
    entry: '',
  };
  return { etag, state: 'scheduled', rendering, problems, released: row?.released ?? false, version };
}

/**
 * Finds the newcomers' items, and gives the posts that readers know theirs, if they are to have them.
 * @returns those of them that were not looked at yet: only a post that is rendered anew can show another id
 */
function adopt(
  rows: Map<Key, Row>,
  readings: ReadonlyMap<Key, PostReading>,
  posts: Fold['posts'],
  open: Newcomer[],
  context: FoldContext,
): Set<Key> {
  const { adopted, reclaim, site } = context;
  const coming = new Map(open.map((newcomer) => [newcomer.key, newcomer]));
  const isKnown = ([key, { released }]: [Key, Row]) => reclaim && released && !coming.has(key);
  const known = new Map([...rows].filter(isKnown));
  const candidates = [...known, ...coming].flatMap(([key, { version }]) => (version ? [[key, version] as const] : []));
  const claimed = adopted.length === 0 ? new Map<Key, AdoptedItem>() : matchItemsToPosts(candidates, adopted, site);
  for (const [key, newcomer] of coming) {
    const item = claimed.get(key);
    if (item) newcomer.item = item;
  }
  const waiting = new Set<Key>();
  for (const [key, item] of reclaims(rows, known, claimed)) {
    const row = rows.get(key);
    if (!readings.has(key)) waiting.add(key);
    else if (row?.version) {
      const version = { ...row.version };
      takeOver(version, item, posts.get(key)?.post.published, context);
      rows.set(key, { ...row, version });
    }
  }
  return waiting;
}

/** Not a matter of time. */
const SETTLED: ReadonlySet<State> = new Set(['rejected', 'ignored', 'removed', 'duplicate', 'waiting']);

/** The state that follows from the row, the moment and its place alone. */
function decided(row: Row, moment: Instant, isPart: boolean): Row {
  const { version } = row;
  if (!version || SETTLED.has(row.state)) return row;
  const state: State = isPart
    ? 'part'
    : version.draft
      ? 'draft'
      : version.published > moment
        ? 'scheduled'
        : version.expires !== undefined && version.expires <= moment
          ? 'expired'
          : 'live';
  if (state === row.state && (state !== 'live' || row.released)) return row;
  return { ...row, state, released: row.released || state === 'live' };
}
