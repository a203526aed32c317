import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Post, Site } from '../../../lambda/core/model.ts';
import { KEY, read, readPost, refusals, yaml } from './reading.ts';

const JEKYLL: Partial<Site> = { generator: 'jekyll' };
const HUGO: Partial<Site> = { generator: 'hugo', permalink: '/:sections/:slugorfilename/' };

const MANY: Partial<Site> = {
  ...HUGO,
  languages: {
    en: { language: 'en', folder: 'content', path: '' },
    de: { language: 'de-CH', path: 'de/' },
    fr: { language: 'fr', folder: 'content/fr', path: 'fr/' },
  },
};

const READ: [string, string[], Partial<Post>, Partial<Site>?, string?][] = [
  [
    'only a file name',
    [],
    { title: '', slug: 'hello', link: 'https://blog.example/2026/03/01/hello/', published: '2026-02-28T23:00:00.000Z', draft: false },
  ],
  [
    'date overrides the file name',
    ['date: 2026-07-08 10:00'],
    { published: '2026-07-08T08:00:00.000Z', link: 'https://blog.example/2026/07/08/hello/' },
  ],
  ['date with an offset', ['date: 2026-07-08 10:00 -0800'], { published: '2026-07-08T18:00:00.000Z' }],
  ['blank date', ['date: ""'], { published: '2026-02-28T23:00:00.000Z' }],
  ['pubDate', ['pubDate: Jul 08 2026'], { published: '2026-07-07T22:00:00.000Z' }],
  ['published as a date', ['published: 2026-07-08'], { published: '2026-07-07T22:00:00.000Z', draft: false }],
  ['published: false', ['published: false'], { draft: true }],
  ['published: "no"', ['published: "no"'], { draft: true }],
  ['draft: yes', ['draft: yes'], { draft: true }],
  ['draft: no', ['draft: no', 'published: true'], { draft: false }],
  ['drafts need no date', ['title: Soon'], { draft: true, title: 'Soon' }, {}, '_drafts/soon.md'],
  ['updated', ['last_modified_at: 2026-07-08'], { updated: '2026-07-07T22:00:00.000Z' }],
  ['updated, Hugo', ['lastmod: 2026-07-08'], { updated: '2026-07-07T22:00:00.000Z' }],
  ['updated, Astro', ['updatedDate: Jul 08 2026'], { updated: '2026-07-07T22:00:00.000Z' }],
  ['expires', ['expires: 2026-07-08'], { expires: '2026-07-07T22:00:00.000Z' }],
  ['expires, Hugo', ['expiryDate: 2026-07-08'], { expires: '2026-07-07T22:00:00.000Z' }],
  ['title, a number', ['title: 2026'], { title: '2026' }],
  ['title, several lines', ['title: >', '  One', '  two'], { title: 'One two' }],
  ['title like HTML', ['title: Vec<T> & co'], { title: 'Vec<T> & co' }],
  ['title with controls', ['title: "a\\u0000b\\tc"'], { title: 'ab c' }],
  ['a slug is not a title', ['slug: hw'], { title: '', slug: 'hw', link: 'https://blog.example/2026/03/01/hw/' }],
  ['id', ['id: urn:x:1'], { ownId: 'urn:x:1' }],
  ['guid, a number', ['guid: 17'], { ownId: '17' }],
  ['wordpress_id', ['wordpress_id: "17"'], { wordpressId: 17 }],
  ['description', ['description: |', '  One', '  two'], { summary: 'One two' }],
  ['excerpt as a switch', ['excerpt: false'], {}],
  ['separator', ['excerpt_separator: "<!--cut-->"'], { excerptSeparator: '<!--cut-->' }],
  ['language', ['lang: de_ch'], { language: 'de-CH' }],
  ['permalink', ['permalink: /about/us.html'], { link: 'https://blog.example/about/us.html' }],
  ['permalink with tokens', ['permalink: /:year/:title'], { link: 'https://blog.example/2026/hello' }],
  ['permalink, a style', ['permalink: none', 'category: A b'], { link: 'https://blog.example/a%20b/hello.html' }],
  ['permalink with ..', ['permalink: ../../%2e%2e/x'], { link: 'https://blog.example/x' }],
  ['permalink like a scheme', ['permalink: javascript:1'], { link: 'https://blog.example/javascript:1' }],
  ['url', ['url: /x/'], { link: 'https://blog.example/x/' }],
  ['url of an external page', ['url: https://other.example/x'], { link: 'https://blog.example/2026/03/01/hello/' }],
  ['url, Jekyll', ['url: /x/'], { link: 'https://blog.example/2026/03/01/hello/' }, JEKYLL],
  [
    'permalink below a site in a folder',
    ['permalink: /x/'],
    { link: 'https://blog.example/sub/x/' },
    { link: 'https://blog.example/sub/' },
  ],
  ['author by name', ['author: Grace  Hopper'], { authors: [{ name: 'Grace Hopper' }] }],
  ['author by key', ['author: ada'], { authors: [{ name: 'Ada Lovelace', url: 'https://ada.example/' }] }],
  ['author, a map', ['author: {name: G, email: g@x.example, url: /g/}'], { authors: [{ name: 'G', email: 'g@x.example' }] }],
  [
    'authors',
    ['authors: [ada, Grace, {name: G, uri: https://g.example}, ada]'],
    {
      authors: [{ name: 'Ada Lovelace', url: 'https://ada.example/' }, { name: 'Grace' }, { name: 'G', url: 'https://g.example/' }],
      terms: { categories: [], tags: [], authors: ['Ada Lovelace', 'Grace', 'G'], languages: [] },
    },
  ],
  ['bundle', ['date: 2026-07-08'], { slug: 'hello', link: 'https://blog.example/2026/07/08/hello/' }, {}, 'posts/hello/index.md'],
  ['HTML', [], { syntax: 'html' }, {}, '_posts/2026-03-01-hello.html'],
  [
    'Hugo: the section is in the address',
    ['date: 2026-07-08'],
    { link: 'https://blog.example/posts/my_post/' },
    HUGO,
    'content/posts/My_Post.md',
  ],
  [
    'Hugo: a date in the name is part of the slug',
    ['date: 2026-07-08'],
    { link: 'https://blog.example/posts/2026-03-01-hello/', title: '' },
    HUGO,
    'content/posts/2026-03-01-hello.md',
  ],
  [
    'Hugo: or the date of the post',
    ['title: x'],
    { link: 'https://blog.example/posts/hello/', published: '2026-02-28T23:00:00.000Z' },
    HUGO,
    'content/posts/2026-03-01-hello.md',
  ],
  ['Hugo: publishDate', ['date: 2026-01-01', 'publishDate: 2026-07-08'], { published: '2026-07-07T22:00:00.000Z' }, HUGO, 'content/a.md'],
  ['Hugo: names in any case', ['Date: 2026-07-08', 'TITLE: X', 'Draft: true'], { title: 'X', draft: true }, HUGO, 'content/a.md'],
  ['Hugo: url', ['date: 2026-07-08', 'url: x/y.html'], { link: 'https://blog.example/x/y.html' }, HUGO, 'content/a.md'],
  [
    'Hugo: permalink of a section',
    ['date: 2026-07-08'],
    { link: 'https://blog.example/n/2026/07/a/' },
    { ...HUGO, permalinks: { notes: '/n/:year/:month/:contentbasename/' } },
    'content/notes/deep/a.md',
  ],
  [
    'Hugo: sections after the first',
    ['date: 2026-07-08'],
    { link: 'https://blog.example/deep/er/a/' },
    { ...HUGO, permalinks: { notes: '/:sections[1:]/:slugorcontentbasename/' } },
    'content/notes/deep/er/a.md',
  ],
  [
    'Hugo: published later than its address says',
    ['date: 2026-07-08', 'publishDate: 2026-08-09'],
    { published: '2026-08-08T22:00:00.000Z', link: 'https://blog.example/07/a/' },
    { ...HUGO, permalink: '/:month/:slug/' },
    'content/a.md',
  ],
  [
    'Hugo: configured date fields',
    ['written: 2026-07-08', 'changed: 2026-07-09'],
    { published: '2026-07-07T22:00:00.000Z', updated: '2026-07-08T22:00:00.000Z' },
    { ...HUGO, dates: { published: ['written'], updated: ['changed'] } },
    'content/a.md',
  ],
  [
    'Hugo: aliases do not change the address',
    ['date: 2026-07-08', 'aliases: [/old/, /older/]'],
    { link: 'https://blog.example/a/' },
    HUGO,
    'content/a.md',
  ],
  [
    'Hugo: a name with a language',
    ['date: 2026-07-08'],
    {
      slug: 'a',
      link: 'https://blog.example/de/x/a/',
      language: 'de-CH',
      terms: { categories: [], tags: [], authors: [], languages: ['de'] },
    },
    MANY,
    'content/x/a.de.md',
  ],
  [
    'Hugo: a folder with a language',
    ['date: 2026-07-08'],
    { link: 'https://blog.example/fr/x/a/', terms: { categories: [], tags: [], authors: [], languages: ['fr'] } },
    MANY,
    'content/fr/x/a.md',
  ],
  [
    'Hugo: the default language',
    ['date: 2026-07-08'],
    { link: 'https://blog.example/x/a.b/', terms: { categories: [], tags: [], authors: [], languages: [] } },
    MANY,
    'content/x/a.b.md',
  ],
  [
    'Hugo: an address from the root, in any language',
    ['date: 2026-07-08', 'url: /y/'],
    { link: 'https://blog.example/y/' },
    MANY,
    'content/x/a.de.md',
  ],
  [
    'Zola: taxonomies, and a path',
    ['date: 2026-07-08', 'path: x/y', 'taxonomies: {tags: [t], categories: [c]}'],
    { link: 'https://blog.example/x/y/', terms: { categories: ['c'], tags: ['t'], authors: [], languages: [] } },
    { generator: 'zola' },
    'content/a.md',
  ],
  [
    'Zola: the date in the path',
    ['path: 2019/05/15/four'],
    { published: '2019-05-14T22:00:00.000Z' },
    { generator: 'zola' },
    'content/a.md',
  ],
  [
    'Zola: the date in the name',
    ['title: A'],
    { slug: 'a', published: '2026-02-28T23:00:00.000Z' },
    { generator: 'zola' },
    'content/2026-03-01-a.md',
  ],
  [
    'Astro: its date fields',
    ['date: 2020-01-01', 'pubDatetime: 2026-07-08T10:00Z', 'modDatetime: 2026-07-09T10:00Z'],
    { published: '2026-07-08T10:00:00.000Z', updated: '2026-07-09T10:00:00.000Z' },
    { generator: 'astro' },
  ],
  [
    'Eleventy: collections are not tags',
    ['tags: [posts, night, all]'],
    { terms: { categories: [], tags: ['night'], authors: [], languages: [] } },
    { generator: 'eleventy' },
  ],
  ['other generators: collections are tags', ['tags: [posts]'], { terms: { categories: [], tags: ['posts'], authors: [], languages: [] } }],
  [
    'Obsidian: tags with their sign',
    ['tags: ["#a", "b/c"]'],
    { terms: { categories: [], tags: ['a', 'b/c'], authors: [], languages: [] } },
    { generator: 'obsidian' },
  ],
  [
    'WordPress: its field names',
    ['post_title: A', 'post_name: b', 'post_date: 2014-05-06 07:08:09', 'post_modified: 2015-01-01'],
    { title: 'A', slug: 'b', published: '2014-05-06T05:08:09.000Z', updated: '2014-12-31T23:00:00.000Z' },
    { generator: 'wordpress' },
    'a.md',
  ],
  ['guid takes precedence over a numeric id', ['id: 17', 'guid: https://b.example/?p=17'], { ownId: 'https://b.example/?p=17' }],
  [
    'permalink of a section with any generator',
    ['title: A'],
    { link: 'https://blog.example/s/hello/' },
    { roots: ['src'], permalinks: { notes: '/s/:title/' } },
    'src/notes/2026-03-01-hello.md',
  ],
  ['language in lang', ['lang: de'], { language: 'de', terms: { categories: [], tags: [], authors: [], languages: ['de'] } }],
  [
    "a variant of the blog's language",
    ['lang: en-GB'],
    { language: 'en-GB', terms: { categories: [], tags: [], authors: [], languages: [] } },
  ],
  ['Hugo: a bundle', ['date: 2026-07-08'], { link: 'https://blog.example/posts/hello/' }, HUGO, 'content/posts/hello/index.md'],
];

