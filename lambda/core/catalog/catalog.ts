import type { PostFiles } from '../media.ts';
import type { Instant, Key, Links, OutputKey, Problem, Site } from '../model.ts';
import type { ByTaxonomy } from '../taxonomies.ts';
import { byTaxonomy } from './terms.ts';

/** `duplicate`: held for another post's text or address. `waiting`: held, perhaps a renamed post. `part`: of another post's bundle. */
export type PostState = 'live' | 'scheduled' | 'expired' | 'draft' | 'duplicate' | 'waiting' | 'part';

/** `rejected`: has errors. `ignored`: not a post. `removed`: the row keeps the id. */
export type State = PostState | 'rejected' | 'ignored' | 'removed';

export interface Version extends PostFiles {
  id: string;
  link: string;
  title: string;
  slug: string;
  published: Instant;
  updated: Instant;
  expires?: Instant;
  draft: boolean;
  unlisted?: true;
  /** From front matter. */
  ownsId: boolean;
  /** Date in the adopted feed. */
  adopted?: Instant;
  aliases?: string[];
  wordpressId?: number;
  /** With the post's own feeds, as its file was read last. */
  terms: ByTaxonomy<string[]>;
  besideMain?: true;
  /** Own feeds without a word on languages, of a post in another language. */
  splitFeeds?: string[];
  /** Links as rendered; null for attached files. */
  references: Links;
  /** Has audio or video, and chapters to write. Without it, as in older catalogs, until the post is rendered: it has no page of an episode. */
  episode?: true | 'chapters';
  /** Digest of the source body. */
  text: string;
  /** Digest of rendered title and body; moves `updated`. Empty until rendered. */
  shown: string;
  /** Empty until rendered. */
  entry: string;
}

interface RowBase {
  /** Empty if the file is gone. */
  etag: string;
  /** Digest of configuration and renderer. */
  rendering: string;
  problems: Problem[];
  /** Was live once, so the id is permanent. */
  released: boolean;
  /** Ignored because its generator writes no page, not for its date. */
  unwritten?: true;
  /**
   * Of a file that is no post: links to the file lead there. `part`: not now, as it is in a bundle. Older versions drop it, until the file is
   * read again.
   */
  page?: { link: string; language?: string; part?: true };
  /** Ignored by its place, which reports do not name. */
  aside?: true;
  /** Stale since `rev`; `sent`: its message was sent. */
  later?: { rev: number; sent: boolean };
  /** When a run found the file gone. */
  removed?: Instant;
  /** When a held post's file was written. */
  written?: Instant;
}

export type PostRow = RowBase & { state: PostState; version: Version; kept?: never };

/** The last good version stays published. */
export type LastGoodRow = RowBase & { state: 'rejected'; version: Version; kept: true };

export type HiddenRow = RowBase & { state: 'rejected' | 'ignored' | 'removed'; version?: Version; kept?: never };

/** Immutable. */
export type Row = PostRow | LastGoodRow | HiddenRow;

/** A post's rows before and after. */
export type RowChange = readonly [key: Key, before: Row | undefined, now: Row | undefined];

export interface AdoptedItem {
  id: string;
  link?: string;
  /** Text or HTML. */
  title: string;
  published?: Instant;
  updated?: Instant;
}

export interface FeedRow {
  /** Revision of the last change; part of the version stamp. */
  rev: number;
  digest: string;
  /** Includes archived entries. */
  entries: number;
  problem?: string;
  /** Of the documents; see `written.ts`. While the output is pending, from before. Its loss costs requests. Absent in older catalogs. */
  etags?: string;
  /** In its place, in catalogs of versions before 2026-12. */
  marks?: string;
}

export interface Renderers {
  entries: string;
  documents: number;
  pages: number;
}

