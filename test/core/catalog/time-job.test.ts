import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Row } from '../../../lambda/core/catalog/catalog.ts';
import { headOf } from '../../../lambda/core/catalog/facts/catalog-entries.ts';
import { foldPosts } from '../../../lambda/core/catalog/fold.ts';
import { withTime } from '../../../lambda/core/catalog/time-job.ts';
import { manyRows, rowFacts, slugsFor } from './facts/random-rows.ts';
import { empty, site } from './support.ts';

const LATER = '2027-02-01T00:00:00.000Z';
const LAST = '2028-01-01T00:00:00.000Z';

/** Folds without readings. */
function foldUntilDone(of: ReadonlyMap<string, Row>, moment: typeof LAST | typeof LATER, mostDue: number) {
  const context = { site, moment, rendering: 'r', adopted: [], reclaim: false, patient: false, unread: new Set<string>() };
  const now = new Map(of);
  for (let runs = 1; ; runs += 1) {
    const facts = rowFacts(now, slugsFor(now, site));
    const { slice } = foldPosts(facts, new Map(), new Map(), new Set(), { ...context, mostDue, early: [] });
    for (const [key, , row] of slice.changes()) {
      if (row) now.set(key, row);
      else now.delete(key);
    }
    const remaining = rowFacts(now, slugsFor(now, site));
    if (!withTime({ ...headOf(empty()), moment }, remaining).jobs) return { rows: now, runs };
  }
}

it('portions of any size end in the same rows as a single run', () => {
  let several = 0;
  fc.assert(
    fc.property(manyRows, fc.constantFrom(LATER, LAST), fc.integer({ min: 3, max: 20 }), (of, moment, most) => {
      const [once, portioned] = [foldUntilDone(of, moment, 1_000), foldUntilDone(of, moment, most)];
      assert.deepEqual(portioned.rows, once.rows);
      assert.equal(once.runs, 1);
      if (portioned.runs > 1) several += 1;
    }),
    { seed: 18, numRuns: 12 },
  );
  assert.ok(several > 3, `${several} cases with several runs`);
});