for (const [name, lines, expected, site, key] of READ) {
  test(`post: ${name}`, async () => {
    const post = await readPost(yaml(...lines), site, key);
    const found = Object.fromEntries(Object.keys(expected).map((field) => [field, post[field as keyof Post]]));
    assert.deepEqual(found, expected);
    if (Object.keys(expected).length === 0) assert.equal(post.summary, undefined);
  });
}

/** Jekyll's `titleize_slug`; Obsidian and Quartz show the file name. Others have no title. */
for (const [generator, key, title, ...lines] of [
  ['jekyll', '_posts/2026-03-01-b-WORLD_foo.md', 'B World_foo'],
  ['obsidian', 'Notes/my-note_v2 — draft.md', 'my-note_v2 — draft'],
  ['obsidian', '2026-03-01-my-note.md', '2026-03-01-my-note'],
  ['jekyll', '_posts/2026-03-01-iPhone-setup-on-macOS.md', 'Iphone Setup On Macos'],
  ['jekyll', '_posts/2026-03-01-note.md', '', 'title: ""'],
  ['obsidian', 'iPhone setup on macOS.md', 'iPhone setup on macOS', 'title: ""'],
  ['hugo', 'content/posts/b-WORLD_foo.md', ''],
  ['zola', 'content/2026-03-01-b.md', ''],
  ['astro', 'src/content/blog/b c.md', ''],
  ['eleventy', 'posts/b.md', ''],
  ['wordpress', 'posts/b.md', '', 'title: ""'],
  ['linefeed', '_posts/2026-03-01-hello-world.md', ''],
  ['linefeed', 'notes/iPhone setup on macOS.md', 'iPhone setup on macOS'],
  ['linefeed', '_posts/2026-03-01-iPhone setup on macOS.md', 'iPhone setup on macOS'],
  ['linefeed', 'notes/iPhone setup on macOS.md', '', 'title: " "'],
] as const) {
  test(`title from the file name: ${[generator, key, ...lines].join(', ')}`, async () => {
    const post = await readPost(yaml('date: 2026-03-01', ...lines), { generator }, key);
    assert.equal(post.title, title);
    if (lines.length === 0) assert.deepEqual(['title' in post.variables, post.variables.title ?? ''], [title !== '', title]);
  });
}

