/** See isolated-render.ts. */
import { parentPort } from 'node:worker_threads';
import { makeEntries } from '../core/entry/entry.ts';
import { references } from '../core/entry/names.ts';
import { parsePost } from '../core/post/post.ts';
import { TooSlowError } from '../core/too-slow.ts';
import { type Answer, type Job, READY } from './isolated-render.ts';

const perform = (job: Job): Promise<unknown> =>
  job.kind === 'read' ? parsePost(job.key, job.bytes, job.site, references) : makeEntries([job.job]).then(([result]) => result);

parentPort?.on('message', async (job: Job) => {
  const answer = await perform(job).then(
    (result): Answer => ({ result }),
    (error: unknown): Answer => ({ error: error instanceof Error ? error.message : String(error), slow: error instanceof TooSlowError }),
  );
  parentPort?.postMessage(answer);
});

parentPort?.postMessage(READY);
