import assert from 'node:assert/strict';
import { before, describe, it, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { makeDocuments } from '../../lambda/core/documents.ts';
import type { EntryJob } from '../../lambda/core/entry/entry.ts';
import { FORMATS } from '../../lambda/core/model.ts';
import { IDLE_MILLISECONDS, MIN_FOR_THREADS, Pool } from '../../lambda/local/pool.ts';
import { feed, stamp } from '../core/feed/documents.ts';
import { post } from '../support/blog.ts';
import { entryJob } from '../support/entry-job.ts';
import { verified } from '../support/verified.ts';

const threadOf = (program: string): URL => new URL(`data:text/javascript,${encodeURIComponent(program)}`);

const ANSWERS = `import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ id, jobs }) => parentPort.postMessage({ id, rendered: jobs.map(({ post }) => ({ result: { entry: { key: post.key } }, fragments: new Map() })) }));`;

let jobs: EntryJob[];
before(async () => {
  jobs = await Promise.all(Array.from({ length: MIN_FOR_THREADS }, (_, index) => entryJob(post(`Post ${index}`), index)));
});

function poolOf(context: TestContext, program: string): Pool {
  const pool = new Pool(threadOf(program));
  context.after(() => pool.close());
  return pool;
}

describe('a thread that exits', () => {
  it('by an error rejects its jobs with that error', async (context) => {
    const pool = poolOf(
      context,
      "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { throw new Error('the thread broke'); });",
    );
    await assert.rejects(pool.makeEntries(jobs), /the thread broke/);
    assert.equal(pool.size, 0);
  });

  it('without an error, as when the system ends it, rejects its jobs', async (context) => {
    const pool = poolOf(context, "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(3));");
    await assert.rejects(pool.makeEntries(jobs), /a rendering thread ended with code 3/);
  });
});

describe('threads', () => {
  it('pass on what they verified: only frames of documents with their entries are verified', async (context) => {
    const pool = new Pool(new URL('dist/worker.js', pathToFileURL(`${process.cwd()}/`)));
    context.after(() => pool.close());
    const site = { feeds: { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' } };
    const results = await pool.makeEntries(jobs.map((job) => ({ ...job, site: { ...job.site, ...site } })));
    assert.ok(pool.size > 0);
    const entries = results.map(({ entry }) => entry);
    const job = { kind: 'feed' as const, document: feed({ entries }), formats: [...FORMATS], stamp, copies: false };
    const { xml, json, result } = await verified(() => makeDocuments(job));
    assert.ok(result.every((made) => made.kind === 'made' && made.bytes.length > 100 * entries.length));
    assert.ok(xml > 0 && xml < 10_000 && json > 0 && json < 5_000, `${xml} characters of XML, ${json} of JSON`);
  });

  it('keep little memory for what is soon garbage', async (context) => {
    const churn = `const kept = []; for (let turn = 0; turn < 400; turn++) { kept.push(Array.from({ length: 20000 }, (_, index) => ({ index }))); if (kept.length > 20) kept.shift(); }`;
    const size = `v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size`;
    const answer = `parentPort.on('message', ({ id, jobs }) => { ${churn} parentPort.postMessage({ id, rendered: jobs.map(() => ({ result: { entry: { bytes: ${size} } }, fragments: new Map() })) }); });`;
    const pool = poolOf(context, `import v8 from 'node:v8'; import { parentPort } from 'node:worker_threads'; ${answer}`);
    const made = await pool.makeEntries(jobs);
    // The main thread makes some, too.
    const most = Math.max(...made.map(({ entry }) => ('bytes' in entry ? Number(entry.bytes) : 0)));
    // Node 20 takes 34 MB without the limit, Node 24 67 MB.
    assert.ok(most > 0 && most < 20e6, `${most} bytes`);
  });

  it('end after being idle for some seconds, not before', async (context) => {
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

  it('are not started for few posts', async (context) => {
    const pool = poolOf(context, ANSWERS);
    const [made] = await pool.makeEntries(jobs.slice(1, MIN_FOR_THREADS));
    assert.ok(made?.entry.html);
    assert.equal(pool.size, 0);
  });
});
