/** Unreferenced entries are kept for a week, which is longer than any run or message lasts. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ENTRIES } from '../../lambda/keys.ts';
import { CatalogStore } from '../../lambda/state/catalog-store.ts';
import { collectEntries } from '../../lambda/state/collect-entries.ts';
import { listAll } from '../../lambda/stores/store.ts';
import { Bench, text } from './blog.ts';

it('deletes an unreferenced entry after seven days, not before', async () => {
  const bench = await Bench.with({ 'a.md': text('A') });
  const latest = (await new CatalogStore(bench.site).read()) ?? assert.fail();
  await bench.site.put(`${ENTRIES}unnamed`, Buffer.from('{}'));
  const keysAfter = async (days: number) => {
    const listed = await listAll(bench.site, ENTRIES);
    await collectEntries(bench.site, listed, latest, bench.now + days * 86_400_000);
    return (await listAll(bench.site, ENTRIES)).length;
  };
  assert.deepEqual([await keysAfter(1.1), await keysAfter(6.9), await keysAfter(7.1), await keysAfter(100)], [2, 2, 1, 1]);
});
