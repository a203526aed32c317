/** The contract that the test queues share with Amazon SQS; other tests rely on it. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { SendMessageCommand, SQSClient, SQSServiceException } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { TestQueue } from './queue.ts';
import { CREDENTIALS } from './s3.ts';
import { type SqsOptions, startSqs } from './sqs.ts';

async function sqsFor(context: TestContext, options: SqsOptions = {}) {
  const [first, second] = [new TestQueue('first'), new TestQueue('second')];
  const sqs = await startSqs([first, second], options);
  context.after(() => sqs.close());
  const client = new SQSClient({ endpoint: sqs.endpoint, region: 'us-east-1', credentials: CREDENTIALS });
  const send = (QueueUrl: string, MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  return { ...sqs, first, second, send };
}

const refused = (name: string) => (error: unknown) => error instanceof SQSServiceException && error.name === name;

describe('SendMessage', () => {
  it('delivers a message unchanged to its queue', async (context) => {
    const { first, second, urlOf, send } = await sqsFor(context);
    const { MessageId } = await send(urlOf(second), 'é');
    assert.deepEqual([first.bodies, second.bodies, second.waiting[0]?.id], [[], ['é'], MessageId]);
  });

  it('accepts 1 MiB and rejects characters that XML does not allow', async (context) => {
    const { first, urlOf, send } = await sqsFor(context);
    await send(urlOf(first), 'x'.repeat(1024 * 1024));
    await send(urlOf(first), '\t\u{1f600}\ufffd');
    await assert.rejects(send(urlOf(first), 'x'.repeat(1024 * 1024 + 1)), refused('InvalidParameterValue'));
    for (const character of ['\u0001', '\ufffe', '\uffff']) {
      await assert.rejects(send(urlOf(first), character), refused('InvalidMessageContents'));
    }
    assert.equal(first.waiting.length, 2);
  });

  it('rejects unknown queues and access keys without permission', async (context) => {
    const checked: string[][] = [];
    const canSend = (...names: string[]) => checked.push(names) > 1;
    const { endpoint, first, urlOf, send } = await sqsFor(context, { canSend });
    await assert.rejects(send(`${endpoint}/000000000000/third`, 'a'), refused('QueueDoesNotExist'));
    await assert.rejects(send(urlOf(first), 'a'), refused('AccessDeniedException'));
    await send(urlOf(first), 'b');
    assert.deepEqual(checked, [
      ['linefeed', 'first'],
      ['linefeed', 'first'],
    ]);
    assert.deepEqual(first.bodies, ['b']);
  });
});

describe('a queue', () => {
  const filled = (...bodies: string[]) => {
    const dead = new TestQueue('dead');
    const queue = new TestQueue('queue', { deadLetters: dead });
    for (const body of bodies) queue.put(body);
    return { queue, dead };
  };
  /** Fails the messages with these bodies, and records body and receive count of each. */
  const failing = (...bodies: string[]) => {
    const deliveries: string[][] = [];
    const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
      deliveries.push(Records.map(({ body, attributes }) => `${body}${attributes.ApproximateReceiveCount}`));
      const failed = Records.filter(({ body }) => bodies.includes(body));
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    };
    return { given: deliveries, handler };
  };

  it('delivers batches, and failed messages again until they are dead letters', async () => {
    const { queue, dead } = filled('a', 'b', 'c');
    const { given: deliveries, handler } = failing('a');
    await queue.drain(handler, { batchSize: 2 });
    assert.deepEqual(deliveries, [['a1', 'b1'], ['c1', 'a2'], ['a3'], ['a4'], ['a5']]);
    assert.deepEqual([queue.bodies, dead.bodies], [[], ['a']]);
  });

  it('fails the whole batch if the function throws, names an unknown message or returns no list', async () => {
    const bad = [
      () => Promise.reject(new Error('out of order')),
      async () => ({ batchItemFailures: [{ itemIdentifier: 'strange' }] }),
      async () => undefined as unknown as SQSBatchResponse,
    ];
    for (const handler of bad) {
      const { queue } = filled('a', 'b');
      await queue.deliver(handler);
      assert.deepEqual(queue.bodies, ['a', 'b']);
    }
  });

  it('puts at most 6 MiB into one event', async () => {
    const { queue } = filled(...Array.from({ length: 7 }, () => 'x'.repeat(1024 * 1024)));
    const { given: deliveries, handler } = failing();
    await queue.drain(handler);
    assert.deepEqual(
      deliveries.map((batch) => batch.length),
      [6, 1],
    );
  });

  it('throws when a message has failed too often and there is no dead-letter queue', async () => {
    const queue = new TestQueue('queue');
    queue.put('a');
    await assert.rejects(queue.drain(failing('a').handler), /queue has no dead letters for the message a/);
  });
});
