import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LocalQueue } from '../../../lambda/local/dev/queue.ts';

function controlled() {
  const batches: string[][] = [];
  const errors: unknown[] = [];
  let finish = (): void => {};
  let fail = (_error: Error): void => {};
  const handle = (messages: { body: string }[]) =>
    new Promise<void>((resolve, reject) => {
      batches.push(messages.map(({ body }) => body));
      finish = resolve;
      fail = reject;
    });
  return {
    queue: new LocalQueue(handle, (error) => errors.push(error)),
    batches,
    errors,
    finish: () => finish(),
    fail: (error: Error) => fail(error),
  };
}

const turn = () => new Promise(setImmediate);

describe('LocalQueue', () => {
  it('keeps messages until it starts, and handles them together', async () => {
    const { queue, batches, finish } = controlled();
    await queue.send(['a']);
    await queue.send(['b', 'c']);
    assert.deepEqual(batches, []);
    queue.start();
    assert.deepEqual(batches, [['a', 'b', 'c']]);
    finish();
    await queue.settled();
  });

  it('handles one batch at a time; messages that arrive meanwhile are the next batch', async () => {
    const { queue, batches, finish } = controlled();
    queue.start();
    await queue.send(['a']);
    await queue.send(['b']);
    await queue.send(['c']);
    assert.deepEqual(batches, [['a']]);
    finish();
    await turn();
    assert.deepEqual(batches, [['a'], ['b', 'c']]);
    finish();
    await queue.settled();
  });

  it('accepts messages after it was idle, and at any moment of becoming idle', async () => {
    for (let turns = 0; turns < 8; turns += 1) {
      const { queue, batches, finish } = controlled();
      queue.start();
      await queue.send(['a']);
      finish();
      for (let count = 0; count < turns; count += 1) await null;
      await queue.send(['b']);
      await turn();
      assert.deepEqual(batches, [['a'], ['b']], `${turns} turns after the first batch`);
      finish();
      await queue.settled();
    }
  });

  it('gives each message a unique id', async () => {
    const ids: string[] = [];
    const queue = new LocalQueue(
      async (messages) => void ids.push(...messages.map(({ id }) => id)),
      () => {},
    );
    queue.start();
    await queue.send(['a', 'a']);
    await queue.send(['a']);
    await queue.settled();
    assert.equal(new Set(ids).size, 3);
  });

  it('reports a batch that fails, and continues', async () => {
    const { queue, batches, errors, finish, fail } = controlled();
    queue.start();
    await queue.send(['a']);
    await queue.send(['b']);
    fail(new Error('no'));
    await turn();
    assert.deepEqual([errors.map(String), batches], [['Error: no'], [['a'], ['b']]]);
    finish();
    await queue.settled();
  });

  it('delays messages, then handles them like others', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const { queue, batches, finish } = controlled();
    queue.start();
    await queue.send(['later'], 65);
    context.mock.timers.tick(64_999);
    assert.deepEqual(batches, []);
    context.mock.timers.tick(1);
    assert.deepEqual(batches, [['later']]);
    finish();
    await queue.settled();
  });

  it('delivers nothing after close', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const { queue, batches } = controlled();
    queue.start();
    await queue.send(['later'], 65);
    await queue.close();
    context.mock.timers.tick(100_000);
    assert.deepEqual(batches, []);
  });

  it('is settled at once if nothing is handled', async () => {
    const { queue } = controlled();
    queue.start();
    await queue.settled();
  });
});
