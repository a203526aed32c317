import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseOpml } from 'feedsmith';
import { readStamp } from '../../lambda/core/feed/verify.ts';
import { CATALOG } from '../../lambda/keys.ts';
import { listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { Bench, text } from './blog.ts';

const PAGES = { pages: true, opml: true };
const FILES = { 'posts/a.md': text('Alpha', 'tags: [one]\n'), 'posts/b.md': text('Beta', 'tags: [two]\n') };
const FOREIGN = '<!doctype html>\n<title>My own page</title>\n';

const shown = (html: string) => [...html.matchAll(/<h3[^>]*><a [^>]*>([^<]*)</g)].map(([, title]) => title);
const terms = (html: string) => [...html.matchAll(/<bdi>([^<]*)<\/bdi><\/a> <span>(\d+)</g)].map(([, ...both]) => both.join(' '));

const changedBy = async (bench: Bench, change: () => Promise<unknown>): Promise<string[]> => {
  const before = await bench.documents();
  await change();
  const after = await bench.documents();
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => before[key] !== after[key]).sort();
  return keys.map((key) => key.slice('public/'.length)).filter((key) => !key.endsWith('.gz'));
};

describe('pages for subscribers', () => {
  it('are written for the blog and each term, with gzip copies and a stamp', async () => {
    const bench = await Bench.with(FILES, PAGES);
    const keys = (await listAll(bench.site, 'public/')).map(({ key }) => key).filter((key) => /html|opml/.test(key));
    const paths = ['feeds.opml', 'index.html', 'tags/one/index.html', 'tags/two/index.html'];
    assert.deepEqual(
      keys,
      paths.flatMap((path) => [`public/${path}`, `public/${path}.gz`]),
    );
    const html = await bench.read('public/index.html');
    assert.deepEqual(
      [shown(html), terms(html)],
      [
        ['Alpha', 'Beta'],
        ['one 1', 'two 1'],
      ],
    );
    assert.deepEqual(shown(await bench.read('public/tags/two/index.html.gz')), ['Beta']);
    const { generation, feeds, pending } = await bench.catalog();
    assert.deepEqual(readStamp(html), { generation, rev: feeds.page?.rev });
    assert.deepEqual(
      [Object.keys(feeds).sort(), pending],
      [['main', 'opml', 'page', 'tags/one', 'tags/one/page', 'tags/two', 'tags/two/page'], {}],
    );
  });

  it('change with their content, without changing feeds', async () => {
    const bench = await Bench.with(FILES, { ...PAGES, limit: 1, archives: 'none' });
    const tagged = () => bench.change({ 'posts/b.md': text('Beta', 'tags: [two, three]\n') });
    // Beta is no longer in the main feed; its entry has its terms.
    assert.deepEqual(await changedBy(bench, tagged), [
      ...['feeds.opml', 'index.html', 'tags/three/atom.xml', 'tags/three/feed.json', 'tags/three/index.html', 'tags/three/rss.xml'],
      ...['tags/two/atom.xml', 'tags/two/feed.json', 'tags/two/rss.xml'],
    ]);
    const added = () => bench.change({ 'posts/c.md': text('Gamma', 'tags: [one]\n') });
    const changed = await changedBy(bench, added);
    assert.ok(changed.includes('index.html') && changed.includes('tags/one/index.html'));
    assert.ok(!changed.includes('feeds.opml') && !changed.includes('tags/two/index.html'), 'no feed was added or removed');
    assert.deepEqual(await changedBy(bench, () => bench.all()), []);
  });

  it('are added and removed by the configuration, without changing feeds', async () => {
    const bench = await Bench.with(FILES);
    const stamps = async () =>
      Promise.all(['rss.xml', 'tags/one/atom.xml'].map(async (path) => readStamp(await bench.read(`public/${path}`))));
    const before = await stamps();
    await bench.configure(PAGES);
    assert.deepEqual(await changedBy(bench, () => bench.all()), ['feeds.opml', 'index.html', 'tags/one/index.html', 'tags/two/index.html']);
    assert.deepEqual(await stamps(), before);
    await bench.configure({});
    assert.deepEqual(await changedBy(bench, () => bench.change({ 'posts/c.md': text('Gamma') })), [
      'atom.xml',
      'feed.json',
      'index.html',
      'rss.xml',
    ]);
    assert.deepEqual(await changedBy(bench, () => bench.all()), [], 'existing pages stay');
  });

  it('of a term without posts are empty and not in the OPML, also after the catalog is lost', async () => {
    const bench = await Bench.with(FILES, PAGES);
    await bench.change({ 'posts/b.md': undefined });
    const isForgotten = async () => {
      assert.deepEqual(shown(await bench.read('public/tags/two/index.html')), []);
      assert.deepEqual(terms(await bench.read('public/index.html')), ['one 1']);
      const { body } = parseOpml(await bench.read('public/feeds.opml'));
      assert.deepEqual(
        body?.outlines?.[1]?.outlines?.map(({ text: name }) => name),
        ['Field Notes: one'],
      );
    };
    await isForgotten();
    await bench.change({ 'posts/b.md': FILES['posts/b.md'] });
    await bench.posts.delete('posts/b.md');
    await bench.site.delete(CATALOG);
    await bench.all();
    await isForgotten();
    const { generation } = await bench.catalog();
    assert.equal(readStamp(await bench.read('public/tags/two/index.html'))?.generation, generation);
  });

  it('are written again if they are lost or have another stamp', async () => {
    const bench = await Bench.with(FILES, PAGES);
    const before = await bench.documents();
    await bench.site.delete('public/tags/one/index.html.gz');
    await bench.site.put(
      'public/index.html',
      Buffer.from((await bench.read('public/index.html')).replace(/linefeed \w+ \d+/, 'linefeed old 1')),
    );
    await bench.all();
    assert.deepEqual(await bench.documents(), before);
  });
});

