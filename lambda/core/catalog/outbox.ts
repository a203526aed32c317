/** What a catalog still has to send: requeued keys, schedules, pings (pings.ts) and events (post-events.ts). */

import type { Instant, Key, OutputKey } from '../model.ts';
import type { Catalog, FeedRow, Row } from './catalog.ts';
import { type PostEvent, withoutSent } from './post-events.ts';
import { waitsUntil } from './traits.ts';

/** When time may change the row's state. */
function boundaries(row: Row): Instant[] {
  const { version, state } = row;
  if (!version || version.draft || state === 'removed' || state === 'ignored') return [];
  return [waitsUntil(row), version.published, version.expires].filter((time) => time !== undefined);
}

export const isDue = (row: Row, last: Instant, now: Instant): boolean => boundaries(row).some((time) => time > last && time <= now);

const MINUTE = 60_000;

/** Rounded up, since schedulers count minutes and an early run changes nothing. */
const minuteOf = (time: Instant): Instant => new Date(Math.ceil(Date.parse(time) / MINUTE) * MINUTE).toISOString();

/** Milliseconds. Later times are left to later runs: schedulers need not accept the year 9999. */
const HORIZON = 366 * 24 * 60 * MINUTE;

/** Soonest first. A superfluous run is harmless. */
export function minutesToSchedule({ posts, moment, wakes }: Catalog): Instant[] {
  const horizon = new Date(Date.parse(moment) + HORIZON).toISOString();
  const coming = Object.values(posts).flatMap((row) => boundaries(row).filter((time) => time > moment && time < horizon));
  const made = new Set(wakes);
  return [...new Set(coming.map(minuteOf))].filter((minute) => !made.has(minute)).sort();
}

/** By key, with the revision that requeued it. */
export const keysToRequeue = ({ posts }: Catalog): Map<Key, number> =>
  new Map(Object.entries(posts).flatMap(([key, { later }]) => (later && !later.sent ? [[key, later.rev] as const] : [])));

/** Marks requeued rows and unmarks rows that are no longer stale. */
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
  looks?: ReadonlyMap<Key, number>;
  pings?: ReadonlyMap<OutputKey, number>;
  wakes?: readonly Instant[];
  news?: readonly PostEvent[];
}

/** Clears what is done, up to the revision done. @returns the same catalog if nothing changes */
export function withoutDone(
  catalog: Catalog,
  { feeds = new Map(), looks = new Map(), pings = new Map(), wakes = [], news = [] }: Done,
): Catalog {
  const isDone = ([feed, rev]: [OutputKey, number]) => rev <= (feeds.get(feed)?.rev ?? -1);
  const isTold = ([feed, rev]: [OutputKey, number]) => rev <= (pings.get(feed) ?? -1);
  const [pending, unpinged] = [Object.entries(catalog.pending), Object.entries(catalog.pings)];
  const sent = [...looks].flatMap(([key, rev]): [Key, Row][] => {
    const row = catalog.posts[key];
    return row?.later?.rev === rev && !row.later.sent ? [[key, { ...row, later: { rev, sent: true } }]] : [];
  });
  const made = wakes.filter((wake) => !catalog.wakes.includes(wake));
  const isNews = news.some(({ id }) => Object.hasOwn(catalog.news, id));
  if (!pending.some(isDone) && !unpinged.some(isTold) && sent.length === 0 && made.length === 0 && !isNews) return catalog;
  const told = [...feeds].flatMap(([feed, { rev, problem, marks }]) => {
    const row = catalog.feeds[feed];
    if (row?.rev !== rev) return [];
    const { problem: _, marks: __, ...rest } = row;
    return [[feed, { ...rest, ...(problem ? { problem } : {}), ...(marks ? { marks } : {}) }] as const];
  });
  return {
    ...catalog,
    rev: catalog.rev + 1,
    posts: sent.length === 0 ? catalog.posts : { ...catalog.posts, ...Object.fromEntries(sent) },
    feeds: { ...catalog.feeds, ...Object.fromEntries(told) },
    pending: Object.fromEntries(pending.filter((each) => !isDone(each))),
    pings: Object.fromEntries(unpinged.filter((each) => !isTold(each))),
    wakes: [...catalog.wakes, ...made].sort(),
    news: withoutSent(catalog.news, news),
  };
}
