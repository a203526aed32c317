import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  encodeMessage,
  type OwnMessage,
  parseOwnMessage,
  pingMessage,
  RECONCILE_ALLOW_EMPTY_MESSAGE,
  RECONCILE_MESSAGE,
  reconcileMessages,
  requeueMessages,
  scheduledRunMessage,
} from '../../lambda/aws/messages.ts';

const keysIn = (message: string): string[] => {
  const own = parseOwnMessage(JSON.parse(message));
  assert.ok(own?.kind === 'requeue');
  return own.keys;
};

describe('requeue messages', () => {
  it('have at most 300 keys', () => {
    const keys = Array.from({ length: 601 }, (_, index) => `${index}.md`);
    assert.deepEqual(
      requeueMessages(keys).map((message) => keysIn(message).length),
      [300, 300, 1],
    );
  });

  it('fit into 256 KiB for any keys', () => {
    // S3's longest key, 1,024 bytes, of characters that take six bytes each in JSON.
    for (const unit of ['\u0001', '"', 'é', '日', 'x']) {
      const key = unit.repeat(Math.floor(1024 / Buffer.byteLength(unit)));
      const messages = requeueMessages(Array.from({ length: 1000 }, () => key));
      assert.equal(messages.flatMap(keysIn).length, 1000);
      for (const message of messages) assert.ok(Buffer.byteLength(message) <= 256 * 1024, `${Buffer.byteLength(message)} bytes of ${unit}`);
    }
  });

  it('without keys are one message that requests a run', () => {
    assert.deepEqual(requeueMessages([]).map(keysIn), [[]]);
  });

  it('carry every key once, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 2000 }), { maxLength: 400 }), (keys) => {
        assert.deepEqual(requeueMessages(keys).flatMap(keysIn), keys);
      }),
      { seed: 20260301, numRuns: 100 },
    );
  });
});

describe('own messages', () => {
  // Functions of other versions, schedules and people read this JSON, so it never changes.
  const ping = { hub: 'https://hub.example/', topic: 'https://blog.example/atom.xml' };
  const wire: [string, OwnMessage][] = [
    ['{"linefeed":"look","keys":["a.md","b.md"]}', { kind: 'requeue', keys: ['a.md', 'b.md'] }],
    ['{"linefeed":"look","keys":["a.md"],"careful":true}', { kind: 'requeue', keys: ['a.md'], isolate: true }],
    ['{"linefeed":"look at everything"}', { kind: 'reconcile' }],
    ['{"linefeed":"look at everything","keys":["a.md"]}', { kind: 'reconcile', keys: ['a.md'] }],
    ['{"linefeed":"look at everything","allowEmpty":true}', { kind: 'reconcile', allowEmpty: true }],
    ['{"linefeed":"wake","at":"2026-03-01T09:30:00.000Z"}', { kind: 'scheduledRun', at: '2026-03-01T09:30:00.000Z' }],
    [`{"linefeed":"ping","hub":"${ping.hub}","topic":"${ping.topic}","tries":3}`, { kind: 'ping', ...ping, tries: 3 }],
  ];
  for (const [json, message] of wire) {
    it(`encode and parse ${json}`, () => {
      assert.equal(encodeMessage(message), json);
      assert.deepEqual(parseOwnMessage(JSON.parse(json)), message);
    });
  }

  it('are encoded for each purpose', () => {
    const made = [
      ...requeueMessages(['a.md', 'b.md']),
      ...requeueMessages(['a.md'], 1, true),
      RECONCILE_MESSAGE,
      ...reconcileMessages(['a.md']),
      RECONCILE_ALLOW_EMPTY_MESSAGE,
      scheduledRunMessage('2026-03-01T09:30:00.000Z'),
      pingMessage(ping, 3),
    ];
    assert.deepEqual(
      made,
      wire.map(([json]) => json),
    );
  });

  it('with unknown fields are rejected', () => {
    for (const message of [{ linefeed: 'dance' }, { linefeed: 'look' }, { linefeed: 'look', keys: [1] }, { linefeed: 'wake', at: 'soon' }])
      assert.equal(parseOwnMessage(message), undefined, JSON.stringify(message));
    assert.deepEqual(parseOwnMessage({ linefeed: 'look', keys: [], careful: 'yes' }), { kind: 'requeue', keys: [] });
  });

  it('of pings need valid addresses', () => {
    assert.deepEqual(parseOwnMessage(JSON.parse(pingMessage(ping))), { kind: 'ping', ...ping, tries: 0 });
    for (const invalid of [{ hub: 'file:///etc/passwd' }, { hub: undefined }, { topic: 'atom.xml' }, { tries: 'often' }, { tries: -1 }]) {
      assert.equal(parseOwnMessage({ linefeed: 'ping', ...ping, tries: 0, ...invalid }), undefined, JSON.stringify(invalid));
    }
  });

  it('accept the minute in the formats of schedulers', () => {
    for (const at of ['2026-03-01T09:30:00Z', '2026-03-01T10:30:00+01:00']) {
      assert.deepEqual(parseOwnMessage({ linefeed: 'wake', at }), { kind: 'scheduledRun', at: '2026-03-01T09:30:00.000Z' });
    }
  });
});
