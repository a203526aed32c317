import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Bench, text } from './blog.ts';

const FILES = {
  'content/walks/a.md': text('A', 'series: [Alps & Jura]\ndate: 2026-01-01\ntags: [Alps & Jura, b<c]\n'),
  'content/walks/deep/b.md': text('B', 'series: Alps & Jura, Coast\ndate: 2026-01-02\n'),
  'content/notes/c.md': text('C', 'topics: [x]\ndate: 2026-01-03\n'),
  'content/d.md': text('D', 'date: 2026-01-04\n'),
};
const CONFIG = { taxonomies: ['topics', 'series'], terms: ['tags', 'series', 'sections'], pages: true, opml: true };

describe('a custom taxonomy', () => {
  it('has feeds, pages, and categories with a scheme; without feeds it has only the categories', async () => {
    const bench = await Bench.with(FILES, CONFIG);
    assert.deepEqual(await bench.titles('series/alps-and-jura/feed.json'), ['B', 'A']);
    assert.deepEqual(await bench.titles('series/coast/feed.json'), ['B']);
    assert.equal(await bench.site.head('public/topics/x/feed.json'), undefined);
    const [rss, atom] = [await bench.read('public/rss.xml'), await bench.read('public/atom.xml')];
    assert.match(rss, /<category>Alps &#x26; Jura<\/category>\s*<category>b&#x3C;c<\/category>\s*<category domain=/);
    assert.match(rss, /<category domain="https:\/\/blog\.example\/series\/">Alps &#x26; Jura<\/category>/);
    assert.match(rss, /<category domain="https:\/\/blog\.example\/topics\/">x<\/category>/);
    assert.match(atom, /<category scheme="https:\/\/blog\.example\/series\/" term="Alps &amp; Jura"\/>/);
    const [d, c, b, a] = JSON.parse(await bench.read('public/feed.json')).items.map(({ tags }: { tags?: string[] }) => tags);
    assert.deepEqual([d, c, b, a], [undefined, ['notes', 'x'], ['walks', 'Alps & Jura', 'Coast'], ['Alps & Jura', 'b<c', 'walks']]);
    assert.match(await bench.read('public/series/coast/index.html'), /<p class="kind">series<\/p>\s*<h1><bdi>Coast<\/bdi>/);
    assert.match(await bench.read('public/feeds.opml'), /<outline text="Sections">[\s\S]*<outline text="series">/);
    assert.match(await bench.read('public/series/coast/rss.xml'), /<title>Field Notes: Coast<\/title>/);
  });

  it('follows edits of its posts, and its feeds are empty when it is removed from the configuration', async () => {
    const bench = await Bench.with(FILES, CONFIG);
    await bench.change({ 'content/walks/a.md': text('A', 'series: [Coast]\n') });
    assert.deepEqual(await bench.titles('series/alps-and-jura/feed.json'), ['B']);
    assert.deepEqual((await bench.titles('series/coast/feed.json')).sort(), ['A', 'B']);
    await bench.configure({});
    await bench.all();
    assert.deepEqual([await bench.titles('series/coast/feed.json'), await bench.titles('sections/walks/feed.json')], [[], []]);
    assert.equal((await bench.all()).documents, 0);
    assert.doesNotMatch(await bench.read('public/rss.xml'), /series/);
  });

  it('keeps slugs and feeds when the catalog is lost', async () => {
    const bench = await Bench.with(FILES, CONFIG);
    const before = await bench.documents();
    await bench.site.delete('state/catalog.json.gz');
    await bench.all();
    assert.deepEqual(await bench.documents(), before);
  });
});

it('a section contains the posts of its folder and its subfolders', async () => {
  const bench = await Bench.with(FILES, CONFIG);
  assert.deepEqual(await bench.titles('sections/walks/feed.json'), ['B', 'A']);
  assert.deepEqual(await bench.titles('sections/notes/feed.json'), ['C']);
});

it('Jekyll collections have feeds, except for its posts', async () => {
  const jekyll = `title: T\nurl: https://b.example\ncollections:\n  recipes: { output: true }\nfeed: { collections: [recipes] }\n`;
  const bench = new Bench();
  const files = {
    '_config.yml': jekyll,
    'linefeed.yaml': 'terms: [collections]\n',
    '_posts/2026-01-01-a.md': text('A'),
    '_recipes/b.md': text('B'),
  };
  for (const [key, content] of Object.entries(files)) await bench.posts.put(key, Buffer.from(content));
  await bench.all();
  assert.deepEqual(await bench.titles('collections/recipes/feed.json'), ['B']);
  assert.equal(await bench.site.head('public/collections/posts/feed.json'), undefined);
});
