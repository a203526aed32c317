/** Measures a fresh post in the middle of 10,000 uploads, and another while a changed configuration renders every post again. */
import assert from 'node:assert/strict';
import pMap from 'p-map';
import type { StoredObject } from '../lambda/stores/store.ts';
import { archived } from '../test/support/archive.ts';
import { awsFor, upload } from '../test/support/aws.ts';
import { CONFIG } from '../test/support/blog.ts';
import { startFunction } from '../test/support/function-process.ts';
import { type Kind, Meter, priceOf } from '../test/support/meter.ts';
import { readCatalog } from '../test/support/whole-catalog.ts';

const POSTS = 10_000;
/** `maxConcurrency` of the event source. */
const CONCURRENCY = 2;
/** A message holds hundreds of keys. */
const BULK = { batchSize: 5 };
/** MB per function. */
const LIMIT = 512;

const closing: (() => unknown)[] = [];
const meter = new Meter();
const context = { after: (close: unknown) => void closing.unshift(close as () => unknown) };
const aws = await awsFor(context, meter.wrap);
const start = (name: string) => startFunction(context, `dist/functions/${name}`, aws.variables, { memory: LIMIT });
const publishers = await Promise.all(Array.from({ length: CONCURRENCY }, () => start('publish')));
const reconciler = await start('reconcile');
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

async function isPublished(title: string): Promise<boolean> {
  const { bytes } = (await aws.site.get('public/feed.json')) as StoredObject;
  return JSON.parse(Buffer.from(bytes).toString()).items.some((item: { title: string }) => item.title === title);
}

async function freshPost(title: string): Promise<string> {
  const position = aws.fresh.waiting.length + 1;
  const uploaded = performance.now();
  await upload(aws, { [`_posts/${title}.md`]: archived(0).replaceAll('Day 0', title) });
  let runs = 0;
  while (!(await isPublished(title))) {
    runs += 1;
    await Promise.all(publishers.map((each) => aws.fresh.deliver(each.handler)));
  }
  return `position ${position} in its queue, in the main feed after ${seconds(performance.now() - uploaded)}, ${runs} rounds of ${CONCURRENCY} batches`;
}

await upload(aws, { 'linefeed.yaml': CONFIG });
while (aws.fresh.waiting.length + aws.bulk.waiting.length > 0) {
  await aws.fresh.drain(publishers[0]?.handler ?? reconciler.handler);
  await aws.bulk.drain(reconciler.handler, BULK);
}
await pMap(
  Array.from({ length: POSTS }, (_, index) => index + 1),
  (index) => upload(aws, { [`_posts/day-${index}.md`]: archived(index) }),
  {
    concurrency: 16,
  },
);
meter.take();

const started = performance.now();
await Promise.all(publishers.map((each) => aws.fresh.deliver(each.handler)));
const inTheMiddle = await freshPost('in-the-middle');
while (aws.fresh.waiting.length + aws.bulk.waiting.length > 0) {
  await Promise.all([...publishers.map((each) => aws.fresh.drain(each.handler)), aws.bulk.drain(reconciler.handler, BULK)]);
}
const wall = performance.now() - started;
const counts = meter.take();
const { catalog } = (await readCatalog(aws.site)) ?? assert.fail();
assert.equal(Object.values(catalog.posts).filter(({ state }) => state === 'live').length, POSTS + 1);
assert.deepEqual([catalog.pending, aws.dead.bodies], [{}, []]);

await upload(aws, { 'linefeed.yaml': `${CONFIG}permalink: /:title/\n` });
await aws.fresh.drain(publishers[0]?.handler ?? reconciler.handler);
await aws.bulk.deliver(reconciler.handler, BULK);
const behind = aws.bulk.waiting.length;
const duringBulk = await freshPost('during-bulk-work');
const still = aws.bulk.waiting.length;
await aws.bulk.drain(reconciler.handler, BULK);

const peaks = [...publishers, reconciler].map((each) => Math.round(each.peak / 2 ** 20));
const requests = (of: ReadonlyMap<Kind, { requests: number }>) => [...of].map(([kind, count]) => `${count.requests} ${kind}`).join(', ');
console.log(`${POSTS} new posts at once, ${CONCURRENCY} functions, batches of 1,000: all published in ${seconds(wall)}`);
console.log(`  requests        ${requests(counts)}: ${priceOf(counts).toFixed(3)} USD`);
console.log(`  peak memory     ${peaks.join(', ')} MB of ${LIMIT} MB`);
console.log(`  fresh post      ${inTheMiddle}`);
console.log(`with ${behind} messages of bulk work waiting in the other queue (a new permalink: every post is rendered again)`);
console.log(`  fresh post      ${duringBulk}; ${still} messages of bulk work were still waiting`);
for (const close of closing) await close();
assert.ok(Math.max(...peaks) < LIMIT, 'the functions stay within their memory');
