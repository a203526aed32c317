/** Small blogs, built by their tools (Debian) and by Linefeed: each feed of the tool has the same address, ids, links, titles and order. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { listener } from '../../lambda/local/listen.ts';
import { publish } from '../../lambda/publish/publish.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { UNCHANGED } from '../../lambda/stores/store.ts';
import { adopted } from '../support/adopted.ts';
import { itemsOf } from '../support/feed-items.ts';
import { Newsboat } from '../support/newsboat.ts';
import { publisherOver } from '../support/publisher.ts';

const NAMES = [
  'C++',
  'C#',
  'Q&A',
  '日本語',
  'Été',
  'node.js',
  'Two  Words',
  "don't",
  'under_score',
  'UPPER',
  'a - b',
  'e (x)',
  'a,b',
  'plain',
];

const post = (fields: Record<string, unknown>, body = 'Seen from the quay.'): string => `---\n${JSON.stringify(fields)}\n---\n${body}\n`;

/** One post a day; the names are used in turn. */
const posts = (count: number, path: (day: string, number: number) => string, terms: (name: string, number: number) => object) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const day = `2026-01-${String(index + 1).padStart(2, '0')}`;
      const name = NAMES[index % NAMES.length] ?? '';
      return [path(day, index), post({ title: `Post & ${index}`, date: `${day} 09:30:00 +0000`, ...terms(name, index) })];
    }),
  );

interface Blog {
  files: Record<string, string>;
  command: [string, ...string[]];
  out: string;
  /** Feeds that neither the tool nor Linefeed makes. */
  absent?: string[];
}

const jekyll = (config: object): Blog => ({
  files: {
    '_config.yml': JSON.stringify({ title: 'Quay', url: 'https://quay.example', plugins: ['jekyll-feed'], ...config }),
    ...posts(
      16,
      (day, number) => `_posts/${day}-post-${number}.md`,
      (name, number) => ({ layout: null, tags: [name, 'Linux'], categories: [number % 2 ? 'news' : 'Boats'] }),
    ),
  },
  command: ['jekyll', 'build', '--quiet'],
  out: '_site',
});

const hugo = (config: object): Blog => ({
  files: {
    'hugo.json': JSON.stringify({ title: 'Quay', baseURL: 'https://quay.example/', ...config }),
    ...posts(
      16,
      (_, number) => `content/posts/post-${number}.md`,
      (name, number) => ({ tags: [name], categories: [number % 2 ? 'News' : 'Boats'], authors: ['Ada Lovelace'] }),
    ),
  },
  command: ['hugo', '--quiet'],
  out: 'public',
});

const HUGO_TERMS = { taxonomies: { tag: 'tags', category: 'categories', author: 'authors' } };

const COLLECTIONS = { recipes: { output: true }, walks: { output: true } };

