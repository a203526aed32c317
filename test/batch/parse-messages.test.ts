import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RECONCILE_MESSAGE, requeueMessages, scheduledRunMessage } from '../../lambda/aws/messages.ts';
import { type Message, parseMessages } from '../../lambda/batch/parse-messages.ts';

const PLACE = { bucket: 'posts', prefix: '' };
const TIME = '2026-03-01T09:30:00.000Z';

const record = (key: unknown, bucket = 'posts', eventTime: unknown = TIME) => ({
  eventTime,
  s3: { bucket: { name: bucket }, object: { key } },
});
const event = (...records: unknown[]) => JSON.stringify({ Records: records });
const bridge = (key: unknown, bucket = 'posts') =>
  JSON.stringify({ source: 'aws.s3', time: TIME, detail: { bucket: { name: bucket }, object: { key } } });
const wrapped = (Message: unknown) => JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:eu-west-1:1:t', Message });

const messagesOf = (...bodies: string[]): Message[] => bodies.map((body, index) => ({ id: `m${index + 1}`, body }));
const received = (...bodies: string[]) => parseMessages(messagesOf(...bodies), PLACE);

function keysOf(body: string, place = PLACE): string[] {
  const { batch, unparsed } = parseMessages([{ id: 'm1', body }], place);
  assert.deepEqual([...unparsed], []);
  return batch?.keys ?? [];
}

function refusalOf(body: string): string {
  const { batch, messagesByKey, unparsed, written } = received(body);
  assert.deepEqual([batch, messagesByKey.size, written], [undefined, 0, []]);
  return unparsed.get('m1') ?? assert.fail('the message is valid');
}

describe('the key in an S3 event', () => {
  it('is form-decoded: + is a space, %2B a plus, %25 a percent sign', () => {
    const cases: [string, string][] = [
      ['_posts/2026-03-01-red+flower.md', '_posts/2026-03-01-red flower.md'],
      ['_posts/a%2Bb.md', '_posts/a+b.md'],
      ['_posts/100%25.md', '_posts/100%.md'],
      ['_posts/%2541.md', '_posts/%41.md'],
      ['_posts/gr%C3%B6%C3%9Fer.md', '_posts/größer.md'],
      ['_posts/%E6%97%A5%E6%9C%AC%E8%AA%9E.md', '_posts/日本語.md'],
      ['a//b.md', 'a//b.md'],
    ];
    for (const [sent, key] of cases) assert.deepEqual(keysOf(event(record(sent))), [key]);
  });

  it('that is not form-encoded fails its message', () => {
    for (const key of ['100%.md', '%zz.md', '%C3.md']) assert.match(refusalOf(event(record(key))), /is not form-encoded/);
  });

  it('is ignored if it cannot be a post, an attachment or the configuration', () => {
    for (const key of ['assets/bell.css', '_posts/', 'md', 'other.yaml', 'sub/linefeed.yaml']) {
      assert.deepEqual(keysOf(event(record(key))), [], key);
    }
    for (const key of ['linefeed.yaml', '_config.yml', 'hugo.toml', '_data/authors.yml', 'a.html', 'A.MD', 'Files/photo.JPG']) {
      assert.deepEqual(keysOf(event(record(key))), [key]);
    }
  });

  it('loses its prefix, and is ignored outside of the prefix', () => {
    const place = { bucket: 'posts', prefix: 'my blog/' };
    assert.deepEqual(keysOf(event(record('my+blog/_posts/a.md')), place), ['_posts/a.md']);
    for (const key of ['my+blog/', 'my+blog', 'other/a.md', 'my+blog.md', 'a.md']) {
      assert.deepEqual(keysOf(event(record(key)), place), [], key);
    }
  });

  it('is rejected for another bucket', () => {
    assert.match(refusalOf(event(record('a.md', 'films'))), /of the bucket films, the posts are in posts/);
    assert.match(refusalOf(JSON.stringify({ Records: [{ s3: { object: { key: 'a.md' } } }] })), /of the bucket undefined/);
  });
});

