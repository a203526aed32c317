import { instantAt } from '../instant.ts';
import type { Instant, Key, OutputKey } from '../model.ts';
import type { Catalog, FeedRow, Row } from './catalog.ts';
import { type PostEvent, withoutSent } from './post-events.ts';
import { waitsUntil } from './traits.ts';

/** When the state may change. */
function boundaries(row: Row): Instant[] {
  const { version, state } = row;
  if (!version || version.draft || state === 'removed' || state === 'ignored') return [];
  return [waitsUntil(row), version.published, version.expires].filter((time) => time !== undefined);
}

export const isDue = (row: Row, last: Instant, now: Instant): boolean => boundaries(row).some((time) => time > last && time <= now);

const MINUTE = 60_000;

/** Rounded up: an early run changes nothing. */
const minuteOf = (time: Instant): Instant => instantAt(Math.ceil(Date.parse(time) / MINUTE) * MINUTE);

/** Milliseconds: schedulers may reject the year 9999. */
const HORIZON = 366 * 24 * 60 * MINUTE;

/** Soonest first. A superfluous run is harmless. */
export function minutesToSchedule({ posts, moment, wakes }: Catalog): Instant[] {
  const horizon = instantAt(Date.parse(moment) + HORIZON);
  const coming = Object.values(posts).flatMap((row) => boundaries(row).filter((time) => time > moment && time < horizon));
  const scheduled = new Set(wakes);
  return [...new Set(coming.map(minuteOf))].filter((minute) => !scheduled.has(minute)).sort();
}

export const keysToRequeue = ({ posts }: Catalog): Map<Key, number> =>
  new Map(Object.entries(posts).flatMap(([key, { later }]) => (later && !later.sent ? [[key, later.rev] as const] : [])));

export const markRequeued = (
  rows: ReadonlyMap<Key, Row>,
  requeued: ReadonlySet<Key>,
  rev: number,
  isStale: (row: Row) => boolean,
): Map<Key, Row> =>
  new Map(
    [...rows].map(([key, row]) => {
      if (requeued.has(key)) return [key, { ...row, later: { rev, sent: false } }];
      return [key, row.later && !isStale(row) ? withoutMark(row) : row];
    }),
  );

const withoutMark = ({ later: _, ...row }: Row): Row => row;

export interface DoneFeed {
  rev: number;
  problem?: FeedRow['problem'] | undefined;
  marks?: FeedRow['marks'] | undefined;
}

export interface Done {
  feeds?: ReadonlyMap<OutputKey, DoneFeed>;
  requeued?: ReadonlyMap<Key, number>;
  pings?: ReadonlyMap<OutputKey, number>;
  scheduled?: readonly Instant[];
  events?: readonly PostEvent[];
}

/** Up to the revision done. @returns the same catalog if nothing changes */
export function withoutDone(
  catalog: Catalog,
  { feeds = new Map(), requeued = new Map(), pings = new Map(), scheduled = [], events = [] }: Done,
): Catalog {
  const isWritten = ([feed, rev]: [OutputKey, number]) => rev <= (feeds.get(feed)?.rev ?? -1);
  const isPinged = ([feed, rev]: [OutputKey, number]) => rev <= (pings.get(feed) ?? -1);
  const [pending, unpinged] = [Object.entries(catalog.pending), Object.entries(catalog.pings)];
  const sent = [...requeued].flatMap(([key, rev]): [Key, Row][] => {
    const row = catalog.posts[key];
    return row?.later?.rev === rev && !row.later.sent ? [[key, { ...row, later: { rev, sent: true } }]] : [];
  });
  const minutes = scheduled.filter((minute) => !catalog.wakes.includes(minute));
  const hasEvents = events.some(({ id }) => Object.hasOwn(catalog.news, id));
  if (!pending.some(isWritten) && !unpinged.some(isPinged) && sent.length === 0 && minutes.length === 0 && !hasEvents) return catalog;
  return {
    ...catalog,
    rev: catalog.rev + 1,
    posts: sent.length === 0 ? catalog.posts : { ...catalog.posts, ...Object.fromEntries(sent) },
    feeds: { ...catalog.feeds, ...Object.fromEntries(writtenRows(catalog.feeds, feeds)) },
    pending: Object.fromEntries(pending.filter((each) => !isWritten(each))),
    pings: Object.fromEntries(unpinged.filter((each) => !isPinged(each))),
    wakes: [...catalog.wakes, ...minutes].sort(),
    news: withoutSent(catalog.news, events),
  };
}

const writtenRows = (rows: Catalog['feeds'], written: ReadonlyMap<OutputKey, DoneFeed>): [OutputKey, FeedRow][] =>
  [...written].flatMap(([key, { rev, problem, marks }]): [OutputKey, FeedRow][] => {
    const row = rows[key];
    if (row?.rev !== rev) return [];
    const { problem: _, marks: __, ...rest } = row;
    return [[key, { ...rest, ...(problem ? { problem } : {}), ...(marks ? { marks } : {}) }]];
  });
