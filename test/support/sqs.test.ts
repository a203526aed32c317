/** What the queues of the tests have in common with Amazon's: others rest on it. */
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

describe('a message', () => {
  it("goes to the queue that it is sent to, and the sender's client finds it whole", async (context) => {
    const { first, second, urlOf, send } = await sqsFor(context);
    const { MessageId } = await send(urlOf(second), 'é');
    assert.deepEqual([first.bodies, second.bodies, second.waiting[0]?.id], [[], ['é'], MessageId]);
  });

  it('may have 1 MiB and characters that XML has', async (context) => {
    const { first, urlOf, send } = await sqsFor(context);
    await send(urlOf(first), 'x'.repeat(1024 * 1024));
    await send(urlOf(first), '\t\u{1f600}\ufffd');
    await assert.rejects(send(urlOf(first), 'x'.repeat(1024 * 1024 + 1)), refused('InvalidParameterValue'));
    for (const character of ['\u0001', '\ufffe', '\uffff']) {
      await assert.rejects(send(urlOf(first), character), refused('InvalidMessageContents'));
    }
    assert.equal(first.waiting.length, 2);
  });

  it('needs a queue, and leave to be sent there', async (context) => {
    const asked: string[][] = [];
    const canSend = (...names: string[]) => asked.push(names) > 1;
    const { endpoint, first, urlOf, send } = await sqsFor(context, { canSend });
    await assert.rejects(send(`${endpoint}/000000000000/third`, 'a'), refused('QueueDoesNotExist'));
    await assert.rejects(send(urlOf(first), 'a'), refused('AccessDeniedException'));
    await send(urlOf(first), 'b');
    assert.deepEqual(asked, [
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
  /** Fails messages by their bodies, and keeps what it was given: body and how often it was received. */
  const failing = (...bodies: string[]) => {
    const given: string[][] = [];
    const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
      given.push(Records.map(({ body, attributes }) => `${body}${attributes.ApproximateReceiveCount}`));
      const failed = Records.filter(({ body }) => bodies.includes(body));
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    };
    return { given, handler };
  };

  it('brings batches, and brings again what failed until it is dead', async () => {
    const { queue, dead } = filled('a', 'b', 'c');
    const { given, handler } = failing('a');
    await queue.drain(handler, { batchSize: 2 });
    assert.deepEqual(given, [['a1', 'b1'], ['c1', 'a2'], ['a3'], ['a4'], ['a5']]);
    assert.deepEqual([queue.bodies, dead.bodies], [[], ['a']]);
  });

  it('brings all of a batch again when the function throws, names a strange message or gives no list', async () => {
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

  it('brings no more than 6 MiB at once', async () => {
    const { queue } = filled(...Array.from({ length: 7 }, () => 'x'.repeat(1024 * 1024)));
    const { given, handler } = failing();
    await queue.drain(handler);
    assert.deepEqual(
      given.map((batch) => batch.length),
      [6, 1],
    );
  });

  it('without dead letters tells of a message that fails for ever', async () => {
    const queue = new TestQueue('queue');
    queue.put('a');
    await assert.rejects(queue.drain(failing('a').handler), /queue has no dead letters for the message a/);
  });
});
