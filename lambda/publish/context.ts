/** What a run is given: the world, and what to do. */

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

/** A run's time was up before it committed anything: what it was asked is to be asked again, in smaller parts. */
export class OutOfTimeError extends Error {}

/** What this run needs is not there, and only a look at everything can make it: that has to come first. */
export class ReconcileFirstError extends Error {}

/** Includes and data files that the catalog names are gone: a look at everything reads them again. */
export class MaterialsLostError extends ReconcileFirstError {}

/** What a run needs from the world. */
export interface RunContext {
  /** The posts, from the root: read only. */
  posts: Store;
  /** `state/` and `public/`. */
  site: Store;
  entries: EntryStore;
  /** Told before posts are read how many may have to be rendered: threads can start meanwhile. */
  expect?(posts: number): void;
  /** @default here and now */
  readPost?(key: Key, bytes: Uint8Array, site: Site): Promise<PostReading>;
  makeEntries(jobs: EntryJob[]): Promise<EntryResult[]>;
  makeDocuments(job: DocumentsJob): Promise<MadeDocument[]>;
  /** Where the posts are, as messages name it: `/home/ada/blog`, `s3://my-posts/blog/`. @default the root of the posts */
  place?: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** A new catalog's generation: letters and digits that no other catalog has. */
  drawGeneration(): string;
  /** Sends "look at these again" to be received as events are; without keys it asks for a run that takes over what is owed. */
  requeue(keys: Key[]): Promise<void>;
  /**
   * Makes a wake-up for each of these minutes, whose run is then told its minute; one that is there already is fine.
   * @returns the minutes that have one now; the others stay owed
   * @throws Error if none can be made
   * @default nobody is woken; some other run has to come
   */
  scheduleRuns?(minutes: Instant[]): Promise<Instant[]>;
  /**
   * Hands on what hubs are to be told when no cache has the old documents any more: `PING_DELAY` seconds from now.
   * @default hubs are told nothing, and nothing of it is owed
   */
  ping?(pings: Ping[]): Promise<void>;
  /**
   * Tells programs of others what is new of posts.
   * @default they are told nothing of this run; what is owed them stays owed
   */
  publishEvents?(news: PostEvent[]): Promise<void>;
  /**
   * When the run should have ended, in milliseconds since 1970: what is committed then, but not written, it leaves to a "look again". If
   * nothing is committed yet, it throws `TimeIsUpError`.
   * @default never
   */
  until?: number;
  /** Stale rows that one run takes up; the rest is sent on. */
  staleLimit: number;
  /**
   * Feeds left by other runs that one run takes over; for the rest it asks for another look, so that a fresh post does not wait for them.
   * @default all
   */
  pendingLimit?: number;
  /**
   * Whether a run that finds no catalog makes one, which takes as long as reading every post. If not, it throws `EverythingFirstError`.
   * @default true
   */
  canImport?: boolean;
  /** Settings that win over the configuration files'. */
  overrides: Settings;
  /**
   * Whether the last published posts may leave the feeds although no event named their deletion. See `vanishedPosts`.
   * @default false
   */
  allowEmpty?: boolean;
  /** No other run can be under way, so a look at everything that finds nothing need not be committed. */
  exclusive: boolean;
}

/** What a run is asked to do. */
export interface Batch {
  keys: Key[];
  /** Those of them that a caller deleted by name, as a DELETE at the S3 endpoint does. A watcher only sees that files are gone. */
  removed?: readonly Key[];
  /** Look at everything: list the posts, check the documents, take up a new configuration. */
  full?: boolean;
  /** With `all`: as the publisher's. */
  allowEmpty?: boolean;
  /** The latest time that a wake-up names. */
  scheduledFor?: Instant;
  /** Items of feeds that readers followed before, whose ids and dates posts take over, also those that readers know by other ids. */
  adopt?: AdoptedItem[];
}

export const isOutOfTime = ({ now, until = Number.POSITIVE_INFINITY }: Pick<RunContext, 'now' | 'until'>): boolean => now() >= until;
