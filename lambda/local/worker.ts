import { parentPort } from 'node:worker_threads';
import { makeEntries } from '../core/entry/entry.ts';
import { fragmentsOf } from '../core/feed/render.ts';
import type { Answer, Message } from './pool.ts';

parentPort?.on('message', async ({ id, jobs }: Message) => {
  try {
    const results = await makeEntries(jobs);
    const rendered = results.map((result) => ({ result, fragments: fragmentsOf(result.entry) }));
    const buffers = rendered.flatMap(({ fragments }) => [...fragments.values()].map(({ buffer }) => buffer as ArrayBuffer));
    parentPort?.postMessage({ id, rendered } satisfies Answer, buffers);
  } catch (error) {
    parentPort?.postMessage({ id, error } satisfies Answer);
  }
});
