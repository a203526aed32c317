import type { Instant } from '../../core/model.ts';

/** Milliseconds: timers stop while a machine sleeps, and cannot exceed 24 days. */
const INTERVAL = 60_000;

export class RunTimer {
  readonly #run: (at: Instant) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(run: (at: Instant) => void) {
    this.#run = run;
  }

  set(at: Instant | undefined): void {
    clearTimeout(this.#timer);
    if (at === undefined) return;
    const check = () => (Date.now() >= Date.parse(at) ? this.#run(at) : this.set(at));
    this.#timer = setTimeout(check, Math.min(INTERVAL, Math.max(0, Date.parse(at) - Date.now())));
  }
}
