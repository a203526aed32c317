/** Rings when a time has come, for the machine that has no scheduler. */
import type { Instant } from '../core/model.ts';

/** Milliseconds: timers stand still while a machine sleeps, and know no more than 24 days. So the clock is looked at in between. */
const LONGEST = 60_000;

export class AlarmClock {
  readonly #ring: (at: Instant) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(ring: (at: Instant) => void) {
    this.#ring = ring;
  }

  /** Instead of the time before; undefined is never. */
  set(at: Instant | undefined): void {
    clearTimeout(this.#timer);
    if (at === undefined) return;
    const look = () => (Date.now() >= Date.parse(at) ? this.#ring(at) : this.set(at));
    this.#timer = setTimeout(look, Math.min(LONGEST, Math.max(0, Date.parse(at) - Date.now())));
  }
}
