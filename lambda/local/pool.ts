/** Renders many posts in threads. The main thread takes part: another worker would compile the code again. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ENTRIES_PER_TRIAL, type EntryJob, type EntryResult, makeEntries } from '../core/entry/entry.ts';
import { type Fragments, keepFragments } from '../core/feed/render.ts';

export interface Message {
  id: number;
  jobs: EntryJob[];
}

/** With the fragments, so that documents do not render and verify them again. */
interface Rendered {
  result: EntryResult;
  fragments: Fragments;
}

export type Answer = { id: number; rendered: Rendered[] } | { id: number; error: unknown };

/** Posts that justify a thread: it starts and compiles the code while the main thread renders so many. */
export const MIN_FOR_THREADS = 256;
/** To free memory. */
export const IDLE_MILLISECONDS = 5000;
/** Keeps workers busy, shares evenly. */
const JOBS_PER_WORKER = 2;

/**
 * Of a thread's heap, for objects that may soon be garbage. By default it grows to 48 MB with Node 20, and 96 with Node 24, for no less CPU
 * time.
 */
const YOUNG_MEGABYTES = 24;

interface PendingJob {
  jobs: EntryJob[];
  resolve: (results: EntryResult[]) => void;
  reject: (error: unknown) => void;
}

interface Thread {
  worker: Worker;
  busy: Map<number, PendingJob>;
}

export class Pool {
  private readonly worker: URL;
  private readonly queue: PendingJob[] = [];
  private threads: Thread[] = [];
  private lastId = 0;
  private idle: NodeJS.Timeout | undefined;
  private isWorking = false;

  constructor(worker: URL = new URL('./worker.js', import.meta.url)) {
    this.worker = worker;
  }

  get size(): number {
    return this.threads.length;
  }

  expect(entries: number): void {
    if (entries >= MIN_FOR_THREADS) this.start();
    this.closeWhenIdle();
  }

  async makeEntries(jobs: EntryJob[]): Promise<EntryResult[]> {
    if (jobs.length < MIN_FOR_THREADS) return makeEntries(jobs);
    this.start();
    const parts = Array.from({ length: Math.ceil(jobs.length / ENTRIES_PER_TRIAL) }, (_, index) =>
      jobs.slice(index * ENTRIES_PER_TRIAL, (index + 1) * ENTRIES_PER_TRIAL),
    );
    return (await Promise.all(parts.map((part) => this.enqueue(part)))).flat();
  }

  async close(): Promise<void> {
    clearTimeout(this.idle);
    const ending = this.threads.map(({ worker }) => worker.terminate());
    this.threads = [];
    await Promise.all(ending);
  }

  private start(): void {
    while (this.threads.length < Math.max(1, availableParallelism() - 1)) {
      const worker = new Worker(this.worker, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } });
      const thread: Thread = { worker, busy: new Map() };
      worker.on('message', (answer: Answer) => this.finish(thread, answer));
      worker.on('error', (error) => this.onWorkerLost(thread, error));
      worker.on('exit', (code) => this.onWorkerLost(thread, new Error(`a rendering thread ended with code ${code}`)));
      this.threads.push(thread);
    }
  }

  private enqueue(jobs: EntryJob[]): Promise<EntryResult[]> {
    return new Promise((resolve, reject) => {
      this.queue.push({ jobs, resolve, reject });
      this.dispatch();
    });
  }

  private dispatch(): void {
    for (const thread of this.threads) {
      while (thread.busy.size < JOBS_PER_WORKER) {
        const pending = this.queue.shift();
        if (!pending) return;
        this.lastId += 1;
        clearTimeout(this.idle);
        thread.busy.set(this.lastId, pending);
        thread.worker.postMessage({ id: this.lastId, jobs: pending.jobs } satisfies Message);
      }
    }
    this.workHere();
  }

  /** After pending I/O, such as writes. */
  private workHere(): void {
    if (this.isWorking || this.queue.length === 0) return;
    this.isWorking = true;
    setImmediate(async () => {
      const pending = this.queue.shift();
      try {
        if (pending) pending.resolve(await makeEntries(pending.jobs));
      } catch (error) {
        pending?.reject(error);
      }
      this.isWorking = false;
      this.dispatch();
    });
  }

  private finish(thread: Thread, answer: Answer): void {
    const pending = thread.busy.get(answer.id);
    thread.busy.delete(answer.id);
    if ('error' in answer) pending?.reject(answer.error);
    else {
      for (const { result, fragments } of answer.rendered) keepFragments(result.entry, fragments);
      pending?.resolve(answer.rendered.map(({ result }) => result));
    }
    this.dispatch();
    this.closeWhenIdle();
  }

  private closeWhenIdle(): void {
    clearTimeout(this.idle);
    if (this.threads.some(({ busy }) => busy.size > 0)) return;
    this.idle = setTimeout(() => void this.close(), IDLE_MILLISECONDS).unref();
  }

  private onWorkerLost(thread: Thread, error: unknown): void {
    this.threads = this.threads.filter((each) => each !== thread);
    for (const { reject } of thread.busy.values()) reject(error);
    if (this.threads.length === 0) for (const { reject } of this.queue.splice(0)) reject(error);
  }
}
