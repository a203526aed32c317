import type { AdoptedItem } from '../core/catalog/catalog.ts';
import type { Ping } from '../core/catalog/pings.ts';
import type { PostEvent } from '../core/catalog/post-events.ts';
import type { DocumentsJob, MadeDocument } from '../core/documents.ts';
import type { EntryJob, EntryResult } from '../core/entry/entry.ts';
import type { Instant, Key, Problem, Site } from '../core/model.ts';
import type { PostReading } from '../core/post/post.ts';
import type { Settings } from '../core/site/settings.ts';
import type { CatalogStore } from '../state/catalog-store.ts';
import type { EntryStore } from '../state/entry-store.ts';
import type { Store } from '../stores/store.ts';

/** Before the commit. The caller requeues the batch in smaller parts. */
export class OutOfTimeError extends Error {}

/** The caller requests a full run first. */
export class ReconcileFirstError extends Error {}

/** The next full run continues it. */
export class UnfinishedImportError extends ReconcileFirstError {}

/** Stored includes and data files; a full run reads them again. */
export class MaterialsLostError extends ReconcileFirstError {}

/** No configuration is usable, nor a last good one. */
export class ConfigurationError extends Error {
  readonly problems: Problem[];
  /** `empty`: no posts, no configuration. Set if nothing was ever published. */
  readonly before: 'empty' | 'first' | undefined;

  constructor(problems: Problem[], before?: 'empty' | 'first') {
    super('the configuration cannot be used');
    this.problems = problems;
    this.before = before;
  }
}

export interface RunContext {
  /** Read only. */
  posts: Store;
  /** Holds `state/` and `public/`. */
  site: Store;
  catalog: CatalogStore;
  entries: EntryStore;
  /** At most, unbounded for an import in portions; called before reading, to start threads. */
  expect?(posts: number): void;
  /** @default `parsePost`, in this thread */
  readPost?(key: Key, bytes: Uint8Array, site: Site): Promise<PostReading>;
  makeEntries(jobs: EntryJob[]): Promise<EntryResult[]>;
  makeDocuments(job: DocumentsJob): Promise<MadeDocument[]>;
  /** For messages: `s3://my-posts/blog/`. @default the root of the posts */
  place?: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits before a retry. @default a timer */
  pause?(milliseconds: number): Promise<unknown>;
  /** Unique; letters and digits. */
  drawGeneration(): string;
  /** Sends keys to the queue as if they had changed; without keys, requests a run that takes over `pending`. */
  requeue(keys: Key[]): Promise<void>;
  /**
   * The message names the minute. An existing schedule counts as success.
   * @returns minutes that have a schedule now
   * @throws Error if none can be made
   * @default none
   */
  scheduleRuns?(minutes: Instant[]): Promise<Instant[]>;
  /**
   * Enqueues WebSub pings, delayed by `PING_DELAY` so that CDN caches have expired.
   * @default no pings are recorded
   */
  ping?(pings: Ping[]): Promise<void>;
  /** @default none; unsent events stay recorded */
  publishEvents?(news: PostEvent[]): Promise<void>;
  /**
   * Deadline in milliseconds since 1970. After the commit, the rest is requeued; before it, the run throws `OutOfTimeError`.
   * @default never
   */
  until?: number;
  /** Stale rows to render; the run requeues the others. */
  staleLimit: number;
  /**
   * Outputs of other runs to write; the others are requeued, so as not to delay a new post.
   * @default all
   */
  pendingLimit?: number;
  /**
   * Whether a run without a catalog reads every post; else it throws `ReconcileFirstError`.
   * @default true
   */
  canImport?: boolean;
  /** @default `PORTIONS` */
  portions?: Partial<Portions>;
  /** Override configuration files. */
  overrides: Settings;
  /** Hosts of audio that may be private; see `privateHubsIn`. @default none */
  privateHosts?: readonly string[];
  /** Whether all published posts may leave. See `vanishedPosts`. @default false */
  allowEmpty?: boolean;
  /** No other run can be active, so an unchanged full run need not commit. */
  exclusive: boolean;
}

export interface Batch {
  keys: Key[];
  /** Deleted by name, as by DELETE at the S3 endpoint. A watcher only sees that files are gone. */
  removed?: readonly Key[];
  /** Reconcile: list posts, check documents, apply a new configuration. */
  full?: boolean;
  allowEmpty?: boolean;
  /** The latest scheduled minute. */
  scheduledFor?: Instant;
  /** Posts take over ids and dates, also posts with other known ids. */
  adopt?: AdoptedItem[];
  /** Old paths that redirect from now on; see `Site`. */
  moved?: Record<string, string>;
}

/** Rows of a job that a run with much time renders. Price: some 100 KB of memory each. */
const MOST_RENDERED = 1_000;

/** Rows of a portion: a job must go on. */
export const portionOf = ({ staleLimit }: Pick<RunContext, 'staleLimit'>): number => Math.max(1, Math.min(staleLimit, MOST_RENDERED));

/** Most rows or entries that a run takes for one job. */
export interface Portions {
  /** Posts; an import of more than two portions is committed in portions. Price: some 100 KB of memory each. */
  imported: number;
  /** Entries or rows of a lost catalog; its recovery from more than two portions is committed in portions. Price: some 10 KB of memory each. */
  recovered: number;
  /** Entries and rows of outputs. Price: some 2 KB of memory each, and the documents of as many outputs at most. */
  heads: number;
  /** Posts that link to one changed name; more are a job. Price: some 2 KB of memory each, for every name that changed. */
  names: number;
  /** Posts whose time has come. Price: their rows, and the outputs that show them. */
  due: number;
}

export const PORTIONS: Portions = { imported: 1_000, recovered: 2_000, heads: 20_000, names: 1_000, due: 500 };

export const portionsOf = ({ portions }: Pick<RunContext, 'portions'>): Portions => ({ ...PORTIONS, ...portions });

export const isOutOfTime = ({ now, until = Number.POSITIVE_INFINITY }: Pick<RunContext, 'now' | 'until'>): boolean => now() >= until;
