import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import type { FeedDocument } from '../../../lambda/core/feed/feed-document.ts';
import { readStamp } from '../../../lambda/core/feed/verify.ts';
import { type Entry, FORMATS, type Instant } from '../../../lambda/core/model.ts';
import { all, elements, entry, feed, problemOf, render, renderDocument, stamp, tag } from './documents.ts';

const rssOf = (own: Partial<FeedDocument>) => parseRssFeed(render('rss', own));
const atomOf = (own: Partial<FeedDocument>) => parseAtomFeed(render('atom', own));
const jsonOf = (own: Partial<FeedDocument>) => JSON.parse(render('json', own));

test('plain-text titles are the same in every format', () => {
  for (const title of ['Vec<T> & co', 'AT&T', 'AT&amp;T', 'a ]]> b ]]> c', '日本語', '"quoted" <b>']) {
    const own = { title, entries: [entry({ title })] };
    const [rss, atom, json] = [rssOf(own), atomOf(own), parseJsonFeed(render('json', own))];
    assert.deepEqual([rss.items?.[0]?.title, atom.entries?.[0]?.title?.value, json.items?.[0]?.title], [title, title, title]);
    assert.deepEqual([...all(render('rss', own), 'channel/title'), ...all(render('atom', own), 'feed/title')], [title, title]);
    assert.deepEqual(all(render('atom', own), 'title@type'), ['text']);
  }
});

test('RSS has extension elements in its channel, Atom those with a prefix, escaped, each namespace declared once', () => {
  const text = 'Q&A <x> ]]> "\u0001';
  const extensions: FeedDocument['extensions'] = {
    namespaces: {
      media: 'http://search.yahoo.com/mrss/',
      my: 'https://my.example/?a=1&b=2',
      sy: 'http://purl.org/rss/1.0/modules/syndication/',
    },
    elements: [
      { name: 'ttl', text: '60' },
      { name: 'sy:updatePeriod', text: 'hourly' },
      { name: 'media:rating', text: 'nonadult' },
      { name: 'my:thing', attributes: { 'my:href': text }, text, children: [{ name: 'my:in', text: 'a' }, { name: 'my:in' }] },
    ],
  };
  const [rss, atom] = [render('rss', { extensions }), render('atom', { extensions })];
  for (const [format, document] of [
    ['rss', rss],
    ['atom', atom],
  ] as const) {
    assert.equal(problemOf(document, format, [entry().id]), undefined);
    assert.deepEqual(all(document, 'my:thing@my:href'), ['Q&A <x> ]]> "']);
    assert.deepEqual(all(document, 'my:thing/my:in'), ['a', '']);
    assert.equal(document.split('xmlns:media=').length, 2);
  }
  assert.deepEqual([all(rss, 'channel/my:thing'), all(atom, 'feed/my:thing')], [['Q&A <x> ]]> "'], ['Q&A <x> ]]> "']]);
  assert.deepEqual([all(rss, 'channel/ttl'), all(atom, 'feed/ttl')], [['60'], []]);
  const [read, other] = [parseRssFeed(rss), parseAtomFeed(atom)];
  assert.deepEqual([read.ttl, read.sy?.updatePeriod, other.sy?.updatePeriod], [60, 'hourly', 'hourly']);
  assert.ok(rss.indexOf('</my:thing>') < rss.indexOf('<item>') && atom.indexOf('</my:thing>') < atom.indexOf('<entry>'));
  assert.equal(render('json', { extensions }), render('json'));
});

test('extension objects are in JSON feeds only, and the version stamp stays readable', () => {
  const objects = { _my_blog: JSON.stringify({ about: 'https://my.example/', mood: '"\n    "items": [' }), _b: '{}' };
  const extensions: FeedDocument['extensions'] = { namespaces: {}, elements: [], objects };
  for (const entries of [undefined, []]) {
    const document: Partial<FeedDocument> = { extensions, ...(entries && { entries }) };
    const [rss, json] = [render('rss', document), render('json', document)];
    assert.equal(problemOf(json, 'json', entries ? [] : [entry().id]), undefined);
    assert.equal(rss, render('rss', entries ? { entries } : {}));
    const { _my_blog, _b } = JSON.parse(json);
    assert.deepEqual([_my_blog, _b], [JSON.parse(objects._my_blog), {}]);
    assert.deepEqual(readStamp(json.slice(0, 2048)), readStamp(render('json').slice(0, 2048)));
  }
});

