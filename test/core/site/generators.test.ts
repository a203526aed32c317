import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONFIG_FILES } from '../../../lambda/core/site/config.ts';
import { type Files, jekyll, own, refusals, siteOf } from './sites.ts';

const ADDRESSES: [string[], string][] = [
  [['url: https://b.example'], 'https://b.example/'],
  [['url: https://b.example/', 'baseurl: /'], 'https://b.example/'],
  [['url: https://b.example', 'baseurl: ""'], 'https://b.example/'],
  [['url: https://b.example', 'baseurl: blog'], 'https://b.example/blog/'],
  [['url: https://b.example/', 'baseurl: /blog/'], 'https://b.example/blog/'],
  [['url: http://b.example:8080/x', 'baseurl: /y'], 'http://b.example:8080/x/y/'],
];

for (const [lines, link] of ADDRESSES)
  test(`Jekyll: ${lines.join(', ')}`, async () => assert.equal((await siteOf(jekyll(...lines))).link, link));

const VENDOR = ['!vendor/bundle', '!vendor/cache', '!vendor/gems', '!vendor/ruby'];

test('Jekyll: everything that feeds need', async () => {
  const text = `name: N
url: https://b.example
tagline: D
lang: en_US
author: ada
timezone: America/New_York
excerpt_separator: "<!--cut-->"
feed:
  path: /feed.xml
  posts_limit: 7
  excerpt_only: true
  icon: /i.png
authors:
  grace: {name: Grace H}`;
  const site = await siteOf({ '_config.yml': text, '_data/authors.yml': 'ada: {name: Ada L}\ngrace: {name: Other}' });
  assert.deepEqual([site.flavor, site.title, site.description, site.language], ['jekyll', 'N', 'D', 'en-US']);
  assert.deepEqual([site.authors, site.people], [[{ name: 'Ada L' }], { ada: { name: 'Ada L' }, grace: { name: 'Grace H' } }]);
  assert.deepEqual([site.timezone, site.permalink, site.excerptSeparator], ['America/New_York', 'date', '<!--cut-->']);
  assert.deepEqual(
    [site.feeds, site.limit, site.content, site.icon],
    [{ rss: 'rss.xml', atom: 'feed.xml', json: 'feed.json' }, 7, 'summary', 'https://b.example/i.png'],
  );
  assert.deepEqual(site.posts, ['**/_posts/**', '**/_drafts/**', ...VENDOR]);
});

test('Jekyll: people without a default author', async () => {
  const site = await siteOf(jekyll('url: https://b.example', 'authors: {ada: {display_name: Ada L}}'));
  assert.deepEqual(site.authors, []);
});

const HUGO: [string, string][] = [
  [
    'hugo.toml',
    'title = "T"\nbaseURL = "https://b.example/x"\nlanguageCode = "en-us"\nrssLimit = -1\n[params]\ndescription = "D"\n[params.author]\nname = "Ada"\n[permalinks.page]\nposts = "/:year/:slug/"\n[services.rss]\nlimit = 9',
  ],
  [
    'config.toml',
    'Title = "T"\nbaseurl = "https://b.example/x/"\nlocale = "en-US"\nrssLimit = 9\n[author]\nname = "Ada"\n[permalinks]\nposts = "/:year/:slug/"\n[params]\nsubtitle = "D"',
  ],
  [
    'hugo.yaml',
    'title: T\nbaseURL: https://b.example/x\nlanguageCode: en-US\nparams: {description: D, author: Ada}\npermalinks: {posts: "/:year/:slug/"}\nservices: {rss: {limit: 9}}',
  ],
  [
    'hugo.json',
    '{"baseURL": "https://b.example/x", "languages": {"en": {"title": "T", "languageCode": "en-US"}}, "params": {"description": "D", "author": "Ada"}, "permalinks": {"page": {"posts": "/:year/:slug/"}}, "rssLimit": 9}',
  ],
];

for (const [name, text] of HUGO) {
  test(`Hugo: ${name}`, async () => {
    const { flavor, title, link, description, language, authors, permalink, limit, liquid, posts } = await siteOf({ [name]: text });
    assert.deepEqual(
      { flavor, title, link, description, language, authors, permalink, limit, liquid, posts },
      {
        flavor: 'hugo',
        title: 'T',
        link: 'https://b.example/x/',
        description: 'D',
        language: 'en-US',
        authors: [{ name: 'Ada' }],
        permalink: '/:year/:slug/',
        limit: 9,
        liquid: false,
        posts: ['content/**'],
      },
    );
  });
}

test('Hugo: what it does where nothing is said', async () => {
  const site = await siteOf({
    'hugo.toml': 'title = "T"\nbaseURL = "https://b.example"\ncontentDir = "./docs/"\n[services.rss]\nlimit = -1',
  });
  assert.deepEqual([site.permalink, site.limit, site.posts], ['/:sections/:slugorfilename/', 20, ['docs/**']]);
  const ugly = await siteOf({ 'hugo.toml': 'title = "T"\nbaseURL = "https://b.example"\nuglyURLs = true' });
  assert.equal(ugly.permalink, '/:sections/:slugorfilename.html');
});