test(':title in the address of an untitled post is the file name', async () => {
  const site = { generator: 'hugo', permalink: '/p/:title/' } as const;
  assert.equal(
    (await readPost(yaml('date: 2026-03-01'), site, 'content/posts/b-WORLD_foo.md')).link,
    'https://blog.example/p/b-world-foo/',
  );
});

const TERMS: [string, string[], Partial<Post['terms']>, Partial<Site>?, string?][] = [
  ['a text, Jekyll: at white space', ['categories: one two', 'tags: a  b'], { categories: ['one', 'two'], tags: ['a', 'b'] }, JEKYLL],
  ['a text, other generators: one name', ['categories: one two', 'tags: a b'], { categories: ['one two'], tags: ['a b'] }],
  // Expected: jekyll-feed 0.17.
  ['a text with commas, Jekyll: at white space', ['categories: news,', 'tags: a, b'], { categories: ['news,'], tags: ['a,', 'b'] }, JEKYLL],
  ['one name with a comma, Jekyll', ['category: news,', 'tags: [a b, "c,"]'], { categories: ['news,'], tags: ['a b', 'c,'] }, JEKYLL],
  [
    'a text with commas, other generators',
    ['categories: one two, three', 'tags: "a, , b"'],
    { categories: ['one two', 'three'], tags: ['a', 'b'] },
  ],
  ['a list keeps its spaces', ['categories: [one two, C++]'], { categories: ['one two', 'C++'] }, JEKYLL],
  ['singular: one name', ['category: one two', 'tag: C#'], { categories: ['one two'], tags: ['C#'] }, JEKYLL],
  ['plural before singular, as in Jekyll', ['category: b', 'categories: a'], { categories: ['a', 'b'] }, JEKYLL],
  ['numbers, null and doubles', ['categories: [2026, ~, 2026, a, A, ""]', 'tags: 7'], { categories: ['2026', 'a', 'A'], tags: ['7'] }],
  ['nothing', ['categories:', 'tags: []'], { categories: [], tags: [] }],
  ['folders', ['categories: b'], { categories: ['news', 'sport', 'b'] }, JEKYLL, 'news/sport/_posts/2026-03-01-hello.md'],
  ['folders below _posts are ignored', [], { categories: [] }, JEKYLL, '_posts/2026/2026-03-01-hello.md'],
];

