/**
 * The job of posts whose state was decided by a time that is taken back, because the clock was ahead. The map names posts by the day of their
 * date, in feeds or not, and marks expired ones, so its cursor is a key of the map. Each run takes the next portion, and a new post waits
 * for none.
 */
import type { Instant, Key } from '../model.ts';
import type { Facts } from '../tree/facts.ts';
import { type Head, type Job, latest, type Row } from './catalog.ts';
import { datedPost, fromDay, marked, postIn, type Range, untilDay } from './facts/fact-keys.ts';
import { withJob } from './jobs.ts';

export type EarlyJob = Extract<Job, { kind: 'early' }>;

/** The date of a post whose state a later time has decided; undefined for others. */
export function earlyDate({ state, version }: Row, moment: Instant): Instant | undefined {
  const [early] = state === 'live' ? [version?.published] : state === 'expired' ? [version?.expires] : [];
  return early !== undefined && early > moment ? version?.published : undefined;
}

/** Begins with the first posts. @param until the last date of posts that may have been published early */
export function withEarly(head: Head, moment: Instant, until: Instant): Head {
  const last = earlyIn(head)?.until ?? until;
  return withJob(head, 'early', { kind: 'early', from: fromDay(moment), until: latest(until, last) });
}

export const earlyIn = ({ jobs = [] }: Pick<Head, 'jobs'>): EarlyJob | undefined => jobs.find((job) => job.kind === 'early');

export interface EarlyPortion {
  posts: Key[];
  /** Undefined: this is the last portion. */
  left: EarlyJob | undefined;
}

/**
 * The next posts to decide again; the first ones after a time that is taken back.
 * @param most entries of the map; those of scheduled posts and of names are among them
 */
export function earlyPortion(facts: Facts, head: Head, moment: Instant, most: number): EarlyPortion {
  const job = earlyIn(moment < head.moment ? withEarly(head, moment, head.moment) : head);
  if (!job) return { posts: [], left: undefined };
  const expired = marked('expired');
  const dated: Range = [job.from, untilDay(job.until)];
  const byDate = job.from < dated[1] ? [...facts.range(...dated, { limit: most })].map(([key]) => key) : [];
  const from = job.from > expired[0] ? job.from : expired[0];
  const byMark = [...facts.range(from, expired[1], { limit: most - byDate.length })].map(([key]) => key);
  const keys = [...byDate, ...byMark];
  const last = keys.at(-1);
  return {
    posts: [...byDate.flatMap((key) => datedPost(key) ?? []), ...byMark.map((key) => postIn(expired, key))],
    left: last === undefined || keys.length < most ? undefined : { ...job, from: `${last}\0` },
  };
}