test('a note has no title in RSS and JSON, an empty one in Atom, and always a description in RSS', () => {
  for (const own of [{}, { summary: '' }, { summary: '', html: '' }]) {
    const document = { entries: [entry({ title: '\u0001', ...own })] };
    const [rss, atom, json] = FORMATS.map((format) => render(format, document)) as [string, string, string];
    for (const [index, text] of [rss, atom, json].entries())
      assert.equal(problemOf(text, FORMATS[index] ?? 'rss', [entry().id]), undefined);
    assert.deepEqual(all(rss, 'item/title'), []);
    assert.deepEqual(
      all(rss, 'item/description'),
      [own.summary ?? 'A summary'].map((text) => text || entry().link),
    );
    assert.equal(parseRssFeed(rss).items?.[0]?.title, undefined);
    assert.deepEqual(all(atom, 'entry/title'), ['']);
    assert.equal('title' in JSON.parse(json).items[0], false);
    assert.equal(parseJsonFeed(json).items?.[0]?.title, undefined);
  }
});

test('a summary is text in Atom and JSON, and HTML that shows this text in RSS', () => {
  const own = { entries: [entry({ summary: 'Vec<T> & co ]]> ]]>' })] };
  assert.deepEqual(all(render('rss', own), 'item/description'), ['Vec&lt;T&gt; &amp; co ]]&gt; ]]&gt;']);
  assert.deepEqual(all(render('atom', own), 'entry/summary'), ['Vec<T> & co ]]> ]]>']);
  assert.deepEqual(all(render('atom', own), 'summary@type'), ['text']);
  assert.equal(jsonOf(own).items[0].summary, 'Vec<T> & co ]]> ]]>');
});

test('pitfall of the feed package: removes control characters and lone surrogates, keeps every ]]>', () => {
  const html = '<p>\u0000a\u0008 ]]> b ]]> c ]]>]]> \uD800 \uDC00 \uFFFE\uFFFF 😀 &#0; <!-- x --></p>';
  const cleaned = '<p>a ]]> b ]]> c ]]>]]>    😀 &#0; <!-- x --></p>';
  const own = { entries: [entry({ html })] };
  assert.deepEqual(all(render('rss', own), 'item/content:encoded'), [cleaned]);
  assert.deepEqual(all(render('atom', own), 'entry/content'), [cleaned]);
  assert.equal(jsonOf(own).items[0].content_html, cleaned);
});

test('no format contains characters that XML discourages', () => {
  const text = 'it\u0092s \u009Done\u007F 😀\uFDD0\u{1FFFE}';
  const own = { title: text, entries: [entry({ title: text, summary: text, html: text, terms: [tag(text)], authors: [{ name: text }] })] };
  for (const format of FORMATS) {
    assert.equal(/[\x7f-\x9f]|\p{Noncharacter_Code_Point}/u.exec(render(format, own)), null);
    assert.match(render(format, own), /its one 😀/);
  }
  assert.equal(jsonOf({ entries: [entry({ html: 'a\u0085b', title: 'a\u0085b' })] }).items[0].content_html, 'a\nb');
});

test('RSS escapes `&` and `<` of texts as the RSS profile recommends, so that readers find no HTML', () => {
  const own = { title: 'Q&A: C<T>', entries: [entry({ title: 'Vec<T> & co', terms: [tag('C<T>')], authors: [{ name: 'A&B' }] })] };
  const xml = render('rss', own);
  const texts = ['<title>Q&#x26;A: C&#x3C;T&gt;</title>', '<title>Vec&#x3C;T&gt; &#x26; co</title>'];
  texts.push('<category>C&#x3C;T&gt;</category>', '<dc:creator>A&#x26;B</dc:creator>');
  for (const text of texts) assert.ok(xml.includes(text), text);
  assert.deepEqual(all(render('rss', { entries: [entry({ summary: 'a < b &amp;' })] }), 'item/description'), ['a &lt; b &amp;amp;']);
});

