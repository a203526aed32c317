import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Site } from '../../../lambda/core/model.ts';
import { withDefaults } from '../../../lambda/core/post/defaults.ts';
import { readPath } from '../../../lambda/core/post/path-facts.ts';
import { postSelector } from '../../../lambda/core/post/selection.ts';
import { jekyll, siteOf } from '../site/sites.ts';
import { read, readPost, yaml } from './reading.ts';

const configured = (...lines: string[]): Promise<Site> => siteOf(jekyll('url: https://blog.example', ...lines));

const scope = (path: string, values: object, type?: string) => ({ scope: { path, ...(type ? { type } : {}) }, values });

async function defaultsFor(key: string, defaults: object[], data: Record<string, unknown> = {}, ...more: string[]) {
  const site = await configured(`defaults: ${JSON.stringify(defaults)}`, ...more);
  return withDefaults(data, key, readPath(key, site), site);
}

const POST = '_posts/travel/2026-03-01-a.md';

const PRECEDENCE: [name: string, defaults: object[], winner: unknown][] = [
  ['the longest path, in any order', [scope('_posts/travel', { x: 1 }), scope('', { x: 2 }), scope('_posts', { x: 3 })], 1],
  ['of equal paths the one with a type', [scope('_posts', { x: 1 }, 'posts'), scope('_posts', { x: 2 })], 1],
  ['of equal scopes the last', [scope('', { x: 1 }), scope('', { x: 2 })], 2],
  ['a path over a type', [scope('_posts', { x: 1 }), scope('', { x: 2 }, 'posts')], 1],
  ['a glob by its length', [scope('_posts/*/', { x: 1 }), scope('_posts', { x: 2 })], 1],
  ['a file', [scope(POST, { x: 1 }), scope('_posts/travel', { x: 2 })], 1],
  ['no other folder', [scope('_posts/tra', { x: 1 }), scope('_posts/food', { x: 1 }), scope('pages', { x: 1 })], undefined],
  ['no other type', [scope('', { x: 1 }, 'pages'), scope('', { x: 1 }, 'drafts'), scope('', { x: 1 }, 'recipes')], undefined],
  ['no glob that does not match', [scope('**/food/*', { x: 1 })], undefined],
];

for (const [name, defaults, winner] of PRECEDENCE) {
  test(`defaults: ${name}`, async () => assert.equal((await defaultsFor(POST, defaults)).x, winner));
}

test('defaults: front matter takes precedence; maps are merged, lists are not', async () => {
  const defaults = [scope('', { a: 1, image: { path: '/a.png', alt: 'A' }, tags: ['x'] })];
  assert.deepEqual(await defaultsFor(POST, defaults, { image: { path: '/b.png' }, tags: ['y'], b: 2 }), {
    ...{ a: 1, b: 2, tags: ['y'] },
    image: { path: '/b.png', alt: 'A' },
  });
});

test('defaults: drafts and collections have their own type', async () => {
  const defaults = [scope('', { kind: 'draft' }, 'drafts'), scope('', { kind: 'recipe' }, 'recipes'), scope('', { kind: 'post' }, 'posts')];
  const more = ['collections: {recipes: {output: true}}', 'feed: {collections: [recipes]}'];
  assert.equal((await defaultsFor('_drafts/a.md', defaults)).kind, 'draft');
  assert.equal((await defaultsFor('_recipes/soup.md', defaults, {}, ...more)).kind, 'recipe');
});

test('defaults: paths are relative to collections_dir, or to the source', async () => {
  const more = 'collections_dir: written';
  assert.equal((await defaultsFor('written/_posts/2026-03-01-a.md', [scope('_posts', { x: 1 })], {}, more)).x, 1);
  assert.equal((await defaultsFor('written/_posts/2026-03-01-a.md', [scope('written/_posts', { x: 1 })], {}, more)).x, 1);
});

test('defaults: ignores invalid entries, as Jekyll does', async () => {
  const site = await configured('defaults: [1, {scope: {path: ""}}, {values: {x: 1}}]');
  assert.equal(site.defaults, undefined);
});

test('defaults count as front matter: for addresses, people, terms', async () => {
  const site = await configured(
    `defaults: ${JSON.stringify([scope('', { permalink: '/:title/', author: 'Ada', tags: ['t'], published: false })])}`,
  );
  const post = await readPost(yaml('published: true'), site, '_posts/2026-03-01-hello.md');
  assert.deepEqual(
    [post.link, post.authors, post.terms.tags, post.draft],
    ['https://blog.example/hello/', [{ name: 'Ada' }], ['t'], false],
  );
});

const COLLECTIONS =
  'collections: {recipes: {output: true, permalink: "/food/:path/"}, notes: {output: true}, people: {output: true}, parts: {output: false}}';
const FEEDS = 'feed: {collections: [recipes, notes, parts, posts]}';

test('collections: only those with output that jekyll-feed includes are posts', async () => {
  const site = await configured(COLLECTIONS, FEEDS);
  const keys = [
    '_recipes/soup.md',
    '_notes/a/b.md',
    '_people/ada.md',
    '_parts/x.md',
    'a/_recipes/x.md',
    '_posts/2026-03-01-a.md',
    '_layouts/a.html',
  ];
  assert.deepEqual(keys.filter(postSelector(site)), ['_recipes/soup.md', '_notes/a/b.md', '_posts/2026-03-01-a.md']);
  assert.deepEqual(site.collections, { recipes: '/food/:path/', notes: '/:collection/:path:output_ext' });
  assert.equal((await configured(COLLECTIONS)).collections, undefined);
});

