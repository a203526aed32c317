/** The cost of one publish, counted at the server. `npm run bench -- requests` prints it for a million posts. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Count, priceOf } from '../support/meter.ts';
import { measurePublishes, type OnePublish } from '../support/one-publish.ts';

const sum = ({ counts }: OnePublish, of: (count: Count) => number) => [...counts.values()].reduce((total, count) => total + of(count), 0);
const requests = (run: OnePublish) => sum(run, ({ requests }) => requests);
const bytes = (run: OnePublish) => sum(run, ({ bytesIn, bytesOut }) => bytesIn + bytesOut);

it('one publish by a function of 512 MB costs little more with 200,000 posts than with 2,000', async (t) => {
  const [small, large] = [await measurePublishes(t, 2_000), await measurePublishes(t, 200_000)];
  for (const run of [small.cold, large.cold, large.warm]) {
    t.diagnostic(`${requests(run)} requests, ${bytes(run)} bytes, ${priceOf(run.counts)} USD, ${run.peak / 1e6} MB`);
    assert.equal(run.feeds, 6);
    assert.ok(run.sockets <= 16, `${run.sockets} connections, and a TLS handshake for each`);
    assert.equal(
      sum(run, ({ failed }) => failed),
      0,
    );
    assert.ok(run.peak < 200e6, `${run.peak} bytes of memory`);
    assert.equal(run.counts.get('HEAD'), undefined, 'documents are replaced by their recorded ETags');
    // 51 PUTs cost 0.000255. Each GET costs 0.0000004; the six feeds show 71 different entries.
    assert.ok(priceOf(run.counts) < 0.00033, `${priceOf(run.counts)} USD`);
  }
  assert.ok(requests(large.cold) <= 1.4 * requests(small.cold), `${requests(large.cold)} requests, and ${requests(small.cold)}`);
  assert.ok(bytes(large.cold) <= 1.5 * bytes(small.cold), `${bytes(large.cold)} bytes, and ${bytes(small.cold)}`);
  // The blog's page, plain and as gzip, lists 1,000 terms instead of 152.
  assert.ok(bytes(large.cold) < 2.4e6, `${bytes(large.cold)} bytes`);
  assert.ok(requests(large.warm) < requests(large.cold));
});
