/** Renders in threads if there is much to render. The main thread takes part: another worker would have to compile the code again. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type DocumentsJob, type MadeDocument, makeDocuments } from '../core/documents.ts';
import { type EntryJob, type EntryResult, makeEntries, TOGETHER } from '../core/entry/entry.ts';
import type { Entry } from '../core/model.ts';

/** Entries are in many feeds, so a worker receives each once, or never if it made it, and knows it by number. */
export type Message =
  | { id: number; kind: 'entries'; jobs: EntryJob[] }
  | { id: number; kind: 'documents'; job: DocumentsJob; entries: number[]; fresh: [number, Entry][] };

export type Answer = { id: number; result: unknown } | { id: number; error: unknown };

/** Computed equally on both sides. */
export const numberOf = (id: number, index: number): number => id * TOGETHER + index;

/** Posts, or feeds within a second, that justify threads. */
export const MANY = 48;
const A_SECOND = 1000;
/** Milliseconds until idle threads end, to free memory. */
export const IDLE = 5000;
/** Jobs per worker: enough to keep it busy, few enough to share evenly. */
const DEPTH = 2;

type Job = { kind: 'entries'; jobs: EntryJob[] } | { kind: 'documents'; job: DocumentsJob };

interface Waiting {
  job: Job;
  resolve: (result: never) => void;
  reject: (error: unknown) => void;
}

interface Thread {
  worker: Worker;
  busy: Map<number, Waiting>;
  knows: Set<number>;
}

const perform = (job: Job): Promise<EntryResult[]> | MadeDocument[] =>
  job.kind === 'entries' ? makeEntries(job.jobs) : makeDocuments(job.job);

export class Pool {
  private readonly worker: URL;
  private readonly queue: Waiting[] = [];
  private readonly numbers = new WeakMap<Entry, number>();
  private threads: Thread[] = [];
  private lastId = 0;
  private feeds = { count: 0, since: 0 };
  private idle: NodeJS.Timeout | undefined;
  private working = false;

  constructor(worker: URL = new URL('./worker.js', import.meta.url)) {
    this.worker = worker;
  }

  get size(): number {
    return this.threads.length;
  }

  /** Starts threads early. */
  expect(entries: number): void {
    if (entries >= MANY) this.start();
    this.rest();
  }

  async makeEntries(jobs: EntryJob[]): Promise<EntryResult[]> {
    if (jobs.length < MANY) return makeEntries(jobs);
    this.start();
    const parts = Array.from({ length: Math.ceil(jobs.length / TOGETHER) }, (_, index) =>
      jobs.slice(index * TOGETHER, (index + 1) * TOGETHER),
    );
    return (await Promise.all(parts.map((part) => this.enqueue<EntryResult[]>({ kind: 'entries', jobs: part })))).flat();
  }

  async makeDocuments(job: DocumentsJob): Promise<MadeDocument[]> {
    const now = performance.now();
    this.feeds = now - this.feeds.since > A_SECOND ? { count: 1, since: now } : { ...this.feeds, count: this.feeds.count + 1 };
    if (this.feeds.count >= MANY) this.start();
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
      const thread: Thread = { worker, busy: new Map(), knows: new Set() };
      worker.on('message', (answer: Answer) => this.finish(thread, answer));
      worker.on('error', (error) => this.lose(thread, error));
      worker.on('exit', (code) => this.lose(thread, new Error(`a rendering thread ended with code ${code}`)));
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
      while (thread.busy.size < DEPTH) {
        const waiting = this.queue.shift();
        if (!waiting) return;
        this.lastId += 1;
        clearTimeout(this.idle);
        thread.busy.set(this.lastId, waiting);
        thread.worker.postMessage(this.message(this.lastId, waiting.job, thread));
      }
    }
    this.takePart();
  }

  /** After pending I/O, such as writing documents. */
  private takePart(): void {
    if (this.working || this.queue.length === 0) return;
    this.working = true;
    setImmediate(async () => {
      const waiting = this.queue.shift();
      try {
        if (waiting) waiting.resolve((await perform(waiting.job)) as never);
      } catch (error) {
        waiting?.reject(error);
      }
      this.working = false;
      this.dispatch();
    });
  }

  private message(id: number, work: Job, thread: Thread): Message {
    if (work.kind === 'entries') return { id, ...work };
    const numbered = work.job.document.entries.map((entry): [number, Entry] => [this.numbered(entry), entry]);
    const fresh = numbered.filter(([number]) => !thread.knows.has(number));
    for (const [number] of fresh) thread.knows.add(number);
    const job = { ...work.job, document: { ...work.job.document, entries: [] } };
    return { id, kind: 'documents', job, entries: numbered.map(([number]) => number), fresh };
  }

  private numbered(entry: Entry): number {
    const known = this.numbers.get(entry);
    if (known !== undefined) return known;
    this.lastId += 1;
    this.numbers.set(entry, numberOf(this.lastId, 0));
    return numberOf(this.lastId, 0);
  }

  private learn(thread: Thread, id: number, results: EntryResult[]): void {
    for (const [index, { entry }] of results.entries()) {
      this.numbers.set(entry, numberOf(id, index));
      thread.knows.add(numberOf(id, index));
    }
  }

  private finish(thread: Thread, answer: Answer): void {
    const waiting = thread.busy.get(answer.id);
    thread.busy.delete(answer.id);
    if ('result' in answer && waiting?.job.kind === 'entries') this.learn(thread, answer.id, answer.result as EntryResult[]);
    if ('error' in answer) waiting?.reject(answer.error);
    else waiting?.resolve(answer.result as never);
    this.dispatch();
    this.rest();
  }

  private rest(): void {
    clearTimeout(this.idle);
    if (this.threads.some(({ busy }) => busy.size > 0)) return;
    this.idle = setTimeout(() => void this.close(), IDLE).unref();
  }

  private lose(thread: Thread, error: unknown): void {
    this.threads = this.threads.filter((each) => each !== thread);
    for (const { reject } of thread.busy.values()) reject(error);
    if (this.threads.length === 0) for (const { reject } of this.queue.splice(0)) reject(error);
  }
}
