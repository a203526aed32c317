import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseCondition } from '../../lambda/core/post/condition.ts';
import { listAll } from '../../lambda/stores/store.ts';
import { Bench, text } from './blog.ts';

const FILES = {
  'notes/a.md': text('A', 'tags: [release]\ndate: 2026-01-01\n'),
  'notes/b.md': text('B', 'tags: [release]\ndate: 2026-01-02\nauthor: bot\n'),
  'links/c.md': text('C', 'mood: happy\ndate: 2026-01-03\n'),
};
const RELEASES = { name: 'releases', title: 'All releases', path: 'releases.xml', where: 'tag = release and not author = bot' };

describe('an own feed', () => {
  it('has the posts of its condition, its configured metadata and formats, a page, and an outline in the OPML', async () => {
    const feeds = [
      RELEASES,
      {
        name: 'tagged',
        where: 'tag',
        exclude: 'date < 2026-01-02',
        formats: ['json'],
        limit: 1,
        content: 'summary',
        description: 'Tagged',
        language: 'de',
      },
      { name: 'rest', exclude: 'tag = release' },
    ];
    const bench = await Bench.with(FILES, { feeds, pages: true, opml: true });
    assert.match(
      await bench.read('public/releases.xml'),
      /<title>All releases<\/title>[\s\S]*href="https:\/\/blog\.example\/releases\.xml" rel="self"/,
    );
    assert.deepEqual(await bench.titles('feeds/releases/feed.json'), ['A']);
    const tagged = JSON.parse(await bench.read('public/feeds/tagged/feed.json'));
    assert.deepEqual(
      [tagged.title, tagged.description, tagged.language, tagged.items.length, tagged.items[0].title, tagged.items[0].content_html],
      ['Field Notes: tagged', 'Tagged', 'de', 1, 'B', undefined],
    );
    assert.deepEqual(await bench.titles('feeds/rest/feed.json'), ['C']);
    const keys = (await listAll(bench.site, 'public/feeds')).map(({ key }) => key).filter((key) => !key.endsWith('.gz'));
    assert.deepEqual(keys, [
      'public/feeds.opml',
      ...['atom.xml', 'feed.json', 'index.html'].map((name) => `public/feeds/releases/${name}`),
      ...['atom.xml', 'feed.json', 'index.html', 'rss.xml'].map((name) => `public/feeds/rest/${name}`),
      ...['feed.json', 'index.html'].map((name) => `public/feeds/tagged/${name}`),
    ]);
    assert.match(
      await bench.read('public/feeds.opml'),
      /<outline text="Feeds">\s*<outline type="rss" text="All releases"[^>]*xmlUrl="https:\/\/blog\.example\/releases\.xml"/,
    );
    assert.match(await bench.read('public/feeds/releases/index.html'), /<p class="kind">Feed<\/p>\s*<h1><bdi>All releases<\/bdi>/);
    assert.doesNotMatch(await bench.read('public/rss.xml'), /<category>releases/, 'an own feed is no category');
  });

  it('follows edits of its posts, and is empty when it is removed from the configuration', async () => {
    const bench = await Bench.with(FILES, { feeds: [RELEASES] });
    const titles = () => bench.titles('feeds/releases/feed.json');
    await bench.change({ 'notes/a.md': text('A', 'tags: [other]\n') });
    assert.deepEqual(await titles(), []);
    await bench.change({ 'notes/a.md': text('A', 'tags: [release]\n'), 'notes/b.md': text('B', 'tags: [release]\n') });
    assert.deepEqual(await titles(), ['A', 'B']);
    await bench.change({ 'notes/b.md': undefined });
    assert.deepEqual(await titles(), ['A']);
    await bench.configure({ feeds: [{ ...RELEASES, where: 'section = links' }] });
    await bench.all();
    assert.deepEqual(await titles(), ['C']);
    await bench.configure({});
    await bench.all();
    assert.deepEqual(await titles(), []);
    assert.doesNotMatch(await bench.read('public/releases.xml'), /<item>/);
    assert.equal((await bench.all()).documents, 0, 'no work is left');
  });

  it('exists without posts, and its old path redirects to its new one', async () => {
    const bench = await Bench.with(FILES, { feeds: [{ ...RELEASES, where: 'tag = never' }] });
    assert.doesNotMatch(await bench.read('public/releases.xml'), /<item>/);
    await bench.configure({ feeds: [{ ...RELEASES, path: 'new/' }] });
    await bench.all();
    assert.match(await bench.read('public/new/index.html'), /<item>/);
    const head = await bench.site.head('public/releases.xml');
    assert.equal(head?.metadata.moved, 'https://blog.example/new/');
  });

  it('keeps a broken post after the catalog is lost', async () => {
    const config = { feeds: [RELEASES], main: { exclude: 'tag = release' } };
    const bench = await Bench.with(FILES, config);
    await bench.change({ 'notes/a.md': '---\ndate: tomorrow\n---\n' });
    await bench.site.delete('state/catalog.json.gz');
    await bench.all();
    assert.deepEqual([await bench.titles('feeds/releases/feed.json'), await bench.titles()], [['A'], ['C']]);
  });

  it('contains posts in other languages only if its condition names a language', async () => {
    const files = { 'a.md': text('A', 'date: 2026-01-01\n'), 'b.md': text('B', 'lang: de\ndate: 2026-01-02\n') };
    const feeds = [
      { name: 'all', where: 'date > 2020' },
      { name: 'german', where: 'language = de' },
      { name: 'both', where: 'language in (en, de)' },
    ];
    const bench = await Bench.with(files, { feeds, terms: ['tags', 'languages'] });
    const all = await Promise.all(['all', 'german', 'both'].map((name) => bench.titles(`feeds/${name}/feed.json`)));
    assert.deepEqual(all, [['A'], ['B'], ['B', 'A']]);
  });
});

