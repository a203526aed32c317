import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePost } from '../../../lambda/core/post/post.ts';
import { isConfigFile } from '../../../lambda/core/site/config.ts';
import { type Files, jekyll, own, reading, refusals, siteOf } from './sites.ts';

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

test('Jekyll: reads all settings that feeds use', async () => {
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
  assert.deepEqual([site.generator, site.title, site.description, site.language], ['jekyll', 'N', 'D', 'en-US']);
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
    const { generator, title, link, description, language, authors, permalinks, limit, liquid, posts } = await siteOf({ [name]: text });
    assert.deepEqual(
      { generator, title, link, description, language, authors, permalinks, limit, liquid, posts },
      {
        generator: 'hugo',
        title: 'T',
        link: 'https://b.example/x/',
        description: 'D',
        language: 'en-US',
        authors: [{ name: 'Ada' }],
        permalinks: { posts: '/:year/:slug/' },
        limit: 9,
        liquid: false,
        posts: ['content/**'],
      },
    );
  });
}

test('Hugo: defaults', async () => {
  const site = await siteOf({
    'hugo.toml': 'title = "T"\nbaseURL = "https://b.example"\ncontentDir = "./docs/"\n[services.rss]\nlimit = -1',
  });
  assert.deepEqual([site.permalink, site.limit, site.posts], ['/:sections/:slugorfilename/', 20, ['docs/**']]);
  const ugly = await siteOf({ 'hugo.toml': 'title = "T"\nbaseURL = "https://b.example"\nuglyURLs = true' });
  assert.equal(ugly.permalink, '/:sections/:slugorfilename.html');
});

test("linefeed.yaml overrides the generator's configuration, feeds by format; the rest remains", async () => {
  const site = await siteOf({
    ...jekyll('url: https://b.example', 'feed: {path: feed.xml, posts_limit: 5}', 'timezone: Europe/Paris', 'permalink: pretty'),
    'linefeed.yaml': 'title: Own\nlimit: 9\nfeeds: {rss: own.xml, json: false}',
  });
  assert.deepEqual(
    [site.generator, site.title, site.link, site.limit, site.timezone],
    ['jekyll', 'Own', 'https://b.example/', 9, 'Europe/Paris'],
  );
  assert.deepEqual([site.feeds, site.permalink], [{ rss: 'own.xml', atom: 'feed.xml' }, 'pretty']);
});

test('ignores problems in settings that linefeed.yaml overrides', async () => {
  const broken = jekyll('url: example', 'timezone: Nowhere', 'permalink: /:foo/', 'lang: "?"');
  const site = await siteOf({ ...broken, 'linefeed.yaml': 'link: https://b.example\ntimezone: UTC\npermalink: none\nlanguage: en' });
  assert.deepEqual([site.title, site.link], ['T', 'https://b.example/']);
});

test('Jekyll takes precedence over Hugo, hugo.toml over config.toml', async () => {
  const hugo = { 'config.toml': 'broken =', 'hugo.toml': 'title = "H"\nbaseURL = "https://h.example"' };
  assert.equal((await siteOf(hugo)).title, 'H');
  assert.equal((await siteOf({ ...hugo, 'hugo.toml': 'broken =', ...jekyll('url: https://b.example') })).title, 'T');
});

test('the command line overrides every file, format by format', async () => {
  const files = own('content: full', 'feeds: {atom: own.xml}');
  const site = await siteOf(files, { content: 'summary', feeds: { rss: false, json: false } });
  assert.deepEqual([site.content, site.feeds], ['summary', { atom: 'own.xml' }]);
  assert.match((await refusals(files, { link: 'x' }))[0] ?? '', /^command line:1:1: link: expected the address/);
});

test('_data/authors: a map has keys, a list does not; a syntax error is reported', async () => {
  const site = await siteOf({ ...own('author: ada'), '_data/authors.json': '{"ada": {"name": "Ada L"}}' });
  assert.deepEqual(site.authors, [{ name: 'Ada L' }]);
  assert.deepEqual((await siteOf({ ...own(), '_data/authors.yml': '- name: Ada' })).people, {});
  assert.match((await refusals({ ...own(), '_data/authors.yml': 'a: [' }))[0] ?? '', /^_data\/authors\.yml:1:5: not valid YAML/);
});

