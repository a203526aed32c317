/** Names of posts and terms: no document leaves its folder, and none replaces another, in any store. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { parseFeed } from 'feedsmith';
import { postSelector } from '../../lambda/core/post/selection.ts';
import { publish } from '../../lambda/publish/publish.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { InvalidKeyError, listAll, type Store, UNCHANGED } from '../../lambda/stores/store.ts';
import { Blog, post } from '../support/blog.ts';
import { FoldingStore } from '../support/folding.ts';
import { publisherOver } from '../support/publisher.ts';
import { catalogOf } from '../support/whole-catalog.ts';

/** After all dates of the posts: runs use the clock of the store. */
const NOW = () => Date.UTC(2026, 5, 1);

const NAMES = [
  ...[
    '..',
    '.',
    '...',
    '/',
    '//',
    '../..',
    '../../etc/passwd',
    '/etc/passwd',
    'C:\\x',
    '\\\\host\\x',
    '..\\..\\x',
    '%2e%2e',
    '%2e%2e%2f',
    '~',
    '-',
  ],
  ...[
    'a\0b',
    'a\nb',
    'a\u202eb',
    'a:b',
    'a*b',
    'a?b',
    'a"b',
    'a<b',
    'a>b',
    'a|b',
    'a.',
    'a ',
    ' a',
    '.a',
    '.git',
    '.htaccess',
    'node_modules',
  ],
  ...['CON', 'con', 'NUL', 'nul.md', 'AUX', 'COM1', 'lpt9', 'PRN', 'COM²'],
  ...[
    'Café',
    'Cafe\u0301',
    'café',
    'CAFÉ',
    'straße',
    'STRASSE',
    'İ',
    'i',
    'I',
    'ı',
    'K',
    'k',
    'ﬁ',
    'fi',
    'Σ',
    'ς',
    'σ',
    'Å',
    'Å',
    'A\u030a',
  ],
  ...[
    'x'.repeat(300),
    `${'x'.repeat(300)}y`,
    '長'.repeat(300),
    '__proto__',
    'constructor',
    'page',
    'index.html',
    'rss.xml',
    'feed.json',
    'archive',
    'tags',
  ],
];

/** Each name as a post's file name, and as tag, category, author, slug and permalink. */
const POSTS: Record<string, string> = Object.fromEntries(
  NAMES.flatMap((name, index) => {
    const given = JSON.stringify(name);
    const fields = `date: 2026-01-01\ntags: [${given}]\ncategories: [${given}]\nauthor: ${given}\n`;
    return [
      [`_posts/${name}.md`, post(`Name ${index}`, fields)],
      [`_posts/2026-01-02-slug-${index}.md`, post(`Slug ${index}`, `slug: ${given}\n`)],
      [`_posts/2026-01-01-link-${index}.md`, post(`Link ${index}`, `permalink: ${JSON.stringify(`/${name}/`)}\n`)],
    ];
  }),
);

const CONFIG = 'title: Field Notes\nlink: https://blog.example/blog/\nlimit: 10000\narchives: none\n';

async function publishTo(site: Store, posts: Record<string, string> = POSTS) {
  const source = new MemoryStore({ now: NOW });
  for (const [key, text] of Object.entries({ 'linefeed.yaml': CONFIG, ...posts })) await source.put(key, Buffer.from(text));
  return publish({ keys: [], full: true }, { ...publisherOver(source, site), now: () => Date.UTC(2026, 5, 1) });
}

async function contentsOf(site: Store): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for await (const { key } of site.list('public/')) {
    const object = await site.get(key);
    if (object && object !== UNCHANGED) contents.set(key, Buffer.from(object.bytes).toString('latin1'));
  }
  return contents;
}

const folds: Record<string, (key: string) => string> = {
  Windows: (key) => key.toUpperCase(),
  macOS: (key) => key.normalize('NFD').toLowerCase(),
  'both at once': (key) => key.normalize('NFKD').toUpperCase().toLowerCase(),
};

