import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { publish } from '../../lambda/publish/publish.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { UNCHANGED } from '../../lambda/stores/store.ts';
import { Blog, CONFIG, linefeed, post } from '../support/blog.ts';
import { publisherOver } from '../support/publisher.ts';

const three = {
  '_posts/2026-03-01-one.md': post('One', 'tags: [stone]\n'),
  '_posts/2026-03-02-two.md': post('Two', 'tags: [stone, moss]\n'),
  '_posts/2026-03-03-three.md': post('Three', 'tags: [moss]\n'),
};

/** SHA-256 by path. */
async function hashes(folder: string): Promise<Map<string, string>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const pairs = files
    // Caches of the file system's state.
    .filter((file) => file.isFile() && !file.name.startsWith('.'))
    .map(async (file): Promise<[string, string]> => {
      const path = join(file.parentPath ?? file.path, file.name);
      return [
        path.slice(folder.length + 1),
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      ];
    });
  return new Map((await Promise.all(pairs)).sort());
}

const copies = async (folder: string): Promise<string[]> => [...(await hashes(folder)).keys()].filter((path) => path.endsWith('.gz'));

const changed = (before: Map<string, string>, after: Map<string, string>): string[] =>
  [...after].filter(([path, hash]) => before.get(path) !== hash && !path.endsWith('.gz')).map(([path]) => path);

const withoutStamp = (text: string) => text.replace(/<!-- linefeed .*? -->/, '').replace(/"_linefeed": \{[^}]*\}/, '');

