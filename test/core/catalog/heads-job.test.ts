import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { entriesOf } from '../../../lambda/core/catalog/facts/catalog-entries.ts';
import { FIRST_HEAD, headsPortion } from '../../../lambda/core/catalog/heads-job.ts';
import { compareKeys } from '../../../lambda/core/key-order.ts';
import type { Facts } from '../../../lambda/core/tree/facts.ts';
import { SortedFacts } from '../../../lambda/core/tree/sorted-facts.ts';
import { rows, slugsFor } from './facts/random-rows.ts';
import { empty, site } from './support.ts';

function reached(facts: Facts, most: number) {
  const [months, outputs] = [new Set<string>(), new Set<string>()];
  let portions = 0;
  for (let from: string | undefined = FIRST_HEAD; from !== undefined; portions += 1) {
    const portion = headsPortion(facts, from, most);
    for (const [feed, of] of portion.months) for (const month of of) months.add(`${feed} ${month}`);
    for (const output of portion.outputs) outputs.add(output);
    assert.ok(portion.next === undefined || compareKeys(portion.next, from) > 0, 'the cursor advances');
    from = portion.next;
  }
  return { months: [...months].sort(), outputs: [...outputs].sort(), portions };
}

it('portions of any size reach each month and output of each feed', () => {
  let several = 0;
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 5 }), (of, most) => {
      const posts = Object.fromEntries([...of].sort(([a], [b]) => compareKeys(a, b)));
      const feeds = Object.fromEntries(
        ['main', 'page', 'archive/2025-01', 'tags/one'].map((key, rev) => [key, { rev, digest: 'd', entries: 1 }]),
      );
      const facts = new SortedFacts(entriesOf({ ...empty(), posts, slugs: slugsFor(of, site), feeds }));
      const [once, portioned] = [reached(facts, 10_000), reached(facts, most)];
      assert.deepEqual([portioned.months, portioned.outputs], [once.months, once.outputs]);
      assert.deepEqual([once.outputs, once.portions], [Object.keys(feeds).sort(), 1]);
      if (portioned.portions > 1) several += 1;
    }),
    { seed: 18, numRuns: 200 },
  );
  assert.ok(several > 100, `${several} cases with several portions`);
});
