/**
 * The time that decides states. Close to the store's time; does not go back for small clock differences: a slow clock must not unpublish.
 */
import { instantAt } from '../instant.ts';
import type { Instant } from '../model.ts';

/** Milliseconds between a clock and the store's: more than AWS machines drift. Price: a fast clock publishes that much early. */
export const TOLERANCE = 5 * 60_000;

/** Milliseconds: stores report whole seconds. */
const STORE_PRECISION = 10_000;

export interface Clocks {
  /** Milliseconds since 1970, as `store`. */
  own: number;
  store: number | undefined;
  last?: Instant | undefined;
  /** By the scheduler's clock. */
  wake?: Instant | undefined;
}

export interface Timing {
  moment: Instant;
  /** The store's clock if ours is wrong. */
  now: number;
  wrongClock?: true;
  /** The last time, ahead of both clocks, is ignored: one alone may be wrong. */
  takenBack?: true;
}

export function timingOf({ own, store = own, last, wake }: Clocks): Timing {
  const isWrong = Math.abs(own - store) > TOLERANCE;
  const now = isWrong ? store : own;
  const ceiling = Math.max(store, now) + TOLERANCE;
  const woken = wake === undefined ? now : Math.min(Date.parse(wake), ceiling);
  const lastTime = last === undefined ? now : Date.parse(last);
  const isAhead = lastTime > Math.max(store, own) + 2 * TOLERANCE + STORE_PRECISION;
  const moment = instantAt(Math.max(now, woken, isAhead ? now : lastTime));
  return { moment, now, ...(isWrong ? { wrongClock: true as const } : {}), ...(isAhead ? { takenBack: true as const } : {}) };
}
