import { instantAt } from '../instant.ts';
import type { Instant, Key, OutputKey } from '../model.ts';
import type { Facts, Json } from '../tree/facts.ts';
import type { FeedRow, Row } from './catalog.ts';
import type { Draft } from './facts/draft.ts';
import { EVENTS, factKey, nameIn, outputKey, PENDING, PINGS, type Range, SCHEDULED } from './facts/fact-keys.ts';
import { comingTimes, feedOf, outputRow, postsMarked, rowOf } from './facts/questions.ts';
import { type PostEvent, withoutSent } from './post-events.ts';

const MINUTE = 60_000;

/** Rounded up: an early run changes nothing. */
const minuteOf = (time: Instant): Instant => instantAt(Math.ceil(Date.parse(time) / MINUTE) * MINUTE);

/** Milliseconds: schedulers may reject the year 9999. */
const HORIZON = 366 * 24 * 60 * MINUTE;

/** Soonest first, without scheduled ones. @param limit maximum number */
export function minutesToSchedule(facts: Facts, moment: Instant, limit: number): Instant[] {
  const horizon = instantAt(Date.parse(moment) + HORIZON);
  const scheduled = new Set(namesIn(facts, SCHEDULED));
  const minutes: Instant[] = [];
  for (const time of comingTimes(facts, moment)) {
    if (time >= horizon || minutes.length === limit) break;
    const minute = minuteOf(time);
    if (minutes.at(-1) !== minute && !scheduled.has(minute)) minutes.push(minute);
  }
  return minutes;
}

/** With revisions. */
export const keysToRequeue = (facts: Facts): Map<Key, number> =>
  new Map(
    postsMarked(facts, 'requeue').flatMap((key) => {
      const later = rowOf(facts, key)?.later;
      return later ? [[key, later.rev] as const] : [];
    }),
  );

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

/** Past ones. @param all to schedule all runs again, since schedules can fail */
export function forgetScheduled(draft: Draft, moment: Instant, all: boolean): void {
  for (const minute of namesIn(draft, SCHEDULED)) if (all || minute <= moment) draft.set(factKey(SCHEDULED, minute), undefined);
}

/** Outputs, feeds, ids or minutes in the outbox. */
export const namesIn = (facts: Facts, range: Range): string[] => [...facts.range(...range)].map(([key]) => nameIn(range, key));

/** Outputs to write or feeds to ping, with revisions. */
export const revisionsIn = (facts: Facts, range: Range): Map<OutputKey, number> =>
  new Map([...facts.range(...range)].map(([key, rev]) => [nameIn(range, key), Number(rev)]));

export interface DoneFeed {
  rev: number;
  problem?: FeedRow['problem'] | undefined;
  etags?: FeedRow['etags'] | undefined;
}

export interface Done {
  feeds?: ReadonlyMap<OutputKey, DoneFeed>;
  requeued?: ReadonlyMap<Key, number>;
  pings?: ReadonlyMap<OutputKey, number>;
  scheduled?: readonly Instant[];
  events?: readonly PostEvent[];
}

/** Up to the revision done. @returns whether something changed */
export function takeOut(
  draft: Draft,
  { feeds = new Map(), requeued = new Map(), pings = new Map(), scheduled = [], events = [] }: Done,
): boolean {
  for (const [feed, done] of feeds) {
    const since = draft.get(factKey(PENDING, feed));
    if (since !== undefined && Number(since) <= done.rev) draft.set(factKey(PENDING, feed), undefined);
    const row = outputRow(draft, feed);
    if (since !== undefined && row?.rev === done.rev) draft.set(outputKey(feedOf(feed), feed), withResult(row, done) as unknown as Json);
  }
  for (const [feed, rev] of pings) {
    const since = draft.get(factKey(PINGS, feed));
    if (since !== undefined && Number(since) <= rev) draft.set(factKey(PINGS, feed), undefined);
  }
  for (const [key, rev] of requeued) {
    const row = draft.row(key);
    if (row?.later?.rev === rev && !row.later.sent) draft.setRow(key, { ...row, later: { rev, sent: true } });
  }
  for (const minute of scheduled) draft.set(factKey(SCHEDULED, minute), true);
  for (const [id, event] of withoutSent(draft, events)) draft.set(factKey(EVENTS, id), event as unknown as Json | undefined);
  return draft.changed().next().done !== true;
}

function withResult({ problem: _, marks: __, etags: ___, ...row }: FeedRow, { problem, etags }: DoneFeed): FeedRow {
  return { ...row, ...(problem ? { problem } : {}), ...(etags ? { etags } : {}) };
}
