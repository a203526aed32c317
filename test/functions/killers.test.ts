/**
 * A post that kills the function's process: the others of its batch are published, and only it is refused or becomes a dead letter. In real
 * processes.
 */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { RECONCILE_MESSAGE } from '../../lambda/aws/messages.ts';
import type { StoredObject } from '../../lambda/stores/store.ts';
import { awsFor, upload } from '../support/aws.ts';
import { CONFIG, post } from '../support/blog.ts';
import { startFunction } from '../support/function-process.ts';
import { EATS_MEMORY, FAULTY_ENGINE, NEVER_ENDS } from '../support/killers.ts';
import { readCatalog } from '../support/whole-catalog.ts';

const nameOf = (number: number) => `_posts/2026-02-${String(number + 1).padStart(2, '0')}-good.md`;
const good = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, number) => [nameOf(number), post(`Good ${number}`)]));
const titlesOf = (count: number) => Array.from({ length: count }, (_, number) => `Good ${count - 1 - number}`);
const [BIG, LONG] = ['_posts/2026-01-09-big.md', '_posts/2026-01-08-long.md'];
const killer = (title: string, word: string) => post(title, '', `Here ${word} stands in the text.`);

/** Both functions with little memory and a faulty engine; healthy ones publish the given files first. */
async function stage(context: TestContext, files: Record<string, string> = {}) {
  const aws = await awsFor(context);
  const start = (name: string, faulty = true) =>
    startFunction(context, `dist/functions/${name}`, aws.variables, { memory: 256, ...(faulty ? { preload: FAULTY_ENGINE } : {}) });
  await aws.posts.put('linefeed.yaml', Buffer.from(CONFIG));
  for (const [key, text] of Object.entries(files)) await aws.posts.put(key, Buffer.from(text));
  aws.bulk.put(RECONCILE_MESSAGE);
  const [publish, reconcile] = [await start('publish'), await start('reconcile')];
  const titles = async () => {
    const { bytes } = (await aws.site.get('public/feed.json')) as StoredObject;
    return JSON.parse(Buffer.from(bytes).toString()).items.map(({ title }: { title: string }) => title);
  };
  const reasons = () => publish.log.map((line) => JSON.parse(line)).filter(({ event }) => event === 'message failed');
  return { ...aws, publish, reconcile, titles, reasons };
}

describe('a post that exhausts the memory', () => {
  it('ends one run; the next one publishes all others and refuses it by name', async (context) => {
    const { fresh, bulk, dead, publish, reconcile, site, titles, ...aws } = await stage(context, { [nameOf(0)]: post('Good 0') });
    await bulk.drain(reconcile.handler);
    await upload(aws, { ...good(6), [BIG]: killer('Big', EATS_MEMORY) });
    await fresh.deliver(publish.handler);
    assert.equal(fresh.waiting.length, 7, 'the process ended, and every message is received again');
    assert.deepEqual(await titles(), titlesOf(1));
    await fresh.deliver(publish.handler);
    assert.deepEqual([fresh.waiting, bulk.waiting, dead.waiting, publish.starts], [[], [], [], 2]);
    assert.deepEqual(await titles(), titlesOf(6));
    const row = (await readCatalog(site))?.catalog.posts[BIG];
    assert.equal(row?.state, 'rejected');
    // Two fifths of the function's memory.
    assert.match(row?.problems[0]?.message ?? '', /^Linefeed failed on this file \(it takes more than 102 MB of memory\)/);
    await upload(aws, { [nameOf(6)]: post('Good 6') });
    await fresh.deliver(publish.handler);
    assert.deepEqual([fresh.waiting, await titles(), publish.starts], [[], titlesOf(7), 2], 'later uploads are not affected');
  });

  it('keeps its last good version, also with others of its kind in the batch', async (context) => {
    const { fresh, bulk, publish, reconcile, titles, ...aws } = await stage(context, { ...good(2), [BIG]: post('Big') });
    await bulk.drain(reconcile.handler);
    const others = Object.fromEntries([1, 2, 3].map((number) => [`_posts/2026-01-0${number}-b.md`, killer(`B${number}`, EATS_MEMORY)]));
    await upload(aws, { ...others, [BIG]: killer('Big, changed', EATS_MEMORY), [nameOf(2)]: post('Good 2') });
    await fresh.deliver(publish.handler);
    await fresh.deliver(publish.handler);
    assert.deepEqual([fresh.waiting, await titles(), publish.starts], [[], [...titlesOf(3), 'Big'], 2]);
  });

  it('does not keep the others from the first import', async (context) => {
    const { bulk, dead, reconcile, titles } = await stage(context, { ...good(3), [BIG]: killer('Big', EATS_MEMORY) });
    await bulk.drain(reconcile.handler);
    assert.deepEqual([await titles(), dead.waiting, reconcile.starts], [titlesOf(3), [], 2]);
  });
});

describe('a post that never ends', () => {
  it('ends one run; the next one publishes all others, and only its message becomes a dead letter, with the reason', async (context) => {
    const { fresh, bulk, dead, publish, reconcile, titles, reasons, ...aws } = await stage(context, { [nameOf(0)]: post('Good 0') });
    await bulk.drain(reconcile.handler);
    await upload(aws, { ...good(4), [LONG]: killer('Long', NEVER_ENDS) });
    const hurried = { timeout: 12_000 };
    await fresh.deliver(publish.handler, hurried);
    assert.deepEqual([fresh.waiting.length, await titles()], [5, titlesOf(1)]);
    await fresh.deliver(publish.handler, hurried);
    assert.deepEqual([fresh.waiting.length, await titles()], [1, titlesOf(4)]);
    await fresh.drain(publish.handler, hurried);
    assert.equal(dead.waiting.length, 1);
    assert.match(dead.bodies[0] ?? '', /2026-01-08-long\.md/);
    assert.deepEqual([await titles(), publish.starts, bulk.waiting], [titlesOf(4), 2, []]);
    const failures = reasons();
    assert.equal(failures.length, 4);
    for (const { reason } of failures) assert.match(reason, /^_posts\/2026-01-08-long\.md: it takes more than \d s$/);
  });
});
