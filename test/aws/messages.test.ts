import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseOwnMessage, pingMessage, RECONCILE_MESSAGE, requeueMessages, scheduledRunMessage } from '../../lambda/aws/messages.ts';

const keysIn = (message: string): string[] => {
  const own = parseOwnMessage(JSON.parse(message));
  assert.ok(own?.linefeed === 'look');
  return own.keys;
};

describe('"look again" messages', () => {
  it('hold 300 keys at the most', () => {
    const keys = Array.from({ length: 601 }, (_, index) => `${index}.md`);
    assert.deepEqual(
      requeueMessages(keys).map((message) => keysIn(message).length),
      [300, 300, 1],
    );
  });

  it('fit into a queue’s 256 KiB, whatever the keys are', () => {
    // S3's longest key, 1,024 bytes, of characters that JSON writes in six each.
    for (const unit of ['\u0001', '"', 'é', '日', 'x']) {
      const key = unit.repeat(Math.floor(1024 / Buffer.byteLength(unit)));
      const messages = requeueMessages(Array.from({ length: 1000 }, () => key));
      assert.equal(messages.flatMap(keysIn).length, 1000);
      for (const message of messages) assert.ok(Buffer.byteLength(message) <= 256 * 1024, `${Buffer.byteLength(message)} bytes of ${unit}`);
    }
  });

  it('are one that asks for a run where there are no keys', () => {
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

describe('our own messages', () => {
  it('are read as they were written', () => {
    assert.deepEqual(parseOwnMessage(JSON.parse(RECONCILE_MESSAGE)), { linefeed: 'look at everything' });
    assert.deepEqual(parseOwnMessage(JSON.parse(scheduledRunMessage('2026-03-01T09:30:00.000Z'))), {
      linefeed: 'wake',
      at: '2026-03-01T09:30:00.000Z',
    });
  });

  it('name a hub and a document by addresses, or are none', () => {
    const ping = { hub: 'https://hub.example/', topic: 'https://blog.example/atom.xml' };
    assert.deepEqual(parseOwnMessage(JSON.parse(pingMessage(ping))), { linefeed: 'ping', ...ping, tries: 0 });
    assert.deepEqual(parseOwnMessage(JSON.parse(pingMessage(ping, 3))), { linefeed: 'ping', ...ping, tries: 3 });
    for (const spoilt of [{ hub: 'file:///etc/passwd' }, { hub: undefined }, { topic: 'atom.xml' }, { tries: 'often' }, { tries: -1 }]) {
      assert.equal(parseOwnMessage({ linefeed: 'ping', ...ping, tries: 0, ...spoilt }), undefined, JSON.stringify(spoilt));
    }
  });

  it('name their minute as schedulers write it', () => {
    for (const at of ['2026-03-01T09:30:00Z', '2026-03-01T10:30:00+01:00']) {
      assert.deepEqual(parseOwnMessage({ linefeed: 'wake', at }), { linefeed: 'wake', at: '2026-03-01T09:30:00.000Z' });
    }
  });
});
