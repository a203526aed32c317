import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromEnvironment, toEnvironment } from '../../lambda/aws/environment.ts';

const WAKE_UPS = { group: 'g', role: 'arn:aws:iam::1:role/r', queue: 'arn:aws:sqs:a:1:q', deadLetters: 'arn:aws:sqs:a:1:d' };

const WHOLE = {
  ...{ LINEFEED_POSTS_BUCKET: 'posts', LINEFEED_SITE_BUCKET: 'site', LINEFEED_BULK_QUEUE_URL: 'https://sqs.example/bulk' },
  ...{ LINEFEED_WAKE_GROUP: WAKE_UPS.group, LINEFEED_WAKE_ROLE: WAKE_UPS.role },
  ...{ LINEFEED_WAKE_QUEUE: WAKE_UPS.queue, LINEFEED_WAKE_DEAD_LETTERS: WAKE_UPS.deadLetters },
};

describe('the environment of a function', () => {
  it('is parsed as it was encoded', () => {
    const text = fc.string({ minLength: 1, unit: 'binary' });
    const settings = fc.dictionary(text, fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value)));
    const scheduler = fc.record({ group: text, role: text, queue: text, deadLetters: text }, { noNullPrototype: true });
    const environment = fc.record(
      {
        postsBucket: text,
        postsPrefix: fc.string({ unit: 'binary' }),
        siteBucket: text,
        bulkQueueUrl: text,
        scheduler,
        settings,
        eventBus: text,
        privateHubs: fc.array(fc.domain(), { minLength: 1 }),
      },
      { noNullPrototype: true, requiredKeys: ['postsBucket', 'postsPrefix', 'siteBucket', 'bulkQueueUrl', 'scheduler', 'settings'] },
    );
    fc.assert(
      fc.property(environment, (given) => assert.deepEqual(fromEnvironment(toEnvironment(given)), given)),
      { seed: 20260301, numRuns: 500 },
    );
  });

  it('needs no prefix, settings, event bus or private hubs', () => {
    assert.equal(
      fromEnvironment({ ...WHOLE, LINEFEED_EVENT_BUS: 'arn:aws:events:a:1:event-bus/b' }).eventBus,
      'arn:aws:events:a:1:event-bus/b',
    );
    assert.deepEqual(fromEnvironment({ ...WHOLE, LINEFEED_PRIVATE_HUBS: ' Hub.internal:8080, ,localhost' }).privateHubs, [
      'hub.internal:8080',
      'localhost',
    ]);
    assert.deepEqual(fromEnvironment(WHOLE), {
      ...{ postsBucket: 'posts', siteBucket: 'site', bulkQueueUrl: 'https://sqs.example/bulk' },
      ...{ postsPrefix: '', scheduler: WAKE_UPS, settings: {} },
    });
  });

  it('is rejected with the names of all missing variables', () => {
    const needed = Object.keys(WHOLE).join(', ');
    assert.throws(() => fromEnvironment({}), { message: `the environment lacks ${needed}` });
    assert.throws(() => fromEnvironment({ ...WHOLE, LINEFEED_SITE_BUCKET: '' }), /lacks LINEFEED_SITE_BUCKET$/);
  });

  it('is rejected if the settings are no JSON object', () => {
    for (const settings of ['{', 'title: Notes', '[]', 'null', '"text"', '5']) {
      assert.throws(
        () => fromEnvironment({ ...WHOLE, LINEFEED_SETTINGS: settings }),
        /LINEFEED_SETTINGS is no JSON object.*write .*such as \{"title":"Field Notes"\}/,
        settings,
      );
    }
  });
});
