/** A thread that renders: takes jobs from pool.ts, answers with their results. */
import { parentPort } from 'node:worker_threads';
import { makeDocuments } from '../core/feed/documents.ts';
import { makeEntry } from '../core/entry/entry.ts';
import type { Job } from './pool.ts';

parentPort?.on('message', async ({ id, job }: { id: number; job: Job }) => {
  try {
    const result = job.kind === 'entry' ? await makeEntry(job.job) : makeDocuments(job.job);
    parentPort?.postMessage({ id, result });
  } catch (error) {
    parentPort?.postMessage({ id, error });
  }
});
