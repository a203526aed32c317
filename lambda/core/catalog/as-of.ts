/**
 * The time that decides states. It never goes back for small clock differences, so that a slow clock does not unpublish; and no clock,
 * message or catalog moves it further ahead of the store's time.
 */
import type { Instant } from '../model.ts';

/**
 * Milliseconds that a clock may differ from the store's: months of drift, more than AWS machines ever have. Price: a fast clock publishes
 * that much early.
 */
export const TOLERANCE = 5 * 60_000;

/** Milliseconds: stores report whole seconds, and their machines differ. */
const STORE_PRECISION = 10_000;

export interface Clocks {
  /** Milliseconds since 1970, as the next. */
  own: number;
  /** Undefined if the store reports none. */
  store: number | undefined;
  /** The last catalog's time. */
  last?: Instant | undefined;
  /** The minute of a scheduled run, by the scheduler's clock. */
  wake?: Instant | undefined;
}

export interface Timing {
  moment: Instant;
  /** Milliseconds since 1970: our clock, or the store's if ours is wrong. */
  now: number;
  wrongClock?: true;
  /** The last time is ahead of both clocks and is ignored. One clock alone may be wrong, and must not unpublish. */
  takenBack?: true;
}

/** Within `Date`'s range. */
const instantOf = (time: number): Instant => new Date(time).toISOString();

export function timingOf({ own, store = own, last, wake }: Clocks): Timing {
  const isWrong = Math.abs(own - store) > TOLERANCE;
  const now = isWrong ? store : own;
  const ceiling = Math.max(store, now) + TOLERANCE;
  const woken = wake === undefined ? now : Math.min(Date.parse(wake), ceiling);
  const lastTime = last === undefined ? now : Date.parse(last);
  const isAhead = lastTime > Math.max(store, own) + 2 * TOLERANCE + STORE_PRECISION;
  const moment = instantOf(Math.max(now, woken, isAhead ? now : lastTime));
  return { moment, now, ...(isWrong ? { wrongClock: true as const } : {}), ...(isAhead ? { takenBack: true as const } : {}) };
}
