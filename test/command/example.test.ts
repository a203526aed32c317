import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parseRssFeed } from 'feedsmith';
import { Blog, copyExample, linefeed, type Ran } from '../support/blog.ts';

describe('the example blog', () => {
  let blog: Blog;
  let ran: Ran;

  before(async () => {
    blog = new Blog(await mkdtemp(join(tmpdir(), 'linefeed-')));
    await copyExample(blog.dir);
    ran = await blog.build('--format', 'json');
  });
  after(() => rm(blog.root, { recursive: true, force: true }));

  it('is published without problems', () => {
    const { posts, scheduled, drafts, unlisted, refused, problems, coming } = JSON.parse(ran.stdout);
    assert.deepEqual(
      { code: ran.code, posts, scheduled, drafts, unlisted, refused, problems, coming },
      {
        ...{ code: 0, posts: 16, scheduled: 1, drafts: 3, unlisted: 1, refused: 0, problems: [] },
        coming: [
          {
            at: '2099-01-01T00:00:00.000Z',
            change: 'publishes',
            key: '_posts/2099-01-01-to-whoever-has-the-keys.md',
            title: 'To whoever has the keys',
          },
        ],
      },
    );
  });

  it('has a feed at its own address for each unusual term', async () => {
    const tags = await readdir(join(blog.out, 'tags'));
    for (const slug of ['c-plus-plus', 'q-and-a', '日本語', 'rust']) assert.ok(tags.includes(slug), slug);
    const [upper, lower] = [
      await blog.items('tags/rust/feed.json'),
      await blog.items(`tags/${tags.find((tag) => tag.startsWith('rust-'))}/feed.json`),
    ];
    assert.ok(upper.length > 0 && lower.length > 0);
    assert.deepEqual(
      upper.filter(({ id }) => lower.some((other) => other.id === id)),
      [],
    );
  });

  it('resolves every reference and leaves no template syntax', async () => {
    for (const { content_html: html = '', title } of await blog.items()) {
      assert.doesNotMatch(html.replace(/<(pre|code)[\s\S]*?<\/\1>/g, ''), /\{%|\{\{|\]\[|\{:/, title);
      assert.doesNotMatch(html, /(?:href|src)="(?!https?:|mailto:|#e[0-9a-f]{8}-)/, title);
      for (const [, name] of html.matchAll(/href="#([^"]+)"/g)) assert.ok(html.includes(` id="${name}"`), `${title}: #${name}`);
    }
  });

  it('shows the C++ title, typographic quotes and dashes', async () => {
    const items = await blog.items();
    assert.ok(items.some(({ title }) => title === 'Vec<T> & co'));
    const html = items.map(({ content_html }) => content_html).join();
    for (const sign of ['“', '”', '’', '–', '—', '…']) assert.ok(html.includes(sign), sign);
  });

  it('has a post with a picture, and a post about an external page', async () => {
    const items: { title: string; image?: string; external_url?: string }[] = JSON.parse(await blog.read('feed.json')).items;
    const of = (title: string) => items.find((item) => item.title === title);
    assert.equal(of('The bell sings again')?.image, 'https://lamproom.example/log/assets/bell.svg');
    assert.equal(of('How a lens is ground')?.external_url, 'https://glassworks.example/notes/grinding-a-fourth-order-lens');
    assert.match(await blog.read('atom.xml'), /<media:description type="plain">The bell, before polishing</);
  });

  it('reveals no drafts, unlisted posts or scheduled posts', async () => {
    const hidden = ['_drafts', '_posts'].map((folder) => join(blog.dir, folder));
    const files = (await Promise.all(hidden.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))))).flat();
    const secret = files.filter((file) => /_drafts|2099-01-01|2026-08-01|house-rules/.test(file));
    assert.equal(secret.length, 5);
    const titles = await Promise.all(
      secret.map(async (file) => /title: *"?([^"\n]+)/.exec(await readFile(file, 'utf8'))?.[1] ?? assert.fail(file)),
    );
    const published = await readdir(blog.out, { recursive: true, withFileTypes: true });
    for (const file of published.filter((each) => each.isFile())) {
      const bytes = await readFile(join(file.parentPath ?? file.path, file.name));
      const text = (file.name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
      for (const title of titles) assert.ok(!text.includes(title), `${title} in ${file.name}`);
    }
  });
});

describe('the example podcast', () => {
  it('has nothing that Apple or Spotify reject, and is published with its audio', async (context) => {
    const blog = await Blog.create(context);
    await cp('examples/podcast', blog.dir, { recursive: true, filter: (path) => !path.endsWith('.linefeed') });
    const checked = await linefeed('check', blog.dir, '--out', blog.out);
    assert.deepEqual([checked.code, checked.stdout.split('\n')[0]], [0, '2 posts read: 0 errors, 0 warnings']);
    const { code, stderr, stdout } = await blog.build();
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^media: 4 files written \(\d+ KB\)$/m);
    const { items = [], itunes, podcast } = parseRssFeed(await readFile(join(blog.out, 'rss.xml'), 'utf8'));
    assert.deepEqual(
      [itunes?.type, podcast?.locked, podcast?.persons?.length],
      ['serial', { value: true, owner: 'keeper@lamp-room.example' }, 1],
    );
    const media = 'https://lamp-room.example/media/episodes/';
    assert.deepEqual(
      items.map((item) => [
        item.title,
        item.enclosures?.[0]?.url,
        item.itunes?.duration,
        item.itunes?.episode,
        item.podcast?.persons?.[0]?.role,
      ]),
      [
        ['The goat', `${media}2026-04-05-the-goat.m4a`, 5, 2, 'guest'],
        ['The foghorn', `${media}2026-03-01-the-foghorn.mp3`, 7, 1, undefined],
      ],
    );
    assert.deepEqual(items[1]?.podcast?.transcripts, [{ url: `${media}2026-03-01-the-foghorn.vtt`, type: 'text/vtt' }]);
    for (const other of ['cover.png', 'episodes/2026-03-01-the-foghorn.vtt'])
      assert.ok((await readFile(join(blog.out, 'media', other))).equals(await readFile(join('examples/podcast', other))));
    for (const { enclosures } of items) {
      const [{ url = '', length } = {}] = enclosures ?? [];
      assert.equal((await readFile(join(blog.out, new URL(url).pathname))).length, length);
    }
  });
});