describe('linefeed build', () => {
  it('writes every feed in every format', async (context) => {
    const blog = await Blog.create(context, three);
    const summary = await blog.summary();
    assert.deepEqual([summary.code, summary.posts, summary.feeds, summary.documents, summary.written], [0, 3, 3, 13, 13]);
    assert.deepEqual(
      (await blog.items()).map(({ title }) => title),
      ['Three', 'Two', 'One'],
    );
    assert.deepEqual(
      (await blog.items('tags/moss/feed.json')).map(({ title }) => title),
      ['Three', 'Two'],
    );
    assert.deepEqual(await copies(blog.out), []);
  });

  it('writes gzip copies with gzip: always, and deletes the old copy of a document written without one', async (context) => {
    const blog = await Blog.create(context, { ...three, 'linefeed.yaml': `${CONFIG}gzip: always\n` });
    const checkCopies = async () => {
      for (const path of await copies(blog.out)) {
        const packed = await readFile(join(blog.out, path));
        assert.equal(gunzipSync(packed).toString(), await blog.read(path.slice(0, -3)), path);
        assert.deepEqual([...packed.subarray(4, 10)], [0, 0, 0, 0, 0, 255], 'a fixed gzip header');
      }
    };
    const { documents, written } = await blog.summary();
    assert.deepEqual([documents, written, (await copies(blog.out)).length], [26, 26, 13]);
    await checkCopies();

    await blog.write({ 'linefeed.yaml': CONFIG, '_posts/2026-03-03-three.md': post('Three', 'tags: [moss]\n', 'Another text.') });
    assert.ok((await blog.summary()).written > 0);
    const remaining = await copies(blog.out);
    assert.ok(
      remaining.includes('tags/stone/rss.xml.gz') && !remaining.includes('rss.xml.gz') && !remaining.includes('tags/moss/rss.xml.gz'),
      remaining.join(),
    );
    await checkCopies();

    await blog.write({ 'linefeed.yaml': `${CONFIG}gzip: always\n` });
    await blog.summary();
    assert.equal((await copies(blog.out)).length, 13);
    await checkCopies();
  });

  it('keeps a compressed page that it did not write', async (context) => {
    const blog = await Blog.create(context, three);
    await mkdir(blog.out, { recursive: true });
    await writeFile(join(blog.out, 'index.html.gz'), gzipSync('<p>Mine</p>'));
    assert.equal((await blog.build()).code, 0);
    assert.deepEqual(await copies(blog.out), ['index.html.gz']);
  });

  it('writes nothing the second time, and says so', async (context) => {
    const blog = await Blog.create(context, three);
    await blog.build();
    const before = await hashes(blog.root);
    const again = await blog.build();
    assert.equal(again.code, 0);
    assert.match(again.stdout, /nothing to write, all up to date/);
    assert.deepEqual(await hashes(blog.root), before);
    assert.ok(existsSync(join(blog.root, '.linefeed', 'public', '.last-build')), 'the installed command remembers the build');
  });

  it('gives the same bytes from scratch, except the stamps', async (context) => {
    const [one, other] = [await Blog.create(context, three), await Blog.create(context)];
    await other.write(Object.fromEntries(Object.entries(three).reverse()));
    await one.build();
    await other.build();
    for (const path of [...(await hashes(one.out)).keys()].filter((path) => !path.endsWith('.gz'))) {
      assert.equal(withoutStamp(await one.read(path)), withoutStamp(await other.read(path)), path);
    }
  });

  it('writes the same documents with and without worker threads', async (context) => {
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => {
        const day = `2026-0${1 + Math.floor(index / 28)}-${String(1 + (index % 28)).padStart(2, '0')}`;
        return [`_posts/${day}-p${index}.md`, post(`Post ${index}`, `tags: [t${index % 5}]\n`)];
      }),
    );
    const blog = await Blog.create(context, many);
    const summary = await blog.summary();
    assert.deepEqual([summary.code, summary.posts, summary.rendered], [0, 60, 60]);
    const site = new MemoryStore();
    await publish({ keys: [], full: true }, publisherOver(new DirectoryStore({ roots: { '': blog.dir } }), site));
    const paths = [...(await hashes(blog.out)).keys()].filter((path) => !path.endsWith('.gz'));
    assert.equal(paths.length, 31, 'a main feed, five tag feeds, two archives, six pages, a list of feeds');
    for (const path of paths) {
      const object = await site.get(`public/${path}`);
      assert.ok(object !== undefined && object !== UNCHANGED, path);
      assert.equal(withoutStamp(await blog.read(path)), withoutStamp(Buffer.from(object.bytes).toString()), path);
    }
  });

  it('changes only the feeds that contain the changed post', async (context) => {
    const blog = await Blog.create(context, three);
    await blog.build();
    const first = await hashes(blog.out);
    await blog.write({ '_posts/2026-03-01-one.md': post('One', 'tags: [stone]\n', 'Now it says something else altogether.') });
    await blog.build();
    const edited = await hashes(blog.out);
    const documents = ['atom.xml', 'feed.json', 'index.html', 'rss.xml'];
    const inStone = [...documents, ...documents.map((name) => `tags/stone/${name}`)];
    assert.deepEqual(changed(first, edited), inStone);
    await rm(join(blog.dir, '_posts/2026-03-03-three.md'));
    await blog.build();
    const removed = await hashes(blog.out);
    assert.deepEqual(changed(edited, removed), inStone.map((path) => path.replace('stone', 'moss')).sort());
    assert.deepEqual(
      (await blog.items()).map(({ title }) => title),
      ['Two', 'One'],
    );
  });

  it('keeps the id of a renamed file', async (context) => {
    const blog = await Blog.create(context, three);
    await blog.build();
    await rename(join(blog.dir, '_posts/2026-03-02-two.md'), join(blog.dir, '_posts/2026-03-02-second.md'));
    const { code } = await blog.build();
    const item = (await blog.items()).find(({ title }) => title === 'Two');
    assert.equal(code, 0);
    assert.equal(item?.id, 'https://blog.example/2026/03/02/two');
    assert.equal(item?.url, 'https://blog.example/2026/03/02/second/');
    assert.equal((await blog.items()).length, 3);
  });

  it('keeps the id of a short post that is renamed while the permalinks change', async (context) => {
    const blog = await Blog.create(context, {
      '_posts/2026-03-01-one.md': post('One', '', 'Short.'),
      '_posts/2026-03-02-two.md': post('Two', '', 'Short.'),
    });
    await blog.build();
    await rename(join(blog.dir, '_posts/2026-03-01-one.md'), join(blog.dir, '_posts/2026-03-01-first.md'));
    await blog.write({ 'linefeed.yaml': `${CONFIG}permalink: /x/:title/\n` });
    assert.equal((await blog.build()).code, 0);
    assert.deepEqual(
      (await blog.items()).map(({ id, url }) => [id, url]),
      [
        ['https://blog.example/2026/03/02/two', 'https://blog.example/x/two/'],
        ['https://blog.example/2026/03/01/one', 'https://blog.example/x/first/'],
      ],
    );
  });

  it('rejects folders that would contain the posts or publish the state', async (context) => {
    const blog = await Blog.create(context, three);
    await blog.write({ file: '' });
    const cases: [string[], RegExp][] = [
      [['--out', blog.dir], /is where the posts are; choose another folder/],
      [['--out', blog.root], /is where the posts are/],
      [['--out', join(blog.dir, '_posts')], /is where the posts are/],
      [['--out', ''], /--out is empty/],
      [['--out', join(blog.dir, 'file')], /cannot be created \(EEXIST\); choose another --out/],
      [['--out', blog.out, '--state', join(blog.out, 'state')], /is in the folder that readers see/],
    ];
    for (const [args, reason] of cases) {
      const { code, stderr } = await linefeed('build', blog.dir, ...args);
      assert.deepEqual([code, reason.test(stderr)], [2, true], stderr);
    }
  });

  it('reports a rejected post with file, line and column, publishes the others, and keeps the last good version', async (context) => {
    const blog = await Blog.create(context, three);
    await blog.build();
    const before = await hashes(blog.out);
    await blog.write({ '_posts/2026-03-02-two.md': post('Two', 'tags: [stone, moss]\ndate: tomorrow\n') });
    const broken = await blog.build();
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /^_posts\/2026-03-02-two\.md:4:7: error: date: expected a date, got "tomorrow"/);
    assert.deepEqual(await hashes(blog.out), before);
    const again = await blog.build();
    assert.equal(again.code, 1, 'it is still broken');
    await blog.write({ '_posts/2026-03-02-two.md': three['_posts/2026-03-02-two.md'] });
    assert.equal((await blog.build()).code, 0);
    assert.deepEqual(await hashes(blog.out), before);
  });

  it('explains what to write when the configuration is missing', async (context) => {
    const blog = await Blog.create(context, three);
    await rm(join(blog.dir, 'linefeed.yaml'));
    const { code, stderr, stdout } = await blog.build();
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /no configuration found[\s\S]*title: [\s\S]*link: https:/);
  });

  it('explains where it looked, or what is missing, when no file is a post', async (context) => {
    const elsewhere = await Blog.create(context, { 'linefeed.yaml': `${CONFIG}generator: astro\n`, 'content/one.md': post('One') });
    const { stdout } = await elsewhere.build();
    assert.match(
      stdout,
      /^0 posts in .*\nno file is a post: looked for src\/content\/\*\*, .*; if they are elsewhere, write posts: \[content\/\*\*\] into linefeed\.yaml\n/,
    );
    const undated = await Blog.create(context, {
      'linefeed.yaml': `${CONFIG}generator: astro\n`,
      'src/content/one.md': '---\ntitle: One\n---\nText\n',
    });
    assert.match(
      (await undated.build()).stdout,
      /\nno file is a post: 1 file has no date; write one into front matter, such as date: 2026-03-01/,
    );
  });

  it('exits with 2 for wrong usage', async (context) => {
    const blog = await Blog.create(context);
    assert.equal((await linefeed('bild')).code, 2);
    assert.equal((await linefeed('build', join(blog.root, 'nowhere'))).code, 2);
    assert.equal((await blog.build('--only', 'gopher')).code, 2);
    await blog.write({ 'linefeed.yaml': `${CONFIG}limt: 5\n` });
    const wrong = await blog.build();
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /^linefeed\.yaml:4:7: error: limt: no such setting; did you mean limit\?/);
  });

  it('writes one format, and summaries, on request', async (context) => {
    const blog = await Blog.create(context, three);
    const summary = await blog.summary('--only', 'json', '--content', 'summary');
    assert.deepEqual([summary.feeds, summary.documents], [3, 7]);
    assert.deepEqual((await readdir(blog.out)).sort(), ['feed.json', 'feeds.opml', 'index.html', 'tags']);
    const [item] = await blog.items();
    assert.equal(item?.content_html, undefined);
    assert.match(item?.content_text ?? '', /^All about Three/);
  });

  it('stores its state beside the output, or in --state, and excludes it from git', async (context) => {
    const blog = await Blog.create(context, three);
    await blog.build();
    assert.ok((await readdir(join(blog.root, '.linefeed/public'))).includes('catalog.json.gz'));
    assert.equal(await readFile(join(blog.root, '.linefeed/.gitignore'), 'utf8'), '*\n');
    await blog.build('--state', join(blog.root, 'elsewhere'));
    assert.ok((await readdir(join(blog.root, 'elsewhere'))).includes('catalog.json.gz'));
  });

  it('recovers ids and dates from the entries when the catalog is lost', async (context) => {
    const blog = await Blog.create(context, three);
    await blog.build();
    const edit = join(blog.dir, '_posts/2026-03-02-two.md');
    await writeFile(edit, post('Two', 'tags: [stone, moss]\n', 'Two has been told anew, at a length that makes it like no other.'));
    await utimes(edit, new Date('2026-04-01T10:00:00Z'), new Date('2026-04-01T10:00:00Z'));
    await rename(join(blog.dir, '_posts/2026-03-01-one.md'), join(blog.dir, '_posts/2026-03-01-first.md'));
    await blog.build();
    const before = (await blog.items()).map(({ id, date_modified }) => [id, date_modified]);
    assert.deepEqual(before[1], ['https://blog.example/2026/03/02/two', '2026-04-01T10:00:00Z']);
    assert.equal(before[2]?.[0], 'https://blog.example/2026/03/01/one');
    await rm(join(blog.root, '.linefeed/public/catalog.json.gz'));
    assert.equal((await blog.build()).code, 0);
    assert.deepEqual(
      (await blog.items()).map(({ id, date_modified }) => [id, date_modified]),
      before,
    );
  });

  it('does not treat its own output as posts', async (context) => {
    const blog = await Blog.create(context, { ...three, 'linefeed.yaml': CONFIG });
    const inside = join(blog.dir, 'public');
    const first = JSON.parse((await linefeed('build', blog.dir, '--out', inside, '--format', 'json')).stdout);
    const again = JSON.parse((await linefeed('build', blog.dir, '--out', inside, '--format', 'json')).stdout);
    assert.deepEqual([first.posts, again.posts, again.written, again.problems], [3, 3, 0, []]);
  });
});

