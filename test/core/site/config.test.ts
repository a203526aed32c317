import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Site } from '../../../lambda/core/model.ts';
import { readSite } from '../../../lambda/core/site/config.ts';
import { SAMPLE_CONFIG } from '../../../lambda/core/site/config-own.ts';
import { type Files, jekyll, own, refusals, siteOf } from './sites.ts';

test('the sample configuration is complete and valid', async () => {
  const { variables, ...site } = await siteOf({ 'linefeed.yaml': SAMPLE_CONFIG });
  assert.deepEqual(site, {
    generator: 'linefeed',
    title: 'Field Notes',
    link: 'https://blog.example/',
    feedLink: 'https://blog.example/',
    description: 'What we see on our walks',
    language: 'en',
    authors: [],
    people: {},
    timezone: 'Europe/Zurich',
    posts: ['**/*'],
    permalink: '/:year/:month/:day/:title/',
    feeds: { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' },
    limit: 20,
    content: 'full',
    sourceMarkdown: false,
    archives: 'main',
    pages: true,
    opml: true,
    terms: ['categories', 'tags', 'authors', 'languages'],
    languageFeeds: 'found',
    id: 'permalink',
    excerptSeparator: '<!--more-->',
    liquid: true,
  });
  assert.deepEqual(variables, { title: site.title, description: site.description, url: 'https://blog.example', baseurl: '' });
});

const OWN: [string, string, Partial<Site>][] = [
  ['link without a slash', 'feedLink: https://f.example/x?y#z', { feedLink: 'https://f.example/x/' }],
  ['language', 'language: de_ch', { language: 'de-CH' }],
  ['author', 'author: Ada', { authors: [{ name: 'Ada' }] }],
  [
    'authors, a list',
    'authors: [Ada, {name: G, email: g@x.example}]',
    { authors: [{ name: 'Ada' }, { name: 'G', email: 'g@x.example' }], people: {} },
  ],
  [
    'authors, one',
    'authors: {name: Ada, url: https://ada.example}',
    { authors: [{ name: 'Ada', url: 'https://ada.example/' }], people: {} },
  ],
  [
    'authors by key',
    'author: ada\nauthors: {ada: {name: Ada L}, grace: {url: https://g.example}, joan: Joan}',
    {
      authors: [{ name: 'Ada L' }],
      people: { ada: { name: 'Ada L' }, grace: { name: 'grace', url: 'https://g.example/' }, joan: { name: 'Joan' } },
    },
  ],
  ['hub', 'hub: https://hub.example', { hub: ['https://hub.example/'] }],
  [
    'hubs',
    'hub: [https://hub.example/, "http://other.example/?q", https://HUB.example]',
    { hub: ['https://hub.example/', 'http://other.example/?q'] },
  ],
  ['icon and logo', 'icon: /i.png\nlogo: https://x.example/l.png', { icon: 'https://b.example/i.png', logo: 'https://x.example/l.png' }],
  ['posts, one', 'posts: notes/**', { posts: ['notes/**'] }],
  ['posts, empty', 'posts: []', { posts: ['**/*'] }],
  ['permalink style', 'permalink: pretty', { permalink: 'pretty' }],
  ['feeds', 'feeds: {rss: /feed/index.xml, json: false, atom: true}', { feeds: { rss: 'feed/index.xml', atom: 'atom.xml' } }],
  [
    'feeds, a default name for another format',
    'feeds: {atom: rss.xml}',
    { feeds: { rss: 'rss-feed.xml', atom: 'rss.xml', json: 'feed.json' } },
  ],
  ['feeds, moved', 'feeds: {moved: {/feed/index.html: rss}}', { moved: { 'feed/': 'rss' } }],
  [
    'feeds, moved, of a term',
    'feeds: {moved: {tag/c%2B%2B/feed: /tags/c-plus-plus/rss.xml}}',
    { moved: { 'tag/c++/feed/': 'tags/c-plus-plus/rss.xml' } },
  ],
  ['feeds, a folder', 'feeds: {rss: /feed, atom: feed/atom.xml}', { feeds: { rss: 'feed/', atom: 'feed/atom.xml', json: 'feed.json' } }],
  [
    'feeds, addresses',
    'feeds: {addresses: quartz, json: false}',
    { addresses: 'quartz', feeds: { rss: 'index.xml', atom: 'atom.xml' }, moved: { 'rss.xml': 'rss' } },
  ],
  ['preview', 'preview: 9f86d081884c7d659a2feaa0', { preview: '9f86d081884c7d659a2feaa0' }],
  ['limit, lowest', 'limit: 1', { limit: 1 }],
  ['limit, highest', 'limit: 10000', { limit: 10_000 }],
  ['content', 'content: summary', { content: 'summary' }],
  ['source', 'sourceMarkdown: yes', { sourceMarkdown: true }],
  ['terms', 'terms: [authors, tags]', { terms: ['tags', 'authors'] }],
  ['terms as a text', 'terms: tags, categories', { terms: ['categories', 'tags'] }],
  ['terms, empty', 'terms: []', { terms: [] }],
  ['terms, off', 'terms: false', { terms: [] }],
  ['id', 'id: tag', { id: 'tag' }],
  ['separator', 'excerptSeparator: "<!--cut-->"', { excerptSeparator: '<!--cut-->' }],
  ['liquid', 'liquid: no', { liquid: false }],
  ['lineBreaks', 'lineBreaks: yes', { lineBreaks: true }],
  ['blank', 'description: ""\nlimit:', { description: 'T', limit: 20 }],
];

for (const [name, lines, expected] of OWN) {
  test(`linefeed.yaml: ${name}`, async () => {
    const site = await siteOf(own(lines));
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((field) => [field, site[field as keyof Site]])), expected);
  });
}

