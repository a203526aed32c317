import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { eventBridgeClient, eventBus } from '../../lambda/aws/event-bus.ts';
import type { PostEvent } from '../../lambda/core/catalog/post-events.ts';
import { startEventBus } from '../support/event-bus.ts';
import { REGION } from '../support/queue.ts';
import { CREDENTIALS } from '../support/s3.ts';

const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/news';

async function busFor(context: TestContext, canPut?: () => boolean) {
  const bus = await startEventBus(canPut ? { canPut } : {});
  context.after(() => bus.close());
  const client = eventBridgeClient({ endpoint: bus.endpoint, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 });
  return { bus, publishEvents: eventBus(BUS, client) };
}

const eventsOf = (count: number): PostEvent[] =>
  Array.from({ length: count }, (_, number) => ({
    ...{ kind: 'PostPublished', event: `g-1-${number}`, id: `https://blog.example/${number}`, rev: 1 },
    ...{ title: `Post ${number} “日本”`, tags: ['C++'] },
  }));

it('events arrive unchanged in several requests', async (context) => {
  const { bus, publishEvents } = await busFor(context);
  await publishEvents(eventsOf(25));
  assert.equal(bus.events.length, 25);
  assert.deepEqual(bus.events[24], {
    ...{ bus: BUS, source: 'linefeed', type: 'PostPublished' },
    detail: { event: 'g-1-24', id: 'https://blog.example/24', rev: 1, title: 'Post 24 “日本”', tags: ['C++'] },
  });
});

it('a rejected event is an error with the bus and the reason', async (context) => {
  const { bus, publishEvents } = await busFor(context);
  bus.room = 3;
  await assert.rejects(
    publishEvents(eventsOf(5)),
    /^Error: the bus arn:.*\/news did not take an event: ThrottlingException: Rate exceeded$/,
  );
});

it('a bus without permission is an error that says so', async (context) => {
  const { publishEvents } = await busFor(context, () => false);
  await assert.rejects(
    publishEvents(eventsOf(1)),
    /^Error: cannot put events on the bus arn:.*\/news: AccessDeniedException: linefeed may not put/,
  );
});
