/**
 * Splits a feed into newest entries and monthly archives (RFC 5005 section 4): an edit of an old post rewrites one archive. Archives are
 * complete months in UTC, and full parts of the newest. Counts alone decide, no clock: equal posts give equal documents.
 */
import type { Site } from '../../model.ts';
import type { Facts } from '../../tree/facts.ts';
import { type Archive, type Feed, isOwn } from '../outputs.ts';
import { FeedWindow, type Shown, type Shows } from './feed-window.ts';

/** Not configurable: a change would rewrite every archive. */
export const ARCHIVE_SIZE = 100;

/** Part 1 has the month's oldest entries. */
type Part = Pick<Archive, 'month' | 'part'>;

/** Entries of a feed, without those that wait for an archive. */
export const limitOf = (feed: Feed, { ownFeeds = {}, limit }: Pick<Site, 'ownFeeds' | 'limit'>): number =>
  (isOwn(feed) && Object.hasOwn(ownFeeds, feed.slug) ? ownFeeds[feed.slug]?.limit : undefined) ?? limit;

export class FeedArchives {
  readonly window: FeedWindow;
  readonly #feed: Feed;
  readonly #limit: number;
  readonly #newest: string | undefined;

  constructor(facts: Facts, feed: Feed, site: Shows & Pick<Site, 'archives' | 'limit'>) {
    this.window = new FeedWindow(facts, feed, site);
    this.#feed = feed;
    this.#limit = limitOf(feed, site);
    const isKept = site.archives === 'all' || (site.archives === 'main' && feed.kind === 'main');
    this.#newest = isKept && this.window.size > this.#limit ? this.window.newestMonth() : undefined;
  }

  /** The newest entries, and all that are in no archive. */
  live(): Shown[] {
    const open = this.#newest === undefined ? 0 : this.window.sizeOf(this.#newest) % ARCHIVE_SIZE;
    return this.window.newest(Math.max(this.#limit, open));
  }

  /** The newest month has only full parts. */
  partsOf(month: string): number {
    if (this.#newest === undefined) return 0;
    const parts = this.window.sizeOf(month) / ARCHIVE_SIZE;
    return month === this.#newest ? Math.floor(parts) : Math.ceil(parts);
  }

  has = ({ month, part }: Part): boolean => part >= 1 && part <= this.partsOf(month);

  /** The part of an entry with this time, whether the part exists or not. */
  partAt = (month: string, time: string): number => Math.floor(this.window.olderIn(month, time) / ARCHIVE_SIZE) + 1;

  /** Newest first. */
  entries = ({ month, part }: Part): Shown[] => this.window.monthPart(month, (part - 1) * ARCHIVE_SIZE, ARCHIVE_SIZE);

  archive = (month: string, part: number): Archive => ({ kind: 'archive', of: this.#feed, month, part });

  /** The newest archive. */
  last(): Archive | undefined {
    if (this.#newest === undefined) return undefined;
    const full = this.partsOf(this.#newest);
    return full > 0 ? this.archive(this.#newest, full) : this.#lastOf(this.window.monthBefore(this.#newest));
  }

  /** The next older archive. */
  before({ month, part }: Part): Archive | undefined {
    return part > 1 ? this.archive(month, part - 1) : this.#lastOf(this.window.monthBefore(month));
  }

  /** The next newer archive. */
  after({ month, part }: Part): Archive | undefined {
    if (part < this.partsOf(month)) return this.archive(month, part + 1);
    const newer = this.window.monthAfter(month);
    return newer !== undefined && this.partsOf(newer) > 0 ? this.archive(newer, 1) : undefined;
  }

  #lastOf(month: string | undefined): Archive | undefined {
    return month === undefined ? undefined : this.archive(month, this.partsOf(month));
  }
}