test('pitfall of the feed package: escapes `<`, `&` and quotes in terms; authors are no categories, and no category repeats', () => {
  const names = ['C<T>', 'Q&A', 'Q&amp;A', '日本語', '"quoted"', 'C', 'c'];
  const terms = [
    ...names.map(tag),
    { taxonomy: 'categories' as const, name: 'C', slug: 'c' },
    { taxonomy: 'authors' as const, name: 'Ada', slug: 'ada' },
  ];
  const own = { entries: [entry({ terms })] };
  assert.deepEqual(all(render('rss', own), 'item/category'), names);
  assert.deepEqual(all(render('atom', own), 'category@term'), names);
  assert.deepEqual(jsonOf(own).items[0].tags, names);
});

test('pitfall of the feed package: ids are exact and equal in all formats; guid is a permalink only if it equals the link', () => {
  const link = 'https://blog.example/2026/03/01/hello/?a=1&b=2';
  for (const id of [
    'tag:blog.example,2026:x y',
    'https://blog.example/a%20b c',
    'https://BLOG.example',
    'urn:x:日本語&<>"',
    'plain id',
    link,
  ]) {
    const own = { entries: [entry({ id, link })] };
    assert.deepEqual(all(render('rss', own), 'item/guid'), [id]);
    assert.deepEqual(all(render('rss', own), 'guid@isPermaLink'), [String(id === link)]);
    assert.deepEqual(all(render('atom', own), 'entry/id'), [id]);
    assert.equal(jsonOf(own).items[0].id, id);
    assert.deepEqual([all(render('rss', own), 'item/link'), jsonOf(own).items[0].url], [[link], link]);
  }
});

test('pitfall of the feed package: invalid optional fields are omitted, invalid required fields throw an error that names them', () => {
  const people = [{ name: 'Ada', url: 'not an address', email: 'nobody' }, { name: '\u0000' }, { name: 'Bob', url: 'javascript:alert(1)' }];
  const own = { icon: '/icon.png', logo: 'no', entries: [entry({ authors: people })] };
  assert.deepEqual(atomOf(own).entries?.[0]?.authors, [{ name: 'Ada' }, { name: 'Bob' }]);
  for (const format of FORMATS) assert.doesNotMatch(render(format, own), /icon\.png|javascript|logo>|<image>|not an address/);
  const bad: [Partial<Entry>, RegExp][] = [
    [{ link: '/relative/' }, /_posts\/2026-03-01-hello\.md: link .*"\/relative\/"/],
    [{ published: 'tomorrow' as Instant }, /hello\.md: published .*"tomorrow"/],
    [{ updated: '' as Instant }, /hello\.md: updated .*""/],
    [{ id: 'a\u0000b' }, /hello\.md: id .*"a\\u0000b"/],
  ];
  for (const format of FORMATS) {
    for (const [wrong, message] of bad) assert.throws(() => render(format, { entries: [entry(wrong)] }), message);
    assert.throws(() => render(format, { link: 'x' }), /main: link .*"x"/);
  }
});

test('RSS: dc:creator without e-mail, self link, items last, description before content, declared prefixes, RFC 822 dates', () => {
  const authors = [{ name: 'Ada & co', email: 'ada@x.example' }, { name: 'Bob' }];
  const xml = render('rss', { entries: [entry({ authors, language: 'de' })], copyright: '© Ada', logo: 'https://blog.example/l.png?a&b' });
  const rss = parseRssFeed(xml);
  assert.deepEqual(all(xml, 'item/dc:creator'), ['Ada & co', 'Bob']);
  assert.deepEqual(all(xml, 'item/author'), []);
  assert.deepEqual(all(xml, 'item/dc:language'), ['de']);
  assert.deepEqual(rss.atom?.links, [{ href: 'https://blog.example/rss.xml', rel: 'self', type: 'application/rss+xml' }]);
  assert.deepEqual(rss.image, { url: 'https://blog.example/l.png?a&b', title: 'Field Notes', link: 'https://blog.example/' });
  assert.deepEqual([rss.language, rss.copyright, rss.generator], ['en', '© Ada', 'Linefeed']);
  assert.deepEqual([rss.lastBuildDate, rss.items?.[0]?.pubDate], ['Mon, 02 Mar 2026 10:00:00 GMT', 'Sun, 01 Mar 2026 09:30:00 GMT']);
  assert.equal(
    elements(xml)
      .map(([name]) => name)
      .findLast((name) => name.startsWith('channel/')),
    'channel/item',
  );
  assert.ok(xml.indexOf('<description><![CDATA[') < xml.indexOf('<content:encoded>'));
  for (const prefix of ['atom', 'content', 'dc', 'fh', 'media'])
    assert.match(render('rss', { entries: [] }), new RegExp(`<rss [^>]*xmlns:${prefix}=`));
});

