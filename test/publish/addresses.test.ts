/** Feeds at the addresses of the tool that they replace, and redirects from addresses that a blog had before. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOVED } from '../../lambda/http-headers.ts';
import { CatalogStore } from '../../lambda/state/catalog-store.ts';
import { itemsOf } from '../support/feed-items.ts';
import { Bench, text } from './blog.ts';

const HUGO = { title: 'Field Notes', baseURL: 'https://blog.example/' };
const POST = text('A', 'tags: ["C++"]\n');
const HERE = 'https://blog.example/';

async function hugo(own: object = {}, files: Record<string, string> = {}): Promise<Bench> {
  const bench = new Bench();
  await bench.posts.put('hugo.json', Buffer.from(JSON.stringify(HUGO)));
  await bench.posts.put('linefeed.yaml', Buffer.from(JSON.stringify({ pages: false, opml: false, ...own })));
  for (const [key, content] of Object.entries({ 'content/posts/a.md': POST, ...files })) await bench.posts.put(key, Buffer.from(content));
  await bench.all();
  return bench;
}

async function configure(bench: Bench, own: object): Promise<void> {
  bench.now += 3_600_000;
  await bench.posts.put('linefeed.yaml', Buffer.from(JSON.stringify({ pages: false, opml: false, ...own })));
  await bench.all();
}

/** `here` for a document at its address, the target of a redirect, or `none`. */
async function answers(bench: Bench, ...paths: string[]): Promise<string[]> {
  const heads = await Promise.all(paths.map((path) => bench.site.head(`public/${path}`)));
  return heads.map((head) => (head === undefined ? 'none' : (head.metadata[MOVED]?.replace(HERE, '') ?? 'here')));
}

const selfAt = async (bench: Bench, path: string) => itemsOf(await bench.read(`public/${path}`))?.self;

describe('a new blog', () => {
  it('has its feeds at the addresses of its tool, alternates beside them, and one redirect from the default address', async () => {
    const bench = await hugo();
    assert.deepEqual(await answers(bench, 'index.xml', 'atom.xml', 'feed.json', 'rss.xml'), ['here', 'here', 'here', 'index.xml']);
    assert.deepEqual(await answers(bench, 'tags/c++/index.xml', 'tags/c++/atom.xml', 'tags/c++/rss.xml', 'tags/c-plus-plus/rss.xml'), [
      'here',
      'here',
      'none',
      'none',
    ]);
    assert.deepEqual(
      [await selfAt(bench, 'index.xml'), await selfAt(bench, 'rss.xml'), await selfAt(bench, 'tags/c++/index.xml')],
      [`${HERE}index.xml`, `${HERE}index.xml`, `${HERE}tags/c%2B%2B/index.xml`],
    );
    assert.deepEqual(
      (await bench.items('feed.json')).map(({ id }) => id),
      [`${HERE}posts/a/`],
    );
    const { documents } = await bench.all();
    assert.equal(documents, 0);
  });

  it('has a feed of all terms, as its tool has: by newest post, with their pages as ids, and rewritten only on changes', async () => {
    const bench = await hugo({}, { 'content/posts/b.md': text('B', 'tags: [go, "C#"]\n').replace('2026-01-01', '2026-01-02') });
    const items = async (path: string) => itemsOf(await bench.read(`public/${path}`))?.items.map(({ id, title }) => [title, id]);
    const [sharp, go, plus] = [
      ['C#', `${HERE}tags/c#/`],
      ['go', `${HERE}tags/go/`],
      ['C++', `${HERE}tags/c++/`],
    ];
    assert.deepEqual(await items('tags/index.xml'), [sharp, go, plus]);
    assert.match(await bench.read('public/tags/index.xml'), /<pubDate>Fri, 02 Jan 2026/);
    const stamp = async () => (await bench.site.head('public/tags/index.xml'))?.metadata.stamp;
    const first = await stamp();
    const edited = await bench.change({ 'content/posts/b.md': text('Other', 'tags: [go, "C#"]\n').replace('2026-01-01', '2026-01-02') });
    assert.ok(edited.feeds.includes('tags/go'));
    assert.equal(await stamp(), first);
    await bench.change({ 'content/posts/c.md': text('C', 'tags: [go]\n').replace('2026-01-01', '2026-01-03') });
    assert.deepEqual(await items('tags/index.xml'), [go, sharp, plus]);
    await bench.change({ 'content/posts/b.md': undefined, 'content/posts/c.md': undefined });
    assert.deepEqual(await items('tags/index.xml'), [plus]);
    assert.deepEqual(await answers(bench, 'tags/atom.xml', 'categories/index.xml'), ['none', 'here']);
    const { documents } = await bench.all();
    assert.equal(documents, 0);
    const without = await hugo({ terms: ['categories'] });
    assert.deepEqual(await answers(without, 'tags/index.xml'), ['none']);
  });

  it('uses configured addresses instead', async () => {
    const bench = await hugo({ feeds: { rss: 'feed.xml', atom: false } });
    assert.deepEqual(await answers(bench, 'feed.xml', 'index.xml', 'rss.xml', 'atom.xml', 'feed.json'), [
      'here',
      'none',
      'none',
      'none',
      'here',
    ]);
    const own = await hugo({ feeds: { addresses: 'linefeed' } });
    assert.deepEqual(await answers(own, 'index.xml', 'rss.xml', 'tags/c-plus-plus/rss.xml'), ['none', 'here', 'here']);
    assert.deepEqual(
      (await own.items('feed.json')).map(({ id }) => id),
      [`${HERE}posts/a`],
    );
  });

  it('serves the addresses of WordPress from a folder', async () => {
    const bench = new Bench();
    const config = { title: 'T', link: HERE, permalink: '/:title/', generator: 'wordpress', pages: false, opml: false };
    await bench.posts.put('linefeed.yaml', Buffer.from(JSON.stringify(config)));
    await bench.posts.put('a.md', Buffer.from(text('A', 'tags: ["C# & Café"]\ncategories: [News]\nauthor: Ada Lovelace\n')));
    await bench.all();
    const folders = ['', 'tag/c-cafe/', 'category/news/', 'author/ada-lovelace/'];
    for (const folder of folders) {
      assert.deepEqual(await answers(bench, `${folder}feed/index.html`, `${folder}feed/atom/index.html`), ['here', 'here'], folder);
      assert.equal(await selfAt(bench, `${folder}feed/index.html`), `${HERE}${folder}feed/`);
      const head = await bench.site.head(`public/${folder}feed/index.html.gz`);
      assert.ok(head);
    }
  });
});

