import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { parseAtomFeed, parseRssFeed } from 'feedsmith';
import { listener } from '../../lambda/local/listen.ts';
import { UNCHANGED } from '../../lambda/stores/store.ts';
import { Blog, linefeed, post } from '../support/blog.ts';
import { Buckets } from '../support/buckets.ts';

const THREE = {
  '_posts/2026-03-01-one.md': post('One', 'wordpress_id: 2141\n'),
  '_posts/2026-03-02-two.md': post('Two'),
  '_posts/2026-03-03-three.md': post('Three', 'draft: true\n'),
};

/** As WordPress writes it: [post id, path, title, day]. */
const rss = (...items: [number, string, string, string][]) =>
  `<rss version="2.0"><channel><title>Old</title><link>http://old.example</link>${items
    .map(
      ([number, path, title, day]) =>
        `<item><title>${title}</title><link>http://old.example${path}</link><pubDate>${day} 09:30:00 +0000</pubDate>` +
        `<guid isPermaLink="false">http://old.example/?p=${number}</guid></item>`,
    )
    .join('')}</channel></rss>`;

const OLD = rss(
  [2141, '/archives/2141', 'First!', 'Sun, 22 Feb 2026'],
  [2142, '/2026/03/02/two/', 'Two', 'Mon, 02 Mar 2026'],
  [2143, '/2026/03/03/three/', 'Three', 'Tue, 03 Mar 2026'],
  [2144, '/2026/03/04/four/', 'Four', 'Wed, 04 Mar 2026'],
);

async function blogWith(context: TestContext, feed: string, name = 'old.xml'): Promise<{ blog: Blog; file: string }> {
  const blog = await Blog.create(context, THREE);
  const file = join(blog.root, name);
  await writeFile(file, feed);
  return { blog, file };
}

const adopt = (blog: Blog, ...args: string[]) => linefeed('adopt', ...args, '--dir', blog.dir, '--out', blog.out);
const ids = async (blog: Blog) => Object.fromEntries((await blog.items()).map(({ title, id }) => [title, id]));

const ADOPTED = { One: 'http://old.example/?p=2141', Two: 'http://old.example/?p=2142' };

describe('linefeed adopt', () => {
  it('prints a plan, and writes nothing without --yes', async (context) => {
    const { blog, file } = await blogWith(context, OLD);
    const { code, stdout, stderr } = await adopt(blog, file);
    assert.deepEqual([code, stderr], [0, '']);
    const [third, fourth, sum, feeds, , dry, how] = stdout.trimEnd().split('\n');
    assert.equal(
      third,
      'kept: http://old.example/2026/03/03/three/ (http://old.example/?p=2143): _posts/2026-03-03-three.md is a draft; it takes the id when it is published',
    );
    assert.equal(
      fourth,
      'kept: http://old.example/2026/03/04/four/ (http://old.example/?p=2144): no post has this address, or this day and title',
    );
    assert.equal(sum, '4 items in 1 page: 2 would be taken over by posts, 2 kept for later posts');
    assert.match(feeds ?? '', /^2 posts in 1 feed: 5 documents, 5 to write/);
    assert.deepEqual([dry, how], ['dry run: nothing was written', 'to adopt the feed, run the same command with --yes']);
    assert.deepEqual([existsSync(blog.out), existsSync(join(blog.root, '.linefeed'))], [false, false]);
  });

  it('before the first build: posts get the ids of WordPress in every format, also posts that appear later', async (context) => {
    const { blog, file } = await blogWith(context, OLD);
    const { code, stdout } = await adopt(blog, file, '--yes');
    assert.equal(code, 0);
    assert.match(stdout, /^4 items in 1 page: 2 taken over by posts, 2 kept for later posts$/m);
    assert.deepEqual(await ids(blog), ADOPTED);
    const items = parseRssFeed(await blog.read('rss.xml')).items ?? [];
    assert.deepEqual(
      items.map(({ guid }) => guid),
      [ADOPTED.Two, ADOPTED.One].map((value) => ({ value, isPermaLink: false })),
    );
    assert.equal(items[0]?.pubDate, 'Mon, 02 Mar 2026 09:30:00 GMT', 'the day comes from the file, the time from the old feed');
    assert.deepEqual(
      (parseAtomFeed(await blog.read('atom.xml')).entries ?? []).map(({ id }) => id),
      [ADOPTED.Two, ADOPTED.One],
    );
    await blog.write({ '_posts/2026-03-03-three.md': post('Three'), '_posts/2026-03-04-renamed.md': post('Four') });
    await blog.build();
    assert.deepEqual(await ids(blog), { ...ADOPTED, Three: 'http://old.example/?p=2143', Four: 'http://old.example/?p=2144' });
  });

  it("after a build: prints how many posts change the ids in Linefeed's feeds", async (context) => {
    const { blog, file } = await blogWith(context, OLD);
    await blog.build();
    const before = await ids(blog);
    const trial = await adopt(blog, file);
    assert.match(trial.stdout, /^2 posts had another id in Linefeed's feeds: who follows these sees them as new once$/m);
    assert.deepEqual(await ids(blog), before);
    assert.equal((await adopt(blog, file, '--yes')).code, 0);
    assert.deepEqual(await ids(blog), ADOPTED);
    const again = await adopt(blog, file, '--yes');
    assert.match(again.stdout, /nothing to write, all up to date/);
    assert.doesNotMatch(again.stdout, /another id/);
  });

  it('reads the pages of a feed from its address, and prints JSON', async (context) => {
    const pages: Record<string, string> = {
      '/feed.json': JSON.stringify({ title: 'Old', next_url: '/2.json', items: [{ id: 'two', url: 'http://old.example/2026/03/02/two' }] }),
      '/2.json': JSON.stringify({
        title: 'Old',
        items: [{ id: 'one', title: 'One', date_published: '2026-03-01T12:00:00Z' }, { id: 'x' }],
      }),
    };
    const server = listener(createServer((request, response) => void response.end(pages[request.url ?? ''])));
    const address = await server.listen(0);
    context.after(server.close);
    const blog = await Blog.create(context, THREE);
    const { code, stdout } = await adopt(blog, `${address}feed.json`, '--yes', '--format', 'json');
    assert.equal(code, 0);
    const { pages: count, items, mapped, kept, reidentified } = JSON.parse(stdout).adoption;
    assert.deepEqual([count, items, mapped, reidentified], [2, 3, 2, []]);
    assert.deepEqual(kept, [{ id: 'x', title: '', reason: 'no post has this address, or this day and title' }]);
    assert.deepEqual(await ids(blog), { One: 'one', Two: 'two' });
  });

  it('reads several files, and reports items that match one post or share an id', async (context) => {
    const { blog, file } = await blogWith(context, OLD);
    const other = join(blog.root, 'other.xml');
    await writeFile(other, rss([9, '/2026/03/02/two/', 'Two', 'Mon, 02 Mar 2026'], [2142, '/elsewhere/', 'Two', 'Mon, 02 Mar 2026']));
    const { stdout } = await adopt(blog, file, other, '--yes');
    assert.match(stdout, /^kept: \S+two\/ \(\S+p=9\): _posts\/2026-03-02-two\.md has the id of another item$/m);
    assert.match(stdout, /^left out: http:\/\/old\.example\/elsewhere\/ \(\S+p=2142\): another item has its id$/m);
    assert.deepEqual(await ids(blog), ADOPTED);
  });

  it('exits with 2 and a helpful error when the input is not a feed', async (context) => {
    const page = '<!doctype html><link rel="alternate" type="application/rss+xml" href="http://old.example/feed">';
    for (const [text, expected] of [
      [page, /^linefeed: \S+old\.xml: this is an HTML page, not a feed; it says that its feed is http:\/\/old\.example\/feed\n$/],
      [OLD.slice(0, 500), /^linefeed: \S+old\.xml:1:\d+: this is no well-formed XML/],
      [rss(), /the feed has no items/],
    ] as const) {
      const { blog, file } = await blogWith(context, text);
      const { code, stdout, stderr } = await adopt(blog, file, '--yes');
      assert.deepEqual([code, stdout, existsSync(blog.out)], [2, '', false]);
      assert.match(stderr, expected);
    }
    const { code } = await linefeed('adopt');
    assert.equal(code, 2);
  });
});

describe('linefeed adopt --bucket', () => {
  it('adopts in buckets, before and after the first import, and writes nothing without --yes', async (context) => {
    const { file } = await blogWith(context, OLD);
    for (const isImported of [false, true]) {
      const buckets = await Buckets.create(context, THREE);
      if (isImported) await buckets.reconcile();
      const before = await buckets.keys();
      const run = (...args: string[]) => buckets.run('adopt', file, '--bucket', 'site', '--posts-bucket', 'posts', ...args);
      const trial = await run();
      assert.match(trial.stdout, /2 would be taken over by posts/);
      assert.deepEqual([buckets.changes(), await buckets.keys()], [{}, before]);
      assert.equal((await run('--yes')).code, 0);
      assert.deepEqual(Object.fromEntries((await buckets.items()).map(({ title, id }) => [title, id])), ADOPTED);
      await buckets.write({ '_posts/2026-03-04-four.md': post('Four') });
      await buckets.reconcile();
      assert.equal((await buckets.items())[0]?.id, 'http://old.example/?p=2144');
    }
  });

  it("keeps the feed's address, also in later builds, and refuses to lose an address without --drop-address", async (context) => {
    const self = (address: string) => `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="${address}"/>`;
    const feedAt = (address: string) => OLD.replace('<title>Old</title>', `<title>Old</title>${self(address)}`);
    const { blog, file } = await blogWith(context, feedAt('https://blog.example/blog/index.xml'));
    const { code, stdout } = await adopt(blog, file, '--yes');
    assert.equal(code, 0);
    const line = 'address: https://blog.example/blog/index.xml redirects to the new one; without the catalog, ';
    assert.ok(stdout.startsWith(`${line}feeds: { moved: { blog/index.xml: rss } } does\n`), stdout);
    assert.equal(await blog.read('blog/index.xml'), await blog.read('rss.xml'));
    await blog.write({ '_posts/2026-03-05-five.md': post('Five') });
    await blog.build();
    assert.equal(await blog.read('blog/index.xml'), await blog.read('rss.xml'));
    assert.match(await blog.read('blog/index.xml'), /Five/);
    await writeFile(file, feedAt('https://feeds.example/old'));
    const before = await blog.read('rss.xml');
    const trial = await adopt(blog, file);
    assert.deepEqual(
      [trial.code, /^address: https:\/\/feeds\.example\/old is lost: it is not at blog\.example\/;/m.test(trial.stdout)],
      [0, true],
    );
    const withoutDrop = await adopt(blog, file, '--yes');
    assert.deepEqual([withoutDrop.code, withoutDrop.stdout, await blog.read('rss.xml')], [2, '', before]);
    assert.match(
      withoutDrop.stderr,
      /^linefeed: https:\/\/feeds\.example\/old would be lost: .* --drop-address https:\/\/feeds\.example\/old\n$/,
    );
    assert.equal((await adopt(blog, file, '--yes', '--drop-address', 'https://feeds.example/old')).code, 0);
  });

  it('refuses to lose the feed of a term without posts, and keeps feeds of other terms', async (context) => {
    const self = (path: string) =>
      OLD.replace('<link>', `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="https://blog.example/${path}"/><link>`);
    const { blog, file } = await blogWith(context, self('tags/walk/rss.xml'));
    const withoutTerm = await adopt(blog, file, '--yes');
    assert.deepEqual([withoutTerm.code, existsSync(join(blog.root, 'public/rss.xml'))], [2, false]);
    assert.match(
      withoutTerm.stderr,
      /https:\/\/blog\.example\/tags\/walk\/rss\.xml would be lost: no post has this term; name its feed: feeds: \{ moved: \{ tags\/walk\/rss\.xml: tags\/<slug>\/rss\.xml \} \}/,
    );
    await blog.write({ '_posts/2026-03-01-one.md': post('One', 'wordpress_id: 2141\ntags: [walk]\n') });
    const { code, stdout } = await adopt(blog, file, '--yes');
    assert.equal(code, 0);
    assert.match(stdout, /^address: https:\/\/blog\.example\/tags\/walk\/rss\.xml stays$/m);
    assert.match(await blog.read('tags/walk/rss.xml'), /One/);
  });

  it("keeps the feed's address in buckets", async (context) => {
    const { file } = await blogWith(
      context,
      OLD.replace('<link>', '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="self" href="https://blog.example/feed"/><link>'),
    );
    const buckets = await Buckets.create(context, THREE);
    await buckets.reconcile();
    assert.equal((await buckets.run('adopt', file, '--bucket', 'site', '--posts-bucket', 'posts', '--yes')).code, 0);
    const read = async (key: string) => {
      const object = await buckets.site.get(`public/${key}`);
      return object !== undefined && object !== UNCHANGED ? [Buffer.from(object.bytes).toString(), object.metadata.moved] : [];
    };
    const [[old, moved], [present]] = [await read('feed/index.html'), await read('rss.xml')];
    assert.deepEqual([old, moved], [present, 'https://blog.example/rss.xml']);
    await buckets.write({ '_posts/2026-03-05-five.md': post('Five') });
    await buckets.reconcile();
    assert.deepEqual((await read('feed/index.html'))[0], (await read('rss.xml'))[0]);
  });
});
