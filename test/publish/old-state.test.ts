import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TOLERANCE, timingOf } from '../../lambda/core/catalog/as-of.ts';
import { instantAt } from '../../lambda/core/instant.ts';
import { CATALOG, DAMAGED } from '../../lambda/keys.ts';
import { statusLines, statusOf } from '../../lambda/local/status.ts';
import { listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { baseOf, readCatalog, writeCatalog } from '../support/whole-catalog.ts';
import { Bench, HOUR, text } from './blog.ts';

const A = { 'posts/a.md': text('A') };
const keys = async (bench: Bench, prefix: string) => (await listAll(bench.site, prefix)).map(({ key }) => key);
const stored = async (bench: Bench) => ((await bench.site.get(CATALOG)) as StoredObject).bytes;

describe('a restored catalog', () => {
  it('is recovered with every post and id, and reported once', async () => {
    const bench = await Bench.with(A);
    const old = await stored(bench);
    await bench.change({ 'posts/a.md': undefined, 'posts/b.md': text('B'), 'posts/renamed.md': text('A') });
    const before = await bench.items();
    await bench.site.put(CATALOG, old);
    const report = await bench.all({ exclusive: true });
    assert.deepEqual(await bench.items(), before);
    assert.match(
      report.notices[0]?.message ?? '',
      /^was older \(revision \d+ of g1\) than what is published: public\/\S+ has revision \d+ of g1;/,
    );
    assert.deepEqual([report.notices.length, (await bench.all({ exclusive: true })).notices], [1, []]);
  });

  it('is detected by a run that writes a document', async () => {
    const bench = await Bench.with(A);
    const old = await stored(bench);
    await bench.change({ 'posts/b.md': text('B') });
    await bench.site.put(CATALOG, old);
    await bench.change({ 'posts/c.md': text('C') });
    assert.deepEqual(await bench.titles(), ['A', 'B', 'C']);
  });
});

describe('an unreadable catalog', () => {
  const damages: [string, (bytes: Uint8Array) => Uint8Array][] = [
    ['cut', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['empty', () => new Uint8Array()],
    ['garbled', (bytes) => bytes.map((byte) => byte ^ 0x5a)],
  ];
  for (const [name, damage] of damages) {
    it(`is set aside and recovered: ${name}`, async () => {
      const bench = await Bench.with(A);
      const before = await bench.items();
      const bytes = damage(await stored(bench));
      await bench.site.put(CATALOG, bytes);
      const { notices } = await bench.all();
      const [copy = ''] = await keys(bench, DAMAGED);
      assert.deepEqual(Buffer.from(((await bench.site.get(copy)) as StoredObject).bytes), Buffer.from(bytes));
      assert.deepEqual([notices.length, notices[0]?.key, await bench.items()], [1, CATALOG, before]);
      assert.ok(notices[0]?.message.includes(copy), notices[0]?.message);
      assert.deepEqual((await bench.all()).notices, []);
    });
  }

  it('is not assumed if the form is newer', async () => {
    const bench = await Bench.with(A);
    await bench.site.put(CATALOG, (await import('node:zlib')).gzipSync(JSON.stringify({ form: 4 })));
    await assert.rejects(bench.all(), /has the form 4, this version of Linefeed knows 3/);
    assert.deepEqual(await keys(bench, DAMAGED), []);
  });
});

it('a lost catalog keeps the last good version of a broken post, and a removed post stays out', async () => {
  const bench = await Bench.with({ ...A, 'posts/out.md': text('Out') });
  await bench.change({ 'posts/out.md': text('Out', 'draft: true\n') });
  await bench.change({ 'posts/a.md': '---\ntitle: A\ndate: tomorrow\n---\n', 'posts/out.md': '---\ndate: tomorrow\n---\n' });
  await bench.site.delete(CATALOG);
  await bench.all();
  assert.deepEqual(await bench.titles(), ['A']);
});

for (const recovered of [1, 1_000]) {
  it(`a lost catalog leaves a broken post in the feeds of its terms, language and section, ${recovered} entries at a time`, async () => {
    const bench = await Bench.with({
      'hugo.toml': 'baseURL = "https://blog.example/"\n[languages.en]\n[languages.de]\n',
      'content/posts/a.md': text('A', 'tags: [walks]\n'),
      'content/posts/b.de.md': text('B', 'tags: [Wege]\n'),
      'content/posts/c.de.md': text('C', 'tags: [wege]\n'),
    });
    const before = await bench.documents();
    for (const path of ['lang/de/tags/wege/feed.json', 'lang/de/sections/posts/feed.json']) assert.ok(before[`public/${path}`], path);
    await bench.posts.put('content/posts/b.de.md', Buffer.from('---\ntitle: B\ndate: tomorrow\n---\n'));
    await bench.site.delete(CATALOG);
    await bench.all({ portions: { imported: recovered, recovered } });
    assert.deepEqual(await bench.documents(), before);
    assert.ok((await bench.catalog()).posts['content/posts/b.de.md']?.kept);
  });
}

describe('time', () => {
  const YEARS = 9 * 365 * 24 * HOUR;

  it('that was ahead is taken back: posts published early leave, and are reported', async () => {
    const bench = await Bench.with(A);
    bench.now += YEARS;
    await bench.change({ 'posts/b.md': text('B').replace('2026-01-01', '2030-01-01') });
    assert.deepEqual(await bench.titles(), ['B', 'A']);
    bench.now -= YEARS;
    const { notices } = await bench.all({ exclusive: true });
    assert.deepEqual(await bench.titles(), ['A']);
    assert.match(
      notices[0]?.message ?? '',
      /^its time 2035-.* is taken back to 2026-.*; published early, and scheduled again: posts\/b\.md$/,
    );
    const stored = await readCatalog(bench.site);
    assert.equal(stored?.catalog.posts['posts/b.md']?.state, 'scheduled');
  });

  const named = (title: string, date = '2030-01-01') => text(title, 'tags: [quiet]\n').replace('2026-01-01', date);
  const BESIDE = { main: { exclude: 'tag = quiet' } };

  it('that was ahead is taken back in portions, also for posts beside the main feed; a new post waits for none', async () => {
    const bench = await Bench.with(A, BESIDE);
    bench.now += YEARS;
    await bench.change(Object.fromEntries(['B', 'C', 'D'].map((name) => [`posts/${name}.md`, named(name)])));
    assert.deepEqual([await bench.titles(), await bench.titles('tags/quiet/feed.json')], [['A'], ['B', 'C', 'D']]);
    bench.now -= YEARS;
    const few = { portions: { due: 2 }, canImport: false };
    const { notices } = await bench.change({ 'posts/new.md': text('New') }, few);
    assert.match(
      notices[0]?.message ?? '',
      /scheduled again: posts\/B\.md, posts\/C\.md; the next runs look for more posts that were published early$/,
    );
    assert.deepEqual([await bench.titles(), await bench.titles('tags/quiet/feed.json')], [['A', 'New'], ['D']]);
    const status = await statusOf(baseOf(await bench.catalog()), 0);
    const lines = statusLines(status, false).filter((line) => line.includes('clock'));
    assert.deepEqual(lines, ['the clock was ahead: the next runs take back posts with a future date until 2035-05-30 01:00']);
    const shown: number[] = [];
    for (; bench.requeued.splice(0).length > 0; shown.push((await bench.titles('tags/quiet/feed.json')).length))
      await bench.run({ keys: [] }, few);
    assert.deepEqual([shown, (await bench.catalog()).jobs], [[0, 0, 0], undefined]);
  });

  it('that was ahead is taken back at once in a folder, by a command that goes on after another died', async () => {
    const bench = await Bench.with(A, BESIDE);
    bench.now += YEARS;
    await bench.change(Object.fromEntries(['B', 'C', 'D'].map((name) => [`posts/${name}.md`, named(name)])));
    bench.now -= YEARS;
    await bench.change({}, { portions: { due: 2 } });
    await bench.run({ keys: [] }, { portions: { due: 2 }, exclusive: true });
    assert.deepEqual([await bench.titles('tags/quiet/feed.json'), (await bench.catalog()).jobs], [[], undefined]);
  });

  it('that an earlier version took back for the main feed only is taken back by a full run', async () => {
    const bench = await Bench.with(A, BESIDE);
    bench.now += YEARS;
    await bench.change({ 'posts/b.md': named('B') });
    bench.now -= YEARS;
    const held = await readCatalog(bench.site);
    assert.ok(held);
    await writeCatalog(bench.site, { ...held.catalog, moment: instantAt(bench.now) }, { etag: held.etag });
    await bench.change({ 'posts/c.md': named('C', '2026-01-01') });
    assert.deepEqual(await bench.titles('tags/quiet/feed.json'), ['B', 'C']);
    await bench.all();
    assert.deepEqual([await bench.titles('tags/quiet/feed.json'), (await bench.catalog()).jobs], [['C'], undefined]);
  });

  it("is the store’s if the run's clock differs by more than the tolerance", () => {
    const store = Date.UTC(2026, 5, 1);
    const at = (own: number) => timingOf({ own, store });
    assert.equal(TOLERANCE, 300_000);
    assert.deepEqual([at(store + 300_000).now, at(store + 300_001).now], [store + 300_000, store]);
    assert.deepEqual([at(store - 300_000).now, at(store - 300_001).now], [store - 300_000, store]);
    assert.deepEqual([at(store + 300_000).wrongClock, at(store + 300_001).wrongClock], [undefined, true]);
  });

  it('goes back only if it is ahead of both clocks', () => {
    const store = Date.UTC(2026, 5, 1);
    const last = (ahead: number) => instantAt(store + ahead);
    assert.equal(timingOf({ own: store, store, last: last(610_000) }).takenBack, undefined);
    assert.equal(timingOf({ own: store, store, last: last(610_001) }).takenBack, true);
    assert.equal(timingOf({ own: store + YEARS, store, last: last(YEARS) }).takenBack, undefined);
  });

  it('is moved by a scheduled run by at most the tolerance', () => {
    const store = Date.UTC(2026, 5, 1);
    const { moment } = timingOf({ own: store, store, wake: '2035-01-01T00:00:00.000Z' });
    assert.equal(Date.parse(moment), store + 300_000);
  });
});