describe('linefeed check', () => {
  it('reports every problem and publishes nothing', async (context) => {
    const blog = await Blog.create(context, {
      ...three,
      '_posts/2026-03-04-bad.md': post('Bad', 'date: 2026-02-31\nwordpress_id: many\n'),
      '_posts/2026-03-05-lost.md': post('Lost', '', 'See [that]({% post_url 2020-01-01-gone %}).'),
    });
    const before = await hashes(blog.root);
    const { code, stderr, stdout } = await linefeed('check', blog.dir);
    assert.deepEqual([code, stderr], [1, '']);
    const lines = stdout.trim().split('\n');
    assert.equal(lines.length, 4, stdout);
    assert.match(lines[0] ?? '', /^_posts\/2026-03-04-bad\.md:3:7: error: date: expected a date, got "2026-02-31"/);
    assert.match(lines[1] ?? '', /^_posts\/2026-03-04-bad\.md:4:15: error: wordpress_id: expected a whole number/);
    assert.match(lines[2] ?? '', /^_posts\/2026-03-05-lost\.md:5:\d+: warning: post_url: no live post is named "2020-01-01-gone"/);
    assert.equal(lines[3], '5 posts read: 2 errors, 1 warning');
    assert.deepEqual(await hashes(blog.root), before);
  });
});
