/**
 * Notes that a bucket has no posts or usable configuration yet. This is no failure: a retry does not help, and an upload sends its own
 * event. `status` and later runs read the note until a catalog exists.
 */

import { isDeepStrictEqual } from 'node:util';
import { instantAt, instantIn } from '../core/instant.ts';
import type { Instant, Problem } from '../core/model.ts';
import { WAITING } from '../keys.ts';
import { type Store, UNCHANGED } from '../stores/store.ts';

export interface Waiting {
  since: Instant;
  /** Empty if there are neither posts nor a configuration. */
  problems: Problem[];
}

/** @returns undefined also if unreadable: the next run rewrites it */
export async function readWaiting(site: Store): Promise<Waiting | undefined> {
  const object = await site.get(WAITING);
  if (object === undefined || object === UNCHANGED) return undefined;
  try {
    const { since, problems } = JSON.parse(Buffer.from(object.bytes).toString());
    const time = typeof since === 'string' ? instantIn(since) : undefined;
    return time !== undefined && Array.isArray(problems) ? { since: time, problems } : undefined;
  } catch {
    return undefined;
  }
}

/** @returns whether the state or its reason changed */
export async function noteWaiting(site: Store, problems: Problem[], now: number): Promise<boolean> {
  const known = await readWaiting(site);
  // Normalized as when read back.
  if (known && isDeepStrictEqual(known.problems, JSON.parse(JSON.stringify(problems)))) return false;
  const waiting: Waiting = { since: instantAt(now), problems };
  await site.put(WAITING, Buffer.from(JSON.stringify(waiting)), { type: 'application/json' });
  return true;
}
