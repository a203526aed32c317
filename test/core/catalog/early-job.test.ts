import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Head, Row, Version } from '../../../lambda/core/catalog/catalog.ts';
import { earlyDate, earlyIn, earlyPortion } from '../../../lambda/core/catalog/early-job.ts';
import { headOf } from '../../../lambda/core/catalog/facts/catalog-entries.ts';
import { fromDay } from '../../../lambda/core/catalog/facts/fact-keys.ts';
import { foldPosts } from '../../../lambda/core/catalog/fold.ts';
import { withJob } from '../../../lambda/core/catalog/jobs.ts';
import { decided } from '../../../lambda/core/catalog/states.ts';
import { withTime } from '../../../lambda/core/catalog/time-job.ts';
import type { Instant, Key } from '../../../lambda/core/model.ts';
import { rows as fewRows, manyRows, rowFacts, slugsFor } from './facts/random-rows.ts';
import { empty, NOW, site } from './support.ts';

/** Before, amid and after the dates of the posts. */
const MOMENTS: Instant[] = [
  NOW,
  '2026-12-31T00:00:00.000Z',
  '2027-01-01T09:00:00.000Z',
  '2027-02-01T00:00:00.000Z',
  '2028-01-01T00:00:00.000Z',
];

interface Blog {
  head: Head;
  rows: ReadonlyMap<Key, Row>;
}

/** One run without readings. */
function run({ head, rows }: Blog, moment: Instant, most: number): Blog {
  const facts = rowFacts(rows, slugsFor(rows, site));
  const early = earlyPortion(facts, head, moment, most);
  const context = { site, moment, rendering: 'r', adopted: [], reclaim: false, patient: false, unread: new Set<string>() };
  const { slice } = foldPosts(facts, new Map(), new Map(), new Set(), { ...context, mostDue: most, early: early.posts });
  const next = new Map(rows);
  for (const [key, , row] of slice.changes()) {
    if (row) next.set(key, row);
    else next.delete(key);
  }
  return { head: withTime(withJob({ ...head, moment }, 'early', early.left), rowFacts(next, slugsFor(next, site))), rows: next };
}

function finish(blog: Blog, moment: Instant, most: number): { last: Blog; runs: number } {
  let last = run(blog, moment, most);
  for (let runs = 1; ; runs += 1) {
    if (!last.head.jobs) return { last, runs };
    assert.ok(runs < 5_000, 'it ends');
    last = run(last, moment, most);
  }
}

const NO_TERMS = { categories: [], tags: [], authors: [], languages: [] };
const KINDS: Partial<Version>[] = [
  {},
  { besideMain: true },
  { besideMain: true, terms: NO_TERMS },
  { published: '2026-12-31T09:00:00.000Z' },
  { published: '2027-01-01T09:00:00.000Z', unlisted: true },
  { published: '2027-01-15T00:00:00.000Z', besideMain: true, terms: NO_TERMS },
  { published: '2026-12-01T00:00:00.000Z', expires: '2027-01-15T00:00:00.000Z' },
  { published: '2026-02-01T00:00:00.000Z', expires: '2027-01-15T00:00:00.000Z' },
];

/** As of `NOW`, in all kinds of feeds. Held copies and parts depend on other posts. */
const settled = (of: ReadonlyMap<Key, Row>): Blog => {
  const rows = [...of].flatMap(([key, row], index): [Key, Row][] => {
    if (['duplicate', 'waiting', 'part'].includes(row.state)) return [];
    const dated = row.version ? { ...row, version: { ...row.version, ...KINDS[index % KINDS.length] } } : row;
    return [[key, decided(dated as Row, NOW, false)]];
  });
  return { head: { ...headOf(empty()), moment: NOW }, rows: new Map(rows) };
};

/** Without what a wrong clock leaves: a published id stays, and the last good version of a broken post does not return. */
const withoutTraces = (rows: ReadonlyMap<Key, Row>) =>
  [...rows].map(([key, row]) => [key, { ...row, released: true, kept: undefined, removed: undefined }]);

describe('posts that were published early', () => {
  const ahead = fc.array(fc.tuple(fc.constantFrom(...MOMENTS), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 6 });

  it('have the state of the right time after any clocks, in portions of any size', () => {
    const seen = { runs: 0, early: 0 };
    const back = (of: ReadonlyMap<Key, Row>, clocks: readonly [Instant, number][], most: number) => {
      const before = settled(of);
      const late = clocks.reduce((blog, [moment, some]) => run(blog, moment, some), before);
      const { last, runs } = finish(late, NOW, most);
      assert.deepEqual(withoutTraces(last.rows), withoutTraces(finish(before, NOW, 1_000).last.rows));
      assert.ok([...last.rows.values()].every((row) => earlyDate(row, NOW) === undefined));
      if (runs > 1) seen.runs += 1;
      if ([...late.rows.values()].some((row) => earlyDate(row, NOW) !== undefined)) seen.early += 1;
    };
    fc.assert(fc.property(fewRows, ahead, fc.integer({ min: 1, max: 9 }), back), { seed: 18, numRuns: 100 });
    fc.assert(fc.property(manyRows, ahead, fc.integer({ min: 9, max: 99 }), back), { seed: 19, numRuns: 5 });
    assert.ok(seen.runs > 15 && seen.early > 25, JSON.stringify(seen));
  });

  it('are looked for from the first one on when time goes back again, until the latest time of all', () => {
    const [now = NOW, soon = NOW, , later = NOW, last = NOW] = MOMENTS;
    const all = new Map(fc.sample(manyRows, { seed: 18, numRuns: 1 })[0]);
    const begun = run(run(settled(all), last, 1_000), soon, 3);
    const first = earlyIn(begun.head);
    assert.ok(first && first.from > fromDay(soon));
    const ahead = run(begun, later, 3);
    assert.deepEqual(earlyIn(ahead.head)?.until, last);
    const { left } = earlyPortion(rowFacts(ahead.rows, slugsFor(ahead.rows, site)), ahead.head, now, 1);
    assert.ok(left && left.from < first.from);
    assert.equal(left.until, last);
  });
});
