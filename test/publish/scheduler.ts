/** Lets any number of runs take turns at every request, in an order that a seed decides, and ends them in the middle. */
import { setImmediate } from 'node:timers/promises';
import type { Store } from '../../lambda/store.ts';

export type Random = () => number;

/** mulberry32: small, and the same everywhere. */
export function randomFrom(seed: number): Random {
  let state = (seed + 0x9e3779b9) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Waiting {
  run: Run;
  go(): void;
}

/** One run: whatever it asks for waits for its turn. */
export class Run {
  dead = false;
  ended = false;
  error: unknown;
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** A request. A run that is ended in the middle never hears the answer. */
  async request<T>(perform: () => Promise<T>): Promise<T> {
    if (this.dead) return new Promise(() => {});
    await new Promise<void>((go) => this.#scheduler.waiting.push({ run: this, go }));
    const answer = await perform();
    return this.dead ? new Promise(() => {}) : answer;
  }

  store = (inner: Store): Store => ({
    get: (key, unless) => this.request(() => inner.get(key, unless)),
    head: (key) => this.request(() => inner.head(key)),
    put: (key, bytes, options) => this.request(() => inner.put(key, bytes, options)),
    delete: (key, expect) => this.request(() => inner.delete(key, expect)),
    list: (prefix) => this.request(() => inner.list(prefix)),
  });
}

export class Scheduler {
  waiting: Waiting[] = [];
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  start(work: (run: Run) => Promise<unknown>): Run {
    const run = new Run(this);
    work(run).then(
      () => {
        run.ended = true;
      },
      (error: unknown) => {
        run.ended = true;
        run.error = error;
      },
    );
    return run;
  }

  /** Answers one request of one run; then everyone gets as far as to the next. */
  async step(): Promise<void> {
    const [next] = this.waiting.splice(Math.floor(this.#random() * this.waiting.length), 1);
    next?.go();
    await setImmediate();
  }

  /** Ends a run: requests that were not answered are never made. */
  kill(run: Run): void {
    run.dead = true;
    this.waiting = this.waiting.filter((each) => each.run !== run);
  }
}
