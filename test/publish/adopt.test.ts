import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AdoptedItem } from '../../lambda/core/catalog/catalog.ts';
import { ADOPTED, CATALOG } from '../../lambda/keys.ts';
import { listAll } from '../../lambda/stores/store.ts';
import { Bench, text } from './blog.ts';

const item = (name: string, more: Partial<AdoptedItem> = {}): AdoptedItem => ({
  ...{ id: `urn:old:${name}`, title: name, link: `http://blog.example/${name}` },
  ...{ published: '2026-01-01T15:30:00.000Z', updated: '2026-01-02T08:00:00.000Z' },
  ...more,
});

const adopt = (bench: Bench, ...items: AdoptedItem[]) => bench.run({ keys: [], adopt: items });

const ids = async (bench: Bench) => Object.fromEntries((await bench.items()).map(({ title, id }) => [title, id]));
const unmatched = async (bench: Bench) => (await bench.catalog()).adopted.map(({ id }) => id);

async function unpublished(files: Record<string, string>): Promise<Bench> {
  const bench = new Bench();
  await bench.configure({});
  for (const [key, content] of Object.entries(files)) await bench.posts.put(key, Buffer.from(content));
  return bench;
}

const TWO = { 'posts/a.md': text('A'), 'posts/b.md': text('B') };

describe('adopting a feed before the first import', () => {
  it('gives posts the ids of the feed for good', async () => {
    const bench = await unpublished(TWO);
    const report = await adopt(bench, item('a'), item('b'));
    assert.deepEqual(await ids(bench), { A: 'urn:old:a', B: 'urn:old:b' });
    assert.deepEqual([report.reidentified, await unmatched(bench)], [[], []]);
    await bench.all();
    await bench.change({ 'posts/a.md': text('A', 'slug: else\n', `A is told in another way now, at some length, as before.`) });
    assert.deepEqual(await ids(bench), { A: 'urn:old:a', B: 'urn:old:b' });
  });

  it('keeps unmatched items for later posts', async () => {
    const bench = await unpublished({ 'posts/a.md': text('A') });
    await adopt(bench, item('a'), item('b'));
    assert.deepEqual(await unmatched(bench), ['urn:old:b']);
    await bench.change({ 'posts/b.md': text('B') });
    assert.deepEqual([await ids(bench), await unmatched(bench)], [{ A: 'urn:old:a', B: 'urn:old:b' }, []]);
  });

  it('keeps the item of a draft until the draft is published', async () => {
    const bench = await unpublished({ ...TWO, 'posts/b.md': text('B', 'draft: true\n') });
    await adopt(bench, item('a'), item('b'));
    assert.deepEqual(await unmatched(bench), ['urn:old:b']);
    await bench.change({ 'posts/b.md': text('B') });
    assert.equal((await ids(bench)).B, 'urn:old:b');
  });

  it('does not give an id to a post with its own id, nor to a copy', async () => {
    const bench = await unpublished({
      'posts/a.md': text('A', 'id: mine\n'),
      'posts/b.md': text('B'),
      'posts/c.md': text('B', 'slug: b\n'),
    });
    await adopt(bench, item('a'), item('b'));
    assert.deepEqual([await ids(bench), await unmatched(bench)], [{ A: 'mine', B: 'urn:old:b' }, ['urn:old:a']]);
  });

  it('gives a scheduled post its id, which it keeps', async () => {
    const bench = await unpublished({ 'posts/a.md': text('A').replace('2026-01-01', '2026-12-01') });
    await adopt(bench, item('a'));
    assert.deepEqual([await bench.titles(), await unmatched(bench)], [[], []]);
    bench.now = Date.UTC(2026, 11, 2);
    await bench.change({ 'posts/a.md': text('A', 'tags: [x]\n').replace('2026-01-01', '2026-12-01') });
    assert.deepEqual(await ids(bench), { A: 'urn:old:a' });
  });

  it('does not give an id that another post has chosen', async () => {
    const bench = await unpublished({ 'posts/a.md': text('A'), 'posts/b.md': text('B', 'id: urn:old:a\n') });
    await adopt(bench, item('a'));
    assert.deepEqual(await ids(bench), { A: 'https://blog.example/a', B: 'urn:old:a' });
  });
});

