/** Renders much work in threads. The main thread takes part: another worker would compile the code again. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type DocumentsJob, type MadeDocument, makeDocuments, withEntries } from '../core/documents.ts';
import { ENTRIES_PER_TRIAL, type EntryJob, type EntryResult, makeEntries } from '../core/entry/entry.ts';
import type { Entry } from '../core/model.ts';

/** Entries are in many feeds: a worker knows them by number, and receives each once, unless it made it. */
export type Message =
  | { id: number; kind: 'entries'; jobs: EntryJob[] }
  | { id: number; kind: 'documents'; job: DocumentsJob; entries: number[]; fresh: [number, Entry][] };

export type Answer = { id: number; result: unknown } | { id: number; error: unknown };

/** Equal on both sides. */
export const numberOf = (id: number, index: number): number => id * ENTRIES_PER_TRIAL + index;

/** Posts, or feeds within a second, that justify threads. */
export const MIN_FOR_THREADS = 48;
const FEED_WINDOW = 1000;
/** To free memory. */
export const IDLE_MILLISECONDS = 5000;
/** Keeps workers busy, shares evenly. */
const JOBS_PER_WORKER = 2;

type Job = { kind: 'entries'; jobs: EntryJob[] } | { kind: 'documents'; job: DocumentsJob };

interface PendingJob {
  job: Job;
  resolve: (result: never) => void;
  reject: (error: unknown) => void;
}

interface Thread {
  worker: Worker;
  busy: Map<number, PendingJob>;
  knownEntries: Set<number>;
}

const runJob = (job: Job): Promise<EntryResult[] | MadeDocument[]> =>
  job.kind === 'entries' ? makeEntries(job.jobs) : makeDocuments(job.job);

export class Pool {
  private readonly worker: URL;
  private readonly queue: PendingJob[] = [];
  private readonly numbers = new WeakMap<Entry, number>();
  private threads: Thread[] = [];
  private lastId = 0;
  private feeds = { count: 0, since: 0 };
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
    return (await Promise.all(parts.map((part) => this.enqueue<EntryResult[]>({ kind: 'entries', jobs: part })))).flat();
  }

  async makeDocuments(job: DocumentsJob): Promise<MadeDocument[]> {
    const now = performance.now();
    this.feeds = now - this.feeds.since > FEED_WINDOW ? { count: 1, since: now } : { ...this.feeds, count: this.feeds.count + 1 };
    if (this.feeds.count >= MIN_FOR_THREADS) this.start();
    return this.threads.length > 0 ? this.enqueue<MadeDocument[]>({ kind: 'documents', job }) : makeDocuments(job);
  }

  async close(): Promise<void> {
    clearTimeout(this.idle);
    const ending = this.threads.map(({ worker }) => worker.terminate());
    this.threads = [];
    await Promise.all(ending);
  }

  private start(): void {
    while (this.threads.length < Math.max(1, availableParallelism() - 1)) {
      const worker = new Worker(this.worker);
      const thread: Thread = { worker, busy: new Map(), knownEntries: new Set() };
      worker.on('message', (answer: Answer) => this.finish(thread, answer));
      worker.on('error', (error) => this.onWorkerLost(thread, error));
      worker.on('exit', (code) => this.onWorkerLost(thread, new Error(`a rendering thread ended with code ${code}`)));
      this.threads.push(thread);
    }
  }

  private enqueue<T>(job: Job): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ job, resolve, reject });
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
        thread.worker.postMessage(this.message(this.lastId, pending.job, thread));
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
        if (pending) pending.resolve((await runJob(pending.job)) as never);
      } catch (error) {
        pending?.reject(error);
      }
      this.isWorking = false;
      this.dispatch();
    });
  }

  private message(id: number, work: Job, thread: Thread): Message {
    if (work.kind === 'entries') return { id, ...work };
    const numberedEntry = work.job.document.entries.map((entry): [number, Entry] => [this.numberedEntry(entry), entry]);
    const fresh = numberedEntry.filter(([number]) => !thread.knownEntries.has(number));
    for (const [number] of fresh) thread.knownEntries.add(number);
    const job = withEntries(work.job, []);
    return { id, kind: 'documents', job, entries: numberedEntry.map(([number]) => number), fresh };
  }

  private numberedEntry(entry: Entry): number {
    const known = this.numbers.get(entry);
    if (known !== undefined) return known;
    this.lastId += 1;
    this.numbers.set(entry, numberOf(this.lastId, 0));
    return numberOf(this.lastId, 0);
  }

  private rememberEntries(thread: Thread, id: number, results: EntryResult[]): void {
    for (const [index, { entry }] of results.entries()) {
      this.numbers.set(entry, numberOf(id, index));
      thread.knownEntries.add(numberOf(id, index));
    }
  }

  private finish(thread: Thread, answer: Answer): void {
    const pending = thread.busy.get(answer.id);
    thread.busy.delete(answer.id);
    if ('result' in answer && pending?.job.kind === 'entries') this.rememberEntries(thread, answer.id, answer.result as EntryResult[]);
    if ('error' in answer) pending?.reject(answer.error);
    else pending?.resolve(answer.result as never);
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
