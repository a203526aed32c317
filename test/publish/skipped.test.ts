/** Files whose names exclude them from the posts: a range of the catalog that full runs write. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SKIPPED } from '../../lambda/core/catalog/facts/fact-keys.ts';
import { summarize } from '../../lambda/local/report/summary.ts';
import { statusOf } from '../../lambda/local/status.ts';
import type { Report } from '../../lambda/publish/publish.ts';
import { CatalogStore } from '../../lambda/state/catalog-store.ts';
import { Bench, text } from './blog.ts';

const FILES = {
  'hugo.toml': 'baseURL = "https://blog.example/"\ntitle = "A"\n',
  'content/a.md': text('A'),
  'content/./b.md': text('B'),
  'content/x/../c.md': text('C'),
};
const [B, C] = ['content/./b.md', 'content/x/../c.md'];
const REASON = 'key with ./ or ../';

async function hugo(files: Record<string, string> = FILES): Promise<Bench> {
  const bench = new Bench();
  for (const [key, content] of Object.entries(files)) await bench.posts.put(key, Buffer.from(content));
  await bench.all();
  return bench;
}

async function shown(report: Report) {
  const [{ skipped }, { summary }] = [await statusOf(report.base, 0), await summarize(report, 0)];
  assert.deepEqual(skipped, summary.skipped);
  return skipped;
}

it('full runs update the skipped files, and a run for a post keeps them', async () => {
  const bench = await hugo();
  assert.deepEqual(await shown(await bench.change({ 'content/a.md': text('A', '', 'Edited.') })), { [REASON]: [B, C] });
  await bench.posts.delete(C);
  const report = await bench.all();
  assert.deepEqual(await shown(report), { [REASON]: [B] });
  assert.equal(Object.hasOwn(report.head, 'skipped'), false, 'not in the root, which every publish reads');
  assert.equal(await report.base.ask((facts) => facts.count(...SKIPPED)), 1);
});

it('an exclusive run writes the skipped files only if they changed', async () => {
  const bench = await hugo();
  const { changes } = bench.site;
  await bench.all({ exclusive: true });
  assert.equal(bench.site.changes, changes);
  await bench.posts.delete(C);
  assert.deepEqual(await shown(await bench.all({ exclusive: true })), { [REASON]: [B] });
  assert.ok(bench.site.changes > changes);
});

it("the skipped files of an older version's root are read until a full run writes them", async () => {
  const { 'content/./b.md': _, 'content/x/../c.md': __, ...files } = FILES;
  const bench = await hugo(files);
  const store = new CatalogStore(bench.site);
  const stored = (await store.read()) ?? assert.fail();
  await store.write({ ...stored.catalog, skipped: { [REASON]: [B] } }, [], stored, { etag: stored.etag });
  assert.deepEqual(await shown(await bench.change({ 'content/a.md': text('A', '', 'Edited.') })), { [REASON]: [B] });
  await bench.posts.put(C, Buffer.from(text('C')));
  const report = await bench.all();
  assert.deepEqual([await shown(report), Object.hasOwn(report.head, 'skipped')], [{ [REASON]: [C] }, false]);
});
