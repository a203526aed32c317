import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Catalog, newCatalog } from '../../lambda/core/catalog/catalog.ts';
import { entriesOf, headOf } from '../../lambda/core/catalog/facts/catalog-entries.ts';
import { windowKey, windowOf } from '../../lambda/core/catalog/facts/fact-keys.ts';
import { FIRST_HEAD, headsPortion } from '../../lambda/core/catalog/heads-job.ts';
import { makeEntries } from '../../lambda/core/entry/entry.ts';
import { instantAt } from '../../lambda/core/instant.ts';
import { compareKeys } from '../../lambda/core/key-order.ts';
import { SortedFacts } from '../../lambda/core/tree/sorted-facts.ts';
import { statusOf } from '../../lambda/local/status.ts';
import { OWN_RENDERERS } from '../../lambda/publish/compute-revision.ts';
import { PORTIONS, type RunContext } from '../../lambda/publish/context.ts';
import { canWork, needsRun, nextPortion } from '../../lambda/publish/jobs.ts';
import { inMemory } from '../../lambda/state/catalog-base.ts';
import { site } from '../core/catalog/support.ts';
import { baseOf } from '../support/whole-catalog.ts';
import { Bench, text } from './blog.ts';

const HEADS = { kind: 'heads', from: 'w/main\u0001' } as const;
const RENDER = { kind: 'render', after: 'a.md' } as const;

function baseWith(jobs: Catalog['jobs'], pending = 0, renderers = OWN_RENDERERS) {
  const outputs = Object.fromEntries(Array.from({ length: pending }, (_, at) => [`tags/t${at}`, 1]));
  const catalog = { ...newCatalog('g', site, renderers), rev: 1, pending: outputs, ...(jobs ? { jobs } : {}) };
  return inMemory(headOf(catalog), entriesOf(catalog));
}

describe('a heads job', () => {
  const context = new Bench().context();

  it('waits while more than 1,000 outputs are pending, so that pending outputs stay bounded', async () => {
    const [ready, waiting] = [baseWith([HEADS], 1_000), baseWith([HEADS], 1_001)];
    const { heads, catalog } = await nextPortion(ready, context);
    assert.deepEqual([heads, catalog.jobs], [HEADS.from, undefined]);
    const left = await nextPortion(waiting, context);
    assert.deepEqual([left.heads, left.stale, left.catalog], [undefined, [], waiting.catalog]);
  });

  it('follows the render job, and reads at most 20,000 entries and rows', async () => {
    const { heads, catalog } = await nextPortion(baseWith([RENDER, HEADS]), context);
    assert.deepEqual([heads, catalog.jobs], [undefined, [HEADS]]);
    const entries = Array.from({ length: 20_000 }, (_, at): [string, string] => [
      windowKey(windowOf('main'), instantAt(at * 3_600_000), `${at}.md`),
      'entry',
    ]).sort(([a], [b]) => compareKeys(a, b));
    const next = (count: number) => headsPortion(new SortedFacts(entries.slice(0, count)), FIRST_HEAD, PORTIONS.heads).next;
    assert.equal(next(19_999), undefined);
    assert.notEqual(next(20_000), undefined);
  });

  it('is requested by any run, since the run that started it may be dead; a render job only by runs that may do it', () => {
    const cases = [[HEADS], [RENDER], undefined].map((jobs) => {
      const { catalog } = baseWith(jobs);
      return [needsRun(catalog, { canImport: false }), canWork(catalog, { canImport: false }), needsRun(catalog, {})];
    });
    assert.deepEqual(cases, [
      [true, false, true],
      [false, false, true],
      [false, false, false],
    ]);
    const { catalog } = baseWith([HEADS], 0, { ...OWN_RENDERERS, entries: 'other' });
    assert.equal(needsRun(catalog, {}), false, 'another version of the program does it');
  });
});

