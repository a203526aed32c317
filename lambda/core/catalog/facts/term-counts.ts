/**
 * Terms by number of posts. A separate range, since pages and the list of all feeds show at most `MOST_TERMS` of 100,000. Its entries hold
 * all that the lists show, or each list would read a window per term.
 */
import { type Instant, type OutputKey, type Taxonomy, UNDATED } from '../../model.ts';
import type { Entry, Facts, Json } from '../../tree/facts.ts';
import { type Feed, feedKey, publicFeed } from '../outputs.ts';
import { countedFeed, countedTerms, countKey, inWindow, type Range, windowOf } from './fact-keys.ts';
import { FeedWindow, isConfigured, isSplit, type Shows, showsForeign } from './feed-window.ts';
import { inParts, nameOf } from './questions.ts';

export type TermFeed = Feed & { kind: 'term' };

export interface TermCount {
  feed: TermFeed;
  name: string;
  posts: number;
  /** Of the newest post. */
  newest?: Instant;
}

/** Posts in the blog's language, and in others. */
export interface TermPosts {
  name: string;
  own: number;
  foreign: number;
  /** Of the newest post in the blog's language, and in others; absent in entries of older versions. */
  newest?: [own: Instant | '', foreign: Instant | ''];
}

/** Nobody reads a longer list, and each publish would write megabytes. */
export const MOST_TERMS = 1_000;
/** Terms that a list reads to find its own. Price: some 70 bytes each. */
const MOST_READ = 10_000;

/**
 * The terms with most posts in all languages, so that the configuration does not change their order. Sorted by key.
 * @returns `more`: how many others there are; it also counts terms without a feed in this configuration
 */
export function largestTerms(facts: Facts, site: Shows, taxonomy?: Taxonomy): { terms: TermCount[]; more?: number } {
  const found: [OutputKey, TermCount][] = [];
  const split = isSplit(facts, site);
  let read = 0;
  for (const [key, value] of inParts(facts, countedTerms())) {
    if (found.length === MOST_TERMS || read === MOST_READ) break;
    read += 1;
    const output = countedFeed(key);
    const feed = publicFeed(output);
    if (feed?.kind !== 'term' || (taxonomy !== undefined && feed.taxonomy !== taxonomy) || !isConfigured(feed, site)) continue;
    const [name, own, foreign, newestOwn, newestForeign] = value as [string, number, number, (Instant | '')?, (Instant | '')?];
    const showsAll = showsForeign(feed, split);
    const posts = own + (showsAll ? foreign : 0);
    const [newest] = [newestOwn, showsAll ? newestForeign : '']
      .filter((time) => time !== undefined && time !== '')
      .sort()
      .reverse();
    if (posts > 0) found.push([output, { feed, name, posts, ...(newest ? { newest } : {}) }]);
  }
  const isPart = found.length === MOST_TERMS || read === MOST_READ;
  const more = isPart && taxonomy === undefined ? facts.count(...countedTerms()) - read : 0;
  return { terms: found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, term]) => term), ...(more > 0 ? { more } : {}) };
}

/** For a term with posts. */
export const countEntry = (feed: TermFeed, { name, own, foreign, newest }: TermPosts): Entry => [
  countKey(own + foreign, feedKey(feed)),
  [name, own, foreign, ...(newest ?? [])],
];

/** The newest ones among the terms with most posts, newest first, then by name. */
export function newestTerms(facts: Facts, taxonomy: Taxonomy, site: Shows, limit: number): TermCount[] {
  const all = largestTerms(facts, site, taxonomy).terms.map((term): TermCount & { newest: Instant } => {
    const [first] = term.newest === undefined ? new FeedWindow(facts, term.feed, site).newest(1) : [];
    return { ...term, newest: term.newest ?? (first?.published as Instant | undefined) ?? UNDATED };
  });
  const collator = new Intl.Collator('en');
  const byName = (a: TermCount, b: TermCount) => collator.compare(a.name, b.name) || (a.name < b.name ? -1 : 1);
  return all.sort((a, b) => (a.newest === b.newest ? byName(a, b) : a.newest < b.newest ? 1 : -1)).slice(0, limit);
}

function newestIn(facts: Facts, window: Range): Instant | '' {
  for (const [key] of facts.range(...window, { limit: 1 })) return inWindow(window, key).published;
  return '';
}

function entryOf(facts: Facts, key: OutputKey): Entry | undefined {
  const feed = publicFeed(key);
  if (feed?.kind !== 'term') return undefined;
  const [own, foreign] = [facts.count(...windowOf(key)), facts.count(...windowOf(key, true))];
  if (own + foreign === 0) return undefined;
  const newest: TermPosts['newest'] = [newestIn(facts, windowOf(key)), newestIn(facts, windowOf(key, true))];
  return countEntry(feed, { name: nameOf(facts, key) ?? feed.slug, own, foreign, newest });
}

/** Edits that keep the range equal to a term's window. */
export function countEdits(before: Facts, after: Facts, feed: OutputKey): [key: string, value: Json | undefined][] {
  const [had, has] = [entryOf(before, feed), entryOf(after, feed)];
  if (JSON.stringify(had) === JSON.stringify(has)) return [];
  return [...(had && had[0] !== has?.[0] ? [[had[0], undefined] as const] : []), ...(has ? [has] : [])].map(([key, value]) => [key, value]);
}
