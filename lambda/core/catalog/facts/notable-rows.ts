/** What reports say of a catalog. Price: grows with the posts that they name, not with all posts. */
import { sortedKeys } from '../../key-order.ts';
import type { Instant, Key, Site } from '../../model.ts';
import type { Facts } from '../../tree/facts.ts';
import { readTogether } from '../../tree/missing.ts';
import { listed, type Row, type State, type Version } from '../catalog.ts';
import { ownFeedKey } from '../outputs.ts';
import { atTime, inWindow, timesAfter, windowOf } from './fact-keys.ts';
import { postsMarked, rowsOf } from './questions.ts';

const STATES: readonly State[] = ['scheduled', 'expired', 'draft', 'duplicate', 'waiting', 'rejected', 'part', 'ignored'];
const MARKS: readonly string[] = [...STATES, 'problems', 'unlisted', 'requeue', 'requeued'];

/** All rows but removed posts and listed posts without problems that time does not change. By key. */
export function notableRows(facts: Facts, moment: Instant): Record<Key, Row> {
  const read = readTogether([
    ...MARKS.map((mark) => () => postsMarked(facts, mark)),
    () => [...facts.range(...timesAfter(moment))].map(([key]) => atTime(key).post),
  ]);
  return Object.fromEntries(rowsOf(facts, sortedKeys(new Set(read.flat()))));
}

/** The newest posts of the main feed and of own feeds. */
export function newestPosts(facts: Facts, { ownFeeds = {} }: Site, moment: Instant, most: number): Version[] {
  const feeds = ['main', ...Object.keys(ownFeeds).map(ownFeedKey)];
  const windows = feeds.flatMap((feed) => [windowOf(feed), windowOf(feed, true)]);
  const found = readTogether(
    windows.map((window) => () => [...facts.range(...window, { limit: most })].map(([key]) => inWindow(window, key).post)),
  );
  const versions = [...rowsOf(facts, new Set(found.flat())).values()].flatMap((row) => listed(row, moment) ?? []);
  return versions.sort((a, b) => (a.published < b.published ? 1 : -1)).slice(0, most);
}
