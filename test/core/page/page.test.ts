import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import { readStamp } from '../../../lambda/core/feed/verify.ts';
import { renderPage } from '../../../lambda/core/page/page.ts';
import type { PageDocument } from '../../../lambda/core/page/page-document.ts';
import { verifyPage } from '../../../lambda/core/page/verify-page.ts';
import { anyText, carriedLine } from '../../support/unicode.ts';
import { entries, entry, HOME, page, stamp, termFeed } from './pages.ts';

const render = (document: PageDocument) => renderPage(document, stamp);

interface Element {
  name: string;
  attributes: Record<string, string>;
  text: string;
}

function elementsOf(html: string): Element[] {
  const found: Element[] = [];
  const open: Element[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      const element = { name, attributes, text: '' };
      found.push(element);
      open.push(element);
    },
    ontext(data) {
      for (const element of open) element.text += data;
    },
    onclosetag: () => void open.pop(),
  });
  parser.end(html);
  return found;
}

const named = (html: string, name: string) => elementsOf(html).filter((element) => element.name === name);
const hrefs = (html: string) => named(html, 'a').map(({ attributes }) => attributes.href);

/** As parse5 reads them. */
function textsIn(html: string, name: string): string[] {
  const textOf = (node: Tree.Node): string =>
    'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
  const within = (node: Tree.Node): string[] =>
    node.nodeName === name ? [textOf(node)] : 'childNodes' in node ? node.childNodes.flatMap(within) : [];
  return within(parse(html));
}

