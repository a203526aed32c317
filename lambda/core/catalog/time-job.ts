/**
 * The job of posts whose time has come, beyond those that one run takes. The map's times name them, so each run takes the next, and a new post
 * waits for none.
 */
import type { Facts } from '../tree/facts.ts';
import type { Head } from './catalog.ts';
import { duePosts } from './facts/questions.ts';
import { withJob } from './jobs.ts';

export function withTime(head: Head, facts: Facts): Head {
  const [next] = duePosts(facts, head.moment, 1);
  return withJob(head, 'time', next === undefined ? undefined : { kind: 'time', next });
}
