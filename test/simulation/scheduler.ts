/** Interleaves runs at their requests in a chosen order, and kills them at any request. */
import { setImmediate } from 'node:timers/promises';
import { type ListedObject, listAll, type Store } from '../../lambda/stores/store.ts';

interface Waiting {
  run: Run;
  /** `put state/catalog`, `send look` */
  request: string;
  go(): void;
}

/** A run whose requests wait for their turn. */
export class Run<T = unknown> {
  dead = false;
  ended = false;
  result: T | undefined;
  error: unknown;
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** A killed run never gets the response. */
  async request<A>(request: string, perform: () => Promise<A>): Promise<A> {
    if (this.dead) return new Promise(() => {});
    await new Promise<void>((go) => this.#scheduler.waiting.push({ run: this, request, go }));
    const answer = await perform();
    return this.dead ? new Promise(() => {}) : answer;
  }

  store = (inner: Store): Store => ({
    get: (key, unless) => this.request(`get ${key}`, () => inner.get(key, unless)),
    head: (key) => this.request(`head ${key}`, () => inner.head(key)),
    getRange: (key, ...given) => this.request(`part ${key}`, () => inner.getRange(key, ...given)),
    put: (key, bytes, options) => this.request(`put ${key}`, () => inner.put(key, bytes, options)),
    delete: (key, expect) => this.request(`delete ${key}`, () => inner.delete(key, expect)),
    list: (prefix, options) => this.#list(prefix, () => listAll(inner, prefix, options)),
    now: () => inner.now(),
  });

  /** One page is one request; histories have no more keys than that. */
  async *#list(prefix: string, page: () => Promise<ListedObject[]>): AsyncGenerator<ListedObject> {
    yield* await this.request(`list ${prefix}`, page);
  }
}

export class Scheduler {
  waiting: Waiting[] = [];

  start<T>(work: (run: Run<T>) => Promise<T>): Run<T> {
    const run = new Run<T>(this);
    work(run).then(
      (result) => {
        run.result = result;
        run.ended = true;
      },
      (error: unknown) => {
        run.error = error;
        run.ended = true;
      },
    );
    return run;
  }

  /** Performs one request, or none for -1; then each run continues to its next request. */
  async step(choose: (waiting: readonly Waiting[]) => number): Promise<void> {
    const next = this.waiting[choose(this.waiting)];
    this.waiting = this.waiting.filter((each) => each !== next);
    next?.go();
    await setImmediate();
  }

  /** Kills a run: its open requests are never performed. */
  kill(run: Run): void {
    run.dead = true;
    this.waiting = this.waiting.filter((each) => each.run !== run);
  }
}