const BLOGS: Record<string, Blog> = {
  'jekyll-feed': jekyll({}),
  'jekyll-feed with categories and tags': jekyll({ feed: { categories: ['news', 'Boats'], tags: true, posts_limit: 5 } }),
  'jekyll-feed with paths': jekyll({
    baseurl: '/log',
    permalink: 'pretty',
    feed: { path: 'blog/atom.xml', tags: { path: 'by/tag/', except: ['plain'] } },
  }),
  'jekyll-feed with collections': {
    ...jekyll({ collections: COLLECTIONS, feed: { collections: { recipes: { categories: ['Cake'] }, walks: { path: '/on/foot.xml' } } } }),
    files: {
      ...jekyll({ collections: COLLECTIONS, feed: { collections: { recipes: { categories: ['Cake'] }, walks: { path: '/on/foot.xml' } } } })
        .files,
      ...Object.fromEntries(
        ['recipes/bread', 'recipes/tart', 'walks/alps', 'walks/deep/coast'].map((path, index) => [
          `_${path}.md`,
          post({ title: path, date: `2026-02-0${index + 1} 09:30:00 +0000`, layout: null, categories: index % 2 ? ['Cake'] : [] }),
        ]),
      ),
    },
  },
  hugo: hugo(HUGO_TERMS),
  'hugo with a name and a limit': hugo({ ...HUGO_TERMS, rssLimit: 5, outputFormats: { RSS: { baseName: 'feed' } } }),
  'hugo with taxonomies and sections': {
    ...hugo({ rssLimit: 20, taxonomies: { tag: 'tags', series: 'series' } }),
    files: {
      ...hugo({ rssLimit: 20, taxonomies: { tag: 'tags', series: 'series' } }).files,
      'content/posts/notes/_index.md': post({ title: 'Notes' }),
      ...Object.fromEntries(
        ['posts/notes/deep/one.md', 'posts/plain/two.md', 'Talks/three.md', 'Talks/four/index.md', 'river.md'].map((path, index) => [
          `content/${path}`,
          post({ title: path, date: `2026-02-0${index + 1} 09:30:00 +0000`, series: ['The Alps', index % 2 ? 'B' : 'C'] }),
        ]),
      ),
    },
  },
  'hugo in two languages': {
    ...hugo({ defaultContentLanguageInSubdir: true, languages: { en: { title: 'Quay' }, de: { title: 'Kai' } } }),
    files: {
      ...hugo({ defaultContentLanguageInSubdir: true, languages: { en: { title: 'Quay' }, de: { title: 'Kai' } } }).files,
      'content/posts/post-1.de.md': post({ title: 'Eins', date: '2026-03-01 09:30:00 +0000', tags: ['Boote', 'C++'] }),
      'content/posts/notizen/_index.de.md': post({ title: 'Notizen' }),
      'content/posts/notizen/zwei.de.md': post({ title: 'Zwei', date: '2026-03-02 09:30:00 +0000', tags: ['Boote'], series: ['Alpen'] }),
      'content/wege/drei.de.md': post({ title: 'Drei', date: '2026-03-03 09:30:00 +0000', categories: ['Wege'] }),
    },
  },
  'hugo with outputs': {
    ...hugo({ outputs: { section: ['html'], taxonomy: ['html'], term: ['html'] } }),
    files: {
      ...hugo({ outputs: { section: ['html'], taxonomy: ['html'], term: ['html'] } }).files,
      'content/talks/_index.md': post({ title: 'Talks', outputs: ['html', 'RSS'] }),
      'content/talks/one.md': post({ title: 'One', date: '2026-02-01 09:30:00 +0000' }),
    },
    absent: ['posts/index.xml', 'tags/c++/index.xml', 'categories/news/index.xml', 'tags/index.xml'],
  },
  'hugo with a section without a feed': {
    ...hugo({}),
    files: {
      ...hugo({}).files,
      'content/talks/_index.md': post({ title: 'Talks', outputs: ['html'] }),
      'content/talks/one.md': post({ title: 'One', date: '2026-02-01 09:30:00 +0000' }),
    },
    absent: ['talks/index.xml'],
  },
};

async function built({ files, command: [program, ...options], out }: Blog): Promise<{ folder: string; feeds: Map<string, string> }> {
  const folder = mkdtempSync(join(tmpdir(), 'linefeed-feeds-'));
  for (const [key, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), text);
  }
  const [code] = await once(spawn(program, options, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }), 'close');
  assert.equal(code, 0);
  const made = readdirSync(join(folder, out), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.xml'));
  const feeds = new Map(made.map((path) => [path, readFileSync(join(folder, out, path), 'utf8')]));
  rmSync(join(folder, out), { recursive: true });
  return { folder, feeds };
}

/** As Linefeed writes titles of terms. */
const oneSpaced = <T extends { title: string }>(item: T): T => ({ ...item, title: item.title.replace(/\s+/g, ' ') });