describe('the page of a blog', () => {
  it('offers each format with a subscribe link and an address to copy', () => {
    const html = render(page());
    assert.ok(hrefs(html).includes(`feed:${HOME}rss.xml`));
    for (const name of ['rss.xml', 'atom.xml', 'feed.json']) {
      assert.ok(hrefs(html).includes(name), `${name} is a relative link`);
      assert.ok(named(html, 'code').some(({ text }) => text === HOME + name));
    }
  });

  it('has alternate links for the main feed in each format and for the feed of each term', () => {
    const html = render(page({ terms: [termFeed('C'), termFeed('a&b')] }));
    const alternates = named(html, 'link').filter(({ attributes }) => attributes.rel === 'alternate');
    assert.deepEqual(
      alternates.map(({ attributes: { type, href, title } }) => [type, href, title]),
      [
        ['application/rss+xml', `${HOME}rss.xml`, 'Field Notes (RSS)'],
        ['application/atom+xml', `${HOME}atom.xml`, 'Field Notes (Atom)'],
        ['application/feed+json', `${HOME}feed.json`, 'Field Notes (JSON)'],
        ['application/rss+xml', `${HOME}tags/C/rss.xml`, 'Field Notes: C (RSS)'],
        ['application/rss+xml', `${HOME}tags/a%26b/rss.xml`, 'Field Notes: a&b (RSS)'],
      ],
    );
    assert.equal(named(html, 'link').find(({ attributes }) => attributes.rel === 'canonical')?.attributes.href, HOME);
  });

  it('has alternate links for the 100 largest terms, and links to all', () => {
    const html = render(
      page({ terms: Array.from({ length: 103 }, (_, index) => termFeed(`t${index}`, { posts: index === 7 ? 1 : 200 - index })) }),
    );
    const alternates = named(html, 'link').flatMap(({ attributes: { rel, href } }) => (rel === 'alternate' ? [href] : []));
    const expected = Array.from({ length: 101 }, (_, index) => `${HOME}tags/t${index}/rss.xml`).filter((_, index) => index !== 7);
    assert.deepEqual(alternates.slice(3), expected);
    assert.ok(hrefs(html).includes('tags/t102/rss.xml') && hrefs(html).includes('tags/t7/'));
  });

  it('links each term to its page and its feed, alphabetically, with the number of posts', () => {
    const html = render(page({ terms: [termFeed('b'), termFeed('Ä', { posts: 12 }), termFeed('z', { taxonomy: 'authors' })] }));
    assert.deepEqual(
      named(html, 'li')
        .map(({ text }) => text)
        .filter((text) => / RSS$/.test(text)),
      ['Ä 12 RSS', 'b 3 RSS', 'z 3 RSS'],
    );
    assert.ok(hrefs(html).includes('tags/%C3%84/') && hrefs(html).includes('tags/%C3%84/rss.xml'));
    assert.deepEqual(
      named(html, 'h2').map(({ text }) => text),
      ['Subscribe', 'Newest posts', 'Tags', 'Authors'],
    );
  });

  it('states how many terms it omits', () => {
    const shown = page({ terms: [termFeed('C')], more: 44_313 });
    assert.match(render(shown), /<p class="soft">The list has those with the most posts; there are 44,313 more\.<\/p>/);
    assert.match(render({ ...shown, head: { ...shown.head, language: 'de' } }), /es gibt 44\.313 weitere/);
    assert.doesNotMatch(render(page({ terms: [termFeed('C')] })), /there are/);
  });

  it('collapses the list of hundreds of terms', () => {
    const terms = (count: number) => Array.from({ length: count }, (_, index) => termFeed(`tag ${index}`));
    const isOpen = (html: string) => 'open' in (named(html, 'details')[0]?.attributes ?? {});
    assert.deepEqual([isOpen(render(page({ terms: terms(30) }))), isOpen(render(page({ terms: terms(300) })))], [true, false]);
  });

  it('links to the subscribe pages of common feed readers', () => {
    const links = (html: string) =>
      named(html, 'a').flatMap(({ text, attributes: { href, rel } }) =>
        ['Feedly', 'Inoreader', 'NewsBlur', 'NetNewsWire'].includes(text) ? [[text, href, rel]] : [],
      );
    const rel = 'nofollow noreferrer';
    assert.deepEqual(links(render(page({}, { self: { rss: `${HOME}a%20b.xml?x=1&y` } }))), [
      ['Feedly', 'https://feedly.com/i/subscription/feed%2Fhttps%3A%2F%2Fblog.example%2Fa%2520b.xml%3Fx%3D1%26y', rel],
      ['Inoreader', 'https://www.inoreader.com/?add_feed=https%3A%2F%2Fblog.example%2Fa%2520b.xml%3Fx%3D1%26y', rel],
      ['NewsBlur', 'https://www.newsblur.com/?url=https%3A%2F%2Fblog.example%2Fa%2520b.xml%3Fx%3D1%26y', rel],
      ['NetNewsWire', 'feed:https://blog.example/a%20b.xml?x=1&y', undefined],
    ]);
    assert.ok(links(render(page({ term: termFeed('C') })))[0]?.[1]?.endsWith('%2Ftags%2FC%2Frss.xml'));
    assert.deepEqual(links(render(page({ preview: true }))), [], 'third parties do not learn the address of a preview');
  });

  it('has a letter index for more than 50 terms, with a link for each letter', () => {
    const html = (count: number) =>
      render(page({ terms: Array.from({ length: count }, (_, index) => termFeed(`${'bac'[index % 3]}${index}`)) }));
    assert.ok(!html(50).includes('<nav'));
    const [indexed, nav] = [html(51), named(html(51), 'nav')];
    assert.deepEqual(
      nav.map(({ attributes, text }) => [attributes['aria-label'], text.trim().split('\n')]),
      [['Tags', ['A', 'B', 'C']]],
    );
    assert.deepEqual(
      named(indexed, 'dt').flatMap(({ attributes: { id }, text }) => (id ? [[id, text]] : [])),
      [
        ['tags-1', 'A'],
        ['tags-2', 'B'],
        ['tags-3', 'C'],
      ],
    );
    assert.ok(['#tags-1', '#tags-2', '#tags-3'].every((href) => hrefs(indexed).includes(href)));
    assert.equal(named(indexed, 'bdi').length, 51);
  });

  it('keeps the index of 2,000 terms below 3 % of the page', () => {
    const terms = Array.from({ length: 2_000 }, (_, index) => termFeed(`${String.fromCodePoint(0x4e00 + index)} ${index}`));
    const html = render(page({ terms }, { language: 'zh' }));
    const index = html.slice(html.indexOf('<nav'), html.indexOf('</nav>'));
    assert.equal(index.match(/<a /g)?.length, 40);
    const headings = html.match(/<dt class="letter".*<\/dt>\n<dd>|<\/dd>/g)?.join('') ?? '';
    assert.ok(index.length + headings.length < html.length * 0.03, `${index.length + headings.length} of ${html.length}`);
  });

  it('shows the link elements to copy into a site, which are those of the page itself', () => {
    const html = render(page({}, { title: 'A "B" & <C>' }));
    const [lines] = named(html, 'pre');
    assert.equal(lines?.text.split('\n').length, 3);
    for (const line of lines?.text.split('\n') ?? []) assert.ok(html.includes(`\n${line}\n`) || html.includes(`${line}\n`), line);
    const [pasted] = named(lines?.text ?? '', 'link');
    assert.deepEqual(pasted?.attributes, {
      ...{ rel: 'alternate', type: 'application/rss+xml', title: 'A "B" & <C> (RSS)', href: `${HOME}rss.xml` },
    });
  });

  it('shows an icon from its own host only', () => {
    const icons = (icon?: string) => {
      const html = render(page({}, icon ? { icon } : {}));
      const [link] = named(html, 'link').filter(({ attributes }) => attributes.rel === 'icon');
      return [link?.attributes.href, named(html, 'img').length];
    };
    assert.deepEqual(icons(`${HOME}icon.png`), [`${HOME}icon.png`, 1]);
    for (const icon of [undefined, 'https://elsewhere.example/icon.png', 'javascript:alert(1)'])
      assert.deepEqual(icons(icon), ['data:,', 0]);
  });

  it('omits formats, OPML and posts that do not exist', () => {
    const only = render(page({}, { self: { atom: `${HOME}atom.xml` } }));
    assert.ok(hrefs(only).includes(`feed:${HOME}atom.xml`));
    assert.ok(!only.includes('RSS'));
    assert.ok(!render({ ...page(), opml: undefined } as never).includes('OPML'));
    assert.ok(render(page({ entries: [] })).includes('Nothing is published here at the moment.'));
  });
});

