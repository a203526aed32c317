/**
 * A feed's older entries in closed documents (RFC 5005 section 4), by month and in parts of `ARCHIVE_SIZE`, as `archives.ts` says. Which
 * archives there are follows from counts alone; the price of one archive is that of its month.
 */
import type { Site } from '../../model.ts';
import type { Facts } from '../../tree/facts.ts';
import { ARCHIVE_SIZE } from '../archives.ts';
import type { Archive, Feed } from '../outputs.ts';
import { FeedWindow, type Shown } from './feed-window.ts';

/** Part 1 is the oldest hundred entries of the month. */
type Part = Pick<Archive, 'month' | 'part'>;

export class FeedArchives {
  readonly window: FeedWindow;
  readonly #feed: Feed;
  readonly #limit: number;
  readonly #newest: string | undefined;

  constructor(facts: Facts, feed: Feed, site: Pick<Site, 'terms' | 'archives' | 'limit'>) {
    this.window = new FeedWindow(facts, feed, site);
    this.#feed = feed;
    this.#limit = site.limit;
    const isKept = site.archives === 'all' || (site.archives === 'main' && feed.kind === 'main');
    this.#newest = isKept && this.window.size > site.limit ? this.window.newestMonth() : undefined;
  }

  /** Entries that the feed itself shows: the newest, and all that no archive shows. */
  live(): Shown[] {
    const open = this.#newest === undefined ? 0 : this.window.sizeOf(this.#newest) % ARCHIVE_SIZE;
    return this.window.newest(Math.max(this.#limit, open));
  }

  /** The archives of a month: all its parts if it is not the newest month, else those that are full. */
  partsOf(month: string): number {
    if (this.#newest === undefined) return 0;
    const parts = this.window.sizeOf(month) / ARCHIVE_SIZE;
    return month === this.#newest ? Math.floor(parts) : Math.ceil(parts);
  }

  has = ({ month, part }: Part): boolean => part >= 1 && part <= this.partsOf(month);

  /** Newest first. */
  entries({ month, part }: Part): Shown[] {
    const all = this.window.month(month);
    const end = all.length - (part - 1) * ARCHIVE_SIZE;
    return all.slice(Math.max(0, end - ARCHIVE_SIZE), Math.max(0, end));
  }

  archive = (month: string, part: number): Archive => ({ kind: 'archive', of: this.#feed, month, part });

  /** The archive with the newest entries. */
  last(): Archive | undefined {
    if (this.#newest === undefined) return undefined;
    const full = this.partsOf(this.#newest);
    return full > 0 ? this.archive(this.#newest, full) : this.#lastOf(this.window.monthBefore(this.#newest));
  }

  /** The archive with the next older entries. */
  before({ month, part }: Part): Archive | undefined {
    return part > 1 ? this.archive(month, part - 1) : this.#lastOf(this.window.monthBefore(month));
  }

  /** The archive with the next newer entries. */
  after({ month, part }: Part): Archive | undefined {
    if (part < this.partsOf(month)) return this.archive(month, part + 1);
    const newer = this.window.monthAfter(month);
    return newer !== undefined && this.partsOf(newer) > 0 ? this.archive(newer, 1) : undefined;
  }

  #lastOf(month: string | undefined): Archive | undefined {
    return month === undefined ? undefined : this.archive(month, this.partsOf(month));
  }
}
