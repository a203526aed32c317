/** The catalog: everything Linefeed knows, as one value. How it is kept is `catalog-store.ts`'s business. */
import type { Instant, Key, Links, OutputKey, Problem, Site, Taxonomy } from '../model.ts';
import { byTaxonomy } from './terms.ts';

/**
 * States of a post whose file was understood. `live`: in the feeds. `scheduled`, `expired`: before and after its time. `draft`: marked as
 * one. `duplicate`: held, because another post has its text or its address. `waiting`: held, because it may be the new name of a post whose
 * removal is not known yet. `part`: a part of another post's bundle.
 */
export type PostState = 'live' | 'scheduled' | 'expired' | 'draft' | 'duplicate' | 'waiting' | 'part';

/** Also `rejected`: the file has errors. `ignored`: the file is no post. `removed`: the file is gone, and the row keeps the post's id. */
export type State = PostState | 'rejected' | 'ignored' | 'removed';

/** What is known of the last version of a post that had no errors. */
export interface Version {
  id: string;
  link: string;
  title: string;
  slug: string;
  published: Instant;
  updated: Instant;
  expires?: Instant;
  draft: boolean;
  /** Published, but in no feed. */
  unlisted?: true;
  /** Whether the post names its id itself. */
  ownsId: boolean;
  /** When it was published by the feed that its dates were adopted from. */
  adopted?: Instant;
  /** Where the post was before; left out where it says nothing. */
  aliases?: string[];
  /** What WordPress numbered the post. */
  wordpressId?: number;
  terms: Record<Taxonomy, string[]>;
  /** Names in the body, and what they stood for when it was rendered. */
  references: Links;
  /** Digest of the body as written, by which a renamed file is known. */
  text: string;
  /** Digest of title and body as shown: `updated` moves when it changes. Empty until rendered. */
  shown: string;
  /** Hash that names the entry; empty until rendered. */
  entry: string;
}

interface RowBase {
  /** Of the file as last read; empty when it is gone. */
  etag: string;
  /** Digest of the configuration and renderer that the version was made with. */
  rendering: string;
  problems: Problem[];
  /** The post has been live, so readers know its id, and it stays. */
  released: boolean;
  /** Ignored because its generator writes no page for it, not because it has no date. */
  unwritten?: true;
  /**
   * Stale, and left to a requeue message: since this revision, and whether it was sent, so that it is sent once. The run that finds the row
   * no longer stale removes the mark.
   */
  later?: { rev: number; sent: boolean };
  /** When a run first found the file gone: only a file written around that time is its new name. Absent where it is not known. */
  removed?: Instant;
  /** Of a held post: when its file was first written, as far as that is known. */
  written?: Instant;
}

/** A post whose file was understood. */
export type PostRow = RowBase & { state: PostState; version: Version; kept?: never };

/** A post whose file has errors, and whose last good version stays in the feeds. */
export type LastGoodRow = RowBase & { state: 'rejected'; version: Version; kept: true };

/** A file with nothing to show; `version` is what readers knew of it, or the last good version of a post that was never live. */
export type HiddenRow = RowBase & { state: 'rejected' | 'ignored' | 'removed'; version?: Version; kept?: never };

/** What the catalog knows of one file. A value: a change makes another row. */
export type Row = PostRow | LastGoodRow | HiddenRow;

/** An item of a feed that readers followed before, with what they know it by. */
export interface AdoptedItem {
  /** Exactly as it stands in the feed, without white space around it: `http://blog.example/?p=2141` */
  id: string;
  /** Absolute. */
  link?: string;
  /** As it stands in the feed, where it may be text or HTML. */
  title: string;
  published?: Instant;
  updated?: Instant;
}

/** Of an output: a feed, an archive, a page, the list of all feeds. */
export interface FeedRow {
  /** The catalog's revision at the feed's last change; with the generation it is the stamp of the feed's documents. */
  rev: number;
  /** Digest of all that the feed shows. */
  digest: string;
  /** How many entries it has, those among them that only its archives show. */
  entries: number;
  /** Why its documents could not be written. */
  problem?: string;
  /** Of its documents, by which changed ones are known (`written.ts`). Absent in catalogs of before; those documents are not compared. */
  marks?: string;
}

/** What entries and documents are made with, as the last look at everything took it up. */
export interface Renderers {
  /** `RENDERER_VERSION` */
  entries: string;
  /** `FORMAT_VERSION` */
  documents: number;
  /** `PAGE_VERSION` */
  pages: number;
}

/** Of a post, by its id. */
export interface UnsentEvent {
  rev: number;
  /** The post's `updated` when others were told of it last; absent for one that they were not told of. */
  was?: Instant;
}

export interface Catalog {
  /** Drawn when the catalog was created. */
  generation: string;
  /**
   * Generations of the catalogs before this one, as far as their documents and entries told at its creation. A document of any other
   * generation was written from a later catalog. Absent in catalogs of before there was such a list.
   */
  former?: string[];
  /** Of the previous catalog, plus one. */
  rev: number;
  /** Time by which states were decided; never goes back. */
  moment: Instant;
  site: Site;
  /** Why the configuration that is there now is not: the last good one stays in force. Absent where it is. */
  refused?: Problem[];
  /** With the site, what rows and feeds are compared with: so that an old and a new function never take turns in rewriting everything. */
  renderers: Renderers;
  posts: Record<Key, Row>;
  /** Files that the last look at everything did not take as posts by their names, by reason. Absent where there are none. */
  skipped?: Record<string, Key[]>;
  /** Slug by taxonomy and name; given once, never changed. */
  slugs: Record<Taxonomy, Record<string, string>>;
  feeds: Record<OutputKey, FeedRow>;
  /** Outputs whose documents are owed, with the revision owed. */
  pending: Record<OutputKey, number>;
  /** Feeds whose hubs are to be told of them, with the revision of their last change. */
  pings: Record<OutputKey, number>;
  /** Posts of which programs of others are to be told, by id. */
  news: Record<string, UnsentEvent>;
  /** Minutes to come for which a wake-up has been made. */
  wakes: Instant[];
  /** Items of adopted feeds that are no post's yet: one that comes later may be. */
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

/** What a row shows readers: its version, if that is published at this time. */
export function visible({ state, kept, version }: Row, asOf: Instant): Version | undefined {
  if (!version || (state !== 'live' && !kept)) return undefined;
  return version.expires !== undefined && version.expires <= asOf ? undefined : version;
}

/** Whether the post needs an entry, published or not. */
export const isRendered = (row: Row, { preview }: Pick<Site, 'preview'>): row is PostRow =>
  row.state === 'live' || row.state === 'scheduled' || (row.state === 'draft' && preview !== undefined);

/** Whether the post is held although nothing is wrong with it: what it says is published by another file. */
export const isCopy = ({ state, problems }: Row): boolean =>
  state === 'duplicate' && problems.every(({ severity }) => severity === 'warning');

/** What a feed or an archive shows: rows in order, newest first. */
export type Window = { key: Key; version: Version }[];

/** What a row shows in feeds. */
export function listed(row: Row, asOf: Instant): Version | undefined {
  const version = visible(row, asOf);
  return version?.unlisted ? undefined : version;
}

/** Instants are ordered as text is. */
export const latest = (...times: Instant[]): Instant => times.sort().at(-1) ?? '1970-01-01T00:00:00.000Z';
