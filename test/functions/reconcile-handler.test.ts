import assert from 'node:assert/strict';
import { it } from 'node:test';
import { RECONCILE_MESSAGE } from '../../lambda/aws/messages.ts';
import { CONFIG, post } from '../support/blog.ts';
import { contextOf } from '../support/queue.ts';
import { functionsFor } from './functions.ts';

it('the reconcile message starts a full run, which publishes changes without events', async (context) => {
  const { posts, reconcile, titles, bulk } = await functionsFor(context, {
    '_posts/2026-01-01-a.md': post('A'),
    '_posts/2026-01-02-b.md': post('B'),
  });
  await posts.put('_posts/2026-01-03-c.md', Buffer.from(post('C')));
  await posts.delete('_posts/2026-01-01-a.md');
  assert.deepEqual(await reconcile(JSON.parse(RECONCILE_MESSAGE), contextOf()), { batchItemFailures: [] });
  assert.deepEqual([await titles(), bulk.bodies], [['C', 'B'], []]);
});

it('the reconcile message imports a bucket without a catalog', async (context) => {
  const { posts, reconcile, titles } = await functionsFor(context);
  await posts.put('linefeed.yaml', Buffer.from(CONFIG));
  await posts.put('_posts/2026-01-01-a.md', Buffer.from(post('A')));
  await reconcile(JSON.parse(RECONCILE_MESSAGE), contextOf());
  assert.deepEqual(await titles(), ['A']);
});

it('a failed full run fails the invocation, so that Lambda retries it, and logs the reason', async (context) => {
  const { posts, reconcile, wire, logged, titles } = await functionsFor(context, { '_posts/2026-01-01-a.md': post('A') });
  await posts.put('_posts/2026-01-02-b.md', Buffer.from(post('B')));
  wire.faults.set(/^GET \/posts\/?$/, { status: 403, code: 'AccessDenied' });
  const failing = contextOf();
  await assert.rejects(reconcile(JSON.parse(RECONCILE_MESSAGE), failing), /the message could not be handled; the log says why/);
  const [{ messageId, requestId, reason } = {}] = logged('message failed');
  assert.deepEqual([messageId, requestId], [failing.awsRequestId, failing.awsRequestId]);
  assert.match(String(reason), /^cannot list s3:\/\/posts\/: AccessDenied/);
  wire.faults.clear();
  await reconcile(JSON.parse(RECONCILE_MESSAGE), contextOf());
  assert.deepEqual(await titles(), ['B', 'A']);
});
