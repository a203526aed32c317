/**
 * Renders each post of a retried message alone, in a thread with limited memory and time: one may have killed the process.
 * Posts that kill the thread are refused, slow ones stay unchanged. Price: tenths of a second per thread.
 */
import { Worker } from 'node:worker_threads';
import type { EntryJob, EntryResult } from '../core/entry/entry.ts';
import type { Key, Site } from '../core/model.ts';
import type { PostReading } from '../core/post/post.ts';
import { TooSlowError } from '../core/too-slow.ts';
import { isOutOfTime, OutOfTimeError, type RunContext } from './context.ts';

export type Job = { kind: 'read'; key: Key; bytes: Uint8Array; site: Site } | { kind: 'render'; job: EntryJob };

export type Answer = { result: unknown } | { error: string; slow: boolean };

/** The code is loaded. An earlier failure is no post's fault. */
export const READY = 'ready';

/** Of the function's memory; the rest is for catalog and documents. */
const SHARE = 0.4;
/** Milliseconds per post; the slowest healthy ones take some hundred. */
const MOST_TIME = 20_000;
/** Of the remaining time, for several slow posts. */
const PART_OF_TIME = 1 / 3;

export interface CarefulOptions {
  file: URL;
  /** MB of the function. */
  memory: number;
}

export class IsolatedRenderer {
  readonly #file: URL;
  readonly #megabytes: number;
  readonly #clock: Pick<RunContext, 'now' | 'until'>;
  readonly #done = new WeakMap<EntryJob, { result: EntryResult } | { error: unknown }>();
  #worker: Worker | undefined;
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ file, memory }: CarefulOptions, clock: Pick<RunContext, 'now' | 'until'>) {
    this.#file = file;
    this.#megabytes = Math.floor(memory * SHARE);
    this.#clock = clock;
  }

  readPost = (key: Key, bytes: Uint8Array, site: Site): Promise<PostReading> =>
    this.#inTurn<PostReading>({ kind: 'read', key, bytes, site });

  /** Cached: the caller retries parts of a failed batch. */
  makeEntries = async (jobs: EntryJob[]): Promise<EntryResult[]> => {
    const results: EntryResult[] = [];
    let failure: { error: unknown } | undefined;
    for (const job of jobs) {
      const known = this.#done.get(job) ?? (await this.#render(job));
      if ('error' in known) failure ??= known;
      else results.push(known.result);
    }
    if (failure) throw failure.error;
    return results;
  };

  /** @throws OutOfTimeError if no thread starts; no post is refused for it */
  async start(): Promise<void> {
    const worker = new Worker(this.#file, { resourceLimits: { maxOldGenerationSizeMb: this.#megabytes } });
    await new Promise<unknown>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('it ended')));
    }).catch((error: Error) => {
      throw new OutOfTimeError(`no thread could be started: ${error.message}`);
    });
    worker.on('message', (answer: Answer) => this.#waiting?.resolve(answer));
    worker.on('error', (error) => this.#waiting?.reject(this.#death(error)));
    worker.on('exit', () => this.#waiting?.reject(new Error('it ended the thread that worked on it')));
    this.#worker = worker;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  async #render(job: EntryJob): Promise<{ result: EntryResult } | { error: unknown }> {
    const done = await this.#inTurn<EntryResult>({ kind: 'render', job }).then(
      (result) => ({ result }),
      (error: unknown) => {
        if (error instanceof OutOfTimeError) throw error;
        return { error };
      },
    );
    this.#done.set(job, done);
    return done;
  }

  /** One at a time, to identify the job that ends a thread. */
  #inTurn<Result>(job: Job): Promise<Result> {
    const turn = this.#last.then(() => this.#ask<Result>(job));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #ask<Result>(job: Job): Promise<Result> {
    if (isOutOfTime(this.#clock)) throw new OutOfTimeError('the time is up, and posts are still to be tried one by one');
    if (!this.#worker) await this.start();
    const worker = this.#worker as unknown as Worker;
    const { now, until = Number.POSITIVE_INFINITY } = this.#clock;
    const patience = Math.max(1, Math.min(MOST_TIME, (until - now()) * PART_OF_TIME));
    let timer: NodeJS.Timeout | undefined;
    try {
      const answer = await new Promise<Answer>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        timer = setTimeout(() => reject(new TooSlowError(`it takes more than ${Math.ceil(patience / 1000)} s`)), patience);
        worker.postMessage(job);
      });
      if ('result' in answer) return answer.result as Result;
      throw answer.slow ? new TooSlowError(answer.error) : new Error(answer.error);
    } catch (error) {
      // The thread may still be busy.
      this.#worker = undefined;
      await worker.terminate();
      throw error;
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
    }
  }

  #death(error: NodeJS.ErrnoException): Error {
    return error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Error(`it takes more than ${this.#megabytes} MB of memory`) : error;
  }
}
