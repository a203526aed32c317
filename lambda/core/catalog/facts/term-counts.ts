/**
 * Terms by number of posts. A separate range, since pages and the list of all feeds show at most `MOST_TERMS` of 100,000. Its entries hold
 * all that the lists show, or each list would read a window per term.
 */
import type { OutputKey } from '../../model.ts';
import type { Entry, Facts, Json } from '../../tree/facts.ts';
import { type Feed, feedKey, publicFeed } from '../outputs.ts';
import { countedFeed, countedTerms, countKey, windowOf } from './fact-keys.ts';
import { isConfigured, type Shows, showsForeign } from './feed-window.ts';
import { inParts, nameOf } from './questions.ts';

export type TermFeed = Feed & { kind: 'term' };

export interface TermCount {
  feed: TermFeed;
  name: string;
  posts: number;
}

/** Posts in the blog's language, and in others. */
export interface TermPosts {
  name: string;
  own: number;
  foreign: number;
}

/** Nobody reads a longer list, and each publish would write megabytes. */
export const MOST_TERMS = 1_000;

/** The terms with most posts in all languages, so that the configuration does not change their order. Sorted by key. */
export function largestTerms(facts: Facts, site: Shows): TermCount[] {
  const found: TermCount[] = [];
  for (const [key, value] of inParts(facts, countedTerms())) {
    const feed = publicFeed(countedFeed(key));
    if (feed?.kind !== 'term' || !isConfigured(feed, site)) continue;
    const [name, own, foreign] = value as [string, number, number];
    const posts = own + (showsForeign(facts, feed, site) ? foreign : 0);
    if (posts > 0) found.push({ feed, name, posts });
    if (found.length === MOST_TERMS) break;
  }
  return found.sort((a, b) => (feedKey(a.feed) < feedKey(b.feed) ? -1 : 1));
}

/** For a term with posts. */
export const countEntry = (feed: TermFeed, { name, own, foreign }: TermPosts): Entry => [
  countKey(own + foreign, feedKey(feed)),
  [name, own, foreign],
];

function entryOf(facts: Facts, key: OutputKey): Entry | undefined {
  const feed = publicFeed(key);
  if (feed?.kind !== 'term') return undefined;
  const [own, foreign] = [facts.count(...windowOf(key)), facts.count(...windowOf(key, true))];
  return own + foreign === 0 ? undefined : countEntry(feed, { name: nameOf(facts, key) ?? feed.slug, own, foreign });
}

/** Edits that keep the range equal to a term's window. */
export function countEdits(before: Facts, after: Facts, feed: OutputKey): [key: string, value: Json | undefined][] {
  const [had, has] = [entryOf(before, feed), entryOf(after, feed)];
  if (JSON.stringify(had) === JSON.stringify(has)) return [];
  return [...(had && had[0] !== has?.[0] ? [[had[0], undefined] as const] : []), ...(has ? [has] : [])].map(([key, value]) => [key, value]);
}