/** Work on the whole catalog, in portions. */
export type Job =
  /** Rows after this one may be stale. */
  | { kind: 'render'; after: Key }
  /** Posts after this one that have a name with this last part may show its former address; see `names-job.ts`. */
  | { kind: 'names'; part: string; after: Key }
  /** Outputs from this key of the map on may show another configuration or renderer; see `heads-job.ts`. */
  | { kind: 'heads'; from: string }
  /** The time of posts has come, of this one first; see `time-job.ts`. */
  | { kind: 'time'; next: Key }
  /** Posts from this key of the map on may have the state of a time that is taken back, `until` at the latest; see `early-job.ts`. */
  | { kind: 'early'; from: string; until: Instant };

export interface UnsentEvent {
  rev: number;
  /** `updated` as last announced. */
  was?: Instant;
}

export interface Catalog {
  generation: string;
  /** Generations found at creation; others are later. Absent in older catalogs. */
  former?: string[];
  rev: number;
  /** Newest first, by chance names: proves that one catalog continues another. Absent in older catalogs. */
  commits?: readonly string[];
  moment: Instant;
  site: Site;
  /** Rows may have terms beyond the basic taxonomies: see `catalog-root.ts`. */
  views?: true;
  /** The last good configuration stays in force. */
  refused?: Problem[];
  jobs?: readonly Job[];
  /** In force until the next full run, or two program versions would alternate in rewriting everything. */
  renderers: Renderers;
  posts: Record<Key, Row>;
  /** Files that are not posts, by reason. In a head only by versions before 2026-12. */
  skipped?: Record<string, Key[]>;
  /** Permanent. */
  slugs: ByTaxonomy<Record<string, string>>;
  feeds: Record<OutputKey, FeedRow>;
  /** Outputs to write, with the revision to reach. */
  pending: Record<OutputKey, number>;
  pings: Record<OutputKey, number>;
  /** By post id. */
  news: Record<string, UnsentEvent>;
  wakes: Instant[];
  /** Without a post. */
  adopted: AdoptedItem[];
}

/** A catalog without its map's facts. */
export type Head = Omit<Catalog, 'posts' | 'slugs' | 'feeds' | 'pending' | 'pings' | 'news' | 'wakes'>;

export const newCatalog = (generation: string, site: Site, renderers: Renderers): Catalog => ({
  generation,
  rev: 0,
  moment: '1970-01-01T00:00:00.000Z',
  site,
  renderers,
  posts: {},
  slugs: byTaxonomy(() => ({})),
  feeds: {},
  pending: {},
  pings: {},
  news: {},
  wakes: [],
  adopted: [],
});

/** By the decided state. */
export const isVisible = ({ state, kept }: Row): boolean => state === 'live' || kept === true;

/** The version that readers see. */
export function visible({ state, kept, version }: Row, asOf: Instant): Version | undefined {
  if (!version || (state !== 'live' && !kept)) return undefined;
  return version.expires !== undefined && version.expires <= asOf ? undefined : version;
}

/** Where links to the file lead. Drafts have no address: it would be dead and reveal them. */
export function addressOf(row: Row): { link: string; languages: readonly string[] } | undefined {
  const { page, version } = row;
  if (isVisible(row)) return version && { link: version.link, languages: version.terms.languages };
  return page && !page.part ? { link: page.link, languages: page.language === undefined ? [] : [page.language] } : undefined;
}

export const isRendered = (row: Row, { preview }: Pick<Site, 'preview'>): row is PostRow =>
  row.state === 'live' || row.state === 'scheduled' || (row.state === 'draft' && preview !== undefined);

export const isCopy = ({ state, problems }: Row): boolean =>
  state === 'duplicate' && problems.every(({ severity }) => severity === 'warning');

export function listed(row: Row, asOf: Instant): Version | undefined {
  const version = visible(row, asOf);
  return version?.unlisted ? undefined : version;
}

export const latest = (...times: Instant[]): Instant => times.sort().at(-1) ?? '1970-01-01T00:00:00.000Z';