describe('names of posts and terms', () => {
  it('create no document outside of its folder, nor with a name that a file system cannot have', async () => {
    const site = new MemoryStore({ now: NOW });
    const report = await publishTo(site);
    const [catalog, { failed }] = [await catalogOf(report), report];
    assert.deepEqual(failed, []);
    const keys = (await listAll(site, '')).map(({ key }) => key);
    assert.ok(keys.length > 200, `${keys.length}`);
    for (const key of keys) {
      assert.match(key, /^(?:state\/(?:catalog\.json\.gz|entries\/[\da-f]+|nodes\/test\/\d+\.[\da-f]+\.\w+)|public\/.+)$/);
      for (const part of key.split('/')) {
        assert.doesNotMatch(part, /^\.|[\p{Cc}\\:*?"<>|]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu, key);
        assert.ok(part !== '' && Buffer.byteLength(part) <= 255, key);
      }
    }
    for (const [system, fold] of Object.entries(folds)) assert.equal(new Set(keys.map(fold)).size, keys.length, system);
    // Each post has an address below the blog's, whatever its name.
    const feed = parseFeed(await textOf(site, 'public/atom.xml'));
    assert.ok(feed.format === 'atom');
    const links = (feed.feed.entries ?? []).map((entry) => String(entry.links?.find(({ rel }) => rel === 'alternate')?.href));
    const live = Object.values(catalog.posts).filter(({ state }) => state === 'live').length;
    assert.equal(links.length, live);
    for (const link of links) {
      assert.ok(new URL(link).href.startsWith('https://blog.example/blog/'), link);
      assert.doesNotMatch(link, /\/(?:\.|%2e){1,2}(?:\/|$)/i);
    }
  });

  it('are published or refused with a reason, and none replaces another', async () => {
    const catalog = await catalogOf(await publishTo(new MemoryStore({ now: NOW })));
    // Hidden files are no posts.
    const keys = Object.keys(POSTS).filter(postSelector(catalog.site));
    assert.ok(keys.length > 200);
    assert.equal(Object.keys(catalog.posts).length, keys.length);
    const ids = Object.entries(catalog.posts).flatMap(([key, { state, version, problems }]) => {
      if (state === 'live') return [version?.id];
      assert.ok(problems.length > 0, `${key} is ${state}`);
      return [];
    });
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.length > keys.length / 2, `${ids.length} of ${keys.length}`);
  });

  it('have the same documents in a store that folds names', async () => {
    const [plain, folding] = [new MemoryStore({ now: NOW }), new FoldingStore({ now: NOW })];
    await publishTo(plain);
    await publishTo(folding);
    assert.deepEqual(await contentsOf(folding), await contentsOf(plain));
  });

  it('have the same documents in a folder, and no file beside it', async (context) => {
    const root = mkdtempSync(join(tmpdir(), 'linefeed-'));
    context.after(() => rmSync(root, { recursive: true }));
    const folders = { 'public/': join(root, 'site/public'), 'state/': join(root, 'site/state') };
    const [plain, folder] = [new MemoryStore({ now: NOW }), new DirectoryStore({ roots: folders })];
    await publishTo(plain);
    await publishTo(folder);
    assert.deepEqual(await contentsOf(folder), await contentsOf(plain));
    assert.deepEqual([readdirSync(root), readdirSync(join(root, 'site')).sort()], [['site'], ['public', 'state']]);
  });

  it('of tags and sections in Hugo may be those of documents and devices', async (context) => {
    const names = ['index.xml', 'atom.xml', 'feeds.opml', 'index.html', 'aux.md', 'con'];
    const blog = await Blog.create(context, {
      'hugo.toml': 'title = "A"\nbaseURL = "https://blog.example/"\n',
      ...Object.fromEntries(names.map((name) => [`content/${name}/post.md`, post(name, `date: 2026-01-01\ntags: [${name}]\n`)])),
      'content/nul/notes/deep.md': post('Deeper', 'date: 2026-01-01\ntags: [Feeds.OPML]\n'),
      'content/notes/nul/deep.md': post('Deep', 'date: 2026-01-01\ntags: [package.json]\n'),
    });
    const { code, stderr } = await blog.build();
    assert.deepEqual([code, stderr], [0, '']);
    const files = readdirSync(blog.out, { recursive: true }) as string[];
    assert.deepEqual(
      files.filter((file) => /(?:^|\/)(?:con|aux|nul)(?:\.|\/|$)/i.test(file)),
      [],
    );
    for (const name of names.slice(0, 4)) assert.ok(statSync(join(blog.out, name)).isFile(), name);
    assert.match(await blog.read('tags/index.xml'), /<rss/);
    assert.match(await blog.read('tags/package.json/index.xml'), /<rss/);
    assert.equal(files.filter((file) => /^tags\/[^/]+\/index\.xml$/.test(file)).length, names.length + 2);
  });

  it('cannot leave a folder store', async (context) => {
    const root = mkdtempSync(join(tmpdir(), 'linefeed-'));
    context.after(() => rmSync(root, { recursive: true }));
    const store = new DirectoryStore({ roots: { '': join(root, 'in') } });
    writeFileSync(join(root, 'secret'), 'secret');
    for (const key of [
      '../secret',
      'a/../../secret',
      '/etc/passwd',
      join(root, 'secret'),
      'a\\..\\..\\secret',
      'secret\0.md',
      './secret',
      'a//b',
      '..',
      '',
    ]) {
      for (const act of [() => store.get(key), () => store.head(key), () => store.put(key, Buffer.from('x')), () => store.delete(key)]) {
        await assert.rejects(act(), InvalidKeyError, JSON.stringify(key));
      }
    }
    assert.deepEqual(readdirSync(root), ['secret']);
  });

  it('that no store can have refuse only their file', async (context) => {
    const blog = await Blog.create(context, { '_posts/2026-01-01-good.md': post('Good') });
    const name = '_posts/2026-01-01-a\\b.md';
    mkdirSync(dirname(join(blog.dir, name)), { recursive: true });
    writeFileSync(join(blog.dir, name), post('Odd'));
    const { code, stderr } = await blog.build();
    assert.equal(code, 1);
    assert.match(stderr, /^_posts\/2026-01-01-a\\b\.md:1:1: error: .* cannot be a key: it must be names joined by "\/".*; rename it$/m);
    assert.deepEqual(
      (await blog.items()).map(({ title }) => title),
      ['Good'],
    );
  });
});

async function textOf(site: Store, key: string): Promise<string> {
  const object = await site.get(key);
  assert.ok(object && object !== UNCHANGED, key);
  return Buffer.from(object.bytes).toString();
}
