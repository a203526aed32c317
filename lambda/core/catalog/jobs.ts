/** Work beyond one run, as the catalog's head lists it. */
import type { Head, Job } from './catalog.ts';

/** Outputs follow the entries that they show. Any run does `early` and `time`, so they wait for no other job. */
const ORDER: readonly Job['kind'][] = ['render', 'names', 'heads', 'early', 'time'];

export function withJobs({ jobs: _, ...head }: Head, jobs: readonly Job[]): Head {
  if (jobs.length === 0) return head;
  return { ...head, jobs: ORDER.flatMap((kind) => jobs.filter((job) => job.kind === kind)) };
}

/** @param job undefined: without jobs of this kind */
export const withJob = (head: Head, kind: Job['kind'], job: Job | undefined): Head =>
  withJobs(head, [...(head.jobs ?? []).filter((other) => other.kind !== kind), ...(job ? [job] : [])]);
