import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Bench, HOUR, text } from './blog.ts';

const FILES = {
  'posts/a.md': text('A', 'tags: [one]\n'),
  'posts/b.md': text('B', 'tags: [two]\n'),
  'posts/c.md': text('C', 'tags: [one, two]\n'),
};

describe('a look at everything that finds nothing', () => {
  it('writes nothing if no other run can be under way', async () => {
    const bench = await Bench.with({ ...FILES, 'images/a.png': 'no post', 'README.md': 'no post' });
    bench.site.changes = 0;
    bench.now += HOUR;
    await bench.all({ alone: true });
    assert.deepEqual([bench.site.changes, bench.rendered], [0, []]);
  });

  it('commits all the same if one can, but no document', async () => {
    const bench = await Bench.with(FILES);
    const { rev } = await bench.catalog();
    bench.site.changes = 0;
    const report = await bench.all();
    assert.deepEqual([bench.site.changes, report.documents, report.catalog.rev], [1, 0, rev + 1]);
  });

  it('sees what time has changed, also alone', async () => {
    const bench = await Bench.with({ ...FILES, 'posts/d.md': text('D').replace('2026-01-01', '2026-06-02') });
    assert.deepEqual(bench.wakes, ['2026-06-02T00:00:00.000Z']);
    bench.now = Date.UTC(2026, 5, 2);
    await bench.all({ alone: true });
    assert.deepEqual(await bench.titles(), ['D', 'A', 'B', 'C']);
  });
});

describe('a new configuration', () => {
  it('with another title changes the heads only', async () => {
    const bench = await Bench.with(FILES);
    const before = await bench.items();
    await bench.configure({ title: 'Other Notes' });
    const report = await bench.all();
    assert.deepEqual(report.feeds.length, 3);
    assert.deepEqual(await bench.items(), before);
    assert.match(await bench.read('public/tags/one/atom.xml'), /Other Notes: one/);
  });

  it('with another limit or content renders no post', async () => {
    for (const config of [{ limit: 1 }, { content: 'summary' }]) {
      const bench = await Bench.with(FILES);
      await bench.configure(config);
      const report = await bench.all();
      assert.deepEqual([bench.rendered, report.feeds.includes('main')], [[], true]);
    }
  });

  it('is not taken up by a run that was not asked to', async () => {
    const bench = await Bench.with(FILES);
    await bench.configure({ title: 'Other Notes' });
    await bench.change({ 'posts/a.md': text('AA', 'tags: [one]\n') });
    assert.doesNotMatch(await bench.read('public/atom.xml'), /Other Notes/);
  });

  it('that cannot be used changes nothing, and is reported', async () => {
    const bench = await Bench.with(FILES);
    const before = await bench.documents();
    await bench.posts.put('linefeed.yaml', Buffer.from('title: [\n'));
    const report = await bench.all();
    assert.ok(report.problems.length > 0);
    assert.deepEqual(await bench.documents(), before);
  });

  it('that concerns many rows is spread over messages, which nobody sends twice', async () => {
    const bench = await Bench.with(FILES);
    await bench.configure({ timezone: 'Europe/Zurich' });
    await bench.all({ staleLimit: 1 });
    assert.equal(bench.rendered.length, 1);
    const [[...left] = []] = bench.looks;
    assert.equal(left.length, 2);
    await bench.change({ 'posts/d.md': text('D') }, { staleLimit: 1 });
    assert.deepEqual([bench.rendered, bench.looks.length], [['posts/d.md'], 1]);
    await bench.run({ keys: left }, { staleLimit: 1 });
    assert.deepEqual([bench.rendered.sort(), bench.looks.length], [left.sort(), 1]);
    assert.ok(Object.values((await bench.catalog()).posts).every(({ later }) => later === undefined));
  });
});

