/**
 * Posts take over ids and dates from a feed that readers follow, so nobody sees a post twice. Unmatched items stay for later posts.
 * Published posts change ids only in the adopting run.
 */
import type { Instant, Key, Site } from '../model.ts';
import { wallClock } from '../text/date.ts';
import type { Facts } from '../tree/facts.ts';
import { type AdoptedItem, latest, type Row, type RowChange, type Version } from './catalog.ts';
import { withId } from './facts/fact-keys.ts';
import { dayIn, matchItemsToPosts } from './match-items.ts';

/** Unique by id; the newer item wins. */
export const withItems = (items: readonly AdoptedItem[], added: readonly AdoptedItem[]): AdoptedItem[] => [
  ...new Map([...items, ...added].map((item) => [item.id, item])).values(),
];

export const unmatchedItems = (items: readonly AdoptedItem[], facts: Facts): AdoptedItem[] =>
  items.filter(({ id }) => facts.count(...withId(id)) === 0);

/** The post's own date, with the time of day of the adopted feed if it has none. */
export function publishedOf(own: Instant, adopted: Instant | undefined, { timezone }: Site): Instant {
  if (adopted === undefined || !wallClock(own, timezone).toISOString().endsWith('T00:00:00.000Z')) return own;
  return dayIn(timezone, own) === dayIn(timezone, adopted) ? adopted : own;
}

/**
 * Ignores future dates: feed items are published.
 * @param own undefined if the post is not rendered
 */
export function takeOver(version: Version, item: AdoptedItem, own: Instant | undefined, { site, moment }: Adopting): Version {
  const isPast = (time: Instant | undefined): time is Instant => time !== undefined && time <= moment;
  const { id, published: first, updated: last = first } = item;
  const adopted = isPast(first) ? first : version.published;
  const published = own === undefined ? version.published : publishedOf(own, adopted, site);
  return { ...version, id, published, updated: latest(isPast(last) ? last : version.updated, published), adopted };
}

interface Adopting {
  site: Site;
  moment: Instant;
}

const isOpen = ({ id, ownsId, adopted }: Version, item: AdoptedItem): boolean => (id === item.id ? adopted === undefined : !ownsId);

export function reclaims(
  rows: ReadonlyMap<Key, Row>,
  known: ReadonlyMap<Key, Row>,
  claimed: ReadonlyMap<Key, AdoptedItem>,
): Map<Key, AdoptedItem> {
  const changes = new Map<Key, AdoptedItem>();
  for (const [key, { version }] of known) {
    const item = claimed.get(key);
    if (item && version && isOpen(version, item)) changes.set(key, item);
  }
  // A post without a new id keeps its old one, which is then in use.
  for (;;) {
    const staying = new Map([...rows].flatMap(([key, { version }]) => (version?.id && !changes.has(key) ? [[version.id, key]] : [])));
    const refused = [...changes].filter(([, { id }]) => staying.has(id));
    if (refused.length === 0) return changes;
    for (const [key] of refused) changes.delete(key);
  }
}

export const reidentified = (changes: Iterable<RowChange>): Key[] =>
  [...changes].flatMap(([key, before, now]) => {
    const isKnown = before?.released && before.version && now?.version;
    return isKnown && now?.version?.id !== before.version?.id ? [key] : [];
  });

/** @param rows of all posts */
export function whyUnmatched(rows: ReadonlyMap<Key, Row>, items: readonly AdoptedItem[], site: Site): Map<string, string> {
  const versions = [...rows].flatMap(([key, { version }]) => (version ? [[key, version] as const] : []));
  const reasons = new Map(items.map(({ id }) => [id, 'no post has this address, or this day and title']));
  for (const [key, { id }] of matchItemsToPosts(versions, items, site)) {
    const row = rows.get(key);
    if (row?.version) reasons.set(id, `${key} ${whyNot(row, row.version)}`);
  }
  return reasons;
}

function whyNot({ state }: Row, { ownsId, draft }: Version): string {
  if (ownsId) return 'has an id of its own in front matter';
  if (draft) return 'is a draft; it takes the id when it is published';
  return state === 'duplicate' ? 'is held as a copy of another post' : 'has the id of another item';
}
