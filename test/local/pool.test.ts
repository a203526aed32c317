/** Threads that render: an end that nobody asked for reaches those who wait, and idle threads end. */
import assert from 'node:assert/strict';
import { before, describe, it, type TestContext } from 'node:test';
import type { EntryJob } from '../../lambda/core/entry/entry.ts';
import { IDLE_MILLISECONDS, MIN_FOR_THREADS, Pool } from '../../lambda/local/pool.ts';
import { post } from '../support/blog.ts';
import { entryJob } from '../support/entry-job.ts';

/** A thread with this program in place of the one that renders. */
const threadOf = (program: string): URL => new URL(`data:text/javascript,${encodeURIComponent(program)}`);

/** Answers each job without doing it. */
const ANSWERS = `import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ id, jobs }) => parentPort.postMessage({ id, result: jobs.map(({ post }) => ({ entry: { key: post.key } })) }));`;

let jobs: EntryJob[];
before(async () => {
  jobs = await Promise.all(Array.from({ length: MIN_FOR_THREADS }, (_, index) => entryJob(post(`Post ${index}`), index)));
});

function poolOf(context: TestContext, program: string): Pool {
  const pool = new Pool(threadOf(program));
  context.after(() => pool.close());
  return pool;
}

describe('a thread that ends', () => {
  it('by an error gives it to those who wait', async (context) => {
    const pool = poolOf(
      context,
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { throw new Error('the thread broke'); });",
    );
    await assert.rejects(pool.makeEntries(jobs), /the thread broke/);
    assert.equal(pool.size, 0);
  });

  it('without an error, as when the system ends it, is an error too', async (context) => {
    const pool = poolOf(context, "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(3));");
    await assert.rejects(pool.makeEntries(jobs), /a rendering thread ended with code 3/);
  });
});

describe('threads', () => {
  it('end when they have had nothing to do for some seconds, and not before', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const pool = poolOf(context, ANSWERS);
    const made = await pool.makeEntries(jobs);
    assert.equal(made.length, jobs.length);
    assert.ok(pool.size > 0);
    context.mock.timers.tick(IDLE_MILLISECONDS - 1);
    assert.ok(pool.size > 0);
    context.mock.timers.tick(1);
    assert.equal(pool.size, 0);
  });

  it('are not started for a few posts', async (context) => {
    const pool = poolOf(context, ANSWERS);
    const [made] = await pool.makeEntries(jobs.slice(1, MIN_FOR_THREADS));
    assert.ok(made?.entry.html);
    assert.equal(pool.size, 0);
  });
});
