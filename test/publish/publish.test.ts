import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeDocuments } from '../../lambda/core/documents.ts';
import { makeEntries } from '../../lambda/core/entry/entry.ts';
import { statusOf } from '../../lambda/local/status.ts';
import { ReconcileFirstError, type RunContext } from '../../lambda/publish/publish.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { listAll, UnreadableObjectError } from '../../lambda/stores/store.ts';
import { baseOf, readCatalog, writeCatalog } from '../support/whole-catalog.ts';
import { Bench, HOUR, text } from './blog.ts';

const FILES = {
  'posts/a.md': text('A', 'tags: [one]\n'),
  'posts/b.md': text('B', 'tags: [two]\n'),
  'posts/c.md': text('C', 'tags: [one, two]\n'),
};

describe('a full run without changes', () => {
  it('writes nothing if it is exclusive', async () => {
    const bench = await Bench.with({ ...FILES, 'images/a.png': 'no post', 'README.md': 'no post' });
    bench.site.changes = 0;
    bench.now += HOUR;
    await bench.all({ exclusive: true });
    assert.deepEqual([bench.site.changes, bench.rendered], [0, []]);
  });

  it('commits the catalog if other runs may overlap, but writes no document', async () => {
    const bench = await Bench.with(FILES);
    const { rev } = await bench.catalog();
    bench.site.changes = 0;
    const report = await bench.all();
    assert.deepEqual([bench.site.changes, report.documents, report.head.rev], [1, 0, rev + 1]);
  });

  it('publishes posts whose time has come, also if it is exclusive', async () => {
    const bench = await Bench.with({ ...FILES, 'posts/d.md': text('D').replace('2026-01-01', '2026-06-02') });
    assert.deepEqual(bench.scheduledRuns, ['2026-06-02T00:00:00.000Z']);
    bench.now = Date.UTC(2026, 5, 2);
    await bench.all({ exclusive: true });
    assert.deepEqual(await bench.titles(), ['D', 'A', 'B', 'C']);
  });
});

