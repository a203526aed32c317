/**
 * Ids and dates that posts take over from a feed that readers follow already, so that nobody sees a post twice.
 *
 * Items that are no post's yet stay in the catalog, and the posts to which they belong take them when they come. A post that readers know
 * by Linefeed's own feed changes its id only in the run that adopts: the edit of a title must not do it.
 */
import type { Instant, Key, Site } from '../model.ts';
import { wallClock } from '../text/date.ts';
import { type AdoptedItem, type Catalog, latest, type Row, type Version } from './catalog.ts';
import { dayIn, matchItemsToPosts } from './match-items.ts';

/** Those of both, each id once; of one that both have, the newer. */
export const withItems = (kept: readonly AdoptedItem[], added: readonly AdoptedItem[]): AdoptedItem[] => [
  ...new Map([...kept, ...added].map((item) => [item.id, item])).values(),
];

/** Items whose id no post has. */
export function keptItems(items: readonly AdoptedItem[], rows: Iterable<Row>): AdoptedItem[] {
  if (items.length === 0) return [];
  const ids = new Set([...rows].map(({ version }) => version?.id));
  return items.filter(({ id }) => !ids.has(id));
}

/**
 * When the post was published as readers are told: by its own date, which decides where it stands. Only where that names a day and no
 * time, the time of that day is the adopted feed's.
 */
export function publishedOf(own: Instant, adopted: Instant | undefined, { timezone }: Site): Instant {
  if (adopted === undefined || !wallClock(own, timezone).toISOString().endsWith('T00:00:00.000Z')) return own;
  return dayIn(timezone, own) === dayIn(timezone, adopted) ? adopted : own;
}

/**
 * The version with the item's id and dates. Dates in the future do not count: what is in a feed is published.
 * @param own the post's date by its file; undefined where the post is not rendered, and so shows what it showed
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

/** Whether there is something left to take over. */
const isOpen = ({ id, ownsId, adopted }: Version, item: AdoptedItem): boolean => (id === item.id ? adopted === undefined : !ownsId);

/**
 * The items that posts which readers know are to take over.
 * @param known those posts, among the rows
 */
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
  // An id that stays another post's cannot be had; and who does not get one keeps the old one, which another may have wanted.
  for (;;) {
    const staying = new Map([...rows].flatMap(([key, { version }]) => (version?.id && !changes.has(key) ? [[version.id, key]] : [])));
    const refused = [...changes].filter(([, { id }]) => staying.has(id));
    if (refused.length === 0) return changes;
    for (const [key] of refused) changes.delete(key);
  }
}

/** Posts that readers knew by another id before the run. */
export const reidentified = (before: Catalog['posts'], after: Catalog['posts']): Key[] =>
  Object.entries(before).flatMap(([key, { released, version }]) => {
    const now = after[key]?.version;
    return released && version && now && now.id !== version.id ? [key] : [];
  });

/** Items of these that are no post's, by id, and why, for people. */
export function whyKept({ posts, site, adopted }: Catalog, asked: readonly AdoptedItem[]): Map<string, string> {
  const ids = new Set(asked.map(({ id }) => id));
  const items = adopted.filter(({ id }) => ids.has(id));
  const versions = Object.entries(posts).flatMap(([key, { version }]) => (version ? [[key, version] as const] : []));
  const reasons = new Map(items.map(({ id }) => [id, 'no post has this address, or this day and title']));
  for (const [key, { id }] of matchItemsToPosts(versions, items, site)) {
    const row = posts[key];
    if (row?.version) reasons.set(id, `${key} ${whyNot(row, row.version)}`);
  }
  return reasons;
}

function whyNot({ state }: Row, { ownsId, draft }: Version): string {
  if (ownsId) return 'has an id of its own in front matter';
  if (draft) return 'is a draft; it takes the id when it is published';
  return state === 'duplicate' ? 'is held as a copy of another post' : 'has the id of another item';
}