describe('the page of a term', () => {
  const html = render(page({ term: termFeed('Vec<T> & co') }));

  it("has the term’s feeds, and a link to the blog's page", () => {
    assert.deepEqual(
      named(html, 'h1').map(({ text }) => text),
      ['Vec<T> & co'],
    );
    assert.deepEqual(
      named(html, 'dd').map(({ text }) => text),
      ['rss.xml', 'atom.xml', 'feed.json'].map((name) => `${HOME}tags/Vec%3CT%3E%20%26%20co/${name}`),
    );
    assert.ok(hrefs(html).includes('rss.xml') && hrefs(html).includes('../../'));
    const [{ text = '' } = {}] = named(html, 'title');
    assert.equal(text, 'Subscribe to Field Notes: Vec<T> & co');
  });

  it('has an alternate link to the blog’s feed, and no lines to copy', () => {
    assert.ok(named(html, 'link').some(({ attributes }) => attributes.href === `${HOME}rss.xml`));
    assert.deepEqual(named(html, 'pre'), []);
  });
});

describe('languages', () => {
  const days = (language: string, timezone = 'Europe/Zurich') =>
    named(render(page({ timezone, entries: [entry({ published: '2026-03-01T23:30:00.000Z' })] }, { language })), 'time')[0];

  it('formats dates in the language and time zone of the blog', () => {
    assert.equal(days('en')?.text, 'Mar 2, 2026');
    assert.equal(days('en-GB', 'UTC')?.text, '1 Mar 2026');
    assert.equal(days('de')?.text, '02.03.2026');
    assert.equal(days('de')?.attributes.datetime?.slice(0, 10), '2026-03-01');
  });

  it('uses the blog’s language where it is translated, and its direction', () => {
    const headOf = (language: string) => {
      const html = render(page({}, { language }));
      const { lang, dir } = named(html, 'html')[0]?.attributes ?? {};
      return [lang, dir, named(html, 'h2')[0]?.text];
    };
    assert.deepEqual(headOf('de-CH'), ['de-CH', 'ltr', 'Abonnieren']);
    assert.deepEqual(headOf('ar'), ['ar', 'rtl', 'الاشتراك']);
    assert.deepEqual(headOf('he'), ['en', 'ltr', 'Subscribe'], 'English messages around texts marked as Hebrew');
  });

  it('marks texts in another language than the page', () => {
    const html = render(page({ entries: [entry({ language: 'ja', title: '灯台' }), entry({ title: 'שלום' })] }, { language: 'he' }));
    const marks = named(html, 'h3').map(({ attributes: { lang, dir } }) => [lang, dir]);
    assert.deepEqual(marks, [
      ['ja', 'ltr'],
      ['he', 'rtl'],
    ]);
    assert.deepEqual(named(render(page()), 'h3')[0]?.attributes, {});
  });
});