for (const [name, lines, expected, site, key] of TERMS) {
  test(`terms: ${name}`, async () => {
    const { terms } = await readPost(yaml(...lines), site, key);
    for (const taxonomy of ['categories', 'tags'] as const) assert.deepEqual(terms[taxonomy], expected[taxonomy] ?? []);
  });
}

const REFUSED: [string, string | Uint8Array, RegExp, Partial<Site>?, string?][] = [
  ['empty', '', /^1:1: the file is empty/],
  ['blank', '\uFEFF \r\n\n', /^1:1: the file is empty/],
  ['not UTF-8', Buffer.concat([Buffer.from('---\r\ntitle: caf'), Buffer.from([0xe9])]), /^2:11: the text is not UTF-8/],
  ['31 February', yaml('date: 2026-02-31'), /^2:7: date: expected a date, got "2026-02-31"/],
  [
    '31 February in the name',
    yaml('title: x'),
    /^1:1: date: expected a day that exists in the file name, got 2026-02-31/,
    {},
    '_posts/2026-02-31-x.md',
  ],
  ['date, a number', yaml('title: x', 'date: 20260301'), /^3:7: date: expected a date, got 20260301;/],
  ['date, a boolean', yaml('date: true'), /^2:7: date: expected a date, got true;/],
  ['date, a list', yaml('date:', '  - 2026-03-01'), /^2:6: date: expected a date, got \["2026-03-01"\];/],
  ['date in TOML', '+++\ndate = 09:30:00\n+++\n', /^2:8: date: expected a date/],
  ['date in JSON', '{"title": "x",\n "date": "soon"}\n', /^2:10: date: expected a date, got "soon"/],
  [
    'no date',
    yaml('title: x'),
    /^1:1: date: expected a date in front matter or in the file name; add a line such as date: 2026-03-01/,
    {},
    'hello.md',
  ],
  ['no date, Jekyll', yaml('title: x'), /^1:1: date: expected a date in front matter/, JEKYLL, '_posts/hello.md'],
  ['title, a list', yaml('title: [x]'), /^2:8: title: expected text, got \["x"\]; put it in quotes/],
  ['5,001 characters', yaml(`title: ${'x'.repeat(5_001)}`), /^2:8: title: expected at most 5000 characters, got 5001/],
  ['a category that is a map', yaml('categories: [{a: 1}]'), /^2:13: categories: expected a name or a list of names, got \{"a":1\}/],
  ['author without a name', yaml('author: {email: x}'), /^2:9: author: expected a name, or a map with a name/],
  ['wordpress_id', yaml('wordpress_id: x'), /^2:15: wordpress_id: expected a whole number/],
  ['draft', yaml('draft: perhaps'), /^2:8: draft: expected true or false, got "perhaps"/],
  ['language', yaml('lang: "?"'), /^2:7: lang: expected a language such as en or de-CH, got "\?"/],
  ['permalink of another host', yaml('permalink: https://x.example/'), /^2:12: permalink: expected a path such as/],
  ['permalink, a template', yaml('permalink: "/{{ page.slug }}/"'), /^2:12: permalink: expected a path such as/],
  ['permalink, false', yaml('permalink: false'), /^2:12: permalink: expected a path such as/],
  ['permalink, unknown token', yaml('permalink: /:jahr/'), /^2:12: permalink: expected a path such as/],
];