test("templates can access the generator's configuration, and the address in any case", async () => {
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

test('settings that do not affect posts do not change template variables', async () => {
  for (const base of [{}, jekyll('url: https://b.example'), { 'hugo.toml': 'title = "T"\nbaseURL = "https://b.example"' }]) {
    const plain = await siteOf({ ...base, ...own() });
    const changed = await siteOf({ ...base, ...own('limit: 3', 'content: summary', 'feeds: {rss: x.xml}', 'terms: []') });
    assert.deepEqual(changed.variables, plain.variables);
    assert.notDeepEqual(changed.feeds, plain.feeds);
  }
});

test('rejects a configuration whose aliases expand to millions of values', async () => {
  const bomb = [...'abcdefg'].map((name, n) => `${name}: &${name} [${Array(10).fill(n === 0 ? 'x' : `*${'abcdefg'[n - 1]}`)}]`);
  assert.deepEqual(await refusals(jekyll('url: https://b.example', ...bomb)), [
    '_config.yml:1:1: the YAML holds more than 500000 values (aliases count each time); make it smaller',
  ]);
});

test('a site is plain JSON, as the catalog stores it', async () => {
  const site = await siteOf({ ...jekyll('url: https://b.example', 'a: 2026-03-01'), ...own('icon: /i.png') });
  assert.deepEqual(JSON.parse(JSON.stringify(site)), site);
});

test('isConfigFile matches every file that is read, and no posts', () => {
  const read = ['linefeed.yaml', '_config.yml', 'hugo.toml', 'config.toml', 'hugo.json', 'zola.toml', '_data/authors.yml'];
  const folder = ['hugo.toml', 'languages.toml', 'languages.pt-br.toml', 'params.yaml'].map((name) => `config/_default/${name}`);
  const signs = ['.eleventy.js', 'eleventy.config.mjs', 'astro.config.ts', '.obsidian/app.json'];
  const directories = ['blog/blog.json', 'content/blog/blog.11tydata.json'];
  const sections = ['content/_index.md', 'content/blog/_index.de.md', 'config/production/hugo.toml', 'content/a.11tydata.js'];
  for (const name of [...read, ...folder, ...signs, ...directories, ...sections]) assert.ok(isConfigFile(name), name);
  for (const name of [
    '_posts/hugo.toml',
    'config/_default/menu.de.toml',
    'config/staging/hugo.toml',
    'themes/x/content/_index.md',
    'content/_posts/_index.md',
    'astro.config.md',
    'blog/posts.json',
    'blog.json',
  ])
    assert.ok(!isConfigFile(name), name);
});

const HUGO_BASE = 'title = "T"\nbaseURL = "https://b.example"\n';

test('Hugo: several languages, by folder or file name; the default language has no folder in addresses', async () => {
  const languages = '[languages.en]\nlocale = "en-GB"\n[languages.de]\ntitle = "D"\n[languages.de.params]\ndescription = "E"\n';
  const byName = await siteOf({ 'hugo.toml': HUGO_BASE + languages });
  assert.deepEqual(byName.languages, {
    en: { language: 'en-GB', folder: 'content', path: '' },
    de: { language: 'de', title: 'D', description: 'E', path: 'de/' },
  });
  assert.deepEqual(
    [byName.language, byName.posts, byName.terms],
    ['en-GB', ['content/**'], ['categories', 'tags', 'authors', 'languages', 'sections', 'de:categories', 'de:sections', 'de:tags']],
  );
  const folders =
    '[languages.en]\ncontentDir = "content/en/"\n[languages.de]\ncontentDir = "content/de"\n[languages.fr]\ndisabled = true\n';
  const inSubdir = `${HUGO_BASE}defaultContentLanguage = "de"\ndefaultContentLanguageInSubdir = true\n${folders}`;
  const byFolder = await siteOf({ 'hugo.toml': inSubdir });
  assert.deepEqual(byFolder.languages, {
    en: { language: 'en', folder: 'content/en', path: 'en/' },
    de: { language: 'de', folder: 'content/de', path: 'de/' },
  });
  assert.deepEqual(
    [byFolder.language, byFolder.posts, byFolder.roots],
    ['de', ['content/en/**', 'content/de/**'], ['content/en', 'content/de']],
  );
});

test('Hugo: a single language configures none, so posts decide', async () => {
  const { languages, terms, language, languageFeeds } = await siteOf({ 'hugo.toml': `${HUGO_BASE}[languages.en]\nlanguageCode = "en-us"` });
  assert.deepEqual([languages, terms, language], [undefined, ['categories', 'tags', 'authors', 'languages', 'sections'], 'en-US']);
  assert.equal(languageFeeds, 'found');
});

test('Hugo: a configuration folder with several files', async () => {
  const site = await siteOf({
    'config/_default/hugo.toml': HUGO_BASE,
    'config/_default/languages.en.toml': 'title = "E"',
    'config/_default/languages.pt-br.yaml': 'title: P',
    'config/_default/params.toml': 'description = "D"',
    'config/_default/permalinks.toml': 'notes = "/n/:slug/"',
  });
  assert.deepEqual([site.generator, site.title, site.description, site.permalinks], ['hugo', 'E', 'D', { notes: '/n/:slug/' }]);
  assert.deepEqual(Object.keys(site.languages ?? {}), ['en', 'pt-br']);
  const broken = { 'config/_default/hugo.toml': HUGO_BASE, 'config/_default/params.toml': 'a =' };
  assert.match((await refusals(broken))[0] ?? '', /^config\/_default\/params\.toml:1:\d+: not valid TOML/);
});

test('Hugo: permalinks by section; ugly URLs for all or some sections', async () => {
  const permalinks = async (text: string) => (await siteOf({ 'hugo.toml': HUGO_BASE + text })).permalinks;
  assert.deepEqual(await permalinks('[permalinks]\nposts = "/p/:slug/"\nnotes = "/n/:title/"'), {
    posts: '/p/:slug/',
    notes: '/n/:title/',
  });
  assert.deepEqual(await permalinks('[permalinks.page]\nposts = "/p/:slug/"\n[permalinks.section]\nposts = "/s/:title/"'), {
    posts: '/p/:slug/',
  });
  assert.deepEqual(await permalinks('[uglyURLs]\npost = true\nother = false'), { post: '/:sections/:slugorfilename.html' });
  assert.deepEqual(await permalinks('uglyURLs = true\n[permalinks]\nposts = "/p/:slug/"'), { posts: '/p/:slug.html' });
  const wrong = { 'hugo.toml': `${HUGO_BASE}[permalinks]\nposts = "/:no/"` };
  assert.deepEqual(await refusals(wrong), ['hugo.toml:4:9: permalinks.posts: no such token: :no; see docs/configuration.md for the list']);
});

test('a permalink in linefeed.yaml applies to all sections; permalinks applies to each', async () => {
  const hugo = { 'hugo.toml': `${HUGO_BASE}[permalinks]\nposts = "/p/:slug/"` };
  const whole = await siteOf({ ...hugo, 'linefeed.yaml': 'permalink: /:title/' });
  assert.deepEqual([whole.permalink, whole.permalinks], ['/:title/', undefined]);
  const each = await siteOf({ ...hugo, 'linefeed.yaml': 'permalinks: { notes: "/n/:slug/" }' });
  assert.deepEqual(each.permalinks, { notes: '/n/:slug/' });
});

test('Hugo: date fields, without names that are not fields', async () => {
  const text = `${HUGO_BASE}[frontmatter]\ndate = ["written", ":default"]\nlastmod = [":git", "changed"]\n`;
  assert.deepEqual((await siteOf({ 'hugo.toml': text })).dates, { published: ['publishDate', 'written'], updated: ['changed'] });
  assert.equal((await siteOf({ 'hugo.toml': HUGO_BASE })).dates, undefined);
});

test('Hugo: ignores an author map that only a theme understands', async () => {
  const { authors } = await siteOf({ 'hugo.toml': `${HUGO_BASE}[params.author]\nen = "A"\nde = "B"` });
  assert.deepEqual(authors, []);
});

test("Zola: reads all settings that feeds use, from zola.toml or a config.toml that is not Hugo's", async () => {
  const text = `base_url = "https://b.example/x"
title = "T"
description = "D"
default_language = "de"
author = "Ada"
feed_filenames = ["atom.xml", "news-rss.xml"]
feed_limit = 7
[languages.fr]
title = "F"
[languages.de]
`;
  for (const name of ['zola.toml', 'config.toml']) {
    const { generator, title, link, description, language, languages, authors, feeds, limit, liquid, permalink, posts } = await siteOf({
      [name]: text,
    });
    assert.deepEqual([generator, title, link, description, language], ['zola', 'T', 'https://b.example/x/', 'D', 'de']);
    assert.deepEqual([languages, authors], [{ fr: { language: 'fr', title: 'F', path: 'fr/' } }, [{ name: 'Ada' }]]);
    assert.deepEqual([feeds, limit], [{ rss: 'news-rss.xml', atom: 'atom.xml', json: 'feed.json' }, 7]);
    assert.deepEqual([liquid, permalink, posts], [false, '/:sections/:slug/', ['content/**']]);
  }
  assert.deepEqual(await refusals({ 'config.toml': 'base_url = "https://b.example"' }), [
    'config.toml:1:1: title: the title of the blog is missing; add a line such as title = "Field Notes"',
  ]);
});

for (const [name, generator] of [
  ['eleventy.config.mjs', 'eleventy'],
  ['.eleventy.js', 'eleventy'],
  ['astro.config.ts', 'astro'],
  ['.obsidian/app.json', 'obsidian'],
] as const) {
  test(`${name} identifies its generator, and is not parsed for title and address`, async () => {
    assert.equal((await siteOf({ ...own(), [name]: 'throw {{{' })).generator, generator);
    assert.match(
      (await refusals({ [name]: '' }))[0] ?? '',
      /^linefeed\.yaml:1:1: title and address cannot be read from the configuration of \w+; write a file linefeed\.yaml with these lines:\n\ntitle: /,
    );
  });
}

test('linefeed.yaml names the generator when its files do not, or identify several', async () => {
  assert.equal((await siteOf(own('generator: wordpress'))).generator, 'wordpress');
  assert.equal((await siteOf({ ...jekyll('url: https://j.example'), ...own('generator: astro') })).generator, 'astro');
  assert.equal((await siteOf({ ...jekyll('url: https://j.example'), ...own('generator: linefeed') })).generator, 'linefeed');
  assert.match((await refusals(own('generator: gatsby')))[0] ?? '', /^linefeed\.yaml:3:12: generator: expected linefeed or jekyll or hugo/);
});

test("Astro: reads the folders of the glob loader beside the default ones; an address starts with the folder's name", async () => {
  const site = (config: string, name = 'src/content.config.ts') =>
    siteOf({ 'astro.config.mjs': '', [name]: config, ...own('generator: astro') });
  const usual = ['src/content/**', 'src/data/**', 'src/pages/**'];
  const collections = `
const posts = defineCollection({ loader: glob({
  pattern: "**/*.{md,mdx}", base: "./posts" }), schema: z.object({}) });
const notes = defineCollection({ loader: glob({ base: './src/notes/', pattern: ['**/*.md'] }) });
const blog = defineCollection({ loader: glob({ pattern: '**', base: './src/data/blog' }) });
const own = defineCollection({ loader: glob({ pattern: '**', base: './' + folder }) });`;
  const { posts, roots } = await site(collections);
  assert.deepEqual(
    [posts, roots],
    [
      [...usual, 'posts/**', 'src/notes/**'],
      ['src/content', 'src/data', 'src/pages', 'src'],
    ],
  );
  assert.deepEqual((await site(collections, 'src/content/config.mjs')).posts, posts);
  assert.deepEqual((await site('export const collections = {};')).posts, usual);
});

test('Astro: uses the only date field of the schema when no default name exists', async () => {
  const dates = async (schema: string) =>
    (await siteOf({ 'astro.config.mjs': '', 'src/content.config.ts': `z.object({ ${schema} })`, ...own('generator: astro') })).dates;
  const added = { published: ['added'] };
  assert.deepEqual(await dates('added: z.union([z.string(), z.date()]), updated: z.date().optional()'), added);
  assert.deepEqual(await dates('added: z.coerce.date(), title: z.string()'), added);
  assert.deepEqual(await dates('added: z.date(), made: z.date()'), added);
  assert.deepEqual(await dates('date_added: z.date(), date_updated: z.date(), date_published: z.date().nullable()'), {
    published: ['date_published', 'date_added'],
  });
  for (const schema of ['added: z.date(), pubDate: z.date()', 'seen: z.date(), made: z.date()', 'updated: z.date()', 'added: z.string()'])
    assert.equal(await dates(schema), undefined, schema);
});

const HUGO_SITE = 'baseURL = "https://b.example"\ntitle = "T"\n';
const FEEDLESS = '[outputs]\nhome = ["HTML"]\nsection = ["HTML"]\n';
const WITH_FEED = { 'content/blog/_index.md': '---\noutputs: [html, rss]\n---\n', 'content/docs/_index.md': '---\ntitle: D\n---\n' };

/** With these outputs, Hugo 0.111.3 writes `blog/index.xml` only; otherwise the home page has a feed. */
for (const [name, files, posts] of [
  ['all sections', { 'hugo.toml': HUGO_SITE, ...WITH_FEED }, ['content/**']],
  ['the main sections', { 'hugo.toml': `mainSections = ["post", "/notes/"]\n${HUGO_SITE}` }, ['content/post/**', 'content/notes/**']],
  ['mainSections in params', { 'hugo.toml': `${HUGO_SITE}[params]\nmainsections = "post"\n` }, ['content/post/**']],
  [
    'the main sections of each language',
    {
      'hugo.toml': `${HUGO_SITE}[params]\nmainSections = ["p"]\n[languages.en]\ncontentDir = "content/en"\n[languages.de]\ncontentDir = "content/de"\n`,
    },
    ['content/en/p/**', 'content/de/p/**'],
  ],
  ['the only section with a feed', { 'hugo.toml': HUGO_SITE + FEEDLESS, ...WITH_FEED }, ['content/blog/**']],
  ['all sections, if home has a feed', { 'hugo.toml': `${HUGO_SITE}[outputs]\nhome = ["HTML", "rss"]\n`, ...WITH_FEED }, ['content/**']],
  ['all sections, if none has a feed', { 'hugo.toml': HUGO_SITE + FEEDLESS }, ['content/**']],
  ['what linefeed.yaml selects', { ...own('posts: [content/x]'), 'hugo.toml': `mainSections = ["post"]\n${HUGO_SITE}` }, ['content/x']],
] as [string, Files, string[]][])
  test(`Hugo: posts are those of ${name}`, async () => assert.deepEqual((await siteOf(files)).posts, posts));

test('Hugo: converts HTML in titles and descriptions to text', async () => {
  const { title, description, languages } = await siteOf({
    'hugo.toml':
      'baseURL = "https://b.example"\ntitle = "T <b>x</b> &amp; y"\n[params]\ndescription = "D <em>x</em>"\n[languages.en]\ntitle = "E <i>n</i>"\n[languages.de]\ntitle = "D <i>e</i>"\n[languages.de.params]\ndescription = "<q>d</q>"\n',
  });
  assert.deepEqual([title, description], ['E n', 'D x']);
  assert.deepEqual([languages?.de?.title, languages?.de?.description], ['D e', 'd']);
});

test('Eleventy: merges directory data, inner folders and stronger files last', async () => {
  const files = {
    ...own('link: https://b.example'),
    'eleventy.config.js': '',
    'content/content.json': '{"author": "Ada", "permalink": "/{{ page.fileSlug }}/"}',
    'content/blog/blog.11tydata.js': 'export default { tags: ["tides"], eleventyComputed: { draft: (data) => data.x, author: "Bo" } };',
    'content/blog/blog.11tydata.json': '{"tags": "walks"}',
    'content/blog/blog.json': '{"tags": "boats", "permalink": "/{{ title | shout }}/"}',
  };
  const { site, problems } = await reading(files);
  assert.deepEqual(site?.defaults, [
    { path: 'content', values: { author: 'Ada', permalink: '/{{ page.fileSlug }}/' } },
    { path: 'content/blog', values: { tags: 'boats' } },
    { path: 'content/blog', values: { tags: 'walks' } },
    { path: 'content/blog', values: { tags: ['tides'], author: 'Bo' } },
  ]);
  assert.deepEqual(
    problems.map(({ key, line, column, severity }) => [key, line, column, severity]),
    [
      ['content/blog/blog.json', 1, 32, 'warning'],
      ['content/blog/blog.11tydata.js', 1, 55, 'warning'],
    ],
  );
  assert.match(problems[0]?.message ?? '', /^permalink: this template is not supported here/);
  assert.equal(
    problems[1]?.message,
    'eleventyComputed.draft: computed by a program, which is never run, so it is left out; write "draft" into the posts or, as text, into content/blog/blog.11tydata.json',
  );
  assert.match((await refusals({ ...files, 'a/a.json': '{' })).join(), /^a\/a\.json:1:2: not valid JSON/);
});

// Eleventy 3.1.8 prints these tags and addresses.
test('Eleventy: front matter of layouts is the weakest data of their posts', async () => {
  const front = (lines: string) => `---\n${lines}\n---\n{{ content }}`;
  const { site, problems } = await reading({
    ...own('link: https://b.example'),
    'eleventy.config.js': 'config.addLayoutAlias("note", "layouts/post.njk");',
    '_includes/layouts/dated.liquid': front(
      `layout: layouts/base.njk\npermalink: '/{{ page.date | date: "%Y" }}/{{ page.fileSlug }}/index.html'\ntags: [posts, fromlayout]\npageClass: a`,
    ),
    '_includes/layouts/base.njk': front('lang: de\nauthor: Jo\ntags: [base]'),
    '_includes/layouts/post.njk': front('layout: layouts/base.njk\npermalink: "/{{ page.fileSlug }}/n/"'),
    '_includes/shout.njk': front('permalink: "/{{ title | shout }}/"'),
  });
  assert.ok(site);
  const read = async (name: string, lines: string) => {
    const found = await parsePost(`blog/${name}.md`, Buffer.from(`---\ndate: 2026-03-01\n${lines}\n---\nx`), site, () => []);
    assert.equal(found.kind, 'post');
    const { link, variables } = found.post;
    return [link, variables.tags, found.post.language];
  };
  assert.deepEqual(
    [
      await read('a', 'layout: layouts/dated\ntags: own'),
      await read('b', 'layout: note\ntags: posts'),
      await read('c', 'layout: layouts/post.njk\ntags: posts\npermalink: /own/'),
      await read('d', 'layout: shout\ntags: posts'),
    ],
    [
      ['https://b.example/2026/a/', ['base', 'fromlayout', 'own'], 'de'],
      ['https://b.example/b/n/', ['base'], 'de'],
      ['https://b.example/own/', ['base'], 'de'],
      ['https://b.example/blog/d/', [], undefined],
    ],
  );
  assert.deepEqual(
    problems.map(({ key, line, message }) => [key, line, message.slice(0, 37)]),
    [['_includes/shout.njk', 2, 'permalink: this template is not suppo']],
  );
});

test("Eleventy: a data file of another kind with its folder's name is only a warning", async () => {
  const large = JSON.stringify({ text: 'x'.repeat(200_000) });
  const { site, problems } = await reading({
    ...own('link: https://b.example'),
    'eleventy.config.js': '',
    'a/a.json': '[1]',
    'b/b.json': large,
  });
  assert.ok(site);
  assert.deepEqual(problems.map(({ key, message, severity }) => [key, message, severity]).sort(), [
    ['a/a.json', 'not read as data of its folder: expected settings of the form "name: value"', 'warning'],
    [
      'b/b.json',
      'not read as data of its folder: the configuration holds more than 100000 characters (aliases count each time); make it smaller',
      'warning',
    ],
  ]);
});

const eleventy = (files: Files): Files => ({ ...own('generator: eleventy'), ...files });
const POSTS_DATA = { 'content/blog/blog.11tydata.js': 'export default { tags: ["posts"] };' };

const MEMBERS: [name: string, files: Files, feedTags: string[] | undefined, posts: string[]][] = [
  ['all files by default', { 'eleventy.config.js': '', 'content/a/a.json': '{"tags": "walks"}' }, undefined, ['**/*']],
  ['the tag that a folder gives', { 'eleventy.config.js': '', ...POSTS_DATA }, ['posts'], ['**/*']],
  [
    'the collection of the feed plugin',
    {
      'eleventy.config.js': 'c.addPlugin(feedPlugin, { collection: { name: "notes", limit: 0 } })',
      'n/n.json': '{"tags": ["notes", "posts"]}',
    },
    ['notes'],
    ['**/*'],
  ],
  [
    'what its glob selects',
    { 'eleventy.config.js': 'c.addCollection("posts", (a) => a.getFilteredByGlob(["./src/posts/*.md", "src/notes/**"]))', ...POSTS_DATA },
    undefined,
    ['./src/posts/*.md', 'src/notes/**'],
  ],
  [
    'only the input folder',
    { '.eleventy.js': 'module.exports = (c) => ({ dir: { output: "o", input: "./pages/" } })' },
    undefined,
    ['pages/**'],
  ],
  ['what linefeed.yaml selects', { ...own('generator: eleventy', 'posts: [content]'), ...POSTS_DATA }, undefined, ['content']],
];

for (const [name, files, feedTags, posts] of MEMBERS) {
  test(`Eleventy: posts are ${name}`, async () => {
    const site = await siteOf(eleventy(files));
    assert.deepEqual([site.feedTags, site.posts], [feedTags, posts]);
  });
}

test('Eleventy: directory data of other generators is not read', async () => {
  assert.equal((await siteOf({ ...own('link: https://b.example'), 'data/data.json': '{' })).defaults, undefined);
});
