import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RECONCILE_MESSAGE } from '../../lambda/aws/messages.ts';
import { upload } from '../support/aws.ts';
import { post } from '../support/blog.ts';
import { contextOf } from '../support/queue.ts';
import { REFUSED } from '../support/refused-posts.ts';
import { eventOf, functionsFor } from './functions.ts';

const DENIED = '_posts/2026-01-09-denied.md';
const withKey = (key: string) => JSON.stringify({ Records: [{ s3: { bucket: { name: 'posts' }, object: { key } } }] });

const POISON: [string, RegExp][] = [
  ['no JSON', /^the message is not JSON$/],
  ['[]', /^the message is JSON, but no object$/],
  ['null', /^the message is JSON, but no object$/],
  ['{}', /^the message is no S3 event and none of ours$/],
  ['{"linefeed":"dance"}', /^the message names Linefeed, but is none that this version knows$/],
  ['{"linefeed":"look","keys":"_posts/a.md"}', /^the message names Linefeed, but is none that this version knows$/],
  ['{"Records":[{}]}', /^a record of the event names no key$/],
  ['{"source":"aws.s3","detail":{}}', /^the event names no key$/],
  ['{"Type":"Notification","Message":"hello"}', /^the message is not JSON$/],
  [withKey('100%.md'), /^the key 100%\.md is not form-encoded$/],
  [withKey('caf%E9.md'), /^the key caf%E9\.md is not form-encoded$/],
  [eventOf('_posts/a.md', 'others'), /^the event is of the bucket others, the posts are in posts$/],
  [eventOf(DENIED), /^_posts\/2026-01-09-denied\.md: cannot read s3:\/\/posts\/.*AccessDenied/],
];

const GOOD = Array.from({ length: 9 }, (_, number) => [`_posts/2026-02-0${number + 1}-good.md`, `Good ${number + 1}`] as const);

describe('messages that cannot be processed', () => {
  it('are dead letters after five receives, with their reason in the log, and the rest of every batch is processed', async (context) => {
    const { posts, fresh, dead, bulk, publish, wire, logged, titles } = await functionsFor(context, {});
    for (const [key, title] of [...GOOD, [DENIED, 'Denied'] as const]) await posts.put(key, Buffer.from(post(title)));
    wire.faults.set(/^GET \/posts\/.*-denied\.md$/, { status: 403, code: 'AccessDenied' });
    const bodies = POISON.map(([body], index) => [...(GOOD[index] ? [eventOf(GOOD[index][0])] : []), body]);
    const ids = new Map(bodies.flat().map((body) => [body, fresh.put(body)]));
    const batches = Math.ceil(fresh.waiting.length / 4);
    for (let batch = 0; batch < batches; batch += 1) await fresh.deliver(publish, { batchSize: 4 });
    assert.deepEqual(await titles(), GOOD.map(([, title]) => title).reverse());
    assert.equal(fresh.waiting.length, POISON.length);
    await fresh.drain(publish, { batchSize: 4 });
    assert.deepEqual([dead.bodies.sort(), bulk.bodies], [POISON.map(([body]) => body).sort(), []]);
    for (const [body, expected] of POISON) {
      const reasons = logged('message failed').flatMap(({ messageId, reason }) => (messageId === ids.get(body) ? [String(reason)] : []));
      assert.equal(reasons.length, 5, body);
      for (const reason of reasons) assert.match(reason, expected);
    }
  });

  it('are processed when redriven after the cause is repaired', async (context) => {
    const { posts, fresh, dead, publish, wire, titles } = await functionsFor(context, {});
    await posts.put(DENIED, Buffer.from(post('Denied')));
    wire.faults.set(/^GET \/posts\/.*-denied\.md$/, { status: 403, code: 'AccessDenied' });
    fresh.put(eventOf(DENIED));
    await fresh.drain(publish);
    assert.equal(dead.waiting.length, 1);
    wire.faults.clear();
    fresh.waiting.push(...dead.waiting.splice(0));
    await fresh.drain(publish);
    assert.deepEqual([await titles(), dead.waiting], [['Denied'], []]);
  });
});

describe('objects that cannot be processed', () => {
  const ARCHIVED = '_posts/2026-01-08-archived.md';
  const reasons: Record<string, RegExp> = {
    ...Object.fromEntries(Object.entries(REFUSED).map(([key, [, reason]]) => [key, reason])),
    [ARCHIVED]: /:1:1: error: it is archived/,
  };

  it('are refused with a reason, keep their last good versions, and cause no dead letter', async (context) => {
    const goodOnes = Object.fromEntries(Object.keys(reasons).map((key) => [key, post(`Good ${key}`)]));
    const functions = await functionsFor(context, goodOnes);
    const { wire, fresh, bulk, dead, publish, logged, titles } = functions;
    const before = await titles();
    assert.equal(before.length, Object.keys(reasons).length);
    await upload(functions, { ...Object.fromEntries(Object.entries(REFUSED).map(([key, [file]]) => [key, file])), [ARCHIVED]: 'frozen' });
    await upload(functions, { '_posts/2026-02-01-new.md': post('New') });
    wire.faults.set(/^GET \/posts\/.*-archived\.md$/, { status: 403, code: 'InvalidObjectState' });
    await fresh.drain(publish);
    assert.deepEqual(await titles(), ['New', ...before]);
    assert.deepEqual([bulk.bodies, dead.bodies, logged('message failed')], [[], [], []]);
    const refused = logged('post refused');
    assert.deepEqual(refused.map(({ key }) => key).sort(), Object.keys(reasons).sort());
    for (const { key, line, column, message, lastGoodVersionStays } of refused) {
      assert.match(`${key}:${line}:${column}: error: ${message}`, reasons[String(key)] ?? /never/);
      assert.equal(lastGoodVersionStays, true, String(key));
    }
    const huge = refused.find(({ key }) => String(key).includes('huge'));
    assert.match(String(huge?.message), /expected at most 5000000;/, 'it is not loaded into memory');
    assert.equal('harmed' in globalThis, false, 'front matter is never executed');
  });

  it('are not read again', async (context) => {
    const functions = await functionsFor(context, {});
    await upload(functions, Object.fromEntries(Object.entries(REFUSED).map(([key, [file]]) => [key, file])));
    await functions.fresh.drain(functions.publish);
    functions.reset();
    await functions.reconcile(JSON.parse(RECONCILE_MESSAGE), contextOf());
    assert.equal(functions.wire.count(/^GET \/posts\/_posts\//), 0);
  });
});
