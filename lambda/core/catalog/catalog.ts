/** The catalog as one value. state/catalog-root.ts stores it. */
import type { Instant, Key, Links, OutputKey, Problem, Site, Taxonomy } from '../model.ts';
import { byTaxonomy } from './terms.ts';

/**
 * States of a post whose file was understood. `duplicate`: held, another post has its text or address. `waiting`: held, it may be the new
 * name of a post whose removal is not known yet. `part`: of another post's bundle.
 */
export type PostState = 'live' | 'scheduled' | 'expired' | 'draft' | 'duplicate' | 'waiting' | 'part';

/** `rejected`: the file has errors. `ignored`: it is no post. `removed`: it is gone, and the row keeps the id. */
export type State = PostState | 'rejected' | 'ignored' | 'removed';

/** The last version of a post without errors. */
export interface Version {
  id: string;
  link: string;
  title: string;
  slug: string;
  published: Instant;
  updated: Instant;
  expires?: Instant;
  draft: boolean;
  /** In no feed. */
  unlisted?: true;
  /** The id comes from front matter. */
  ownsId: boolean;
  /** When the adopted feed published it. */
  adopted?: Instant;
  /** Former addresses. */
  aliases?: string[];
  wordpressId?: number;
  terms: Record<Taxonomy, string[]>;
  /** By name in the body: what it resolved to when it was rendered. */
  references: Links;
  /** Digest of the written body, which identifies a renamed file. */
  text: string;
  /** Digest of rendered title and body, which moves `updated`. Empty until rendered. */
  shown: string;
  /** Hash of the entry; empty until rendered. */
  entry: string;
}

interface RowBase {
  /** Of the file as last read; empty when it is gone. */
  etag: string;
  /** Digest of the configuration and renderer. */
  rendering: string;
  problems: Problem[];
  /** Was live once, so readers know the id, and it stays. */
  released: boolean;
  /** Ignored because its generator writes no page for it, not for a missing date. */
  unwritten?: true;
  /** Stale and requeued: since which revision, and whether the message was sent, so that it is sent once. */
  later?: { rev: number; sent: boolean };
  /** When a run first found the file gone; only a file written around that time is its new name. */
  removed?: Instant;
  /** Of a held post: when its file was first written, if known. */
  written?: Instant;
}

/** A file that was understood. */
export type PostRow = RowBase & { state: PostState; version: Version; kept?: never };

/** A file with errors whose last good version is still published. */
export type LastGoodRow = RowBase & { state: 'rejected'; version: Version; kept: true };

/** A file that shows nothing. `version`: what readers knew, or what was good before it was ever live. */
export type HiddenRow = RowBase & { state: 'rejected' | 'ignored' | 'removed'; version?: Version; kept?: never };

/** What the catalog knows of a file. Immutable. */
export type Row = PostRow | LastGoodRow | HiddenRow;

/** An item of a feed that readers already follow. */
export interface AdoptedItem {
  /** Exactly as in the feed, trimmed: `http://blog.example/?p=2141` */
  id: string;
  /** Absolute. */
  link?: string;
  /** As in the feed: text or HTML. */
  title: string;
  published?: Instant;
  updated?: Instant;
}

/** Of any output. */
export interface FeedRow {
  /** The revision of the last change; with the generation, the version stamp of its documents. */
  rev: number;
  /** Of all that it shows. */
  digest: string;
  /** Includes entries that only archives show. */
  entries: number;
  /** Why its documents could not be written. */
  problem?: string;
  /** Identify edited documents (`written.ts`); absent in older catalogs, whose documents are not compared. */
  marks?: string;
}

/** Versions of the renderers, as the last full run applied them. */
export interface Renderers {
  /** `RENDERER_VERSION` */
  entries: string;
  /** `FORMAT_VERSION` */
  documents: number;
  /** `PAGE_VERSION` */
  pages: number;
}

export interface UnsentEvent {
  rev: number;
  /** `updated` as last announced; absent if never announced. */
  was?: Instant;
}

export interface Catalog {
  /** Drawn at creation. */
  generation: string;
  /**
   * Earlier generations found in documents and entries at creation; documents of any other generation are from a later catalog. Absent in
   * older catalogs.
   */
  former?: string[];
  /** The previous catalog's plus one. */
  rev: number;
  /** The time that decided states; never goes back. */
  moment: Instant;
  site: Site;
  /** Errors of the current configuration, while the last good one stays in force. */
  refused?: Problem[];
  /** In force until the next full run, so that an old and a new program do not alternate in rewriting everything. */
  renderers: Renderers;
  posts: Record<Key, Row>;
  /** By reason: files that the last full run did not select as posts. */
  skipped?: Record<string, Key[]>;
  /** By taxonomy and name; never changed. */
  slugs: Record<Taxonomy, Record<string, string>>;
  feeds: Record<OutputKey, FeedRow>;
  /** Outputs to write, by the revision to reach. */
  pending: Record<OutputKey, number>;
  /** Feeds to ping, by the revision of their change. */
  pings: Record<OutputKey, number>;
  /** Events to publish, by post id. */
  news: Record<string, UnsentEvent>;
  /** Minutes that have a schedule. */
  wakes: Instant[];
  /** Items without a post; a later post may match. */
  adopted: AdoptedItem[];
}

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

/** The version that readers see, if it is published at this time. */
export function visible({ state, kept, version }: Row, asOf: Instant): Version | undefined {
  if (!version || (state !== 'live' && !kept)) return undefined;
  return version.expires !== undefined && version.expires <= asOf ? undefined : version;
}

/** Whether the post needs an entry. */
export const isRendered = (row: Row, { preview }: Pick<Site, 'preview'>): row is PostRow =>
  row.state === 'live' || row.state === 'scheduled' || (row.state === 'draft' && preview !== undefined);

/** Whether the post is held only because another file publishes the same. */
export const isCopy = ({ state, problems }: Row): boolean =>
  state === 'duplicate' && problems.every(({ severity }) => severity === 'warning');

/** Newest first. */
export type Window = { key: Key; version: Version }[];

/** The version in feeds. */
export function listed(row: Row, asOf: Instant): Version | undefined {
  const version = visible(row, asOf);
  return version?.unlisted ? undefined : version;
}

export const latest = (...times: Instant[]): Instant => times.sort().at(-1) ?? '1970-01-01T00:00:00.000Z';
