/** What a catalog owes beside documents: looks at stale rows, wake-ups at the times when a post appears or expires, pings (pings.ts) and news (news.ts). */

import type { Instant, Key, OutputKey } from '../model.ts';
import type { Catalog, FeedRow, Row } from './catalog.ts';
import { type PostEvent, withoutSent } from './post-events.ts';
import { waitsUntil } from './traits.ts';

/** When the row's state may change by itself. */
function boundaries(row: Row): Instant[] {
  const { version, state } = row;
  if (!version || version.draft || state === 'removed' || state === 'ignored') return [];
  return [waitsUntil(row), version.published, version.expires].filter((time) => time !== undefined);
}

/** Whether time alone changes what the row shows, between two moments. */
export const isDue = (row: Row, last: Instant, now: Instant): boolean => boundaries(row).some((time) => time > last && time <= now);

const MINUTE = 60_000;

/** Rounded up: schedulers know minutes, and a wake-up that comes early would change nothing. */
const minuteOf = (time: Instant): Instant => new Date(Math.ceil(Date.parse(time) / MINUTE) * MINUTE).toISOString();

/** Milliseconds: what is further away is left to the runs until then, since no scheduler needs to know the year 9999. */
const HORIZON = 366 * 24 * 60 * MINUTE;

/** Minutes to come for which no wake-up has been made, the soonest first. A wake-up too many changes nothing. */
export function minutesToSchedule({ posts, moment, wakes }: Catalog): Instant[] {
  const horizon = new Date(Date.parse(moment) + HORIZON).toISOString();
  const coming = Object.values(posts).flatMap((row) => boundaries(row).filter((time) => time > moment && time < horizon));
  const made = new Set(wakes);
  return [...new Set(coming.map(minuteOf))].filter((minute) => !made.has(minute)).sort();
}

/** Keys of stale rows for which a message is owed, with the revision it is owed since. */
export const keysToRequeue = ({ posts }: Catalog): Map<Key, number> =>
  new Map(Object.entries(posts).flatMap(([key, { later }]) => (later && !later.sent ? [[key, later.rev] as const] : [])));

/**
 * The rows with a mark on those that a requeue message is due for, and without one on those that are no longer stale.
 * @param requeued rows for which this run sends a message
 */
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

/** What a run has done of what was owed. */
export interface Done {
  feeds?: ReadonlyMap<OutputKey, DoneFeed>;
  looks?: ReadonlyMap<Key, number>;
  pings?: ReadonlyMap<OutputKey, number>;
  wakes?: readonly Instant[];
  news?: readonly PostEvent[];
}

/** The catalog without what is done, up to the revision done; the same one if it owes none of it. */
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