test('Atom: typed links, languages, all authors, rights, icon, logo, both dates', () => {
  const own = { authors: [{ name: 'Ada' }, { name: 'B & C', email: 'b@c.example', url: 'https://b.example/?x&y' }], copyright: '© & co' };
  const images = { icon: 'https://blog.example/i.png', logo: 'https://blog.example/l.png' };
  const xml = render('atom', { ...own, ...images, language: 'en"<', entries: [entry({ language: 'de' }), entry({ language: 'en"<' })] });
  const atom = parseAtomFeed(xml);
  assert.equal(atom.id, 'https://blog.example/atom.xml');
  assert.deepEqual(atom.links, [
    { rel: 'alternate', type: 'text/html', href: 'https://blog.example/' },
    { rel: 'self', type: 'application/atom+xml', href: 'https://blog.example/atom.xml' },
  ]);
  assert.deepEqual(atom.entries?.[0]?.links, [{ rel: 'alternate', type: 'text/html', href: 'https://blog.example/2026/03/01/hello/' }]);
  assert.deepEqual(atom.authors, [{ name: 'Ada' }, { name: 'B & C', email: 'b@c.example', uri: 'https://b.example/?x&y' }]);
  assert.deepEqual([all(xml, 'feed@xml:lang'), all(xml, 'entry@xml:lang')], [['en"<'], ['de']]);
  assert.deepEqual([all(xml, 'feed/rights'), atom.icon, atom.logo], [['© & co'], images.icon, images.logo]);
  assert.deepEqual([atom.entries?.[0]?.published, atom.entries?.[0]?.updated], ['2026-03-01T09:30:00Z', '2026-03-02T10:00:00Z']);
  assert.deepEqual(all(xml, 'content@type'), ['html', 'html']);
  assert.deepEqual(atomOf({ authors: [] }).authors, [{ name: 'Field Notes' }]);
});

test('JSON Feed 1.1: authors, language, icon; no members removed since version 1', () => {
  const authors = [
    { name: 'Ada', email: 'ada@x.example' },
    { name: 'Bob', url: 'https://bob.example/' },
  ];
  const json = jsonOf({ authors, icon: 'https://blog.example/i.png', entries: [entry({ authors, language: 'de' })] });
  const shown = [{ name: 'Ada' }, { name: 'Bob', url: 'https://bob.example/' }];
  assert.equal(json.version, 'https://jsonfeed.org/version/1.1');
  assert.deepEqual([json.authors, json.items[0].authors, json.author, json.items[0].author], [shown, shown, undefined, undefined]);
  assert.deepEqual([json.language, json.items[0].language], ['en', 'de']);
  assert.deepEqual([json.home_page_url, json.feed_url], ['https://blog.example/', 'https://blog.example/feed.json']);
  assert.deepEqual([json.icon, json.favicon], ['https://blog.example/i.png', 'https://blog.example/i.png']);
  assert.deepEqual([json.items[0].date_published, json.items[0].date_modified], ['2026-03-01T09:30:00Z', '2026-03-02T10:00:00Z']);
  assert.ok(Object.keys(json).indexOf('_linefeed') < Object.keys(json).indexOf('items'));
});

test('summary mode contains no full content, and an empty feed is complete', () => {
  for (const format of FORMATS) assert.doesNotMatch(render(format, { content: 'summary' }), /<p>|content:encoded>|<content|content_html/);
  assert.equal(jsonOf({ content: 'summary' }).items[0].content_text, 'A summary');
  const empty = { entries: [], updated: '1970-01-01T00:00:00.000Z' as const };
  for (const format of FORMATS) assert.equal(problemOf(render(format, empty), format, []), undefined);
});