describe('a new configuration', () => {
  it('with another title changes only the heads', async () => {
    const bench = await Bench.with(FILES);
    const before = await bench.items();
    await bench.configure({ title: 'Other Notes' });
    const report = await bench.all();
    assert.deepEqual(report.feeds.length, 3);
    assert.deepEqual(await bench.items(), before);
    assert.match(await bench.read('public/tags/one/atom.xml'), /Other Notes: one/);
  });

  it('with another limit or content renders no post', async () => {
    for (const config of [{ limit: 1, archives: 'none' }, { content: 'summary' }]) {
      const bench = await Bench.with(FILES);
      await bench.configure(config);
      const report = await bench.all();
      assert.deepEqual([bench.rendered, report.feeds.includes('main')], [[], true]);
    }
  });

  it('is applied only by a full run', async () => {
    const bench = await Bench.with(FILES);
    await bench.configure({ title: 'Other Notes' });
    await bench.change({ 'posts/a.md': text('AA', 'tags: [one]\n') });
    const feed = await bench.read('public/atom.xml');
    assert.doesNotMatch(feed, /Other Notes/);
    assert.match(feed, />AA</, 'this run writes the feed');
    await bench.all();
    assert.match(await bench.read('public/atom.xml'), /Other Notes/);
  });

  it('that is invalid changes nothing, and is reported', async () => {
    const bench = await Bench.with(FILES);
    const before = await bench.documents();
    await bench.posts.put('linefeed.yaml', Buffer.from('title: [\n'));
    const report = await bench.all();
    assert.ok(report.problems.length > 0);
    assert.deepEqual(await bench.documents(), before);
  });

  it('that affects many rows is applied in portions in key order, and not by runs for new posts', async () => {
    const bench = await Bench.with(FILES);
    await bench.configure({ timezone: 'Europe/Zurich' });
    const portions: string[][] = [];
    await bench.all({ staleLimit: 1 });
    portions.push(bench.rendered);
    await bench.change({ 'posts/d.md': text('D') }, { staleLimit: 1, canImport: false });
    assert.deepEqual([bench.rendered, bench.requeued], [['posts/d.md'], [[]]]);
    while (bench.requeued.splice(0).length > 0) {
      await bench.run({ keys: [] }, { staleLimit: 1 });
      portions.push(bench.rendered);
    }
    assert.deepEqual(
      portions,
      Object.keys(FILES).map((key) => [key]),
    );
    assert.equal((await bench.catalog()).jobs, undefined);
  });

  it('that another version of the program applies is left to it without requesting a run', async () => {
    const bench = await Bench.with(FILES);
    await bench.configure({ timezone: 'Europe/Zurich' });
    await bench.all({ staleLimit: 1 });
    const { catalog, etag } = (await readCatalog(bench.site)) ?? assert.fail();
    await writeCatalog(bench.site, { ...catalog, renderers: { ...catalog.renderers, entries: 'other' } }, { etag });
    bench.requeued = [];
    await bench.run({ keys: [] }, { staleLimit: 1 });
    assert.deepEqual([bench.rendered, bench.requeued, (await bench.catalog()).jobs], [[], [], catalog.jobs]);
  });

  it('reaches its outputs in portions, and in a folder at once', async () => {
    const expected = await Bench.with(FILES, { title: 'Other' });
    const bench = await Bench.with(FILES);
    await bench.configure({ title: 'Other' });
    await bench.all({ portions: { heads: 1 } });
    let runs = 0;
    for (; bench.requeued.splice(0).length > 0; runs += 1) {
      const { jobs } = await bench.catalog();
      assert.equal(jobs?.[0]?.kind, 'heads');
      const { comparing } = await statusOf(baseOf(await bench.catalog()), 0);
      assert.notEqual(comparing, undefined);
      await bench.run({ keys: [] }, { portions: { heads: 1 } });
    }
    assert.ok(runs > 2, `${runs} runs`);
    assert.deepEqual([await bench.documents(), (await bench.catalog()).jobs], [await expected.documents(), undefined]);
    await bench.configure({ title: 'Third' });
    await bench.all({ portions: { heads: 1 }, exclusive: true });
    assert.deepEqual([bench.requeued, (await bench.catalog()).jobs], [[], undefined]);
    assert.match(await bench.read('public/tags/two/atom.xml'), /Third/);
  });

  it('whose last portion renders nothing ends, also in an exclusive run', async () => {
    const bench = await Bench.with(FILES);
    const { catalog, etag } = (await readCatalog(bench.site)) ?? assert.fail();
    await writeCatalog(bench.site, { ...catalog, jobs: [{ kind: 'render', after: 'posts/c.md' }] }, { etag });
    await bench.all({ exclusive: true });
    assert.equal((await bench.catalog()).jobs, undefined);
  });

  it('that changes while it is applied starts again', async () => {
    const bench = await Bench.with(FILES);
    await bench.configure({ timezone: 'Europe/Zurich' });
    await bench.all({ staleLimit: 2 });
    await bench.configure({ timezone: 'Europe/Lisbon' });
    await bench.all({ staleLimit: 2 });
    assert.deepEqual(bench.rendered, ['posts/a.md', 'posts/b.md']);
    await bench.run({ keys: [] }, { staleLimit: 2 });
    assert.deepEqual([bench.rendered, (await bench.catalog()).jobs], [['posts/c.md'], undefined]);
  });
});

