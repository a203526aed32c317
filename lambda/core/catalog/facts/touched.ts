/** Which rows a run may change beside those whose files it reads, and which it compares new posts with. */
import type { Instant, Key, Site } from '../../model.ts';
import type { Facts } from '../../tree/facts.ts';
import { readTogether } from '../../tree/missing.ts';
import { isBundleIndex, isPageIndex } from '../bundles.ts';
import type { Row } from '../catalog.ts';
import type { Newcomer } from '../registry.ts';
import { dayOf, originalKeys } from '../traits.ts';
import { type Range, reservedFor, rowKey, withId, withLink, withSlug, withText, withTitle } from './fact-keys.ts';
import { allRows, duePosts, postsIn, postsMarked } from './questions.ts';

/**
 * Rows that time changes, and rows that wait for another one to go.
 * @param mostDue rows whose time has come; see `time-job.ts`
 */
export const unsettled = (facts: Facts, moment: Instant, mostDue: number): Key[] => [
  ...postsMarked(facts, 'duplicate'),
  ...postsMarked(facts, 'waiting'),
  ...duePosts(facts, moment, mostDue),
];

/** Posts in the folders of bundles that come or go with these rows. */
export function besideBundles(facts: Facts, changed: Iterable<readonly [Key, Row | undefined, Row | undefined]>, site: Site): Key[] {
  return [...changed].flatMap(([key, before, now]) => {
    const rankOf = (row: Row | undefined) => (isBundleIndex(key, row, site) ? (row?.version ? 3 : 2) : isPageIndex(key, row, site) ? 1 : 0);
    return rankOf(before) === rankOf(now) ? [] : postsBelow(facts, key.slice(0, key.lastIndexOf('/') + 1));
  });
}

const postsBelow = (facts: Facts, folder: string): Key[] => {
  const from = rowKey(folder);
  // `0` follows `/`.
  const below: Range = [from, `${from.slice(0, -1)}0`];
  return [...allRows(facts, below)].map(([key]) => key);
};

/** Posts that share an id, an address, or two other traits with a newcomer, and files of which it may be a copy. */
export function resembling(facts: Facts, newcomers: readonly Newcomer[], isImport: boolean): Key[] {
  const ranges = newcomers.flatMap(({ row, candidates, item }) => {
    const { version } = row;
    const { id, link, text, slug, title } = version;
    const day = dayOf(version);
    const ids = [...candidates, ...(id === '' ? [] : [id]), ...(item ? [item.id] : [])];
    return [...ids.map(withId), withLink(link), withSlug(day, slug), ...withTitle(day, title), ...(text === '' ? [] : [withText(text)])];
  });
  const reserved = isImport
    ? newcomers.flatMap(({ candidates, item }) => [...candidates, ...(item ? [item.id] : [])]).map(reservedFor)
    : [];
  const found = readTogether([...ranges, ...reserved].map((range) => () => postsIn(facts, range))).slice(0, ranges.length);
  return [...found.flat(), ...newcomers.flatMap(({ key }) => originalKeys(key))];
}