describe('a blog that was published at the default addresses', () => {
  const older = () => hugo({ feeds: { addresses: 'linefeed' } });

  it('keeps addresses and ids without configuration', async () => {
    const bench = await older();
    const before = await bench.documents();
    await configure(bench, {});
    assert.deepEqual(await bench.documents(), before);
    await bench.change({ 'content/posts/b.md': text('B', 'tags: [go lang]\n') });
    assert.deepEqual(await answers(bench, 'rss.xml', 'index.xml', 'tags/go-lang/rss.xml'), ['here', 'none', 'here']);
    assert.ok((await bench.items('feed.json')).some(({ id }) => id === `${HERE}posts/b`));
  });

  it('redirects each address in both directions when the configuration switches, and keeps the ids', async () => {
    const bench = await older();
    const ids = await bench.items('feed.json');
    await configure(bench, { feeds: { addresses: 'hugo' } });
    assert.deepEqual(await answers(bench, 'index.xml', 'rss.xml', 'atom.xml'), ['here', 'index.xml', 'here']);
    assert.deepEqual(await answers(bench, 'tags/c-plus-plus/index.xml', 'tags/c-plus-plus/rss.xml'), [
      'here',
      'tags/c-plus-plus/index.xml',
    ]);
    assert.deepEqual(await bench.items('feed.json'), ids);
    await configure(bench, {});
    assert.deepEqual(await answers(bench, 'index.xml', 'rss.xml'), ['here', 'index.xml'], 'the addresses of the catalog stay');
    await configure(bench, { feeds: { addresses: 'linefeed' } });
    assert.deepEqual(await answers(bench, 'index.xml', 'rss.xml'), ['rss.xml', 'here']);
    assert.deepEqual(await answers(bench, 'tags/c-plus-plus/index.xml', 'tags/c-plus-plus/rss.xml'), ['tags/c-plus-plus/rss.xml', 'here']);
    const { documents } = await bench.all();
    assert.equal(documents, 0);
  });

  for (const [addresses, expected] of [
    ['linefeed', ['here', 'none']],
    ['hugo', ['index.xml', 'here']],
  ] as const)
    it(`keeps the addresses of ${addresses} after the catalog is lost`, async () => {
      const bench = await hugo({ feeds: { addresses } });
      await bench.posts.put('linefeed.yaml', Buffer.from(JSON.stringify({ pages: false, opml: false })));
      for await (const { key } of bench.site.list('state/')) await bench.site.delete(key);
      bench.now += 3_600_000;
      await bench.all({ catalog: new CatalogStore(bench.site) });
      assert.deepEqual(await answers(bench, 'rss.xml', 'index.xml'), expected);
    });
});