describe('a change', () => {
  it('of white space in front matter changes no document', async () => {
    const bench = await Bench.with(FILES);
    bench.site.changes = 0;
    const report = await bench.change({ 'posts/a.md': FILES['posts/a.md'].replace('title: ', 'title:   ') });
    assert.deepEqual([report.documents, bench.site.changes], [0, 1]);
  });

  it('moves `updated` to the last write of the file, but only when something else is shown', async () => {
    const bench = await Bench.with(FILES);
    const modified = async () => (await bench.items()).find(({ title }) => title.startsWith('A'))?.date_modified;
    const first = await modified();
    await bench.change({ 'posts/a.md': text('A', 'tags: [two]\n') });
    assert.equal(await modified(), first);
    await bench.change({ 'posts/a.md': text('A', 'tags: [two]\n', 'All new.') });
    assert.equal(await modified(), new Date(bench.now).toISOString().replace('.000Z', 'Z'));
    await bench.change({ 'posts/a.md': text('A', 'tags: [two]\nupdated: 2026-02-02\n', 'All new.') });
    assert.equal(await modified(), '2026-02-02T00:00:00Z');
  });

  it('changes exactly the feeds that the post is in', async () => {
    const bench = await Bench.with(FILES);
    assert.deepEqual((await bench.change({ 'posts/a.md': text('AA', 'tags: [one]\n') })).feeds, ['main', 'tags/one']);
    assert.deepEqual((await bench.change({ 'posts/a.md': text('AA', 'tags: [two]\n') })).feeds, ['main', 'tags/one', 'tags/two']);
    assert.deepEqual((await bench.change({ 'posts/a.md': undefined, 'posts/z.md': text('AA', 'tags: [two]\n') })).feeds, [
      'main',
      'tags/two',
    ]);
    assert.deepEqual((await bench.change({ 'posts/b.md': undefined })).feeds, ['main', 'tags/two']);
  });

  it('that takes the last post out of a feed leaves the feed empty, not gone', async () => {
    const bench = await Bench.with({ 'posts/a.md': FILES['posts/a.md'] });
    await bench.change({ 'posts/a.md': undefined });
    assert.deepEqual([await bench.items(), await bench.items('tags/one/feed.json')], [[], []]);
  });

  it('of a post that names another follows when that comes and goes', async () => {
    const bench = await Bench.with({ 'posts/a.md': text('A', '', 'See [b]({% post_url b %}).') });
    const html = async () => (await bench.items()).find(({ title }) => title === 'A')?.content_html;
    const modified = (await bench.items())[0]?.date_modified;
    assert.doesNotMatch((await html()) ?? '', /href/);
    for (const hidden of ['draft: true\n', 'expires: 2026-02-01\n']) {
      await bench.change({ 'posts/b.md': text('B', hidden) });
      assert.doesNotMatch((await html()) ?? '', /href/);
    }
    await bench.change({ 'posts/b.md': text('B') });
    assert.match((await html()) ?? '', /href="https:\/\/blog\.example\/b\/"/);
    assert.equal((await bench.items()).find(({ title }) => title === 'A')?.date_modified, modified, 'no news to readers');
    await bench.change({ 'posts/b.md': text('B', '', '{% if %}') });
    assert.match((await html()) ?? '', /href/, 'the last good version stays');
    await bench.change({ 'posts/b.md': undefined });
    assert.doesNotMatch((await html()) ?? '', /href/);
    await bench.change({ 'posts/b.md': text('B', '', '{% if %}') });
    assert.doesNotMatch((await html()) ?? '', /href/, 'refused while rendering');
  });
});

describe('from nothing', () => {
  it('in any order of reading the bytes are the same, stamps aside', async () => {
    const more = { ...FILES, 'posts/d.md': text('D', 'tags: [One, "C++"]\n') };
    const [forwards, backwards] = [new Bench(), new Bench()];
    for (const [bench, files] of [
      [forwards, Object.entries(more)],
      [backwards, Object.entries(more).reverse()],
    ] as const) {
      await bench.configure({});
      for (const [key, content] of files) await bench.posts.put(key, Buffer.from(content));
      await bench.run({ keys: files.map(([key]) => key) });
    }
    assert.deepEqual(await forwards.documents(), await backwards.documents());
  });
});

describe('time that is short', () => {
  it('leaves what is committed to another run', async () => {
    const bench = await Bench.with(FILES);
    const report = await bench.change({ 'posts/a.md': text('AA') }, { until: 0 });
    assert.deepEqual([report.documents, bench.looks], [0, [[]]]);
    await bench.run({ keys: [] });
    assert.deepEqual([(await bench.titles())[0], (await bench.catalog()).pending], ['AA', {}]);
  });
});