describe('a page of someone else', () => {
  const theirs = { 'public/index.html': FOREIGN, 'public/feeds.opml': '<opml version="2.0"/>' };

  it('stays with a problem that says what to do, and every feed is written', async () => {
    const bench = new Bench();
    for (const [key, content] of Object.entries(theirs)) await bench.site.put(key, Buffer.from(content));
    await bench.configure(PAGES);
    for (const [key, content] of Object.entries(FILES)) await bench.posts.put(key, Buffer.from(content));
    const { failed } = await bench.all();
    assert.deepEqual(failed, ['opml', 'page']);
    for (const [key, content] of Object.entries(theirs)) assert.equal(await bench.read(key), content);
    const { feeds, pending } = await bench.catalog();
    assert.match(
      feeds.page?.problem ?? '',
      /^index\.html is not Linefeed's and stays as it is: move it away, or write "pages: false" into linefeed\.yaml$/,
    );
    assert.match(feeds.opml?.problem ?? '', /^feeds\.opml .* "opml: false"/);
    assert.deepEqual([await bench.titles(), pending], [['Alpha', 'Beta'], {}]);
    assert.equal(await bench.site.head('public/index.html.gz'), undefined, 'no copy that would be served in its place');
    assert.deepEqual(shown(await bench.read('public/tags/one/index.html')), ['Alpha']);

    await bench.change({ 'posts/c.md': text('Gamma') });
    await bench.all();
    assert.equal(await bench.read('public/index.html'), FOREIGN);

    await bench.site.delete('public/index.html');
    await bench.all();
    assert.deepEqual(shown(await bench.read('public/index.html')), ['Alpha', 'Beta', 'Gamma']);
    assert.equal((await bench.catalog()).feeds.page?.problem, undefined);
  });

  it('is replaced in the next full run after one of our pages is restored', async () => {
    for (const key of ['public/index.html', 'public/index.html.gz']) {
      const bench = await Bench.with(FILES, PAGES);
      const old = (await bench.site.get(key)) as StoredObject;
      await bench.site.put(key, Buffer.from(FOREIGN));
      await bench.change({ 'posts/c.md': text('Gamma') });
      assert.ok((await bench.catalog()).feeds.page?.problem);
      const { rev } = await bench.catalog();
      // Each full run compares the page, and writes nothing while it stays.
      await bench.all({ exclusive: true });
      assert.equal((await bench.catalog()).rev, rev);
      await bench.site.put(key, old.bytes, { metadata: { ...old.metadata } });
      const { failed } = await bench.all({ exclusive: true });
      assert.deepEqual([failed, (await bench.catalog()).feeds.page?.problem], [[], undefined]);
      for (const each of ['public/index.html', 'public/index.html.gz'])
        assert.deepEqual(shown(await bench.read(each)), ['Alpha', 'Beta', 'Gamma'], each);
    }
  });

  it('of a lost term becomes empty after the catalog is lost, even if only its gzip copy is left', async () => {
    const bench = await Bench.with(FILES, PAGES);
    for (const name of ['index.html', 'rss.xml', 'atom.xml', 'feed.json']) await bench.site.delete(`public/tags/one/${name}`);
    await bench.site.delete(CATALOG);
    await bench.change({ 'posts/a.md': text('Alpha') });
    await bench.all();
    for (const name of ['index.html', 'index.html.gz']) assert.deepEqual(shown(await bench.read(`public/tags/one/${name}`)), [], name);
    assert.doesNotMatch(await bench.read('public/tags/one/rss.xml.gz'), /Alpha/);
  });

  it('is not counted as ours after the catalog is lost', async () => {
    const bench = await Bench.with(FILES, PAGES);
    await bench.site.put('public/tags/theirs/index.html', Buffer.from(FOREIGN));
    await bench.site.delete(CATALOG);
    const { failed } = await bench.all();
    assert.deepEqual([failed, Object.keys((await bench.catalog()).feeds).filter((key) => key.includes('theirs'))], [[], []]);
    assert.equal(await bench.read('public/tags/theirs/index.html'), FOREIGN);
  });
});
