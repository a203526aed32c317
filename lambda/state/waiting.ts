/**
 * Before the first import: a bucket that nothing, or no usable configuration, was uploaded to. That is a state and no failure, since nothing
 * that a queue brings again changes it; the upload that does sends an event of its own. It is kept beside the place of the catalog, so that
 * `status` and later runs know it; once there is a catalog, nobody reads it any more.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Instant, Problem } from '../core/model.ts';
import { WAITING } from '../keys.ts';
import { type Store, UNCHANGED } from '../stores/store.ts';

export interface Waiting {
  /** When a run found it so first. */
  since: Instant;
  /** Why the configuration cannot be used; none if there are neither posts nor a configuration. */
  problems: Problem[];
}

/** @returns undefined too for what cannot be read: the next run writes it */
export async function readWaiting(site: Store): Promise<Waiting | undefined> {
  const object = await site.get(WAITING);
  if (object === undefined || object === UNCHANGED) return undefined;
  try {
    const { since, problems } = JSON.parse(Buffer.from(object.bytes).toString());
    return typeof since === 'string' && Array.isArray(problems) ? { since, problems } : undefined;
  } catch {
    return undefined;
  }
}

/** @returns whether it is news: the state, or its reason, was another one before */
export async function noteWaiting(site: Store, problems: Problem[], now: number): Promise<boolean> {
  const known = await readWaiting(site);
  // As they are read back.
  if (known && isDeepStrictEqual(known.problems, JSON.parse(JSON.stringify(problems)))) return false;
  const waiting: Waiting = { since: new Date(now).toISOString(), problems };
  await site.put(WAITING, Buffer.from(JSON.stringify(waiting)), { type: 'application/json' });
  return true;
}