describe('an event', () => {
  it("names a key as removed if that is the batch's last event for it", () => {
    const [put, removed] = ['ObjectCreated:Put', 'ObjectRemoved:Delete'].map((eventName) => (key: string) => ({
      ...record(key),
      eventName,
    })) as [(key: string) => object, (key: string) => object];
    const removedBy = (...bodies: string[]) => received(...bodies).batch?.removed;
    assert.deepEqual(removedBy(event(removed('a.md')), event(put('b.md'))), ['a.md']);
    assert.deepEqual(removedBy(event(put('a.md')), event(removed('a.md'), removed('red+flower.md'))), ['a.md', 'red flower.md']);
    assert.equal(removedBy(event(removed('a.md'), put('a.md'))), undefined);
    assert.equal(removedBy(event(removed('a.md')), event(put('a.md'))), undefined);
    // A requeued key does not tell why its file is gone.
    assert.deepEqual(removedBy(event(removed('a.md')), ...requeueMessages(['a.md', 'b.md'])), ['a.md']);
    assert.equal(removedBy(...requeueMessages(['a.md'])), undefined);
    // Only posts and files that are rendered into posts count.
    assert.equal(removedBy(event(removed('a.md.bak')), event(put('b.md'))), undefined);
  });

  it('may have many records, and repeat a key', () => {
    const keys = Array.from({ length: 50 }, (_, index) => `_posts/${index}.md`);
    const { batch, messagesByKey } = received(event(...[...keys, ...keys].map((key) => record(key))));
    assert.deepEqual(batch?.keys, keys);
    assert.deepEqual(
      keys.map((key) => messagesByKey.get(key)),
      keys.map(() => ['m1']),
    );
  });

  it('fails if one of its records is invalid, and its other keys are processed', () => {
    const broken = [record(undefined), record(5), {}, null, 'text', { s3: null }, { s3: { object: [] } }];
    const cases: [unknown, RegExp][] = [
      [record('b.md', 'films'), /of the bucket films, the posts are in posts/],
      [record('100%.md'), /the key 100%\.md is not form-encoded/],
      ...broken.map((each): [unknown, RegExp] => [each, /a record of the event names no key/]),
    ];
    for (const [wrong, reason] of cases) {
      const { batch, messagesByKey, unparsed, written } = received(event(wrong, record('a.md')));
      assert.deepEqual([batch, [...messagesByKey], written], [{ keys: ['a.md'] }, [['a.md', ['m1']]], [Date.parse(TIME)]]);
      assert.match(unparsed.get('m1') ?? '', reason);
      assert.match(refusalOf(event(wrong)), reason);
    }
  });

  it('without records has no keys', () => {
    const nothing = { isolate: false, messagesByKey: new Map(), fullMessages: [], pings: new Map(), unparsed: new Map(), written: [] };
    assert.deepEqual(received(event()), { batch: undefined, ...nothing });
  });

  it('has keys whatever its name says', () => {
    const removed = { ...record('a.md'), eventName: 'ObjectRemoved:Delete' };
    const expired = { ...record('b.md'), eventName: 'LifecycleExpiration:Delete' };
    assert.deepEqual(keysOf(event(removed, expired)), ['a.md', 'b.md']);
  });

  it('has the time of the write if it is valid', () => {
    assert.deepEqual(received(event(record('a.md'), record('b.md'), record('style.css'))).written, [Date.parse(TIME), Date.parse(TIME)]);
    for (const time of ['yesterday', 5, null]) assert.deepEqual(received(event(record('a.md', 'posts', time))).written, []);
  });

  it("of S3's test has no keys", () => {
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: TIME, Bucket: 'posts', RequestId: 'R', HostId: 'H' };
    assert.deepEqual(keysOf(JSON.stringify(test)), []);
    assert.deepEqual(keysOf(wrapped(JSON.stringify(test))), []);
  });

  it('of EventBridge has its keys both raw and decoded', () => {
    assert.deepEqual(keysOf(bridge('_posts/a.md')), ['_posts/a.md']);
    assert.deepEqual(keysOf(bridge('red+flower.md')), ['red+flower.md', 'red flower.md']);
    assert.deepEqual(keysOf(bridge('100%.md')), ['100%.md']);
    assert.deepEqual(received(bridge('red+flower.md')).written, [Date.parse(TIME)]);
    assert.match(refusalOf(bridge(undefined)), /names no key/);
    assert.match(refusalOf(bridge('a.md', 'films')), /films/);
  });

  it('may be wrapped once by SNS', () => {
    assert.deepEqual(keysOf(wrapped(event(record('red+flower.md')))), ['red flower.md']);
    assert.match(refusalOf(wrapped(wrapped(event(record('a.md'))))), /no S3 event and none of ours/);
    assert.match(refusalOf(wrapped('hello')), /is not JSON/);
    assert.match(refusalOf(wrapped({ Records: [] })), /no S3 event/);
  });
});

