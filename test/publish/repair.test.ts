import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeDocuments } from '../../lambda/core/documents.ts';
import { entryHash, renderDigest } from '../../lambda/core/entry/entry.ts';
import { CATALOG, ENTRIES, entryKey } from '../../lambda/keys.ts';
import { listAll } from '../../lambda/stores/store.ts';
import { FAST } from '../simulation/renderers.ts';
import { writeCatalog } from '../support/whole-catalog.ts';
import { Bench, HOUR, text } from './blog.ts';

const FILES = { 'posts/a.md': text('A', 'tags: [vMotion]\n'), 'posts/b.md': text('B', 'tags: [VMotion]\n') };
const entries = async (bench: Bench) => (await listAll(bench.site, ENTRIES)).map(({ key }) => key);

describe('an entry', () => {
  it('that is missing is stored again by a full run', async () => {
    const bench = await Bench.with(FILES);
    const before = await entries(bench);
    for (const key of before) await bench.site.delete(key);
    await bench.all();
    assert.deepEqual(await entries(bench), before);
  });

  it('that is missing or damaged when a document needs it is stored again at once', async () => {
    for (const damage of [
      (bench: Bench, key: string) => bench.site.delete(key),
      (bench: Bench, key: string) => bench.site.put(key, Buffer.from('{}')),
    ]) {
      const bench = await Bench.with(FILES);
      for (const key of await entries(bench)) await damage(bench, key);
      await bench.change({ 'posts/c.md': text('C') });
      assert.deepEqual(await bench.titles(), ['A', 'B', 'C']);
      assert.equal((await entries(bench)).length, 3);
    }
  });

  it('that is missing and cannot be rendered leaves the feeds without failing the run', async () => {
    const bench = await Bench.with(FILES);
    await bench.change({ 'posts/a.md': '---\ndate: tomorrow\n---\n' });
    for (const key of await entries(bench)) await bench.site.delete(key);
    await bench.change({ 'posts/c.md': text('C') });
    assert.deepEqual(await bench.titles(), ['B', 'C']);
  });

  it('that is unreferenced is deleted after seven days, no other', async () => {
    const bench = await Bench.with(FILES);
    const old = (await bench.catalog()).posts['posts/a.md']?.version?.entry ?? '';
    await bench.change({ 'posts/a.md': text('AA'), 'posts/b.md': undefined });
    const before = await entries(bench);
    assert.equal(before.length, 3);
    await bench.all({ exclusive: true });
    assert.equal((await entries(bench)).length, 3);
    bench.now += 8 * 24 * HOUR;
    await bench.all({ exclusive: true });
    const after = await entries(bench);
    assert.equal(after.length, 2, 'the ledger references the entry of the removed post');
    assert.ok(!after.includes(`${ENTRIES}${old}`));
  });
});

describe('a document', () => {
  it('that was deleted or overwritten is written again', async () => {
    const bench = await Bench.with(FILES);
    const before = await bench.documents();
    await bench.site.delete('public/rss.xml');
    await bench.site.put('public/tags/vmotion/atom.xml.gz', Buffer.from('no gzip'));
    await bench.site.put('public/feed.json', Buffer.from('{}'));
    const report = await bench.all({ exclusive: true });
    assert.deepEqual(report.feeds.length, 2);
    assert.deepEqual(await bench.documents(), before);
  });

  it('that does not parse keeps the old one with a problem until the next change', async () => {
    const bench = await Bench.with(FILES);
    const before = await bench.read('public/rss.xml');
    const makeBad = async (job: Parameters<typeof makeDocuments>[0]) =>
      (await makeDocuments(job)).map((made) =>
        made.format === 'rss' ? { kind: 'failed' as const, format: made.format, problem: 'spoilt' } : made,
      );
    await bench.change({ 'posts/c.md': text('C') }, { makeDocuments: makeBad });
    const { feeds, pending } = await bench.catalog();
    assert.deepEqual([feeds.main?.problem, pending, await bench.read('public/rss.xml')], ['rss: spoilt', {}, before]);
    assert.deepEqual(await bench.titles(), ['A', 'B', 'C'], 'the other formats are written');
    bench.site.changes = 0;
    await bench.all({ exclusive: true });
    assert.equal(bench.site.changes, 0, 'not written again without a change');
    await bench.change({ 'posts/d.md': text('D') });
    assert.equal((await bench.catalog()).feeds.main?.problem, undefined);
    assert.match(await bench.read('public/rss.xml'), /<title>.*D.*<\/title>/);
  });
});