for (const [name, text, message, site, key] of REFUSED) {
  test(`rejects: ${name}`, async () => {
    const found = await refusals(text, site, key);
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', message);
  });
}

test('reports all problems of a post at once, each with its line, also with CRLF', async () => {
  const text = yaml('title: {a: 1}', 'date: tomorrow', 'tags: [[x]]', 'author: []', 'updated: never', 'draft: perhaps').replaceAll(
    '\n',
    '\r\n',
  );
  const places = (await refusals(text)).map((problem) => problem.replace(/: expected .*/, ''));
  assert.deepEqual(places.sort(), ['2:8: title', '3:7: date', '4:7: tags', '6:10: updated', '7:8: draft']);
});

test('BOM and CRLF: body and line number match the editor', async () => {
  const post = await readPost('\uFEFF---\r\ntitle: A\r\n---\r\n\r\nOne\r\nTwo\r');
  assert.deepEqual([post.title, post.body, post.bodyLine], ['A', '\nOne\nTwo\n', 4]);
});

test('without front matter, a file is a post only if its name has a date', async () => {
  const post = await readPost('# Hello\n');
  assert.deepEqual([post.title, post.body, post.bodyLine, post.published], ['', '# Hello\n', 1, '2026-02-28T23:00:00.000Z']);
  const ignored = await read('# Hello\n', {}, 'hello.md');
  assert.ok(ignored.kind === 'ignored');
  assert.match(ignored.lacks?.message ?? '', /^front matter is missing/);
});