describe('a name that many posts link to', () => {
  const post = (title: string, fields: string, body = 'A text.') => `---\ntitle: ${title}\ndate: 2026-01-01\n${fields}---\n\n${body}\n`;
  const linking = Array.from({ length: 5 }, (_, at) => `posts/l${at}.md`);
  const files = {
    'posts/a.md': post('A', ''),
    ...Object.fromEntries(linking.map((key) => [key, post(key, '', 'See [A](a.md).')])),
  };
  const change = { 'posts/a.md': post('A', 'slug: other\n') };

  it('is updated in portions by runs that request each other, and in a folder at once', async () => {
    const expected = await Bench.with({ ...files, ...change });
    const bench = await Bench.with(files);
    const few = { portions: { names: 4 }, staleLimit: 2 };
    await bench.change(change, { ...few, canImport: false });
    assert.deepEqual([bench.rendered, bench.requeued], [['posts/a.md'], [[]]]);
    assert.deepEqual((await statusOf(baseOf(await bench.catalog()), 0)).renamed, ['a']);
    const portions: string[][] = [];
    for (; bench.requeued.splice(0).length > 0; portions.push(bench.rendered)) await bench.run({ keys: [] }, few);
    assert.deepEqual(portions, [linking.slice(0, 2), linking.slice(2, 4), linking.slice(4)]);
    const contents = async (of: Bench) => (await of.items()).map(({ url, content_html }) => [url, content_html]);
    assert.deepEqual([await contents(bench), (await bench.catalog()).jobs], [await contents(expected), undefined]);

    const folder = await Bench.with(files, {});
    await folder.change(change, { ...few, exclusive: true });
    assert.deepEqual([folder.requeued, await contents(folder)], [[], await contents(expected)]);
  });
});

describe('posts whose time has come', () => {
  const dated = (title: string, date: string) =>
    `---\ntitle: ${title}\ndate: ${date}\n---\n\nA text about ${title}, told at some length.\n`;
  const files = Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((name) => [`posts/${name}.md`, dated(name, '2026-06-02')]));
  const few = { portions: { due: 2 } };

  it('appear in portions, by runs that request each other; a new post does not wait for them', async () => {
    const bench = await Bench.with(files);
    bench.now = Date.parse('2026-06-03');
    await bench.change({ 'posts/new.md': dated('New', '2026-06-02T12:00:00Z') }, { ...few, canImport: false });
    assert.deepEqual([await bench.titles(), bench.requeued], [['New', 'A', 'B'], [[]]]);
    assert.equal((await statusOf(baseOf(await bench.catalog()), 0)).due, 'posts/C.md');
    const shown: number[] = [];
    for (; bench.requeued.splice(0).length > 0; shown.push((await bench.titles()).length)) await bench.run({ keys: [] }, few);
    assert.deepEqual([shown, (await bench.catalog()).jobs], [[5, 6], undefined]);
  });

  it('appear at once in a folder', async () => {
    const bench = await Bench.with(files);
    bench.now = Date.parse('2026-06-03');
    await bench.all({ ...few, exclusive: true });
    assert.deepEqual([(await bench.titles()).length, bench.requeued, (await bench.catalog()).jobs], [5, [], undefined]);
  });
});

it('a new configuration renders at most 1,000 posts at a time, also in a folder without limits', async () => {
  const files = Object.fromEntries(Array.from({ length: 1_003 }, (_, index) => [`posts/${index}.md`, text(`Post ${index}`)]));
  const bench = await Bench.with(files);
  await bench.configure({ sourceMarkdown: true });
  const portions: number[] = [];
  const count: RunContext['makeEntries'] = async (jobs) => {
    portions.push(jobs.length);
    return makeEntries(jobs);
  };
  const { rendered, head } = await bench.all({ exclusive: true, staleLimit: Number.POSITIVE_INFINITY, makeEntries: count });
  assert.deepEqual([portions, rendered, head.jobs], [[1_000, 3], 1_003, undefined]);
});
