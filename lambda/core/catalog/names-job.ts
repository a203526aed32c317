/**
 * The job that compares posts with a changed address, where more posts name it than a run takes. Its cursor is a post. The posts that name
 * the address are in the catalog's map, so the job holds the name only, and is committed by the run that changes the answer.
 */
import type { Key } from '../model.ts';
import type { Facts } from '../tree/facts.ts';
import { readTogether } from '../tree/missing.ts';
import type { Head, Job } from './catalog.ts';
import { entryIn, postIn, referringTo } from './facts/fact-keys.ts';
import { withJobs } from './jobs.ts';

export type NamesJob = Extract<Job, { kind: 'names' }>;

/** Splits last parts of names by the number of posts with such names. @param most in one run */
export function byReferences(facts: Facts, parts: Iterable<string>, most: number): { few: string[]; many: string[] } {
  const counted = readTogether([...parts].map((part) => () => ({ part, posts: facts.count(...referringTo(part)) })));
  const those = (isMany: boolean) => counted.flatMap(({ part, posts }) => (posts > most === isMany ? [part] : []));
  return { few: those(false), many: those(true) };
}

/** The next posts to compare, and the job that is left. */
export function namesPortion(facts: Facts, job: NamesJob, most: number): { posts: Key[]; left: NamesJob[] } {
  const range = referringTo(job.part);
  const from = job.after === '' ? range[0] : `${entryIn(range, job.after)}\0`;
  const posts = [...facts.range(from, range[1], { limit: most })].map(([key]) => postIn(range, key));
  const last = posts.at(-1);
  return { posts, left: last === undefined || posts.length < most ? [] : [{ ...job, after: last }] };
}

/** A name that changes again is compared from the first post on. */
export function withNames(head: Head, parts: readonly string[]): Head {
  const others = (head.jobs ?? []).filter((job) => job.kind !== 'names' || !parts.includes(job.part));
  return withJobs(head, [...others, ...parts.map((part): Job => ({ kind: 'names', part, after: '' }))]);
}
