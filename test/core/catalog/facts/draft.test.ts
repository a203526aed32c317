import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { Draft } from '../../../../lambda/core/catalog/facts/draft.ts';
import { rowKey } from '../../../../lambda/core/catalog/facts/fact-keys.ts';
import { LAST_KEY } from '../../../../lambda/core/key-order.ts';
import type { Entry, Facts } from '../../../../lambda/core/tree/facts.ts';
import { SortedFacts } from '../../../../lambda/core/tree/sorted-facts.ts';
import { site } from '../support.ts';
import { rowFacts, rows, slugsFor } from './random-rows.ts';

const all = (facts: Facts): Entry[] => [...facts.range('', LAST_KEY)];

it('a draft reads like the next catalog, and its edits produce that catalog', () => {
  const pick = fc.array(fc.nat(1_000), { maxLength: 12 });
  fc.assert(
    fc.property(rows, rows, fc.array(fc.tuple(fc.nat(99), fc.boolean()), { maxLength: 40 }), pick, (before, after, steps, places) => {
      const slugs = slugsFor(new Map([...before, ...after]), site, slugsFor(before, site));
      const slugOf = (taxonomy: string, name: string) => slugs[taxonomy]?.[name];
      const base = rowFacts(before, slugs);
      const draft = new Draft(base, slugOf);
      const now = new Map(before);
      const keys = [...new Set([...before.keys(), ...after.keys()])];
      for (const [index, goes] of steps) {
        const key = keys[index % keys.length];
        if (key === undefined) continue;
        const row = goes ? undefined : after.get(key);
        draft.setRow(key, row);
        if (row) now.set(key, row);
        else now.delete(key);
        assert.deepEqual(draft.row(key), row);
        assert.deepEqual(draft.rowBefore(key), before.get(key));
      }
      draft.set('z/single', 1);
      // The run counts terms from the windows.
      const withoutCounts = (facts: Facts) => all(facts).filter(([key]) => !key.startsWith('c/'));
      const expected = new SortedFacts([...withoutCounts(rowFacts(now, slugs)), ['z/single', 1]]);
      assert.deepEqual(withoutCounts(draft), all(expected));
      const edited = new Map(all(base).filter(([key]) => !key.startsWith('c/')));
      for (const { key, value, existed } of draft.edits()) {
        assert.equal(existed, base.get(key) !== undefined, key);
        assert.notDeepEqual(value, base.get(key), key);
        if (value === undefined) edited.delete(key);
        else edited.set(key, value);
      }
      assert.deepEqual(all(new SortedFacts(edited)), all(expected));
      const names = all(expected).map(([key]) => key);
      for (const [index, place] of places.entries()) {
        const [a = '', b = ''] = [names[place % (names.length || 1)], names[(place * 7 + index) % (names.length || 1)]].sort();
        if (a.startsWith('c/') || (a < 'c/' && b >= 'c/')) continue;
        for (const options of [{}, { back: true }, { limit: index }, { limit: index, back: true }])
          assert.deepEqual([...draft.range(a, b, options)], [...expected.range(a, b, options)]);
        assert.equal(draft.count(a, b), expected.count(a, b));
        assert.deepEqual(draft.get(a), expected.get(a));
      }
    }),
    { seed: 18, numRuns: 300 },
  );
});

it('a row set back to its old value is not an edit', () => {
  const [[before] = []] = fc.sample(fc.tuple(rows), { seed: 1, numRuns: 1 });
  assert.ok(before && before.size > 0);
  const slugs = slugsFor(before, site);
  const draft = new Draft(rowFacts(before, slugs), (taxonomy, name) => slugs[taxonomy]?.[name]);
  for (const [key, row] of before) {
    draft.setRow(key, undefined);
    draft.setRow(key, structuredClone(row));
    assert.deepEqual(draft.get(rowKey(key)), row);
  }
  assert.deepEqual(draft.edits(), []);
});

it('a row whose terms get slugs only now enters their windows', () => {
  const windows = (facts: Facts) => [...facts.range('w/', 'w0')].filter(([key]) => !key.endsWith('='));
  let entered = 0;
  for (const before of fc.sample(rows, { seed: 18, numRuns: 50 })) {
    const slugs = slugsFor(before, site);
    const base = rowFacts(before, { categories: {}, tags: {}, authors: {}, languages: {} });
    const draft = new Draft(base, (taxonomy, name) => slugs[taxonomy]?.[name]);
    for (const [key, row] of before) draft.setRow(key, structuredClone(row));
    const expectedWindows = windows(rowFacts(before, slugs));
    assert.deepEqual(windows(draft), expectedWindows);
    for (const [key] of expectedWindows) assert.equal(draft.count(key, `${key}\0`), 1, key);
    for (const { key, existed } of draft.edits()) assert.equal(existed, base.get(key) !== undefined, key);
    entered += expectedWindows.length - windows(base).length;
  }
  assert.ok(entered > 100, `${entered} entries`);
});