describe('an old address in feeds.moved', () => {
  const TERM = { 'posts/a.md': text('A', 'tags: ["C++"]\n') };

  it('may be that of a term or any other path', async () => {
    const moved = { 'tag/c++/feed/': 'tags/c-plus-plus/rss.xml', 'rss2.php': 'rss', 'old/c.xml': 'tags/c-plus-plus/atom.xml' };
    const bench = await Bench.with(TERM, { feeds: { moved } });
    assert.deepEqual(await answers(bench, 'tag/c++/feed/index.html', 'tag/c++/feed/index.html.gz', 'rss2.php', 'old/c.xml'), [
      'tags/c-plus-plus/rss.xml',
      'tags/c-plus-plus/rss.xml',
      'rss.xml',
      'tags/c-plus-plus/atom.xml',
    ]);
    assert.equal(await bench.read('public/tag/c++/feed/index.html'), await bench.read('public/tags/c-plus-plus/rss.xml'));
    await bench.change({ 'posts/b.md': text('B', 'tags: ["C++"]\n') });
    assert.equal(await bench.read('public/tag/c++/feed/index.html'), await bench.read('public/tags/c-plus-plus/rss.xml'));
  });

  it('never replaces the list of all feeds', async () => {
    const bench = await Bench.with(TERM, { opml: true, feeds: { moved: { 'feeds.opml': 'rss', 'Feeds.opml': 'atom' } } });
    assert.match(await bench.read('public/feeds.opml'), /<opml /);
    assert.deepEqual(await answers(bench, 'feeds.opml', 'Feeds.opml'), ['here', 'none']);
    const { documents } = await bench.all();
    assert.equal(documents, 0);
  });

  it('never replaces an existing feed', async () => {
    const bench = await Bench.with(TERM, { feeds: { moved: { 'tags/c-plus-plus/rss.xml': 'rss', 'archive/2020-01/rss.xml': 'rss' } } });
    assert.deepEqual(await answers(bench, 'tags/c-plus-plus/rss.xml', 'archive/2020-01/rss.xml'), ['here', 'none']);
    assert.equal(await selfAt(bench, 'tags/c-plus-plus/rss.xml'), `${HERE}tags/c-plus-plus/rss.xml`);
  });
});

it('an own feed takes the path of a section or category, which gets another address', async () => {
  const bench = await hugo({ feeds: [{ name: 'mine', path: 'posts/index.xml', where: 'tag = go' }] });
  assert.deepEqual(await answers(bench, 'posts/index.xml', 'sections/posts/rss.xml'), ['here', 'here']);
  assert.deepEqual(itemsOf(await bench.read('public/posts/index.xml'))?.items, []);
  assert.equal(itemsOf(await bench.read('public/sections/posts/rss.xml'))?.items.length, 1);
  const jekyll = new Bench();
  const config = 'collections: {recipes: {output: true}}\nfeed: {categories: [recipes], collections: {recipes: {}}}\n';
  await jekyll.posts.put('_config.yml', Buffer.from(`title: T\nurl: https://blog.example\n${config}`));
  await jekyll.posts.put('_posts/2026-01-01-a.md', Buffer.from(text('A', 'categories: [recipes]\n')));
  await jekyll.posts.put('_recipes/b.md', Buffer.from(text('B')));
  await jekyll.all();
  const titles = async (path: string) => itemsOf(await jekyll.read(`public/${path}`))?.items.map(({ title }) => title);
  assert.deepEqual([await titles('feed/recipes.xml'), await titles('categories/recipes/atom.xml')], [['B'], ['A']]);
});

it('a term whose name is the file of another feed gets another address', async () => {
  const bench = new Bench();
  await bench.posts.put(
    '_config.yml',
    Buffer.from('title: T\nurl: https://blog.example\nfeed: {path: feed/blog.xml, categories: [blog, news]}\n'),
  );
  await bench.posts.put('_posts/2026-01-01-a.md', Buffer.from(text('A', 'categories: [blog, news]\n')));
  await bench.all();
  assert.equal(await selfAt(bench, 'feed/blog.xml'), `${HERE}feed/blog.xml`);
  assert.deepEqual(await answers(bench, 'feed/news.xml', 'categories/blog/atom.xml'), ['here', 'here']);
  assert.equal(await selfAt(bench, 'categories/blog/atom.xml'), `${HERE}categories/blog/atom.xml`);
});
