/** The entries of one feed, newest first, with other languages where the feed shows them. */
import { compareKeys, prefixRange } from '../../key-order.ts';
import type { Key, Site } from '../../model.ts';
import { languageOf } from '../../taxonomies.ts';
import type { Entry, Facts } from '../../tree/facts.ts';
import { type Feed, feedKey, isOwn } from '../outputs.ts';
import { inverted, inWindow, type Range, timeBehind, windowOf } from './fact-keys.ts';

export interface Shown {
  key: Key;
  /** `2026-03-01T09:30:00.000Z` */
  published: string;
  /** Name. */
  entry: string;
}

/** A feed of an unconfigured taxonomy is empty. */
export function isConfigured(feed: Feed, { terms, ownFeeds = {} }: Shows): boolean {
  if (feed.kind !== 'term') return true;
  return isOwn(feed) ? Object.hasOwn(ownFeeds, feed.slug) : terms.includes(feed.taxonomy);
}

/** Settings that decide what a feed shows. */
export type Shows = Pick<Site, 'terms' | 'ownFeeds' | 'languageFeeds'>;

const oldestIn = (facts: Facts, range: Range): string | undefined => {
  for (const [key] of facts.range(...range, { limit: 1, back: true })) return inWindow(range, key).published;
  return undefined;
};

/**
 * Whether other languages have feeds of their own. If nothing is configured, the oldest post decides: no later post can take others out of
 * the main feed.
 */
export function isSplit(facts: Facts, { terms, languageFeeds }: Shows): boolean {
  if (!terms.includes('languages')) return false;
  if (languageFeeds === undefined) return true;
  const foreign = oldestIn(facts, windowOf('main', true));
  if (foreign === undefined) return true;
  const own = oldestIn(facts, windowOf('main'));
  return own !== undefined && own <= foreign;
}

const isOfLanguage = (feed: Feed): boolean =>
  feed.kind === 'term' && (feed.taxonomy === 'languages' || languageOf(feed.taxonomy) !== undefined);

/**
 * With language feeds, a foreign post is only in its own: other feeds declare the blog's language.
 * @param split see `isSplit`: of all feeds alike, so a list asks once
 */
export const showsForeign = (feed: Feed, split: boolean): boolean => !split && !isOfLanguage(feed);

function rangesOf(facts: Facts, feed: Feed, site: Shows): Range[] {
  if (!isConfigured(feed, site)) return [];
  const key = feedKey(feed);
  return showsForeign(feed, isSplit(facts, site)) ? [windowOf(key), windowOf(key, true)] : [windowOf(key)];
}

export class FeedWindow {
  readonly #facts: Facts;
  readonly #ranges: readonly Range[];

  constructor(facts: Facts, feed: Feed, site: Shows) {
    this.#facts = facts;
    this.#ranges = rangesOf(facts, feed, site);
  }

  get size(): number {
    return this.#count(this.#ranges);
  }

  newest(limit: number): Shown[] {
    return this.#read(this.#ranges, limit);
  }

  /** @param month `2026-03` */
  sizeOf(month: string): number {
    return this.#count(this.#of(month));
  }

  /** Entries of a month that are older than this time. */
  olderIn(month: string, time: string): number {
    return this.#count(this.#of(month).map(([, end], index): Range => [timeBehind(this.#ranges[index] ?? [end, end], time), end]));
  }

  /**
   * Newest first. Price: the entries up to the nearer end of the month.
   * @param older how many of its older entries to leave out
   */
  monthPart(month: string, older: number, most: number): Shown[] {
    const ranges = this.#of(month);
    const all = this.#count(ranges);
    const count = Math.max(0, Math.min(most, all - older));
    const newer = all - older - count;
    if (older < newer)
      return this.#read(ranges, older + count, true)
        .slice(older)
        .reverse();
    return this.#read(ranges, newer + count).slice(newer);
  }

  newestMonth(): string | undefined {
    return this.newest(1)[0]?.published.slice(0, 7);
  }

  monthBefore(month: string): string | undefined {
    const older = this.#of(month).map(([, end], index): Range => [end, this.#ranges[index]?.[1] ?? end]);
    return this.#read(older, 1)[0]?.published.slice(0, 7);
  }

  monthAfter(month: string): string | undefined {
    const newer = this.#of(month).map(([start], index): Range => [this.#ranges[index]?.[0] ?? start, start]);
    return this.#read(newer, 1, true)[0]?.published.slice(0, 7);
  }

  #of(month: string): Range[] {
    return this.#ranges.map(([from]) => prefixRange(from + inverted(month)));
  }

  #count(ranges: readonly Range[]): number {
    return ranges.reduce((sum, range) => sum + this.#facts.count(...range), 0);
  }

  #read(ranges: readonly Range[], limit = Number.POSITIVE_INFINITY, back = false): Shown[] {
    const read = ranges.map((range, index) => [...this.#facts.range(...range, { limit, back })].map((entry) => this.#shown(entry, index)));
    const [own = [], ...others] = read;
    const all = others.length === 0 ? own : read.flat().sort((a, b) => newestFirst(a, b) * (back ? -1 : 1));
    return all.slice(0, limit);
  }

  #shown([key, entry]: Entry, range: number): Shown {
    const { published, post } = inWindow(this.#ranges[range] ?? ['', ''], key);
    return { key: post, published, entry: String(entry) };
  }
}

const newestFirst = (a: Shown, b: Shown): number =>
  a.published === b.published ? compareKeys(a.key, b.key) : a.published < b.published ? 1 : -1;