describe('a page', () => {
  it('has its stamp in the first bytes, and equals other revisions except for the stamp', () => {
    const [one, other] = [
      { generation: 'a1', rev: 1 },
      { generation: 'b2', rev: 20 },
    ].map((each) => renderPage(page(), each));
    assert.deepEqual(readStamp(other?.slice(0, 200) ?? ''), { generation: 'b2', rev: 20 });
    assert.equal(one?.replace('a1 1', ''), other?.replace('b2 20', ''));
    assert.equal(readStamp('<!doctype html>\n<title>A page of someone else</title>'), undefined);
  });

  it('is verified before it is written, with a reason for any damage', () => {
    const document = page({ terms: [termFeed('C')], entries: entries('One', 'Two') });
    const html = render(document);
    assert.equal(verifyPage(html, document), undefined);
    const damaged: [string, string, RegExp][] = [
      ['<main>', '<main><script></script>', /an element script/],
      ['<main>', '<main onclick="x()">', /an attribute onclick/],
      ['</h2>', '', /does not end/],
      ['>One<', '>Three<', /other entries/],
      [`${HOME}0/`, 'https://elsewhere.example/', /other entries/],
      ['<h1>Field Notes', '<h1>Field', /its heading is/],
      ['href="tags/C/rss.xml"', 'href=""', /names no feed/],
      ['<main>', '<main><a href="#tags-9"></a>', /a link to #tags-9, which is not on it/],
    ];
    for (const [from, to, reason] of damaged) assert.match(verifyPage(html.replace(from, to), document) ?? '', reason, from);
  });

  it('labels a note with its summary, or with its address without one', () => {
    const long = `${'A long note about bees and the flowers that they visit in early spring '.repeat(2)}`.trim();
    const html = render(
      page({
        entries: [entry({ title: '', summary: 'Bees again.' }), entry({ title: ' ', summary: long }), entry({ title: '', summary: '' })],
      }),
    );
    assert.deepEqual(textsIn(html, 'h3'), [
      'Bees again.',
      'A long note about bees and the flowers that they visit in early spring A long…',
      'https://blog.example/2026/03/01/hello/',
    ]);
    assert.equal(textsIn(html, 'p').filter((text) => text === 'Bees again.').length, 0);
    assert.ok(textsIn(html, 'p').includes(long));
  });

  it("shows any text unchanged, as a browser's parser reads it", () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, anyText, fc.boolean(), (title, term, summary, description, isTerm) => {
        const terms = [termFeed('x', { name: term, title: `${title}: ${term}` })];
        const own = isTerm ? { term: terms[0] as (typeof terms)[0] } : { terms };
        const html = render(page({ ...own, entries: [entry({ title, summary, link: `${HOME}0/` })] }, { title, description }));
        // Pages collapse white space.
        const visible = (text: string) => carriedLine(text).replace(/\s+/g, '');
        const checkText = (name: string, text: string) =>
          visible(text) === '' || assert.deepEqual(textsIn(html, name).map(visible), [visible(text)]);
        checkText('h1', isTerm ? term : title);
        if (visible(title) !== '') checkText('h3', title);
        if (!isTerm) checkText('bdi', term);
        if (visible(summary) !== '' && visible(title) !== '')
          assert.ok(textsIn(html, 'p').map(visible).includes(visible(summary)), JSON.stringify(summary));
      }),
      { seed: 20260307, numRuns: 300 },
    );
  });
});
