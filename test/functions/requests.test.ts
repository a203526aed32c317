/** What one publish costs, counted at the server. `npm run bench -- requests` prints the same for larger archives. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { priceOf } from '../support/meter.ts';
import { measureOnePublish } from '../support/one-publish.ts';

it('one publish asks for little more in a large archive than in a small one, and for less than 0.0003 USD', async (t) => {
  const [small, large] = [await measureOnePublish(t, 100), await measureOnePublish(t, 1_000)];
  const requests = ({ counts }: typeof small) => Object.fromEntries([...counts].map(([kind, count]) => [kind, count.requests]));
  t.diagnostic(JSON.stringify(requests(large)));
  const all = ({ counts }: typeof small) => [...counts.values()].reduce((sum, count) => sum + count.requests, 0);
  assert.ok(all(large) <= 1.4 * all(small), `${all(large)} requests, and ${all(small)} in a small one`);
  assert.equal(large.feeds, 6);
  assert.deepEqual(
    [...large.counts.values()].map(({ failed }) => failed).filter((failed) => failed > 0),
    [],
  );
  assert.ok(priceOf(large.counts) < 0.0003, `${priceOf(large.counts)} USD`);
});
