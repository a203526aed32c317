/** Rows of the catalog just read + what the dirty keys' files say now -> the new rows, with their states. Pure, and the same for any order. */
import { type Catalog, type Row, type State, type Version, visible } from './catalog.ts';
import { idCandidates, identify, type Newcomer, textDigest } from './identity.ts';
import type { Instant, Key, Post, Problem, Site } from '../model.ts';

/** What a key's file says now. */
export type Reading =
  | { kind: 'gone' }
  | { kind: 'ignored'; etag: string }
  | { kind: 'refused'; etag: string; problems: Problem[] }
  /** `modified`: when the file was last written, for `updated`. */
  | { kind: 'post'; etag: string; modified: Instant; post: Post; problems: Problem[] };

export interface Fold {
  rows: Map<Key, Row>;
  /** Posts whose body is to be rendered, if it is not yet. */
  posts: Map<Key, Extract<Reading, { kind: 'post' }>>;
}

export interface FoldContext {
  site: Site;
  /** Digest of what rendering depends on; see `renderingOf` in entry.ts. */
  rendering: string;
  moment: Instant;
}

/**
 * @param refusals posts whose body turned out to have errors, found while rendering
 */
export function foldPosts(
  before: Catalog['posts'],
  readings: ReadonlyMap<Key, Reading>,
  refusals: ReadonlyMap<Key, Problem[]>,
  context: FoldContext,
): Fold {
  const rows = new Map(Object.entries(before));
  const posts: Fold['posts'] = new Map();
  for (const [key, reading] of readings) {
    const row = rows.get(key);
    const refused = reading.kind === 'post' ? refusals.get(key) : undefined;
    if (reading.kind === 'gone' || reading.kind === 'ignored') leave(rows, key, row, reading, context);
    else if (reading.kind === 'refused') rows.set(key, rejected(row, reading.etag, reading.problems, context));
    else if (refused) rows.set(key, rejected(row, reading.etag, refused, context));
    else {
      rows.set(key, accepted(row, reading, context));
      posts.set(key, reading);
    }
  }
  identify(rows, newcomers(rows, posts, context.site));
  for (const [key, row] of rows) rows.set(key, decided(row, context.moment));
  return { rows, posts };
}

/** The file is gone or no post any more: what was published leaves its id in the ledger. */
function leave(
  rows: Map<Key, Row>,
  key: Key,
  row: Row | undefined,
  reading: { kind: 'gone' } | { kind: 'ignored'; etag: string },
  { rendering }: FoldContext,
): void {
  const ledger = row?.released && row.version ? { version: row.version, released: true } : undefined;
  if (reading.kind === 'ignored') rows.set(key, { ...bare(reading.etag, 'ignored', rendering), ...ledger });
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

function accepted(row: Row | undefined, { etag, post, problems }: Extract<Reading, { kind: 'post' }>, { rendering }: FoldContext): Row {
  const last = row?.version;
  const version: Version = {
    id: row?.released && last ? last.id : '',
    link: post.link,
    title: post.title,
    slug: post.slug,
    published: post.published,
    updated: last?.updated ?? post.published,
    ...(post.expires ? { expires: post.expires } : {}),
    draft: post.draft,
    ownsId: post.ownId !== undefined,
    terms: post.terms,
    references: Object.fromEntries(post.references.map((name) => [name, null])),
    text: textDigest(post.body),
    shown: last?.shown ?? '',
    entry: '',
  };
  if (post.ownId !== undefined) version.id = post.ownId;
  return { etag, state: 'scheduled', rendering, problems, released: row?.released ?? false, version };
}

/** Posts whose id is still open: never live, or held as copies until now. */
function newcomers(rows: Map<Key, Row>, posts: Fold['posts'], site: Site): Newcomer[] {
  return [...rows].flatMap(([key, row]) => {
    const { version } = row;
    const reading = posts.get(key);
    if (!version || version.draft || (row.released && reading)) return [];
    if (reading) {
      const { wordpressId } = reading.post;
      return [{ key, row, version, candidates: idCandidates(key, { ...version, ...(wordpressId ? { wordpressId } : {}) }, site) }];
    }
    if (row.state !== 'duplicate') return [];
    const copy = { ...row, state: 'scheduled' as const, problems: [], version: { ...version } };
    rows.set(key, copy);
    return [{ key, row: copy, version: copy.version, candidates: idCandidates(key, version, site) }];
  });
}

/** The state that follows from the row and the moment alone. */
function decided(row: Row, moment: Instant): Row {
  const { version } = row;
  if (!version || ['rejected', 'ignored', 'removed', 'duplicate'].includes(row.state)) return row;
  const state: State = version.draft
    ? 'draft'
    : version.published > moment
      ? 'scheduled'
      : version.expires !== undefined && version.expires <= moment
        ? 'expired'
        : 'live';
  if (state === row.state && (state !== 'live' || row.released)) return row;
  return { ...row, state, released: row.released || state === 'live' };
}
