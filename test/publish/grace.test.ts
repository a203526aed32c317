/** Entries that nobody names any more are kept for a week: longer than any run can be, and any message. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { it } from 'node:test';
import { ENTRIES } from '../../lambda/keys.ts';
import { collectGarbage } from '../../lambda/state/entry-store.ts';
import { listAll } from '../../lambda/stores/store.ts';
import { readWhole } from '../support/whole-catalog.ts';
import { Bench, text } from './blog.ts';

it('an entry that the catalog does not name is deleted after seven days, and not before', async () => {
  const bench = await Bench.with({ 'a.md': text('A') });
  const { catalog } = (await readWhole(bench.site)) ?? assert.fail();
  await bench.site.put(`${ENTRIES}unnamed`, Buffer.from('{}'));
  const keysAfter = async (days: number) => {
    const listed = await listAll(bench.site, ENTRIES);
    await collectGarbage(
      bench.site,
      listed,
      { rows: Readable.from(Object.values(catalog.posts)), site: catalog.site },
      bench.now + days * 86_400_000,
    );
    return (await listAll(bench.site, ENTRIES)).length;
  };
  assert.deepEqual([await keysAfter(1.1), await keysAfter(6.9), await keysAfter(7.1), await keysAfter(100)], [2, 2, 1, 1]);
});