test('equal input gives equal bytes except for the stamp, and the input is unchanged', () => {
  const document = feed({ entries: [entry({ authors: [{ name: 'Ada' }], terms: [tag('C<T>')] })] });
  const before = structuredClone(document);
  for (const format of FORMATS) {
    const text = renderDocument(document, format, stamp);
    const later = renderDocument(structuredClone(document), format, { ...stamp, rev: 13 });
    assert.notEqual(text, later);
    assert.equal(
      text,
      later.replace(/7f3a90c1 13|7f3a90c1","rev":13/, (found) => found.replace('13', '12')),
    );
    assert.throws(() => renderDocument(document, format, { generation: '-->', rev: 1 }), /a generation is/);
  }
  assert.deepEqual(document, before);
});

test('an archive links to its feed and its neighbours (RFC 5005, JSON Feed); a feed links to its newest archive', () => {
  const at = (place: string) => ({
    rss: `https://blog.example/${place}rss.xml`,
    atom: `https://blog.example/${place}atom.xml`,
    json: `https://blog.example/${place}feed.json`,
  });
  const own = { feed: 'archive/2026-02', self: at('2/'), current: at(''), previous: at('1/'), next: at('3/') };
  const relations = (links: { rel?: string | undefined; href?: string | undefined }[] = []) =>
    Object.fromEntries(links.map(({ rel, href }) => [rel, href]));
  const expectedLinks = (name: string) => ({
    self: `https://blog.example/2/${name}`,
    current: `https://blog.example/${name}`,
    'prev-archive': `https://blog.example/1/${name}`,
    'next-archive': `https://blog.example/3/${name}`,
  });
  assert.deepEqual(relations(rssOf(own).atom?.links), expectedLinks('rss.xml'));
  assert.deepEqual(relations(atomOf(own).links), { alternate: 'https://blog.example/', ...expectedLinks('atom.xml') });
  assert.equal(jsonOf(own).next_url, 'https://blog.example/1/feed.json');
  assert.equal(atomOf(own).id, atomOf({}).id, 'the same feed id');
  const history = (xml: string) => elements(xml).filter(([name]) => name.endsWith('/fh:archive')).length;
  assert.deepEqual(
    [history(render('rss', own)), history(render('atom', own)), history(render('rss')), history(render('atom'))],
    [1, 1, 0, 0],
  );
  assert.deepEqual(relations(rssOf({ previous: at('1/') }).atom?.links), {
    self: 'https://blog.example/rss.xml',
    'prev-archive': 'https://blog.example/1/rss.xml',
  });
  assert.equal('next_url' in jsonOf({}), false);
});

test('a picture is media:content with type and alt text in RSS and Atom, and image in JSON, a banner also banner_image', () => {
  const url = 'https://blog.example/a%20b.JPG?w=1&h=%22';
  const own = {
    entries: [entry({ image: { url, alt: 'Lens <1> & "co"' } }), entry({ image: { url: 'https://blog.example/x', banner: true } })],
  };
  const [rss, atom] = [rssOf(own).items, atomOf(own).entries];
  const description = { value: 'Lens <1> & "co"', type: 'plain' };
  const shown = [[{ url, medium: 'image', type: 'image/jpeg', description }], [{ url: 'https://blog.example/x', medium: 'image' }]];
  assert.deepEqual([rss?.map(({ media }) => media?.contents), atom?.map(({ media }) => media?.contents)], [shown, shown]);
  const items = jsonOf(own).items as Record<string, string>[];
  assert.deepEqual(
    items.map(({ image, banner_image }) => [image, banner_image]),
    [
      [url, undefined],
      ['https://blog.example/x', 'https://blog.example/x'],
    ],
  );
});

test('linksOut: a link post links to its external page in RSS and Atom, with its permalink as related; ids, other posts and JSON do not change', () => {
  const about = 'https://other.example/?a=1&b=2';
  for (const id of [entry().id, entry().link]) {
    const own = { linksOut: true as const, entries: [entry({ id, externalUrl: about }), entry({ id: 'tag:x,2026:2' })] };
    for (const format of FORMATS) assert.equal(problemOf(render(format, own), format, [id, 'tag:x,2026:2']), undefined);
    const [item, plain] = rssOf(own).items ?? [];
    assert.deepEqual([item?.link, item?.guid], [about, { value: id, isPermaLink: false }]);
    assert.deepEqual(item?.atom?.links, [{ href: entry().link, rel: 'related' }]);
    assert.deepEqual([plain?.link, plain?.atom?.links], [entry().link, undefined]);
    const [other] = atomOf(own).entries ?? [];
    assert.deepEqual(
      other?.links?.map(({ href, rel }) => [rel, href]),
      [
        ['alternate', about],
        ['related', entry().link],
      ],
    );
    assert.deepEqual([other?.id, render('json', own)], [id, render('json', { ...own, linksOut: undefined as never })]);
  }
});

test('the external page of a link post is related in RSS and Atom, external_url in JSON; the link stays the permalink', () => {
  const [link, id] = [entry().link, entry().id];
  const about = 'https://other.example/?a=1&b=2';
  const own = { entries: [entry({ externalUrl: about })] };
  const [item, json] = [rssOf(own).items?.[0], jsonOf(own).items[0]];
  assert.deepEqual([item?.link, item?.guid?.value, item?.atom?.links], [link, id, [{ href: about, rel: 'related' }]]);
  assert.deepEqual(atomOf(own).entries?.[0]?.links, [
    { rel: 'alternate', type: 'text/html', href: link },
    { rel: 'related', href: about },
  ]);
  assert.deepEqual([json.url, json.external_url], [link, about]);
});

test("a post's content setting overrides that of its feed", () => {
  const entries = [entry({ content: 'summary' }), entry({ content: 'full' }), entry()];
  for (const [content, full] of [
    ['full', [false, true, true]],
    ['summary', [false, true, false]],
  ] as const) {
    const own = { content, entries };
    const items = jsonOf(own).items as { content_html?: string; content_text?: string }[];
    assert.deepEqual(
      items.map(({ content_html }) => content_html !== undefined),
      full,
    );
    assert.ok(items.every(({ content_html, content_text }) => (content_html === undefined) === (content_text === 'A summary')));
    assert.deepEqual(
      rssOf(own).items?.map((item) => item.content?.encoded !== undefined),
      full,
    );
    assert.deepEqual(
      atomOf(own).entries?.map((each) => each.content !== undefined),
      full,
    );
  }
});

test('source Markdown is in RSS, and only beside full content', () => {
  const markdown = '# A ]]> B\n\n[a]: <b> & "c"\n';
  const own = { entries: [entry({ markdown }), entry({ markdown, content: 'summary' })] };
  const xml = render('rss', own);
  assert.deepEqual(all(xml, 'item/source:markdown'), [markdown]);
  assert.deepEqual(
    rssOf(own).items?.map(({ sourceNs }) => sourceNs?.markdown),
    [markdown.trim(), undefined],
  );
  for (const format of ['atom', 'json'] as const) assert.doesNotMatch(render(format, own), /# A/);
});

test('omits pictures and links that are not http(s)', () => {
  const own = { entries: [entry({ image: { url: 'javascript:alert(1)', alt: 'x' }, externalUrl: '/relative' })] };
  for (const format of FORMATS)
    assert.doesNotMatch(render(format, own), /javascript|relative|media:content|banner_image|external_url|"related"/);
});

test('pitfall of the feed package: a post without a body keeps its summary', () => {
  const own = { entries: [entry({ html: '' })] };
  assert.deepEqual([jsonOf(own).items[0].content_html, jsonOf(own).items[0].summary], ['', 'A summary']);
  assert.deepEqual([rssOf(own).items?.[0]?.description, atomOf(own).entries?.[0]?.summary?.value], ['A summary', 'A summary']);
});

test('a feed names its hubs in every format, and itself once', () => {
  const hubs = ['https://hub.example/?a=1&b=2', 'https://other.example/'];
  const relation = (links: { rel?: string | undefined; href?: string | undefined }[] = [], name = 'hub') =>
    links.flatMap(({ rel, href }) => (rel === name ? [href] : []));
  const [rss, atom] = [rssOf({ hubs }).atom?.links, atomOf({ hubs }).links];
  assert.deepEqual([relation(rss), relation(atom)], [hubs, hubs]);
  assert.deepEqual([relation(rss, 'self'), relation(atom, 'self')], [['https://blog.example/rss.xml'], ['https://blog.example/atom.xml']]);
  assert.deepEqual(
    parseJsonFeed(render('json', { hubs })).hubs,
    hubs.map((url) => ({ type: 'WebSub', url })),
  );
  for (const format of FORMATS) {
    assert.equal(problemOf(render(format, { hubs }), format, [entry().id]), undefined);
    assert.equal(render(format, { hubs: [] }), render(format), 'without hubs the bytes are the same');
  }
});