describe('a change', () => {
  it('of white space in front matter changes no document', async () => {
    const bench = await Bench.with(FILES);
    bench.site.changes = 0;
    const report = await bench.change({ 'posts/a.md': FILES['posts/a.md'].replace('title: ', 'title:   ') });
    assert.deepEqual([report.documents, bench.site.changes], [0, 1]);
  });

  it('moves `updated` to the last write of the file only if title or text change', async () => {
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

  it('rewrites only the feeds that contain the post', async () => {
    const bench = await Bench.with(FILES);
    assert.deepEqual((await bench.change({ 'posts/a.md': text('AA', 'tags: [one]\n') })).feeds, ['main', 'tags/one']);
    assert.deepEqual((await bench.change({ 'posts/a.md': text('AA', 'tags: [two]\n') })).feeds, ['main', 'tags/one', 'tags/two']);
    assert.deepEqual((await bench.change({ 'posts/a.md': undefined, 'posts/z.md': text('AA', 'tags: [two]\n') })).feeds, [
      'main',
      'tags/two',
    ]);
    assert.deepEqual((await bench.change({ 'posts/b.md': undefined })).feeds, ['main', 'tags/two']);
  });

  it('that removes the last post of a feed leaves an empty feed', async () => {
    const bench = await Bench.with({ 'posts/a.md': FILES['posts/a.md'] });
    await bench.change({ 'posts/a.md': undefined });
    assert.deepEqual([await bench.items(), await bench.items('tags/one/feed.json')], [[], []]);
  });

  it('of a post’s state updates links to it in other posts', async () => {
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
    assert.equal((await bench.items()).find(({ title }) => title === 'A')?.date_modified, modified, 'readers see no update');
    await bench.change({ 'posts/b.md': text('B', '', '{% if %}') });
    assert.match((await html()) ?? '', /href/, 'the last good version stays');
    await bench.change({ 'posts/b.md': undefined });
    assert.doesNotMatch((await html()) ?? '', /href/);
    await bench.change({ 'posts/b.md': text('B', '', '{% if %}') });
    assert.doesNotMatch((await html()) ?? '', /href/, 'refused while rendering');
  });
});

describe('a first run', () => {
  it('writes the same documents for any order of files, except for stamps', async () => {
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

describe('a run without time', () => {
  it('leaves committed outputs to another run', async () => {
    const bench = await Bench.with(FILES);
    const report = await bench.change({ 'posts/a.md': text('AA') }, { until: 0 });
    assert.deepEqual([report.documents, bench.requeued], [0, [[]]]);
    await bench.run({ keys: [] });
    assert.deepEqual([(await bench.titles())[0], (await bench.catalog()).pending], ['AA', {}]);
  });
});

describe('pending feeds of other runs', () => {
  it("are written up to a limit, the run's own feeds and the main feed first, and a run is requested for the rest", async () => {
    const bench = await Bench.with(FILES);
    await bench.configure({ title: 'Other Notes' });
    await bench.all({ until: 0 });
    assert.deepEqual(Object.keys((await bench.catalog()).pending), ['main', 'tags/one', 'tags/two']);
    bench.requeued = [];
    const written: string[] = [];
    const report = await bench.change(
      { 'posts/b.md': text('BB', 'tags: [two]\n') },
      {
        pendingLimit: 0,
        makeDocuments: async (job) => {
          if (job.kind === 'feed') written.push(job.document.feed);
          return makeDocuments(job);
        },
      },
    );
    assert.deepEqual([written, report.feeds, bench.requeued], [['main', 'tags/two'], ['main', 'tags/two'], [[]]]);
    assert.deepEqual(Object.keys((await bench.catalog()).pending), ['tags/one']);
    await bench.run({ keys: [] });
    assert.deepEqual((await bench.catalog()).pending, {});
  });
});

describe('a post that cannot be read', () => {
  const denied = (bench: Bench, key: string): Partial<RunContext> => ({
    posts: new (class extends MemoryStore {
      override get(...given: Parameters<MemoryStore['get']>) {
        return given[0] === key ? Promise.reject(new Error('access denied')) : bench.posts.get(...given);
      }
      override list = (prefix: string) => bench.posts.list(prefix);
    })(),
  });

  it('stays unchanged and is reported; the others are published', async () => {
    const bench = await Bench.with(FILES);
    const files = { 'posts/a.md': text('AA', 'tags: [one]\n'), 'posts/b.md': text('BB', 'tags: [two]\n') };
    const report = await bench.change(files, denied(bench, 'posts/a.md'));
    assert.deepEqual([...report.unread], [['posts/a.md', 'access denied']]);
    assert.deepEqual(await bench.titles(), ['A', 'BB', 'C']);
    await bench.run({ keys: ['posts/a.md'] });
    assert.deepEqual(await bench.titles(), ['AA', 'BB', 'C']);
  });

  it('and whose links change is requeued alone', async () => {
    const bench = await Bench.with({ ...FILES, 'posts/a.md': text('A', '', 'See [d]({% post_url d %}).') });
    const report = await bench.change({ 'posts/d.md': text('D') }, denied(bench, 'posts/a.md'));
    assert.deepEqual([[...report.unread.keys()], bench.requeued], [['posts/a.md'], [['posts/a.md']]]);
    await bench.run({ keys: ['posts/a.md'] });
    assert.match((await bench.items()).find(({ title }) => title === 'A')?.content_html ?? '', /href="https:\/\/blog\.example\/d\/"/);
  });

  it('stops an import, which needs every post', async () => {
    const bench = new Bench();
    await bench.configure({});
    for (const [key, content] of Object.entries(FILES)) await bench.posts.put(key, Buffer.from(content));
    await assert.rejects(bench.all(denied(bench, 'posts/a.md')), /posts\/a\.md cannot be taken up: access denied/);
    assert.deepEqual(await listAll(bench.site, 'public/'), []);
  });

  it('because it is archived or too large is refused, also by an import', async () => {
    const bench = new Bench();
    await bench.configure({});
    for (const [key, content] of Object.entries(FILES)) await bench.posts.put(key, Buffer.from(content));
    const posts = new (class extends MemoryStore {
      override get(...given: Parameters<MemoryStore['get']>) {
        return given[0] === 'posts/a.md' ? Promise.reject(new UnreadableObjectError('it is archived', '')) : bench.posts.get(...given);
      }
      override list = (prefix: string) => bench.posts.list(prefix);
    })();
    await bench.all({ posts });
    const catalog = await bench.catalog();
    assert.deepEqual(
      [catalog.posts['posts/a.md']?.state, catalog.posts['posts/a.md']?.problems[0]?.message],
      ['rejected', 'it is archived'],
    );
    assert.deepEqual(await bench.titles(), ['B', 'C']);
  });
});

it('a post that crashes the renderer is refused alone, and its last good version stays', async () => {
  const bench = await Bench.with(FILES);
  const files = { 'posts/a.md': text('AA', 'tags: [one]\n'), 'posts/b.md': text('BB', 'tags: [two]\n'), 'posts/d.md': text('D') };
  const makeFragile = async (jobs: Parameters<typeof makeEntries>[0]) => {
    if (jobs.some(({ post }) => post.title === 'AA')) throw new Error('stack overflow');
    return makeEntries(jobs);
  };
  await bench.change(files, { makeEntries: makeFragile });
  const catalog = await bench.catalog();
  assert.deepEqual(await bench.titles(), ['A', 'BB', 'C', 'D']);
  assert.match(catalog.posts['posts/a.md']?.problems[0]?.message ?? '', /failed on this file \(stack overflow\); please report it/);
});

it('a run that may not import fails without writing', async () => {
  const bench = new Bench();
  await bench.configure({});
  await bench.posts.put('posts/a.md', Buffer.from(FILES['posts/a.md']));
  await assert.rejects(bench.run({ keys: ['posts/a.md'] }, { canImport: false }), ReconcileFirstError);
  assert.deepEqual(await listAll(bench.site, ''), []);
  await bench.all({ canImport: false });
  assert.deepEqual(await bench.titles(), ['A']);
});
