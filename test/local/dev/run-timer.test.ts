import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { instantAt } from '../../../lambda/core/instant.ts';
import { RunTimer } from '../../../lambda/local/dev/run-timer.ts';

const NOW = Date.UTC(2026, 2, 1);
const iso = instantAt;

function clockOf(context: TestContext) {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW });
  const rung: string[] = [];
  return { clock: new RunTimer((at) => void rung.push(`${iso(Date.now())} for ${at}`)), rung };
}

it('RunTimer fires once when the time comes, however far away', (context) => {
  const { clock, rung } = clockOf(context);
  const at = NOW + 40 * 24 * 3_600_000 + 1;
  clock.set(iso(at));
  for (let minutes = 0; minutes < 40 * 24 * 60; minutes += 1) context.mock.timers.tick(60_000);
  assert.deepEqual(rung, []);
  context.mock.timers.tick(1);
  assert.deepEqual(rung, [`${iso(at)} for ${iso(at)}`]);
  context.mock.timers.tick(3_600_000);
  assert.equal(rung.length, 1);
});

it('RunTimer fires within a minute of waking if its time passed during sleep', (context) => {
  const { clock, rung } = clockOf(context);
  clock.set(iso(NOW + 3_600_000));
  context.mock.timers.tick(90_000);
  // The clock advances, timers do not.
  context.mock.timers.setTime(NOW + 8 * 3_600_000);
  context.mock.timers.tick(60_000);
  assert.equal(rung.length, 1);
});

it('RunTimer replaces its time, and fires at once for a time in the past', (context) => {
  const { clock, rung } = clockOf(context);
  clock.set(iso(NOW + 1_000));
  clock.set(undefined);
  context.mock.timers.tick(60_000);
  assert.deepEqual(rung, []);
  clock.set(iso(NOW));
  context.mock.timers.tick(0);
  context.mock.timers.tick(1);
  assert.equal(rung.length, 1);
});
