import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { CLIENT_OPTIONS } from '../../lambda/aws/client-options.ts';
import { requeueMessages } from '../../lambda/aws/messages.ts';
import { sqsClient, sqsQueue } from '../../lambda/aws/sqs-queue.ts';
import { parseMessages } from '../../lambda/batch/parse-messages.ts';
import { REGION, TestQueue } from '../support/queue.ts';
import { CREDENTIALS } from '../support/s3.ts';
import { type SqsOptions, startSqs } from '../support/sqs.ts';

async function queueFor(context: TestContext, options: SqsOptions = {}) {
  const bulk = new TestQueue('bulk');
  const sqs = await startSqs([bulk], options);
  context.after(() => sqs.close());
  const client = sqsClient({ endpoint: sqs.endpoint, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 });
  return { bulk, client, url: sqs.urlOf(bulk), queue: sqsQueue(sqs.urlOf(bulk), client) };
}

it('keys arrive unchanged in several messages', async (context) => {
  const { bulk, queue } = await queueFor(context);
  const odd = ['a b+é.md', '\u0000\u001f.md', '\ufffe\uffff.md', '\u{1f600}.md', '"\\.md', 'x'.repeat(1024)];
  const many = Array.from({ length: 1000 }, (_, number) => `_posts/${number}.md`);
  await queue.send(requeueMessages([...odd, ...many]));
  const { batch, unparsed: unaccounted } = parseMessages(bulk.waiting, { bucket: 'posts', prefix: '' });
  assert.deepEqual(unaccounted, new Map());
  assert.deepEqual(batch?.keys.sort(), [...odd, ...many].sort());
  assert.equal(bulk.waiting.length, 4);
});

it('any keys arrive, also if each character takes six bytes', async (context) => {
  const { bulk, queue } = await queueFor(context);
  const key = fc.string({ unit: 'binary', minLength: 1 });
  const long = fc.constantFrom('\u0001'.repeat(1000), '\uffff'.repeat(340));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(key, { maxLength: 5 }), long, fc.nat(150), async (keys, text, times) => {
      bulk.waiting.length = 0;
      const all = [...new Set([...keys, ...Array.from({ length: times }, (_, number) => `${text}${number}`)])];
      await queue.send(requeueMessages(all));
      assert.deepEqual(parseMessages(bulk.waiting, { bucket: 'posts', prefix: '' }).batch?.keys.sort(), all.sort());
    }),
    { seed: 20260301, numRuns: 30 },
  );
});

it('a rejected message is an error with the queue', async (context) => {
  const { url, queue } = await queueFor(context, { canSend: () => false });
  await assert.rejects(queue.send(requeueMessages([])), ({ message }: Error) =>
    message.startsWith(`cannot send to ${url}: AccessDeniedException: linefeed may not send to bulk`),
  );
});

it('a silent queue is a timeout', async (context) => {
  const { client, queue } = await queueFor(context);
  await queue.send(requeueMessages([]));
  const handler = client.config.requestHandler as unknown as { httpHandlerConfigs(): Record<string, number> };
  for (const name of ['connectionTimeout', 'socketTimeout'] as const) {
    const milliseconds = handler.httpHandlerConfigs()[name] ?? 0;
    assert.ok(milliseconds > 0 && milliseconds === CLIENT_OPTIONS.requestHandler[name], name);
  }
});

it('messages are delayed as requested, up to the limit of a queue', async (context) => {
  const { bulk, queue } = await queueFor(context);
  await queue.send(['at once']);
  await queue.send(['later', 'too'], 65);
  assert.deepEqual(bulk.waiting.map(({ body, delay }) => [body, delay]).sort(), [
    ['at once', 0],
    ['later', 65],
    ['too', 65],
  ]);
  await assert.rejects(queue.send(['tomorrow'], 86_400), /InvalidParameterValue: a delay is 0 to 900 seconds/);
});
