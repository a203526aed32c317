/** All published posts gone at once, as for an unmounted folder or a mistyped path: the feeds stay. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commonFolder } from '../../lambda/core/catalog/vanished.ts';
import { Bench, text } from './blog.ts';

const A = '_posts/a.md';
const B = '_posts/b.md';
const FILES = { [A]: text('A'), [B]: text('B') };
const FOLDER = { exclusive: true };

async function withoutPosts(files: Record<string, string> = FILES): Promise<Bench> {
  const bench = await Bench.with(files);
  for (const key of Object.keys(files)) await bench.posts.delete(key);
  return bench;
}

describe('a listing without any published post', () => {
  it('changes no document, and reports the vanished posts each time', async () => {
    const bench = await withoutPosts();
    const before = await bench.documents();
    for (let run = 0; run < 2; run += 1) {
      const { vanished, unread } = await bench.all(FOLDER);
      assert.deepEqual([vanished, unread.size], [[A, B], 0]);
      assert.deepEqual(await bench.documents(), before);
    }
  });

  it('is accepted if empty feeds are allowed', async () => {
    const bench = await withoutPosts();
    const { vanished } = await bench.all({ ...FOLDER, allowEmpty: true });
    assert.deepEqual([vanished, await bench.titles()], [[], []]);
  });

  it('does not prevent other work, such as a new title of the blog and drafts', async () => {
    const bench = await withoutPosts();
    await bench.configure({ title: 'Other Notes' });
    await bench.posts.put('_drafts/c.md', Buffer.from(text('C', 'draft: true\n')));
    const { vanished } = await bench.all(FOLDER);
    const catalog = await bench.catalog();
    assert.deepEqual(
      [vanished, await bench.titles()],
      [
        [A, B],
        ['A', 'B'],
      ],
    );
    assert.deepEqual([catalog.posts['_drafts/c.md']?.state, catalog.site.title], ['draft', 'Other Notes']);
    assert.match(await bench.read('public/rss.xml'), /Other Notes/);
  });

  it('is forgotten without rendering or writing when the posts are back', async () => {
    const bench = await withoutPosts();
    await bench.all(FOLDER);
    for (const [key, content] of Object.entries(FILES)) await bench.posts.put(key, Buffer.from(content));
    bench.site.changes = 0;
    const { vanished } = await bench.all(FOLDER);
    assert.deepEqual([vanished, bench.rendered, bench.site.changes], [[], [], 0]);
  });

  it('may also come from a configuration that matches no post', async () => {
    const bench = await Bench.with(FILES);
    await bench.configure({ posts: ['psots/**'] });
    const { vanished } = await bench.all(FOLDER);
    assert.deepEqual(
      [vanished, await bench.titles()],
      [
        [A, B],
        ['A', 'B'],
      ],
    );
  });
});

it('may also come from such a configuration in a blog whose other files are pages', async () => {
  for (const [name, text, folder] of [
    ['_config.yml', 'title: T\nurl: https://b.example\n', '_posts'],
    ['hugo.toml', 'title = "T"\nbaseURL = "https://b.example/"\n', 'content/posts'],
    ['zola.toml', 'title = "T"\nbase_url = "https://b.example/"\n', 'content'],
    ['eleventy.config.js', 'export default {}', 'posts'],
    ['astro.config.mjs', 'export default {}', 'src/content/blog'],
  ] as const) {
    const config = { 'linefeed.yaml': 'title: T\nlink: https://b.example/\n', [name]: text };
    const key = `${folder}/2026-01-01-a.md`;
    const bench = await Bench.with({ ...config, [key]: '---\ntitle: A\ndate: 2026-01-01\n---\n\nA text.\n' });
    await bench.posts.put('linefeed.yaml', Buffer.from(`${config['linefeed.yaml']}posts: [psots]\n`));
    const { vanished } = await bench.all(FOLDER);
    assert.deepEqual([vanished, await bench.titles()], [[key], ['A']], name);
  }
});

describe('posts leave the feeds', () => {
  it('if at least one post stays, also a whole subfolder', async () => {
    const bench = await Bench.with({ ...FILES, '_posts/sub/c.md': text('C'), '_posts/sub/d.md': text('D') });
    for (const key of ['_posts/sub/c.md', '_posts/sub/d.md', A]) await bench.posts.delete(key);
    const { vanished } = await bench.all(FOLDER);
    assert.deepEqual([vanished, await bench.titles()], [[], ['B']]);
  });

  it('if all of them move, and keep their ids', async () => {
    const bench = await withoutPosts();
    const ids = async () => (await bench.items()).map(({ id }) => id);
    const before = await ids();
    await bench.posts.put('content/a.md', Buffer.from(FILES[A] ?? ''));
    await bench.posts.put('content/b.md', Buffer.from(FILES[B] ?? ''));
    const { vanished } = await bench.all(FOLDER);
    assert.deepEqual([vanished, await ids()], [[], before]);
  });

  it('if their files are drafts now', async () => {
    const bench = await Bench.with(FILES);
    for (const key of [A, B]) await bench.posts.put(key, Buffer.from(text('X', 'draft: true\n')));
    const { vanished } = await bench.all(FOLDER);
    assert.deepEqual([vanished, await bench.titles()], [[], []]);
  });

  it('if events of a bucket name them', async () => {
    const bench = await withoutPosts();
    const one = await bench.run({ keys: [A], full: true });
    assert.deepEqual([one.vanished, await bench.titles()], [[B], ['B']]);
    const other = await bench.run({ keys: [B] });
    assert.deepEqual([other.vanished, await bench.titles()], [[], []]);
  });

  it('not if a watcher names them, since it also names those of an unmounted folder', async () => {
    const bench = await withoutPosts();
    const { vanished } = await bench.run({ keys: [A, B] }, FOLDER);
    assert.deepEqual(
      [vanished, await bench.titles()],
      [
        [A, B],
        ['A', 'B'],
      ],
    );
  });

  it('if a client deleted them by name in a folder', async () => {
    const bench = await withoutPosts();
    const { vanished } = await bench.run({ keys: [A, B], removed: [A] }, FOLDER);
    assert.deepEqual([vanished, await bench.titles()], [[B], ['B']]);
    const last = await bench.run({ keys: [B], removed: [B], full: true }, FOLDER);
    assert.deepEqual([last.vanished, await bench.titles()], [[], []]);
  });

  it('not if their replacement is a draft, scheduled, unlisted or refused', async () => {
    const mores = ['draft: true\n', 'date: 2027-01-01\n', 'feed: false\n', 'tags: { a: 1 }\n'];
    const files = mores.map((more) => text('C', more).replace(/date: 2026-01-01\n(?=date)/, ''));
    for (const file of [...files, text('C', '', '{% if %}')]) {
      const bench = await withoutPosts();
      await bench.posts.put('_posts/c.md', Buffer.from(file));
      const { vanished } = await bench.all(FOLDER);
      assert.deepEqual(
        [vanished, await bench.titles()],
        [
          [A, B],
          ['A', 'B'],
        ],
        file,
      );
    }
  });

  it('if the last one has a copy, which takes its place', async () => {
    const bench = await Bench.with({ [A]: FILES[A] ?? '', '_posts/copy.md': FILES[A] ?? '' });
    assert.equal((await bench.catalog()).posts['_posts/copy.md']?.state, 'duplicate');
    const [before] = await bench.items();
    await bench.posts.delete(A);
    const { vanished } = await bench.all(FOLDER);
    assert.deepEqual([vanished, (await bench.items()).map(({ id }) => id)], [[], [before?.id]]);
  });
});

it('commonFolder finds the folder that contains all keys', () => {
  const folders: [string[], string][] = [
    [['_posts/a.md'], '_posts/'],
    [['a/b/c.md', 'a/b/d/e.md'], 'a/b/'],
    [['a/b/d/e.md', 'a/b/c.md'], 'a/b/'],
    [['a/x.md', 'b/x.md'], ''],
    [['a/x.md', 'ab/x.md'], ''],
    [['x.md'], ''],
  ];
  for (const [keys, folder] of folders) assert.equal(commonFolder(keys), folder, keys.join());
});
