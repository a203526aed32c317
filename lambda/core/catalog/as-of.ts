/**
 * The time by which a run decides states. It never goes back for clocks that differ a little, so that a slower one does not take back what a
 * faster one published; and no clock, message or catalog moves it further ahead of the store's time than that.
 */
import type { Instant } from '../model.ts';

/**
 * Milliseconds by which a clock may differ from the store's: some months of drift of a machine that is never set, and more than machines
 * of AWS ever differ. Price: what is published by a clock that is ahead comes as much too early.
 */
export const TOLERANCE = 5 * 60_000;

/** Milliseconds: a store of many machines tells its time in whole seconds, and not all of its machines tell the same. */
const STORE_PRECISION = 10_000;

export interface Clocks {
  /** The run's own, in milliseconds since 1970. */
  own: number;
  /** The store's; undefined where it tells none. */
  store: number | undefined;
  /** The last catalog's moment. */
  last?: Instant | undefined;
  /** The minute that a wake-up names: its scheduler's clock. */
  wake?: Instant | undefined;
}

export interface Timing {
  moment: Instant;
  /** Milliseconds since 1970: the own clock, or the store's where that differs too much. */
  now: number;
  /** The own clock differs too much. */
  wrongClock?: true;
  /** The last moment is ahead of both clocks, and does not count. One clock alone may be what is wrong, and nothing leaves a feed by it. */
  takenBack?: true;
}

/** Instants are within the years that `Date` knows. */
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