test('removes characters that are invalid in an address or a title', async () => {
  const post = await readPost(yaml('layout: post'), {}, '_posts/2026-03-01-a\uD800 \u0007b?#%.md');
  assert.deepEqual([post.title, post.link], ['a b?#%', 'https://blog.example/2026/03/01/a-b/']);
  assert.equal((await readPost(yaml('layout: post'), {}, '_posts/2026-03-01--.md')).link, 'https://blog.example/2026/03/01/2026-03-01/');
});

test("templates can access the front matter, with the post's fields on top", async () => {
  const { variables } = await readPost(
    yaml('title: " A "', 'layout: post', 'url: https://x.example/', 'category: b', 'image: {path: /x.png}'),
  );
  assert.deepEqual(variables, {
    title: 'A',
    layout: 'post',
    category: 'b',
    image: { path: '/x.png' },
    slug: 'hello',
    date: '2026-02-28T23:00:00.000Z',
    path: KEY,
    url: '/2026/03/01/hello/',
    categories: ['b'],
    tags: [],
  });
});

test('properties named like those of Object.prototype change no object', async () => {
  const post = await readPost('---\n__proto__: {polluted: true}\nconstructor: x\n---\n');
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  assert.equal(Object.getPrototypeOf(post.variables), Object.prototype);
});

for (const [name, lines, generator] of [
  ['Hugo: headless', ['headless: true'], 'hugo'],
  ['Hugo: never rendered', ['build: { render: never }'], 'hugo'],
  ['Hugo: never rendered, in the old form', ['_build: { render: false }'], 'hugo'],
  ['Eleventy: no permalink', ['permalink: false'], 'eleventy'],
  ['Zola: not rendered', ['render: false'], 'zola'],
] as const) {
  test(`${name}: not a post`, async () => {
    const text = yaml('date: 2026-07-08', ...lines);
    assert.deepEqual(await read(text, { generator }, 'content/a.md'), { kind: 'ignored' });
    assert.notDeepEqual((await read(text, { generator: 'linefeed' }, 'content/a.md')).kind, 'ignored');
  });
}

const UNDATED: [string, string, number, number, string][] = [
  ['no date', yaml('title: About'), 1, 1, 'date: expected a date; without one, the file is not a post; write a day such as 2026-03-01;'],
  ['an empty date', yaml('title: About', 'date:'), 3, 6, 'date: expected a date; without one, the file is not a post; write a day such as'],
  [
    'a misspelt date',
    yaml('title: A', 'dtae: 2026-01-01'),
    3,
    7,
    'dtae: expected a date; without one, the file is not a post; rename it to date;',
  ],
  ['no front matter', '# Hello\n', 1, 1, 'front matter is missing; without it, the file is not a post; write it between two lines of ---;'],
  ['nothing', '\uFEFF \n', 1, 1, 'the file is empty; write a post or delete it'],
];

for (const generator of ['hugo', 'zola', 'astro', 'eleventy', 'obsidian', 'wordpress'] as const)
  for (const [name, text, line, column, message] of UNDATED)
    test(`${generator}: a page with ${name} is not a post, and the reason is recorded`, async () => {
      const found = await read(text, { generator }, 'content/about.md');
      assert.ok(found.kind === 'ignored' && found.lacks);
      assert.deepEqual([found.lacks.line, found.lacks.column, found.lacks.severity], [line, column, 'error']);
      assert.equal(found.lacks.message.slice(0, message.length), message);
    });

test('warns about a list of languages', async () => {
  const reading = await read(yaml('language: [English]'));
  assert.ok(reading.kind === 'post');
  assert.deepEqual(
    reading.problems.map(({ severity, message }) => [severity, message]),
    [['warning', 'language: expected a language such as en or de-CH, got ["English"]; it is left out']],
  );
});