test('linefeed.yaml: without a hub, in every form, and with an override', async () => {
  for (const files of [own(), own('hub: []'), own('hub: false')]) assert.equal('hub' in (await siteOf(files)), false);
  assert.equal('hub' in (await siteOf(own('hub: https://hub.example/'), { hub: [] })), false);
  assert.deepEqual((await siteOf(own(), { hub: ['https://hub.example'] })).hub, ['https://hub.example/']);
});

const REFUSED: [string, Files, RegExp][] = [
  [
    'none',
    {},
    /^linefeed\.yaml:1:1: no configuration found; write a file linefeed\.yaml with these lines:\n\ntitle: .*\nlink: .*\n.*\n.*\ntimezone: /,
  ],
  ['empty', { 'linefeed.yaml': '' }, /^linefeed\.yaml:1:1: link: the address of the blog is missing; add a line such as link: https:/],
  ['YAML', own('limit: [1'), /^linefeed\.yaml:3:10: not valid YAML/],
  ['TOML', { 'hugo.toml': 'title = "T"\nbaseURL =\n' }, /^hugo\.toml:2:10: not valid TOML/],
  ['JSON', { 'config.json': '{"title": "T",\n"baseURL": x}' }, /^config\.json:2:12: not valid JSON/],
  ['a list', { 'linefeed.yaml': '- a' }, /^linefeed\.yaml:1:1: expected settings of the form/],
  ['unknown key', own('Titel: x'), /^linefeed\.yaml:3:8: Titel: no such setting; did you mean title\?/],
  ['unknown key, another case', own('feedlink: x'), /:3:11: feedlink: no such setting; did you mean feedLink\?/],
  ['unknown key, far', own('plugins: x'), /:3:10: plugins: no such setting; known are .*title, .*author/],
  [
    'link',
    { 'linefeed.yaml': 'title: T\nlink: b.example' },
    /:2:7: link: expected the address of the blog, such as https:\/\/blog\.example\/, got "b\.example"/,
  ],
  ['link, ftp', { 'linefeed.yaml': 'title: T\nlink: ftp://b.example' }, /:2:7: link: expected the address/],
  [
    'no title',
    { 'linefeed.yaml': 'link: https://b.example' },
    /:1:1: title: the title of the blog is missing; add a line such as title: Field Notes/,
  ],
  ['title, a list', own('description: [x]'), /:3:14: description: expected text, got \["x"\]/],
  ['language', own('language: "d"'), /:3:11: language: expected a language such as en or de-CH, got "d"/],
  ['timezone', own('timezone: Europe/Basel'), /:3:11: timezone: expected a zone such as Europe\/Zurich, got "Europe\/Basel"/],
  ['permalink', own('permalink: /:jahr/:title/'), /:3:12: permalink: no such token: :jahr/],
  ['permalink, without tokens', own('permalink: /blog/'), /:3:12: permalink: expected a template such as/],
  ['limit 0', own('limit: 0'), /:3:8: limit: expected a whole number from 1 to 10000, got 0/],
  ['limit 10001', own('limit: 10001'), /:3:8: limit: expected a whole number/],
  ['limit, a fraction', own('limit: 2.5'), /:3:8: limit: expected a whole number/],
  ['limit, a word', own('limit: all'), /:3:8: limit: expected a whole number/],
  ['content', own('content: all'), /:3:10: content: expected full or summary, got "all"/],
  [
    'terms, misspelt',
    own('taxonomies: series', 'terms: [serie]'),
    /:4:8: terms: no such terms: serie; known are categories, .*series; name others under/,
  ],
  [
    'taxonomies',
    own('taxonomies: [series, Tags]'),
    /:3:13: taxonomies: expected fields of front matter in lower case, such as series, got Tags/,
  ],
  [
    'taxonomies, a name that all objects have',
    own('taxonomies: [constructor]'),
    /:3:13: taxonomies: expected fields of front matter in lower case, such as series, got constructor/,
  ],
  [
    'a feed, unknown setting',
    own('feeds:', '  - name: a', '  - name: b', '    wehre: tag'),
    /:6:12: feeds\.wehre: no such setting; did you mean where\?/,
  ],
  [
    'a feed, unknown field',
    own('feeds:', '- name: a', '  where: tag', '- name: b', '  where: tgas = x', '- name: c'),
    /:7:10: feeds\.where: no such field: "tgas"; did you mean tag\?/,
  ],
  [
    'a feed, in a map',
    own('feeds:', '  own:', '    - name: a', '    - where: tag'),
    /:6:14: feeds\.own\.where: the name of the feed is missing/,
  ],
  ['a feed, its name', own('feeds: [{ name: A b }]'), /:3:17: feeds\.name: expected a name of up to 48 lower-case letters/],
  ['a feed, main', own('feeds: [{ name: main }]'), /main is the main feed; write main: \{ exclude/],
  ['a feed, twice', own('feeds:', '  - name: a', '  - name: a'), /:5:11: feeds\.name: two feeds have the name a/],
  ['a feed, its path', own('feeds:', '  - { name: a, path: rss.xml }'), /feeds\.path: "rss\.xml" is in the way of the main feed/],
  [
    'a feed, a folder',
    own('feeds:', '  - { name: a, path: x/ }', '  - { name: b, path: x/index.html }'),
    /"x\/" is in the way of the feed a/,
  ],
  ['a feed, a page', own('feeds: [{ name: a, path: feeds/b/x.xml }]'), /feeds\.path: expected a path such as releases\.xml/],
  ['a feed, its formats', own('feeds: [{ name: a, formats: rss2 }]'), /feeds\.formats: no such formats: rss2/],
  ['a feed, a text', own('feeds: [releases]'), /feeds: expected a feed such as \{ name: releases, where/],
  ['main', own('main: { exclude: tgas }'), /:3:18: main\.exclude: no such field: "tgas"; did you mean tag\?/],
  ['main, unknown', own('main: { excludes: tag }'), /main\.excludes: no such setting; did you mean exclude\?/],
  ['terms', own('terms: [tags, series]'), /:3:8: terms: no such terms: series; known are categories, tags, authors/],
  ['id', own('id: uuid'), /:3:5: id: expected permalink or tag or wordpress, got "uuid"/],
  ['hub', own('hub: hub.example'), /:3:6: hub: expected the address of a hub, such as https:.*, got "hub\.example"/],
  ['hub, not http(s)', own('hub:', '  - https://hub.example/', '  - mailto:x@hub.example'), /:3:5: hub: .* got "mailto:x@hub\.example"/],
  ['hub, with a password', own('hub: https://me:secret@hub.example/'), /:3:6: hub: .* without a password/],
  ['hub, long', own(`hub: https://hub.example/${'x'.repeat(200)}`), /:3:6: hub: .* of at most 200 characters/],
  [
    'hubs, too many',
    own(`hub: [${[1, 2, 3, 4, 5, 6].map((number) => `https://hub.example/${number}`)}]`),
    /:3:6: hub: expected at most 5 hubs, got 6/,
  ],
  ['icon', own('icon: javascript:x'), /:3:7: icon: expected an address or a path/],
  ['feeds, a text', own('feeds: rss.xml'), /:3:8: feeds: expected a list of feeds, or file names by format/],
  ['feeds, unknown format', own('feeds:', '  rss2: x'), /:4:9: feeds\.rss2: no such setting; did you mean rss\?/],
  ['feeds, the same name', own('feeds: {rss: feed.xml, atom: FEED.xml}'), /:3:8: feeds: two formats are written to "feed\.xml"/],
  [
    'feeds, a file and a folder',
    own('feeds: {rss: feed.xml, atom: feed.xml/atom.xml}'),
    /:3:8: feeds: two formats are written to "feed\.xml"/,
  ],
  ['feeds, unknown addresses', own('feeds: {addresses: movable}'), /:3:\d+: feeds\.addresses: expected linefeed or jekyll or hugo/],
  ['feeds, all off', own('feeds: {rss: false, atom: false, json: false}'), /:3:8: feeds: every format is disabled/],
  ...['short', 'UPPER86D081884C7D659A2FEAA0', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'with/slash/9f86d081884c7d659a2f', 'true'].map(
    (text): [string, Files, RegExp] => [
      `preview, ${text}`,
      own(`preview: ${text}`),
      /:3:10: preview: expected (24 to 64 random lower-case letters|text)/,
    ],
  ),
  ['feeds, moved, a text', own('feeds:', '  moved: feed.xml'), /:4:10: feeds\.moved: expected old paths with the format or path of a feed/],
  [
    'feeds, moved, no format',
    own('feeds: {moved: {feed.xml: xml}}'),
    /:3:\d+: feeds\.moved\.feed\.xml: expected rss, atom, json, or the path of a feed/,
  ],
  ['feeds, moved, nothing', own('feeds:', '  moved:', '    a.xml:'), /:5:\d+: feeds\.moved\.a\.xml: expected rss, .*, got nothing$/],
  [
    'feeds, moved, an invalid path',
    own('feeds: {moved: {../x: rss}}'),
    /:3:\d+: feeds\.moved\.\.\.\/x: expected a path such as feed\.xml or tag\/go\/feed\/, outside of preview\//,
  ],
  [
    'feeds, moved, a current path',
    own('feeds: {moved: {RSS.xml: rss}}'),
    /:3:\d+: feeds\.moved: "RSS\.xml" conflicts with the current name/,
  ],
  [
    'feeds, moved, a current folder',
    own('feeds: {rss: a.xml/b.xml, moved: {a.xml: rss}}'),
    /:3:\d+: feeds\.moved: "a\.xml" conflicts with the current name/,
  ],
  ...[
    '../rss.xml',
    'a/../b.xml',
    './rss.xml',
    'a//b',
    'rss.xml.gz',
    'RSS.XML.GZ',
    'tags/x/rss.xml',
    'Tags/rss.xml',
    'categories/a.xml',
    'authors',
    'archive/2026-03/rss.xml',
    'index.html',
    'feeds.opml',
    'a b.xml',
    '.rss',
    'a%2fb',
    'a\\b',
    'ü.xml',
    '[x]',
  ].map((name): [string, Files, RegExp] => [
    `feeds, ${name}`,
    own('feeds:', `  rss: ${name}`),
    /:4:8: feeds\.rss: expected (a file name such as rss\.xml|text)/,
  ]),
  [
    'Jekyll without url',
    jekyll('baseurl: /x'),
    /^_config\.yml:1:1: url: the address of the blog is missing; add a line such as url: https:\/\/blog\.example\//,
  ],
  ['Jekyll, blank url', jekyll('url: ""'), /^_config\.yml:2:6: url: the address of the blog is missing/],
  ['Jekyll, url without a scheme', jekyll('url: b.example'), /^_config\.yml:2:6: url: expected the address of the blog/],
  ['Jekyll without title', { '_config.yml': 'url: https://b.example' }, /^_config\.yml:1:1: title: the title of the blog is missing/],
  ['Jekyll, timezone', jekyll('url: https://b.example', 'timezone: Nowhere'), /^_config\.yml:3:11: timezone: expected a zone/],
  ['Jekyll, permalink', jekyll('url: https://b.example', 'permalink: /:foo/'), /^_config\.yml:3:12: permalink: no such token: :foo/],
  [
    'Jekyll, feed',
    jekyll('url: https://b.example', 'feed:', '  path: ../x'),
    /^_config\.yml:4:9: feed\.path: expected a file name such as feed\.xml/,
  ],
  [
    'Hugo without baseURL',
    { 'hugo.toml': 'title = "T"' },
    /^hugo\.toml:1:1: baseURL: the address of the blog is missing; add a line such as baseURL = "https:\/\/blog\.example\/"/,
  ],
  [
    'Hugo, relative',
    { 'hugo.toml': 'title = "T"\nbaseurl = "/"' },
    /^hugo\.toml:2:11: baseurl: expected the address of the blog, .* got "\/"/,
  ],
  ['Hugo, JSON', { 'hugo.json': '{"title": "T"}' }, /^hugo\.json:1:1: baseURL: .* such as "baseURL": "https:/],
  ['Hugo, timezone', { 'hugo.yaml': 'title: T\nbaseURL: https://b.example\ntimeZone: x' }, /^hugo\.yaml:3:11: timeZone: expected a zone/],
  [
    'Hugo, in a table',
    { 'hugo.toml': 'title = "T"\nbaseURL = "https://b.example"\n[frontmatter]\ndate = [[1]]' },
    /^hugo\.toml:4:8: frontmatter\.date: expected a name/,
  ],
];

for (const [name, files, message] of REFUSED) {
  test(`rejects: ${name}`, async () => assert.match((await refusals(files))[0] ?? '', message));
}

test('rejects text that is not UTF-8', async () => {
  const { problems } = await readSite(new Map([['linefeed.yaml', Buffer.concat([Buffer.from('title: T\nlink: '), Buffer.from([0xff])])]]));
  assert.deepEqual(problems, [
    { key: 'linefeed.yaml', line: 2, column: 7, message: 'the text is not UTF-8; save the file as UTF-8', severity: 'error' },
  ]);
});

test('reports all problems at once', async () => {
  const found = await refusals(own('limit: 0', 'content: x', 'timezone: y', 'feeds: {rss: 1}', 'nonsense: z'));
  assert.deepEqual(found.map((each) => each.split(': ')[1]).sort(), ['content', 'limit', 'nonsense', 'timezone']);
});

test('the aws section does not affect the site', async () => {
  for (const section of ['{ region: eu-west-1, domainName: feeds.example.com }', '{ dance: true }', 'text', '[]']) {
    assert.deepEqual(await siteOf(own(`aws: ${section}`)), await siteOf(own()));
  }
});