async function published(folder: string): Promise<(path: string) => Promise<string | undefined>> {
  const site = new MemoryStore();
  await publish({ keys: [], full: true }, publisherOver(new DirectoryStore({ roots: { '': folder } }), site));
  return async (path) => {
    const object = await site.get(`public/${path}`);
    return object === undefined || object === UNCHANGED ? undefined : Buffer.from(object.bytes).toString();
  };
}

describe('at the address of the replaced feed', () => {
  for (const [name, blog] of Object.entries(BLOGS)) {
    it(`is the feed of ${name}`, async (context) => {
      const { folder, feeds } = await built(blog);
      context.after(() => rmSync(folder, { recursive: true }));
      const read = await published(folder);
      const answered: string[] = [];
      for (const [path, theirs] of feeds) {
        const known = itemsOf(theirs);
        if (known === undefined || known.items.length === 0) continue;
        const text = await read(path);
        assert.ok(text !== undefined, path);
        const ours = itemsOf(text);
        assert.equal(ours?.kind, known.kind, path);
        assert.deepEqual(ours?.items.slice(0, known.items.length), known.items.map(oneSpaced), path);
        // Hugo does not escape `#`.
        assert.equal(decodeURIComponent(ours?.self ?? ''), decodeURIComponent(known.self ?? ''), path);
        answered.push(path);
      }
      context.diagnostic(answered.join(' '));
      assert.ok(answered.length > 0);
      const [main = ''] = answered.toSorted((a, b) => a.length - b.length);
      const own = join(folder, 'adopted');
      mkdirSync(own);
      writeFileSync(join(own, 'feed.xml'), feeds.get(main) ?? '');
      const { items, stay, ...more } = await adopted([join(own, 'feed.xml')], folder);
      assert.deepEqual([more, stay.length], [{ unmatched: [], reidentified: [], moved: [] }, 1]);
      assert.ok(items > 0);
      for (const path of blog.absent ?? []) assert.deepEqual([feeds.has(path), await read(path)], [false, undefined], path);
    });
  }
});

describe('a reader that followed the feed of the tool', () => {
  /** Fails if the reader treats an entry of the second response as new. */
  async function follows(context: TestContext, path: string, theirs: string | undefined, ours: string | undefined): Promise<void> {
    let answer = theirs;
    const root = mkdtempSync(join(tmpdir(), 'linefeed-newsboat-'));
    context.after(() => rmSync(root, { recursive: true }));
    const server = listener(createServer((_, response) => void response.end(answer)));
    const newsboat = await Newsboat.subscribe(join(root, 'newsboat'), (await server.listen(0)) + path);
    context.after(server.close);
    const known = async () => (await newsboat.items()).map(({ guid, title, url }) => oneSpaced({ guid, title, url }));
    await newsboat.reload();
    const before = await known();
    answer = ours;
    await newsboat.reload();
    assert.deepEqual(await known(), before);
    assert.ok(before.length > 0);
    assert.equal(await newsboat.unread(), before.length);
  }

  for (const [path, blog] of [
    ['feed.xml', jekyll({ feed: { posts_limit: 16 } })],
    ['index.xml', hugo(HUGO_TERMS)],
    ['tags/index.xml', hugo({})],
  ] as const)
    it(`at /${path} sees no entry twice after the move`, async (context) => {
      const { folder, feeds } = await built(blog);
      context.after(() => rmSync(folder, { recursive: true }));
      await follows(context, path, feeds.get(path), await (await published(folder))(path));
    });

  for (const path of ['eleventy/feed.xml', 'astro/rss.xml', 'zola/atom.xml', 'zola/fr/tags/linux/atom.xml'])
    it(`at ${path} sees no entry twice after the move`, async (context) => {
      const [tool = '', ...rest] = path.split('/');
      const folder = join('test/feeds-of-tools', tool);
      const theirs = readFileSync(join(folder, 'feeds', ...rest), 'utf8');
      await follows(context, rest.join('/'), theirs, await (await published(join(folder, 'blog')))(rest.join('/')));
    });
});