describe('a lost catalog', () => {
  it('is rebuilt with the published ids, dates and slugs', async () => {
    const bench = await Bench.with({ 'posts/a.md': FILES['posts/a.md'] });
    await bench.change({ 'posts/b.md': FILES['posts/b.md'] });
    await bench.change({ 'posts/a.md': text('A', 'tags: [vMotion]\n', 'Changed, and told at some length as it was before.') });
    await bench.change({ 'posts/a.md': text('A', 'tags: [vMotion]\nslug: moved\n', 'Changed, and told at some length as it was before.') });
    const [items, { slugs, posts }] = [await bench.items(), await bench.catalog()];
    await bench.site.delete(CATALOG);
    bench.now += HOUR;
    await bench.all();
    const after = await bench.catalog();
    assert.deepEqual([await bench.items(), after.slugs.tags, Object.keys(after.posts)], [items, slugs.tags, Object.keys(posts)]);
    assert.equal(after.posts['posts/a.md']?.version?.id, 'https://blog.example/a');
  });

  it('is rebuilt by any run, and feeds without posts become empty', async () => {
    const bench = await Bench.with(FILES);
    await bench.site.delete(CATALOG);
    await bench.posts.delete('posts/b.md');
    await bench.run({ keys: ['posts/a.md'] });
    const { slugs, pending, feeds } = await bench.catalog();
    assert.deepEqual(await bench.titles(), ['A']);
    assert.deepEqual(await bench.items(`tags/${slugs.tags.VMotion}/feed.json`), []);
    assert.deepEqual([pending, Object.keys(feeds).sort().length], [{}, 3]);
  });

  it('takes ids from documents, not from entries of a run that did not commit', async () => {
    const bench = await Bench.with({ 'posts/a.md': FILES['posts/a.md'] });
    const [key = ''] = await entries(bench);
    const object = JSON.parse(await bench.read(key));
    const entry = { ...object.entry, id: 'https://blog.example/never-seen' };
    bench.now += HOUR;
    await bench.site.put(entryKey(entryHash(entry)), Buffer.from(JSON.stringify({ ...object, entry })));
    await bench.site.delete(CATALOG);
    await bench.all();
    assert.deepEqual(
      (await bench.items()).map(({ id }) => id),
      ['https://blog.example/a'],
    );
  });

  it('keeps the id of a removed post that is renamed meanwhile, even if it is lost twice', async () => {
    const bench = await Bench.with(FILES);
    for (const name of ['x', 'y']) {
      await bench.site.delete(CATALOG);
      for await (const { key } of bench.posts.list('posts/')) if (!key.endsWith('b.md')) await bench.posts.delete(key);
      await bench.posts.put(`posts/${name}.md`, Buffer.from(FILES['posts/a.md']));
      bench.now += 10 * 24 * HOUR;
      await bench.all();
      await bench.all();
      assert.equal((await bench.catalog()).posts[`posts/${name}.md`]?.version?.id, 'https://blog.example/a');
    }
  });
});

it('a new version and an old one do not render in turns', async () => {
  const bench = await Bench.with(FILES);
  const catalog = await bench.catalog();
  const renderers = { entries: 'older', documents: 0, pages: 0 };
  const rendering = renderDigest(catalog.site, renderers.entries);
  const posts = Object.fromEntries(Object.entries(catalog.posts).map(([key, row]) => [key, { ...row, rendering }]));
  await bench.site.delete(CATALOG);
  await writeCatalog(bench.site, { ...catalog, renderers, posts }, 'absent');
  await bench.change({ 'posts/c.md': text('C') }, FAST);
  assert.equal((await bench.catalog()).posts['posts/a.md']?.rendering, rendering, 'left to the full run');
  await bench.all();
  assert.notEqual((await bench.catalog()).posts['posts/a.md']?.rendering, rendering);
  await bench.all({ exclusive: true });
  assert.deepEqual(bench.rendered, []);
});

it('a new renderer changes no dates; uploads of the same bytes change none either', async () => {
  const bench = await Bench.with(FILES);
  const [catalog, before] = [await bench.catalog(), await bench.items()];
  const rendering = renderDigest(catalog.site, 'older');
  const posts = Object.fromEntries(
    Object.entries(catalog.posts).map(([key, row]) => [
      key,
      { ...row, rendering, ...(row.version && { version: { ...row.version, shown: 'otherwise' } }) },
    ]),
  );
  bench.now += HOUR;
  // As a sync uploads them: same bytes, newer date.
  for (const [key, content] of Object.entries(FILES)) await bench.posts.put(key, Buffer.from(content));
  await bench.site.delete(CATALOG);
  await writeCatalog(bench.site, { ...catalog, posts }, 'absent');
  await bench.all();
  assert.notEqual((await bench.catalog()).posts['posts/a.md']?.version?.shown, 'otherwise');
  assert.deepEqual(await bench.items(), before);
});
