/** Terms by number of posts. A separate range, since pages and the list of all feeds show at most `MOST_TERMS` of 100,000. */
import type { OutputKey, Site } from '../../model.ts';
import type { Facts, Json } from '../../tree/facts.ts';
import { type Feed, feedKey, publicFeed } from '../outputs.ts';
import { countedFeed, countedTerms, countKey, windowOf } from './fact-keys.ts';
import { FeedWindow } from './feed-window.ts';
import { inParts } from './questions.ts';

export type TermFeed = Feed & { kind: 'term' };

export interface TermCount {
  feed: TermFeed;
  posts: number;
}

/** Nobody reads a longer list, and each publish would write megabytes. */
export const MOST_TERMS = 1_000;

/** In all languages, so that the configuration does not change the order of terms. */
export const postsWith = (facts: Facts, feed: OutputKey): number => facts.count(...windowOf(feed)) + facts.count(...windowOf(feed, true));

/** The terms with most posts, sorted by key. */
export function largestTerms(facts: Facts, site: Pick<Site, 'terms'>): TermCount[] {
  const found: TermCount[] = [];
  for (const [key] of inParts(facts, countedTerms())) {
    const feed = publicFeed(countedFeed(key));
    if (feed?.kind !== 'term') continue;
    const posts = new FeedWindow(facts, feed, site).size;
    if (posts > 0) found.push({ feed, posts });
    if (found.length === MOST_TERMS) break;
  }
  return found.sort((a, b) => (feedKey(a.feed) < feedKey(b.feed) ? -1 : 1));
}

/** Edits that keep the range equal to a term's window. */
export function countEdits(before: Facts, after: Facts, feed: OutputKey): [key: string, value: Json | undefined][] {
  const [had, has] = [postsWith(before, feed), postsWith(after, feed)];
  if (had === has || publicFeed(feed)?.kind !== 'term') return [];
  return [...(had > 0 ? [[countKey(had, feed), undefined] as const] : []), ...(has > 0 ? [[countKey(has, feed), true] as const] : [])].map(
    ([key, value]) => [key, value],
  );
}
