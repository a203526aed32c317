/**
 * Memory and time limits of a post that is rendered in isolation because a function may have died of it, and the batches that need this.
 */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { requeueMessages } from '../../lambda/aws/messages.ts';
import { parseMessages } from '../../lambda/batch/parse-messages.ts';
import { TooSlowError } from '../../lambda/core/too-slow.ts';
import { OutOfTimeError } from '../../lambda/publish/context.ts';
import { IsolatedRenderer } from '../../lambda/publish/isolated-render.ts';
import { SITE } from '../core/post/reading.ts';
import { eventOf, functionsFor } from '../functions/functions.ts';
import { upload } from '../support/aws.ts';
import { post } from '../support/blog.ts';
import { entryJob } from '../support/entry-job.ts';

const FUNCTION = pathToFileURL('dist/functions/publish/isolated-render-worker.mjs');
const threadOf = (code: string) =>
  new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; ${code}`)}`);
/** Reports that it is ready, then never answers. */
const SILENT = threadOf("parentPort.on('message', () => {}); parentPort.postMessage('ready');");
const HUNGRY = threadOf(
  "parentPort.on('message', () => { for (const hog = []; ; ) hog.push(new Array(1e4).fill(0.5)); }); parentPort.postMessage('ready');",
);

async function startRenderer(
  context: TestContext,
  file: URL,
  { memory = 128, left = Number.POSITIVE_INFINITY } = {},
): Promise<IsolatedRenderer> {
  const renderer = new IsolatedRenderer({ file, memory }, { now: () => 0, until: left });
  context.after(() => renderer.close());
  await renderer.start();
  return renderer;
}

const read = (renderer: IsolatedRenderer) => renderer.readPost('a.md', Buffer.from(post('A')), SITE);

describe('a post rendered in isolation', () => {
  for (const [left, seconds] of [
    [Number.POSITIVE_INFINITY, 20],
    [900_000, 20],
    [50_000, 16.667],
    [3_000, 1],
  ] as const)
    it(`gets ${Math.ceil(seconds)} s if ${left / 1000} s are left`, async (context) => {
      const renderer = await startRenderer(context, SILENT, { left });
      context.mock.timers.enable({ apis: ['setTimeout'] });
      let state = 'waits';
      const failure = read(renderer).catch((error: unknown) => {
        state = 'failed';
        return error;
      });
      await new Promise(setImmediate);
      context.mock.timers.tick(seconds * 1000 - 10);
      await new Promise(setImmediate);
      assert.equal(state, 'waits');
      context.mock.timers.tick(20);
      const error = await failure;
      assert.ok(error instanceof TooSlowError);
      assert.equal(error.message, `it takes more than ${Math.ceil(seconds)} s`);
    });

  it('gets two fifths of the memory', async (context) => {
    for (const [memory, megabytes] of [
      [64, 25],
      [100, 40],
    ]) {
      const renderer = await startRenderer(context, HUNGRY, { memory: memory ?? 0 });
      await assert.rejects(read(renderer), { message: `it takes more than ${megabytes} MB of memory` });
    }
  });

  it('is followed by others in a new thread, and is rendered only once', async (context) => {
    const renderer = await startRenderer(context, FUNCTION);
    const jobs = await Promise.all([0, 1, 2].map((index) => entryJob(post(`P${index}`), index)));
    const results = await renderer.makeEntries(jobs);
    assert.deepEqual(
      results.map(({ entry }) => entry.title),
      ['P0', 'P1', 'P2'],
    );
    const [first] = await renderer.makeEntries(jobs.slice(0, 1));
    assert.equal(first, results[0]);
  });

  it('is not blamed if the time is up or no thread starts', async (context) => {
    const late = await startRenderer(context, FUNCTION, { left: 0 });
    await assert.rejects(late.makeEntries([await entryJob(post('A'))]), OutOfTimeError);
    const broken = new IsolatedRenderer({ file: threadOf('throw new Error("no such module")'), memory: 128 }, { now: () => 0 });
    await assert.rejects(broken.makeEntries([await entryJob(post('A'))]), (error: Error) => {
      return error instanceof OutOfTimeError && error.message === 'no thread could be started: no such module';
    });
  });
});

describe('a batch', () => {
  const place = { bucket: 'posts', prefix: '' };
  const fresh = { id: '1', body: eventOf('_posts/a.md') };

  it('is isolated if a redelivered message requests a run, or a message says so', () => {
    const isolates = (...messages: Parameters<typeof parseMessages>[0]) => parseMessages(messages, place).isolate;
    assert.equal(isolates(fresh), false);
    assert.equal(isolates(fresh, { ...fresh, id: '2', redelivered: true }), true);
    assert.equal(isolates(fresh, { id: '2', body: 'no JSON', redelivered: true }), false);
    assert.equal(isolates(fresh, { id: '2', body: requeueMessages(['_posts/b.md'])[0] ?? '' }), false);
    assert.equal(isolates({ id: '2', body: requeueMessages(['_posts/b.md'], 1, true)[0] ?? '' }), true);
  });

  it('stays isolated when it is requeued for lack of time', async (context) => {
    const functions = await functionsFor(context, {});
    const { fresh: queue, bulk, publish, reconcile, wire, titles, logged } = functions;
    await upload(functions, { '_posts/2026-01-01-a.md': post('A') });
    wire.faults.set(/^GET \/site\/state\/catalog/, { status: 403, code: 'AccessDenied' });
    await queue.deliver(publish);
    wire.faults.clear();
    await queue.deliver(publish, { timeout: 0 });
    assert.deepEqual([queue.waiting, bulk.bodies], [[], requeueMessages(['_posts/2026-01-01-a.md'], 1, true)]);
    assert.match(String(logged('handed over')[0]?.reason), /^the time is up, and posts are still to be tried one by one/);
    await bulk.drain(reconcile);
    assert.deepEqual(await titles(), ['A']);
  });
});
