/** A refusal is new once: an upgrade that refuses the same file for the same reason raises no alarm. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readCatalog, writeCatalog } from '../support/whole-catalog.ts';
import { Bench, text } from './blog.ts';

const BAD = text('A', 'updated: tomorrow\n');

async function asIfOlder(bench: Bench): Promise<void> {
  const { catalog, etag } = (await readCatalog(bench.site)) ?? assert.fail();
  const posts = Object.fromEntries(Object.entries(catalog.posts).map(([key, row]) => [key, { ...row, rendering: 'older' }]));
  await writeCatalog(bench.site, { ...catalog, posts, renderers: { ...catalog.renderers, entries: 'older' } }, { etag });
}

it('a refused post is newly refused for another file or reason, not by an upgrade', async () => {
  const bench = await Bench.with({ 'a.md': text('A'), 'b.md': text('B') });
  const refusedBy = async (report: ReturnType<Bench['all']>) => {
    const { refused, newlyRefused } = await report;
    return [refused, newlyRefused];
  };
  assert.deepEqual(await refusedBy(bench.change({ 'a.md': BAD })), [['a.md'], ['a.md']]);
  await asIfOlder(bench);
  assert.deepEqual(await refusedBy(bench.all()), [['a.md'], []], 'the upgrade rendered it again');
  const { catalog, etag } = (await readCatalog(bench.site)) ?? assert.fail();
  const row = catalog.posts['a.md'] ?? assert.fail();
  const problems = row.problems.map((problem) => ({ ...problem, message: 'what the older version said' }));
  await writeCatalog(bench.site, { ...catalog, posts: { ...catalog.posts, 'a.md': { ...row, problems } } }, { etag });
  await asIfOlder(bench);
  assert.deepEqual(await refusedBy(bench.all()), [['a.md'], ['a.md']], 'another reason');
  assert.deepEqual(await refusedBy(bench.change({ 'a.md': `${BAD}\nStill wrong.\n` })), [['a.md'], ['a.md']], 'another file');
  assert.deepEqual(await refusedBy(bench.change({ 'a.md': text('A') })), [[], []]);
});