test("linefeed.yaml wins over the generator's configuration, feeds by format, and the rest stays", async () => {
  const site = await siteOf({
    ...jekyll('url: https://b.example', 'feed: {path: feed.xml, posts_limit: 5}', 'timezone: Europe/Paris', 'permalink: pretty'),
    'linefeed.yaml': 'title: Own\nlimit: 9\nfeeds: {rss: own.xml, json: false}',
  });
  assert.deepEqual(
    [site.flavor, site.title, site.link, site.limit, site.timezone],
    ['jekyll', 'Own', 'https://b.example/', 9, 'Europe/Paris'],
  );
  assert.deepEqual([site.feeds, site.permalink], [{ rss: 'own.xml', atom: 'feed.xml' }, 'pretty']);
});

test('what linefeed.yaml puts right is no problem any more', async () => {
  const broken = jekyll('url: example', 'timezone: Nowhere', 'permalink: /:foo/', 'lang: "?"');
  const site = await siteOf({ ...broken, 'linefeed.yaml': 'link: https://b.example\ntimezone: UTC\npermalink: none\nlanguage: en' });
  assert.deepEqual([site.title, site.link], ['T', 'https://b.example/']);
});

test('Jekyll wins over Hugo, hugo.toml over config.toml', async () => {
  const hugo = { 'config.toml': 'broken =', 'hugo.toml': 'title = "H"\nbaseURL = "https://h.example"' };
  assert.equal((await siteOf(hugo)).title, 'H');
  assert.equal((await siteOf({ ...hugo, 'hugo.toml': 'broken =', ...jekyll('url: https://b.example') })).title, 'T');
});

test('the command line wins over every file, format by format', async () => {
  const files = own('content: full', 'feeds: {atom: own.xml}');
  const site = await siteOf(files, { content: 'summary', feeds: { rss: false, json: false } });
  assert.deepEqual([site.content, site.feeds], ['summary', { atom: 'own.xml' }]);
  assert.match((await refusals(files, { link: 'x' }))[0] ?? '', /^command line:1:1: link: expected where/);
});

test('authors in a file of their own: by key; a list has no keys; broken is said', async () => {
  const site = await siteOf({ ...own('author: ada'), '_data/authors.json': '{"ada": {"name": "Ada L"}}' });
  assert.deepEqual(site.authors, [{ name: 'Ada L' }]);
  assert.deepEqual((await siteOf({ ...own(), '_data/authors.yml': '- name: Ada' })).people, {});
  assert.match((await refusals({ ...own(), '_data/authors.yml': 'a: [' }))[0] ?? '', /^_data\/authors\.yml:1:5: not valid YAML/);
});

test("templates see the generator's configuration, with an address in any case", async () => {
  const variables = async (files: Files) => (await siteOf(files)).variables;
  assert.deepEqual(await variables({ 'linefeed.yaml': 'title: T\nlink: https://b.example/x/' }), {
    title: 'T',
    description: 'T',
    url: 'https://b.example',
    baseurl: '/x',
  });
  const given = { url: 'https://b.example', baseurl: '/x', github: { user: 'u' } };
  assert.deepEqual(await variables(jekyll(...Object.entries(given).map(([name, value]) => `${name}: ${JSON.stringify(value)}`))), {
    title: 'T',
    description: 'T',
    ...given,
  });
  assert.deepEqual(await variables({ ...jekyll('url: ""'), 'linefeed.yaml': 'link: https://b.example/x' }), {
    ...{ title: 'T', description: 'T', url: 'https://b.example', baseurl: '/x' },
  });
});

test('what posts do not depend on does not change what templates see', async () => {
  for (const base of [{}, jekyll('url: https://b.example'), { 'hugo.toml': 'title = "T"\nbaseURL = "https://b.example"' }]) {
    const plain = await siteOf({ ...base, ...own() });
    const changed = await siteOf({ ...base, ...own('limit: 3', 'content: summary', 'feeds: {rss: x.xml}', 'terms: []') });
    assert.deepEqual(changed.variables, plain.variables);
    assert.notDeepEqual(changed.feeds, plain.feeds);
  }
});

test('a configuration of a few aliases that stand for millions of values is refused', async () => {
  const bomb = [...'abcdefg'].map((name, n) => `${name}: &${name} [${Array(10).fill(n === 0 ? 'x' : `*${'abcdefg'[n - 1]}`)}]`);
  assert.deepEqual(await refusals(jekyll('url: https://b.example', ...bomb)), [
    '_config.yml:1:1: the configuration holds more than 10000 values (aliases count each time); make it smaller',
  ]);
});

test('a site is plain JSON, as the catalog keeps it', async () => {
  const site = await siteOf({ ...jekyll('url: https://b.example', 'a: 2026-03-01'), ...own('icon: /i.png') });
  assert.deepEqual(JSON.parse(JSON.stringify(site)), site);
});

test('every file that is read is among those that are watched', () => {
  for (const name of ['linefeed.yaml', '_config.yml', 'hugo.toml', 'config.toml', 'hugo.json', '_data/authors.yml'])
    assert.ok(CONFIG_FILES.includes(name));
});
