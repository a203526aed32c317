import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AddressScheme, Site } from '../../../lambda/core/model.ts';
import { type Files, reading } from './sites.ts';

const json = (data: object) => JSON.stringify(data);
const jekyll = (feed: object, more: object = {}): Files => ({
  '_config.yml': json({ title: 'T', url: 'https://b.example', feed, ...more }),
});
const hugo = (more: object): Files => ({ 'hugo.json': json({ title: 'T', baseURL: 'https://b.example/', ...more }) });
const zola = (...lines: string[]): Files => ({ 'zola.toml': ['base_url = "https://b.example"', 'title = "T"', ...lines].join('\n') });
const OWN = { 'linefeed.yaml': 'title: T\nlink: https://b.example/\n' };
const eleventy = (program: string): Files => ({ ...OWN, 'eleventy.config.js': program });

type Expected = { feeds: Site['feeds'] } & Partial<
  Pick<
    Site,
    'moved' | 'termPaths' | 'addresses' | 'limit' | 'terms' | 'taxonomies' | 'ownFeeds' | 'mainExclude' | 'sectionFolders' | 'unlabelled'
  >
>;

const CASES: [name: string, files: Files, expected: Expected][] = [
  [
    'jekyll-feed',
    jekyll({}),
    { addresses: 'jekyll', feeds: { rss: 'rss.xml', atom: 'feed.xml', json: 'feed.json' }, moved: { 'atom.xml': 'atom' } },
  ],
  [
    'jekyll-feed with categories and tags',
    jekyll({ collections: { posts: { categories: ['news'] } }, tags: { path: 'by/', only: ['x'] } }),
    {
      feeds: { rss: 'rss.xml', atom: 'feed.xml', json: 'feed.json' },
      termPaths: { languages: { atom: [':slug/feed.xml'] }, categories: { atom: ['feed/:slug.xml'] }, tags: { atom: ['by/:slug.xml'] } },
    },
  ],
  [
    'jekyll-feed with one folder for categories and tags: categories get it',
    jekyll({ categories: ['news'], tags: { path: '/feed/' } }),
    {
      feeds: { rss: 'rss.xml', atom: 'feed.xml', json: 'feed.json' },
      termPaths: { languages: { atom: [':slug/feed.xml'] }, categories: { atom: ['feed/:slug.xml'] }, tags: {} },
    },
  ],
  [
    'Hugo with other names',
    hugo({
      outputFormats: { rss: { baseName: 'feed', path: 'f' }, News: { mediaType: 'application/atom+xml', baseName: 'news' } },
      mediaTypes: { 'application/atom+xml': { suffixes: ['atom'] } },
    }),
    {
      feeds: { rss: 'f/feed.xml', atom: 'news.atom', json: 'feed.json' },
      moved: { 'rss.xml': 'rss', 'atom.xml': 'atom' },
      termPaths: {
        categories: { rss: ['categories/:slug/f/feed.xml'] },
        tags: { rss: ['tags/:slug/f/feed.xml'] },
        authors: { rss: ['authors/:slug/f/feed.xml'] },
        languages: { rss: [':slug/f/feed.xml'] },
        sections: { rss: [':slug/f/feed.xml'] },
      },
    },
  ],
  [
    'Hugo with its default language in a folder',
    hugo({ defaultContentLanguage: 'de', defaultContentLanguageInSubdir: true, languages: { de: {}, en: {} } }),
    { feeds: { rss: 'de/index.xml', atom: 'atom.xml', json: 'feed.json' } },
  ],
  [
    'Zola',
    zola('feed_filenames = ["feed.xml", "rss-news.xml"]', 'taxonomies = [{ name = "tags", feed = true }, { name = "categories" }]'),
    {
      feeds: { rss: 'rss-news.xml', atom: 'feed.xml', json: 'feed.json' },
      termPaths: {
        languages: { atom: [':slug/feed.xml'], rss: [':slug/rss-news.xml'] },
        tags: { atom: ['tags/:slug/feed.xml'], rss: ['tags/:slug/rss-news.xml'] },
      },
    },
  ],
  [
    'Zola with custom taxonomies, and sections with feeds',
    {
      ...zola('taxonomies = [{ name = "topics", feed = true }, { name = "moods" }]'),
      'content/log/_index.md': '+++\ntitle = "The log"\ngenerate_feeds = true\n+++\n',
      'content/log/old/_index.md': '+++\n+++\n',
      'content/notes/_index.md': '+++\n+++\n',
    },
    {
      feeds: { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' },
      taxonomies: ['topics', 'moods'],
      terms: ['categories', 'tags', 'authors', 'languages', 'topics'],
      termPaths: {
        topics: { atom: ['topics/:slug/atom.xml'] },
        languages: { atom: [':slug/atom.xml'] },
        'feeds/log': { rss: [], atom: ['log/atom.xml'], json: [] },
      },
      ownFeeds: { log: { title: 'The log', where: 'section = "log"', exclude: 'section in ("log/old")' } },
    },
  ],
  [
    'jekyll-feed with collections',
    jekyll(
      { collections: { recipes: { path: 'cook.xml', categories: ['Cake'] }, drinks: {} } },
      { collections: { recipes: { output: true }, drinks: {} } },
    ),
    {
      feeds: { rss: 'rss.xml', atom: 'feed.xml', json: 'feed.json' },
      mainExclude: 'not collection = posts',
      ownFeeds: {
        recipes: { title: 'T | Recipes', where: 'collection = "recipes"' },
        'recipes-cake': { title: 'T | Recipes | Cake', where: 'collection = "recipes" and category = "Cake"' },
      },
      termPaths: {
        languages: { atom: [':slug/feed.xml'] },
        'feeds/recipes': { rss: [], atom: ['cook.xml'], json: [] },
        'feeds/recipes-cake': { rss: [], atom: ['feed/recipes/Cake.xml'], json: [] },
      },
    },
  ],
  [
    'Hugo with custom taxonomies and nested sections',
    {
      ...hugo({ taxonomies: { tag: 'tags', series: 'series' } }),
      'content/log/_index.md': '---\ntitle: L\n---\n',
      'content/log/old/_index.md': '---\ntitle: O\n---\n',
    },
    {
      feeds: { rss: 'index.xml', atom: 'atom.xml', json: 'feed.json' },
      taxonomies: ['series'],
      terms: ['categories', 'tags', 'authors', 'languages', 'sections', 'series'],
      sectionFolders: ['log/old'],
      unlabelled: ['sections'],
    },
  ],
  [
    'Hugo without feeds of sections and terms',
    hugo({ taxonomies: { series: 'series' }, outputs: { section: ['html'] }, disableKinds: ['term'] }),
    {
      feeds: { rss: 'index.xml', atom: 'atom.xml', json: 'feed.json' },
      taxonomies: ['series'],
      terms: ['languages'],
    },
  ],
  [
    'Astro',
    { ...OWN, 'astro.config.mjs': 'export default {}' },
    { addresses: 'astro', feeds: { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' } },
  ],
  [
    'Astro with endpoints of other names, one for a language',
    {
      ...OWN,
      'astro.config.mjs': 'export default { i18n: { locales: ["en", "es"], defaultLocale: "en" } }',
      'src/pages/feed.xml.ts': 'import rss from "@astrojs/rss";',
      'src/pages/es/feed.xml.ts': 'import rss from "@astrojs/rss";',
      'src/pages/atom.xml.js': 'return new Response(`<feed xmlns="http://www.w3.org/2005/Atom">`)',
      'src/pages/tags/[tag]/rss.xml.js': 'import rss from "@astrojs/rss";',
    },
    {
      feeds: { rss: 'feed.xml', atom: 'atom.xml', json: 'feed.json' },
      termPaths: { languages: { rss: [':slug/feed.xml'] } },
      moved: { 'rss.xml': 'rss' },
    },
  ],
  [
    "Eleventy's plugin, twice",
    eleventy(`export default function (c) {
      c.addPlugin(feedPlugin, { type: "atom", outputPath: "/feed/feed.xml", collection: { name: "posts", limit: 10 }, metadata: { language: "en" } });
      c.addPlugin(feedPlugin, { type: 'rss', outputPath: '/feed/pretty.rss' });
      c.addPlugin(other, { outputPath: path() });
    }`),
    {
      feeds: { rss: 'feed/pretty.rss', atom: 'feed/feed.xml', json: 'feed.json' },
      moved: { 'rss.xml': 'rss', 'atom.xml': 'atom' },
      limit: 10,
    },
  ],
  [
    "Eleventy's plugin, with a computed path",
    eleventy('c.addPlugin(feedPlugin, { outputPath: name + ".xml" })'),
    { feeds: { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' } },
  ],
  [
    "Eleventy's plugin for another collection, and templates",
    {
      ...eleventy(`c.addPlugin(feedPlugin, { outputPath: "/notes.xml", collection: { name: "notes" } });
        c.addPlugin(feedPlugin, { outputPath: "/feed.xml", collection: { name: "posts" } });
        c.addCollection("recent", (api) => api.getAll());`),
      'src/feed.njk': '---\npermalink: "/blog/rss.xml"\n---\n<rss version="2.0">{% for post in collections.posts %}',
      'src/walks-feed.liquid':
        '---json\n{"permalink": "walks/feed.json", "title": "Walks"}\n---\n{"version": "https://jsonfeed.org/version/1.1"}{{ collections["walks"] }}',
      'src/recent-feed.njk': '---\npermalink: /recent.xml\n---\n<feed xmlns="http://www.w3.org/2005/Atom">{{ collections.recent }}',
      'src/feed-readers.njk': '---\npermalink: /readers/\n---\n<p>About feeds.</p>',
      '_includes/feed.njk': '---\npermalink: /never.xml\n---\n<feed >',
    },
    {
      feeds: { rss: 'blog/rss.xml', atom: 'feed.xml', json: 'feed.json' },
      ownFeeds: { notes: { where: 'page.tags = "notes"' }, walks: { title: 'Walks', where: 'page.tags = "walks"' } },
      termPaths: {
        'feeds/notes': { rss: [], atom: ['notes.xml'], json: [] },
        'feeds/walks': { rss: [], atom: [], json: ['walks/feed.json'] },
      },
    },
  ],
  [
    'Quartz',
    { 'quartz.config.ts': 'export default { configuration: { pageTitle: "T", baseUrl: "b.example" } }' },
    { feeds: { rss: 'index.xml', atom: 'atom.xml', json: 'feed.json' }, addresses: 'quartz' },
  ],
  ['Obsidian without Quartz', { ...OWN, '.obsidian/app.json': '{}' }, { feeds: { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' } }],
];

describe('feeds keep their addresses with', () => {
  for (const [name, files, expected] of CASES)
    it(name, async () => {
      const { site } = await reading(files);
      assert.ok(site);
      const names = Object.keys(expected) as (keyof Expected)[];
      assert.deepEqual(Object.fromEntries(names.map((each) => [each, site[each]])), expected);
    });
});

it('a catalog keeps its addresses whatever the generator, until the configuration names others', async () => {
  const files = new Map(Object.entries(hugo({})).map(([key, text]) => [key, Buffer.from(text)]));
  const { readSite } = await import('../../../lambda/core/site/config.ts');
  const names = async (addresses?: AddressScheme, overrides = {}) =>
    (await readSite(files, overrides, addresses && { addresses, terms: [] })).site?.feeds.rss;
  assert.deepEqual(
    [await names(undefined), await names('linefeed'), await names('jekyll'), await names('linefeed', { feeds: { addresses: 'hugo' } })],
    ['index.xml', 'rss.xml', 'rss.xml', 'index.xml'],
  );
});

it('a catalog keeps its term feeds, even if the generator writes none', async () => {
  const files = new Map(Object.entries(hugo({ outputs: { term: ['html'] } })).map(([key, text]) => [key, Buffer.from(text)]));
  const { readSite } = await import('../../../lambda/core/site/config.ts');
  const terms = async (addresses?: AddressScheme, ...present: string[]) =>
    (await readSite(files, {}, addresses && { addresses, terms: present })).site?.terms;
  assert.deepEqual(
    [await terms(), await terms('hugo', 'languages'), await terms('hugo', 'tags', 'languages'), await terms('linefeed', 'languages')],
    [
      ['languages', 'sections'],
      ['languages', 'sections'],
      ['tags', 'languages', 'sections'],
      ['categories', 'tags', 'authors', 'languages'],
    ],
  );
});

it('Eleventy: warns about feeds that only a program defines, and says what to write', async () => {
  const warnings = async (files: Files) =>
    (await reading({ ...eleventy('c.addCollection("recent", all)'), ...files })).problems.map(
      ({ key, line, column, message, severity }) => `${severity} ${key}:${line}:${column}: ${message}`,
    );
  assert.deepEqual(
    await warnings({
      'feed.njk': '---\ntitle: T\npermalink: "{{ metadata.path }}"\n---\n<feed >',
      'rss.njk': '---\npermalink: [\n---\n<rss >',
      'x-atom.njk': '---\npermalink: /recent.xml\n---\n<feed >{{ collections.recent }}',
    }),
    [
      'warning feed.njk:3:12: permalink: expected a path such as /feed.xml, got "{{ metadata.path }}"; templates are not run, so the address of this feed is unknown; write it into linefeed.yaml, such as feeds: { atom: feed.xml }',
      'warning rss.njk:3:1: not valid YAML: a list or a map is opened and never closed; add the ] or } that is missing; until then the address of this feed is unknown; write it into linefeed.yaml, such as feeds: { atom: feed.xml }',
    ],
  );
  assert.deepEqual(
    await warnings({
      'feed.njk': '---\npermalink: /feed.xml\n---\n<feed >{{ collections.posts }}',
      'x-atom.njk': '---\npermalink: /recent.xml\n---\n<feed >{{ collections.recent }}',
    }),
    [
      'warning x-atom.njk:2:12: collections.recent: a program decides what is in it, so /recent.xml is no feed yet; write it into linefeed.yaml: feeds: { own: [{ name: recent, path: recent.xml, where: page.tags = "recent" }] }, with the condition that selects its posts',
    ],
  );
});

it('the limit is that of the generator, or 20 by default', async () => {
  const limits = [
    jekyll({}),
    jekyll({ posts_limit: 5 }),
    hugo({}),
    hugo({ rssLimit: -1 }),
    hugo({ services: { rss: { limit: 7 } } }),
    zola(),
    zola('feed_limit = 3'),
    eleventy('c.addPlugin(feedPlugin, { outputPath: "/a.xml", collection: { name: "posts" } })'),
    eleventy('c.addPlugin(feedPlugin, { outputPath: "/a.xml", collection: { name: "posts", limit: 0 } })'),
    eleventy('c.addPlugin(feedPlugin, { outputPath: "/a.xml", collection: { name: "posts", limit: 4 } })'),
  ].map(async (files) => (await reading(files)).site?.limit);
  assert.deepEqual(await Promise.all(limits), [20, 5, 20, 20, 7, 20, 3, 20, 20, 4]);
});

it('Astro: warns about a feed whose posts are unknown, and says what to write', async () => {
  const { site, problems } = await reading({
    ...OWN,
    'astro.config.mjs': '',
    'src/pages/rss.xml.js': '',
    'src/pages/notes/rss.xml.js': '',
  });
  assert.equal(site?.feeds.rss, 'rss.xml');
  assert.deepEqual(
    problems.map(({ key, message }) => `${key}: ${message}`),
    [
      'src/pages/notes/rss.xml.js: a program makes this feed, so its posts are unknown and /notes/rss.xml is no feed yet; write it into linefeed.yaml: feeds: { own: [{ name: more, path: notes/rss.xml, where: tag = more }] }, with the condition that selects its posts',
    ],
  );
});
