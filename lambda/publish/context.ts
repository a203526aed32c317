/** The inputs of a run. */

import type { AdoptedItem } from '../core/catalog/catalog.ts';
import type { Ping } from '../core/catalog/pings.ts';
import type { PostEvent } from '../core/catalog/post-events.ts';
import type { DocumentsJob, MadeDocument } from '../core/documents.ts';
import type { EntryJob, EntryResult } from '../core/entry/entry.ts';
import type { Instant, Key, Site } from '../core/model.ts';
import type { PostReading } from '../core/post/post.ts';
import type { Settings } from '../core/site/settings.ts';
import type { EntryStore } from '../state/entry-store.ts';
import type { Store } from '../stores/store.ts';

/** Thrown when time runs out before the commit. The caller requeues the batch in smaller parts. */
export class OutOfTimeError extends Error {}

/** Thrown when the run needs something that only a full run can make. The caller requests one first. */
export class ReconcileFirstError extends Error {}

/** Thrown when stored includes and data files are lost. A full run reads them again. */
export class MaterialsLostError extends ReconcileFirstError {}

/** What a run needs from its environment. */
export interface RunContext {
  /** The posts; read only. */
  posts: Store;
  /** Holds `state/` and `public/`. */
  site: Store;
  entries: EntryStore;
  /** Called before reading with the most posts to render, so that threads can start. */
  expect?(posts: number): void;
  /** @default `parsePost`, in this thread */
  readPost?(key: Key, bytes: Uint8Array, site: Site): Promise<PostReading>;
  makeEntries(jobs: EntryJob[]): Promise<EntryResult[]>;
  makeDocuments(job: DocumentsJob): Promise<MadeDocument[]>;
  /** Where the posts are, for messages: `/home/ada/blog`, `s3://my-posts/blog/`. @default the root of the posts */
  place?: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** Between retries of a write that met a conflict. @default a timer */
  pause?(milliseconds: number): Promise<unknown>;
  /** Draws a unique generation: letters and digits. */
  drawGeneration(): string;
  /** Sends keys to the queue as if they had changed; with no keys, requests a run that takes over `pending`. */
  requeue(keys: Key[]): Promise<void>;
  /**
   * Schedules a run for each minute; the run's message names the minute. An existing schedule counts as success.
   * @returns minutes that have a schedule now; the others stay due
   * @throws Error if none can be made
   * @default no runs are scheduled
   */
  scheduleRuns?(minutes: Instant[]): Promise<Instant[]>;
  /**
   * Enqueues WebSub pings, delayed by `PING_DELAY` so that CDN caches have expired.
   * @default no pings are recorded or sent
   */
  ping?(pings: Ping[]): Promise<void>;
  /**
   * Publishes events about posts.
   * @default none; unsent events stay recorded
   */
  publishEvents?(news: PostEvent[]): Promise<void>;
  /**
   * Deadline in milliseconds since 1970. After the commit, the rest is requeued; before it, the run throws `OutOfTimeError`.
   * @default never
   */
  until?: number;
  /** Stale rows that one run renders; it requeues the others. */
  staleLimit: number;
  /**
   * Outputs of other runs that one run writes; it requeues the rest, so that they do not delay a new post.
   * @default all
   */
  pendingLimit?: number;
  /**
   * Whether a run without a catalog imports, which takes as long as reading every post; else it throws `ReconcileFirstError`.
   * @default true
   */
  canImport?: boolean;
  /** Settings that override the configuration files. */
  overrides: Settings;
  /**
   * Whether all published posts may leave the feeds without events that name their deletion. See `vanishedPosts`.
   * @default false
   */
  allowEmpty?: boolean;
  /** No other run can be active, so a full run that finds no change need not commit. */
  exclusive: boolean;
}

/** What a run is asked to do. */
export interface Batch {
  keys: Key[];
  /** Keys that a caller deleted by name, as a DELETE at the S3 endpoint does. A watcher only sees that files are gone. */
  removed?: readonly Key[];
  /** Reconcile: list the posts, check the documents, apply a new configuration. */
  full?: boolean;
  /** With `full`: as in `RunContext`. */
  allowEmpty?: boolean;
  /** The latest time that a scheduled message names. */
  scheduledFor?: Instant;
  /** Items of feeds that readers already follow: posts take over their ids and dates, also posts that readers know by other ids. */
  adopt?: AdoptedItem[];
}

export const isOutOfTime = ({ now, until = Number.POSITIVE_INFINITY }: Pick<RunContext, 'now' | 'until'>): boolean => now() >= until;
