/** Renders on every core when there is much to do, and right here when there is little: a thread takes longer to start than a few posts to render. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type DocumentsJob, type MadeDocument, makeDocuments } from '../core/feed/documents.ts';
import { type EntryJob, type EntryResult, makeEntry } from '../core/entry/entry.ts';

export type Job = { kind: 'entry'; job: EntryJob } | { kind: 'documents'; job: DocumentsJob };

/** Jobs asked for in one go from which threads pay. */
const MANY = 48;
/** Jobs that a thread has at a time: enough to keep it busy, few enough to share evenly. */
const DEPTH = 4;

interface Waiting {
  job: Job;
  resolve: (result: never) => void;
  reject: (error: unknown) => void;
}

interface Thread {
  worker: Worker;
  busy: Map<number, Waiting>;
}

export class Pool {
  private readonly queue: Waiting[] = [];
  private threads: Thread[] = [];
  private lastId = 0;

  async makeEntries(jobs: EntryJob[]): Promise<EntryResult[]> {
    if (jobs.length < MANY) return Promise.all(jobs.map(makeEntry));
    this.start();
    return Promise.all(jobs.map((job) => this.enqueue<EntryResult>({ kind: 'entry', job })));
  }

  async makeDocuments(job: DocumentsJob): Promise<MadeDocument[]> {
    return this.threads.length > 0 ? this.enqueue<MadeDocument[]>({ kind: 'documents', job }) : makeDocuments(job);
  }

  /** Threads are for bulk work; between bulks they would only hold memory. */
  async close(): Promise<void> {
    const ending = this.threads.map(({ worker }) => worker.terminate());
    this.threads = [];
    await Promise.all(ending);
  }

  private start(): void {
    while (this.threads.length < availableParallelism()) {
      const worker = new Worker(new URL('./worker.js', import.meta.url));
      const thread: Thread = { worker, busy: new Map() };
      worker.on('message', (answer) => this.finish(thread, answer));
      worker.on('error', (error) => this.lose(thread, error));
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
      while (thread.busy.size < DEPTH && this.queue.length > 0) {
        const waiting = this.queue.shift();
        if (!waiting) return;
        this.lastId += 1;
        thread.busy.set(this.lastId, waiting);
        thread.worker.postMessage({ id: this.lastId, job: waiting.job });
      }
    }
  }

  private finish(thread: Thread, { id, result, error }: { id: number; result: never; error?: unknown }): void {
    const waiting = thread.busy.get(id);
    thread.busy.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(error);
    this.dispatch();
  }

  /** A thread that ended takes its jobs with it; the error must reach whoever waits for them. */
  private lose(thread: Thread, error: unknown): void {
    this.threads = this.threads.filter((each) => each !== thread);
    for (const { reject } of thread.busy.values()) reject(error);
    if (this.threads.length === 0) for (const { reject } of this.queue.splice(0)) reject(error);
  }
}