describe('adopting a feed after the import', () => {
  it('replaces ids, reports the posts, and rewrites only the feeds that contain them', async () => {
    const bench = await Bench.with({ 'posts/a.md': text('A', 'tags: [x]\n'), 'posts/b.md': text('B', 'tags: [y]\n') });
    const { rev } = (await bench.catalog()).feeds['tags/y'] ?? assert.fail();
    const report = await adopt(bench, item('a'));
    assert.deepEqual(await ids(bench), { A: 'urn:old:a', B: 'https://blog.example/b' });
    assert.deepEqual([report.reidentified, bench.rendered, report.feeds], [['posts/a.md'], ['posts/a.md'], ['main', 'tags/x']]);
    assert.equal((await bench.catalog()).feeds['tags/y']?.rev, rev);
    for (const name of ['rss.xml', 'atom.xml', 'tags/x/rss.xml']) assert.match(await bench.read(`public/${name}`), />urn:old:a</);
  });

  it('changes nothing when repeated', async () => {
    const bench = await Bench.with(TWO);
    await adopt(bench, item('a'));
    const documents = await bench.documents();
    const report = await adopt(bench, item('a'));
    assert.deepEqual([report.documents, report.reidentified, bench.rendered], [0, [], []]);
    assert.deepEqual(await bench.documents(), documents);
  });

  it('adopts dates even if the ids are equal', async () => {
    const bench = await Bench.with(TWO);
    const report = await adopt(bench, item('a', { id: 'https://blog.example/a' }));
    assert.equal((await bench.items()).find(({ title }) => title === 'A')?.date_modified, '2026-01-02T08:00:00Z');
    assert.deepEqual(report.reidentified, []);
  });

  it('takes precedence over the id of a removed post that comes back', async () => {
    const bench = await Bench.with(TWO);
    await bench.change({ 'posts/a.md': undefined });
    await adopt(bench, item('a'));
    await bench.change({ 'posts/a.md': text('A') });
    assert.equal((await ids(bench)).A, 'urn:old:a');
  });

  it('waits until a broken post is repaired', async () => {
    const bench = await Bench.with(TWO);
    await bench.change({ 'posts/a.md': text('A', 'expires: never\n') });
    await adopt(bench, item('a'));
    assert.equal((await ids(bench)).A, 'https://blog.example/a');
    await bench.change({ 'posts/a.md': text('A') });
    assert.equal((await ids(bench)).A, 'urn:old:a');
  });

  it('gives no id twice: an id that another post keeps is not given', async () => {
    const bench = await Bench.with({ 'posts/a.md': text('A'), 'posts/b.md': text('B', 'id: urn:old:a\n') });
    const report = await adopt(bench, item('a'));
    assert.deepEqual(await ids(bench), { A: 'https://blog.example/a', B: 'urn:old:a' });
    assert.deepEqual(report.reidentified, []);
  });

  it('does not give a kept item to a published post whose title changes', async () => {
    const bench = await Bench.with(TWO);
    await adopt(bench, item('z', { title: 'Zed' }));
    await bench.change({ 'posts/a.md': text('Zed') });
    assert.deepEqual([(await ids(bench)).Zed, await unmatched(bench)], ['https://blog.example/a', ['urn:old:z']]);
  });
});

