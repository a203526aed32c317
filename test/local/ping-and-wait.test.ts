/** Pings from the command line, with a simulated clock. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { PingResult } from '../../lambda/batch/websub-client.ts';
import { PING_DELAY } from '../../lambda/http-headers.ts';
import { pingAndWait } from '../../lambda/local/ping-and-wait.ts';

const HUB = 'https://hub.example/';
const pings = ['a', 'b', 'c'].map((name) => ({ hub: HUB, topic: `https://blog.example/${name}.xml` }));

/** @param answers results of each document's pings, in order; the last one repeats */
async function pinged(answers: Record<string, PingResult[]>) {
  const events: string[] = [];
  const lines: string[] = [];
  const ping = async ({ topic }: { topic: string }): Promise<PingResult> => {
    const name = topic.slice(-5, -4);
    events.push(name);
    const [next, ...rest] = answers[name] ?? ['taken'];
    if (rest.length > 0) answers[name] = rest;
    return next ?? 'taken';
  };
  const wait = async (milliseconds: number) => void events.push(`${milliseconds / 1000} s`);
  await pingAndWait((line) => lines.push(line), { send: ping, wait })(pings);
  return { events, lines };
}

it('pings are sent once, after caches have expired', async () => {
  assert.deepEqual(await pinged({}), { events: [`${PING_DELAY} s`, 'a', 'b', 'c'], lines: [] });
});

it('only failed pings are retried', async () => {
  const { events, lines } = await pinged({ b: [{ failed: 'the hub answers 500' }, 'taken'] });
  assert.deepEqual([events, lines], [[`${PING_DELAY} s`, 'a', 'b', 'c', '5 s', 'b'], []]);
});

it('refused pings are reported, not retried', async () => {
  const { events, lines } = await pinged({ c: [{ refused: 'the hub answers 410' }] });
  assert.deepEqual(events, [`${PING_DELAY} s`, 'a', 'b', 'c']);
  assert.deepEqual(lines, [`${HUB}: the hub answers 410; the hub was not notified of 1 document`]);
});

it('a hub that keeps failing is reported once after three tries', async () => {
  const ill: PingResult[] = [{ failed: 'the hub answers 500' }];
  const { events, lines } = await pinged({ a: ill, b: ill, c: ill });
  assert.deepEqual(events, [`${PING_DELAY} s`, 'a', 'b', 'c', '5 s', 'a', 'b', 'c', '25 s', 'a', 'b', 'c']);
  assert.deepEqual(lines, [`${HUB}: the hub answers 500; the hub was not notified of 3 documents`]);
});