describe('the main feed', () => {
  it('omits the posts that its exclude selects; other feeds contain them', async () => {
    const bench = await Bench.with(FILES, { main: { exclude: 'section = links or author = bot' } });
    assert.deepEqual([await bench.titles(), await bench.titles('tags/release/feed.json')], [['A'], ['B', 'A']]);
    await bench.change({ 'notes/b.md': text('B', 'tags: [release]\n'), 'notes/a.md': text('A', 'author: bot\n') });
    assert.deepEqual(await bench.titles(), ['B']);
    await bench.configure({});
    await bench.all();
    assert.deepEqual((await bench.titles()).sort(), ['A', 'B', 'C']);
  });
});

it('a publish writes only the affected ones of 1,000 own feeds', async () => {
  const cost = async (count: number) => {
    const feeds = Array.from({ length: count }, (_, index) => ({ name: `f${index}`, where: `tag = t${index}` }));
    const bench = await Bench.with({ 'a.md': text('A', 'tags: [t1]\n') }, { feeds });
    const before = bench.site.changes;
    const report = await bench.change({ 'b.md': text('B', 'tags: [t2, t7]\n') });
    return [report.documents, bench.site.changes - before];
  };
  const few = await cost(10);
  assert.deepEqual(await cost(1_000), few);
  // Main, two tags and two own feeds, in three formats, with gzip copies.
  assert.equal(few[0], 5 * 3 * 2);
});

const CONDITIONS = ['tag = x', 'not tag', 'tag in (x, y) and section = notes', 'page.mood = happy or date < 2026-02', 'section = links'];
const post = fc.record({
  tags: fc.subarray(['x', 'y']),
  mood: fc.constantFrom('happy', 'sad'),
  date: fc.constantFrom('2026-01-05', '2026-03-05'),
  series: fc.subarray(['S', 's']),
  draft: fc.boolean(),
});
const key = fc.constantFrom('notes/a.md', 'notes/b.md', 'links/c.md', 'links/d.md');
const config = fc.record({
  feeds: fc.array(fc.constantFrom(...CONDITIONS), { maxLength: 3 }).map((all) => all.map((where, index) => ({ name: `f${index}`, where }))),
  main: fc.constantFrom(...CONDITIONS.map((exclude) => ({ exclude })), {}),
  taxonomies: fc.constantFrom(['series'], []),
  terms: fc.constantFrom(['sections', 'tags'], ['tags']),
});
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ key, post: fc.option(post, { freq: 5 }) }) },
  { weight: 1, arbitrary: config.map((given) => ({ config: given })) },
);

const fileOf = (name: string, { tags, mood, date, series, draft }: typeof post extends fc.Arbitrary<infer Post> ? Post : never): string =>
  text(name, `id: ${name}\ntags: [${tags}]\nmood: ${mood}\ndate: ${date}\nseries: [${series}]\ndraft: ${draft}\n`);

/** Only feeds with posts. */
async function shown(bench: Bench): Promise<Record<string, string[]>> {
  const paths = (await listAll(bench.site, 'public/')).flatMap(({ key }) => (/feed\.json$/.test(key) ? [key.slice('public/'.length)] : []));
  const all = await Promise.all(paths.map(async (path) => [path, await bench.titles(path)] as const));
  return Object.fromEntries(all.filter(([, titles]) => titles.length > 0));
}

it('after any history, each feed equals that of a blog published at once', async () => {
  let moved = 0;
  await fc.assert(
    fc.asyncProperty(config, fc.array(step, { minLength: 1, maxLength: 12 }), async (first, steps) => {
      const files = new Map<string, string>();
      let now = first;
      const bench = await Bench.with({ 'z.md': text('Z') }, first);
      for (const each of steps) {
        if ('config' in each) {
          now = each.config;
          await bench.configure(now);
          await bench.all();
        } else {
          const content = each.post ? fileOf(each.key, each.post) : undefined;
          if (content === undefined) files.delete(each.key);
          else files.set(each.key, content);
          await bench.change({ [each.key]: content });
        }
      }
      const fresh = await Bench.with({ 'z.md': text('Z'), ...Object.fromEntries(files) }, now);
      const feeds = await shown(fresh);
      assert.deepEqual(await shown(bench), feeds);
      moved += Object.keys(feeds).filter((path) => /^(?:feeds|s\w+)\//.test(path)).length;
    }),
    { seed: 19, numRuns: 60 },
  );
  assert.ok(moved > 40, `${moved} feeds are not of the basic taxonomies`);
  assert.ok(CONDITIONS.every((each) => 'kind' in parseCondition(each)));
});