describe('adopted dates', () => {
  const dates = async (bench: Bench) => {
    const [first] = JSON.parse(await bench.read('public/feed.json')).items;
    return [first.date_published, first.date_modified];
  };

  it('give a post without a time the published time and the last update of its item', async () => {
    const bench = await unpublished({ 'posts/a.md': text('A') });
    await adopt(bench, item('a'));
    assert.deepEqual(await dates(bench), ['2026-01-01T15:30:00Z', '2026-01-02T08:00:00Z']);
    await bench.change({ 'posts/a.md': text('A', 'tags: [x]\n') });
    assert.deepEqual(await dates(bench), ['2026-01-01T15:30:00Z', '2026-01-02T08:00:00Z'], 'tags do not count as an update');
  });

  it('do not override dates of the post', async () => {
    for (const date of ['2026-01-01 09:00:00', '2025-12-24']) {
      const bench = await unpublished({ 'posts/a.md': text('A').replace('2026-01-01', date) });
      await adopt(bench, item('a'));
      assert.equal(
        (await dates(bench))[0],
        `${new Date(`${date.replace(' ', 'T')}${date.includes(' ') ? '' : 'T00:00:00'}Z`).toISOString().slice(0, 19)}Z`,
      );
    }
    const bench = await unpublished({ 'posts/a.md': text('A', 'updated: 2026-02-01\n') });
    await adopt(bench, item('a'));
    assert.deepEqual(await dates(bench), ['2026-01-01T15:30:00Z', '2026-02-01T00:00:00Z']);
  });

  it('in the future are ignored, and `updated` is never before `published`', async () => {
    const bench = await unpublished({ 'posts/a.md': text('A') });
    await adopt(bench, item('a', { published: '2026-01-01T15:30:00.000Z', updated: '2027-01-01T00:00:00.000Z' }));
    assert.deepEqual(await dates(bench), ['2026-01-01T15:30:00Z', '2026-01-01T15:30:00Z']);
    const other = await unpublished({ 'posts/a.md': text('A') });
    await adopt(other, item('a', { updated: '2025-01-01T00:00:00.000Z' }));
    assert.deepEqual(await dates(other), ['2026-01-01T15:30:00Z', '2026-01-01T15:30:00Z']);
  });

  it('survive a rename', async () => {
    const bench = await unpublished({ 'posts/a.md': text('A') });
    await adopt(bench, item('a'));
    await bench.change({ 'posts/a.md': undefined, 'posts/other.md': text('A') });
    assert.deepEqual([await ids(bench), await dates(bench)], [{ A: 'urn:old:a' }, ['2026-01-01T15:30:00Z', '2026-01-02T08:00:00Z']]);
  });
});

describe('adoption', () => {
  it('is applied again after a lost swap', async () => {
    const bench = await Bench.with(TWO);
    let raced = false;
    const site = new Proxy(bench.site, {
      get: (store, name) => {
        if (name !== 'put') {
          const member = Reflect.get(store, name);
          return typeof member === 'function' ? member.bind(store) : member;
        }
        return async (...[key, bytes, options]: Parameters<typeof store.put>) => {
          if (key === CATALOG && !raced) {
            raced = true;
            await bench.change({ 'posts/c.md': text('C') });
          }
          return store.put(key, bytes, options);
        };
      },
    });
    const report = await bench.run({ keys: [], adopt: [item('a'), item('c'), item('d')] }, { site });
    assert.equal(report.conflicts, 1);
    assert.deepEqual(report.reidentified, ['posts/a.md', 'posts/c.md']);
    assert.deepEqual(await ids(bench), { A: 'urn:old:a', B: 'https://blog.example/b', C: 'urn:old:c' });
    assert.deepEqual(await unmatched(bench), ['urn:old:d']);
  });

  it('survives the loss of the catalog: ids, dates and unmatched items', async () => {
    const bench = await Bench.with(TWO);
    await adopt(bench, item('a'), item('z'));
    const documents = await bench.documents();
    await bench.site.delete(CATALOG);
    await bench.all();
    assert.deepEqual(await bench.documents(), documents);
    await bench.change({ 'posts/z.md': text('Z') });
    assert.deepEqual([(await ids(bench)).Z, await unmatched(bench)], ['urn:old:z', []]);
    assert.equal((await listAll(bench.site, ADOPTED)).length, 1);
  });
});