describe('an invalid message', () => {
  it('fails with a reason', () => {
    const cases: [string, RegExp][] = [
      ['', /is not JSON/],
      ['{"Records": [', /is not JSON/],
      ['[]', /JSON, but no object/],
      ['null', /JSON, but no object/],
      ['"text"', /JSON, but no object/],
      ['5', /JSON, but no object/],
      ['{}', /no S3 event and none of ours/],
      ['{"Records": {}}', /no S3 event/],
      ['{"linefeed": "dance"}', /none that this version knows/],
      ['{"linefeed": null}', /none that this version knows/],
      ['{"linefeed": "look"}', /none that this version knows/],
      ['{"linefeed": "look", "keys": [1]}', /none that this version knows/],
      ['{"linefeed": "wake", "at": "soon"}', /none that this version knows/],
    ];
    for (const [body, reason] of cases) assert.match(refusalOf(body), reason, body);
  });

  it('does not affect the other messages', () => {
    const { batch, unparsed } = received('{', event(record('a.md')), event(record('b.md', 'films')), scheduledRunMessage(TIME));
    assert.deepEqual(batch, { keys: ['a.md'], scheduledFor: TIME });
    assert.deepEqual([...unparsed.keys()], ['m1', 'm3']);
  });
});

describe('a batch', () => {
  it('maps each key to all of its messages', () => {
    const { batch, messagesByKey } = received(event(record('a.md')), bridge('a.md'), ...requeueMessages(['b.md', 'a.md']));
    assert.deepEqual(batch?.keys, ['a.md', 'b.md']);
    assert.deepEqual(Object.fromEntries(messagesByKey), { 'a.md': ['m1', 'm2', 'm3'], 'b.md': ['m3'] });
  });

  it('accepts our own messages: requeue, pending work, full run, scheduled run', () => {
    assert.deepEqual(received(...requeueMessages(['a.md'])).batch, { keys: ['a.md'] });
    assert.deepEqual(received(...requeueMessages([])).batch, { keys: [] }, 'a run that only writes and sends what is pending');
    assert.deepEqual(received(RECONCILE_MESSAGE).batch, { keys: [], full: true });
    const later = '2026-03-01T09:31:00.000Z';
    assert.deepEqual(received(scheduledRunMessage(later), scheduledRunMessage(TIME)).batch, { keys: [], scheduledFor: later });
    assert.deepEqual(received(RECONCILE_MESSAGE, scheduledRunMessage(TIME), ...requeueMessages(['a.md'])).batch, {
      keys: ['a.md'],
      full: true,
      scheduledFor: TIME,
    });
  });

  it('without relevant keys needs no run', () => {
    assert.equal(received(event(record('style.css')), JSON.stringify({ Event: 's3:TestEvent' })).batch, undefined);
    assert.equal(received().batch, undefined);
  });
});

describe('any batch', () => {
  type Sent = { body: string; expected: string[] | 'a run'; failed?: boolean };
  const name = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => `${text}.md`);
  const encoded = (key: string) => record(encodeURIComponent(key).replaceAll('%20', '+'));
  const sent: fc.Arbitrary<Sent> = fc.oneof(
    fc.array(name, { maxLength: 5 }).map((keys) => ({ body: event(...keys.map(encoded)), expected: keys })),
    fc.array(name, { minLength: 1, maxLength: 5 }).map((keys) => ({ body: requeueMessages(keys)[0] ?? '', expected: keys })),
    fc.array(name, { maxLength: 3 }).map((keys) => ({ body: wrapped(event(...keys.map(encoded))), expected: keys })),
    fc
      .constantFrom(RECONCILE_MESSAGE, scheduledRunMessage(TIME), ...requeueMessages([]))
      .map((body) => ({ body, expected: 'a run' as const })),
    fc.constant<Sent>({ body: event(record('style.css')), expected: [] }),
    fc.array(name, { maxLength: 3 }).map((keys) => ({ body: event({}, ...keys.map(encoded)), expected: keys, failed: true })),
    fc.oneof(fc.string(), fc.json()).map((body) => ({ body, expected: [], failed: true })),
  );

  it('maps every key of every message, and fails messages that are not valid as a whole', () => {
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 20 }), (all) => {
        const { batch, messagesByKey, unparsed } = received(...all.map(({ body }) => body));
        const expectedByKey: Record<string, string[]> = {};
        for (const [index, { expected, failed = false }] of all.entries()) {
          const id = `m${index + 1}`;
          assert.equal(unparsed.has(id), failed, id);
          for (const key of Array.isArray(expected) ? new Set(expected) : []) expectedByKey[key] = [...(expectedByKey[key] ?? []), id];
        }
        assert.deepEqual(new Map(Object.entries(expectedByKey)), messagesByKey);
        assert.deepEqual([...messagesByKey.keys()], batch?.keys ?? []);
        const needsRun = all.some(({ expected }) => expected === 'a run') || messagesByKey.size > 0;
        assert.equal(batch !== undefined, needsRun);
      }),
      { seed: 20260301, numRuns: 1000 },
    );
  });
});
