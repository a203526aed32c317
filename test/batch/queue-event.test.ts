import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { s3Event } from '../../lambda/local/s3/event.ts';
import { functionsFor } from '../functions/functions.ts';
import { post } from '../support/blog.ts';
import { contextOf, type OpenHandler } from '../support/queue.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html has an event of each service. */
const OTHERS: [unknown, string][] = [
  [{}, '{}'],
  [null, 'null'],
  [undefined, 'nothing'],
  [[], 'a list'],
  [[{ messageId: 'm', body: '{}' }], 'a list'],
  ['look at everything', 'a string'],
  [7, 'a number'],
  [true, 'a boolean'],
  [{ Records: [] }, 'an event without records'],
  [{ Records: 'none' }, 'an object with the fields Records'],
  [{ Records: [{ messageId: 'm' }] }, 'an object with the fields Records'],
  [JSON.parse(s3Event({ bucket: 'posts', key: '_posts/a.md', kind: 'Put', time: 0 })), 'an event of aws:s3'],
  [{ Records: [{ EventSource: 'aws:sns', Sns: { Message: '{}' } }] }, 'an event of aws:sns'],
  [{ Type: 'Notification', Message: '{}' }, 'a notification of SNS'],
  [{ version: '0', source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }, 'an event of EventBridge, "Scheduled Event"'],
  [{ version: '2.0', rawPath: '/', requestContext: { http: { method: 'GET' } } }, 'a request over HTTP'],
  [{ httpMethod: 'GET', path: '/', requestContext: {} }, 'a request over HTTP'],
  [{ key1: 'value1', key2: 'value2', key3: 'value3' }, 'an object with the fields key1, key2, key3'],
  [{ linefeed: 'dance' }, 'an object with the fields linefeed'],
];

describe('an event that is not from a queue', () => {
  it('fails with its kind in both functions', async (context) => {
    const { publish, reconcile, wire, logged } = await functionsFor(context, { '_posts/2026-01-01-a.md': post('A') });
    for (const [event, name] of OTHERS) {
      const got = `got ${name}; nothing was done`;
      await assert.rejects((publish as OpenHandler)(event, contextOf()), { message: `expected an event of SQS, ${got}` });
      await assert.rejects(reconcile(event, contextOf()), {
        message: `expected an event of SQS or the message {"linefeed":"look at everything"}, ${got}`,
      });
    }
    assert.deepEqual([wire.requests, logged()], [[], []]);
  });

  it('fails in the publish function even if the reconcile function accepts it', async (context) => {
    const { publish } = await functionsFor(context, {});
    const event = { linefeed: 'look at everything' };
    await assert.rejects((publish as OpenHandler)(event, contextOf()), /expected an event of SQS, got an object with the fields linefeed/);
  });
});