test('collections: addresses follow their own permalink, or Jekyll’s with the extension of posts', async () => {
  const site = await configured(COLLECTIONS, FEEDS);
  const dated = yaml('date: 2026-03-01');
  assert.equal((await readPost(dated, site, '_recipes/soups/leek.md')).link, 'https://blog.example/food/soups/leek/');
  const { link, slug, terms } = await readPost(dated, site, '_notes/2026-02-03-on-leeks.md');
  assert.deepEqual([link, slug, terms.categories], ['https://blog.example/notes/2026-02-03-on-leeks.html', 'on-leeks', []]);
  const pretty = await configured(COLLECTIONS, FEEDS, 'permalink: pretty');
  assert.equal((await readPost(dated, pretty, '_notes/leek.md')).link, 'https://blog.example/notes/leek/');
  const named = await configured(
    'collections: {notes: {output: true, permalink: "/:collection/:year/:title/"}}',
    'feed: {collections: {notes: {path: /n.xml}}}',
  );
  assert.equal((await readPost(dated, named, '_notes/leek.md')).link, 'https://blog.example/notes/2026/leek/');
});

/** Expected: Jekyll 4.3.1. */
const OF_POSTS: [permalink: string, key: string, address: string][] = [
  ['/news/:year/:title/', '_posts/2026-01-01-a.md', 'news/2026/a/'],
  ['/:collection/:path/', '_posts/sub/2026-01-02-b.md', 'posts/sub/2026-01-02-b/'],
  ['/x/:slugified_categories/:name:output_ext', '_posts/2026-01-02-b-WORLD_foo.md', 'x/2026-01-02-b-world-foo.html'],
  ['/p/:title:output_ext', '_posts/2026-01-02-b-WORLD_foo.md', 'p/b-WORLD_foo.html'],
];

for (const [permalink, key, address] of OF_POSTS) {
  test(`collections.posts: permalink ${permalink} overrides the site's`, async () => {
    const site = await configured(`collections: {posts: {permalink: "${permalink}"}}`, 'permalink: pretty');
    assert.equal((await readPost(yaml('title: A'), site, key)).link, `https://blog.example/${address}`);
  });
}

test('collections: rejects a document without a date, because feeds are ordered by date', async () => {
  const reading = await read(yaml('title: Leek'), await configured(COLLECTIONS, FEEDS), '_notes/leek.md');
  assert.ok(reading.kind === 'refused');
  assert.match(reading.problems[0]?.message ?? '', /^date: expected a date/);
});

test('collections_dir is not part of addresses or categories', async () => {
  const site = await configured(COLLECTIONS, FEEDS, 'collections_dir: ./written/', 'permalink: /:categories/:title/');
  assert.deepEqual(['written/_recipes/a.md', '_recipes/a.md'].filter(postSelector(site)), ['written/_recipes/a.md']);
  const post = await readPost(yaml('title: A'), site, 'written/travel/_posts/2026-03-01-a.md');
  assert.deepEqual([post.link, post.terms.categories], ['https://blog.example/travel/a/', ['travel']]);
  const recipe = await readPost(yaml('date: 2026-03-01'), site, 'written/_recipes/a.md');
  assert.equal(recipe.link, 'https://blog.example/food/a/');
});

test('folders above _posts are categories, folders below it are not', async () => {
  const site = await configured('permalink: /:categories/:title/');
  const post = await readPost(yaml('categories: food'), site, 'travel/north/_posts/2026/2026-03-01-a.md');
  assert.deepEqual([post.link, post.terms.categories], ['https://blog.example/travel/north/food/a/', ['travel', 'north', 'food']]);
});

test('exclude excludes posts, as does the vendor folder of gems', async () => {
  const site = await configured('exclude: [old, /_posts/private/, "*.html", Gemfile]');
  const keys = [
    '_posts/2026-03-01-a.md',
    'old/_posts/2026-03-01-a.md',
    '_posts/private/2026-03-01-a.md',
    'vendor/bundle/jekyll/_posts/0000-00-00-welcome.md',
  ];
  assert.deepEqual(keys.filter(postSelector(site)), ['_posts/2026-03-01-a.md']);
  assert.deepEqual(keys.filter(postSelector(await configured('exclude: "!_posts"'))).length, 3);
});

test('with a source folder, globs and exclusions are relative to it; a dot is the root', async () => {
  const site = await configured('source: src/', 'exclude: [old]', COLLECTIONS, FEEDS);
  const keys = [
    'src/_posts/2026-03-01-a.md',
    '_posts/2026-03-01-a.md',
    'src/old/_posts/2026-03-01-a.md',
    'src/_recipes/a.md',
    'old/src/_posts/a.md',
  ];
  assert.deepEqual(keys.filter(postSelector(site)), ['src/_posts/2026-03-01-a.md', 'src/_recipes/a.md']);
  assert.deepEqual([(await configured('source: .')).source, (await configured('source: ./')).source], [undefined, undefined]);
});

test('keeps the feed path of jekyll-feed, unless it is on another host', async () => {
  assert.equal((await configured('feed: {collections: {posts: {path: /all.xml}}}')).feeds.atom, 'all.xml');
  assert.equal((await configured('feed: {path: "https://feeds.example/all.xml"}')).feeds.atom, 'feed.xml');
});
