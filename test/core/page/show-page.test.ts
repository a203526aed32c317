import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import { safeHtml } from '../../../lambda/core/html/html.ts';
import type { Entry } from '../../../lambda/core/model.ts';
import { renderEpisode } from '../../../lambda/core/page/episode-page.ts';
import type { PageDocument } from '../../../lambda/core/page/page-document.ts';
import { appsFor } from '../../../lambda/core/page/podcast-apps.ts';
import { qrCode } from '../../../lambda/core/page/qr-code.ts';
import { relativeTo } from '../../../lambda/core/page/relative.ts';
import { renderShow } from '../../../lambda/core/page/show-page.ts';
import { verifyPage } from '../../../lambda/core/page/verify-page.ts';
import { entry, HOME, page, stamp, termFeed } from './pages.ts';

const FILE = { url: `${HOME}media/1.mp3`, length: 5_650_889, type: 'audio/mpeg', duration: 3_723 };
const COVER = `${HOME}media/cover.png`;

const episode = (own: Partial<Entry> = {}) => entry({ key: 'talks/1.md', enclosures: [FILE], episode: { number: 2, season: 1 }, ...own });

function showPage(entries: Entry[], own: Partial<PageDocument> = {}): PageDocument {
  const document = page({ entries });
  const show = { ...document.head, title: 'Talk', show: { feed: 'main', author: 'Ada', image: COVER } };
  return { ...document, show, ...own };
}

const episodePage = (entries: Entry[]): PageDocument => {
  const { show: head = assert.fail(), ...rest } = showPage(entries);
  return { ...rest, head, episode: `${HOME}listen/talks/1/` };
};

/** As parse5 reads them. */
function named(html: string, name: string): (Record<string, string> & { text: string })[] {
  const textOf = (node: Tree.Node): string =>
    'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
  const within = (node: Tree.Node): Tree.Element[] => [
    ...('tagName' in node && node.tagName === name ? [node] : []),
    ...('childNodes' in node ? node.childNodes.flatMap(within) : []),
  ];
  return within(parse(html)).map((each) => ({
    ...Object.fromEntries(each.attrs.map((attribute) => [attribute.name, attribute.value])),
    text: textOf(each),
  }));
}

const hrefs = (html: string) => named(html, 'a').map(({ href }) => href);

describe('the page of a show', () => {
  const document = showPage([episode(), entry({ title: 'Only text' })]);
  const html = renderShow(document, stamp);

  it('has a cover, apps, a QR code and the episodes, with a player for the newest', () => {
    assert.equal(verifyPage(html, document), undefined);
    assert.deepEqual(
      named(html, 'h1').map(({ text }) => text),
      ['Talk'],
    );
    assert.deepEqual(
      named(html, 'img').map(({ src }) => src),
      ['media/cover.png'],
    );
    assert.deepEqual(
      named(html, 'audio').map(({ src, preload }) => [src, preload]),
      [['media/1.mp3', 'none']],
    );
    assert.deepEqual(
      named(html, 'h3').map(({ text }) => text),
      ['Hello', 'Only text'],
    );
    for (const address of ['podcast://blog.example/rss.xml', 'pktc://subscribe/blog.example/rss.xml', 'listen/talks/1/', 'rss.xml'])
      assert.ok(hrefs(html).includes(address), address);
    assert.equal(named(html, 'svg').length, 1);
    assert.ok(named(html, 'p').some(({ text }) => text === 'Mar 1, 20261:02:03Season 1, Episode 2'));
    assert.equal(named(html, 'script').length, 0);
  });

  it('of a category links to episodes relative to its folder', () => {
    const term = termFeed('talk', { taxonomy: 'categories', page: `${HOME}categories/talk/` });
    const document = showPage([episode()], { term });
    const html = renderShow(document, stamp);
    assert.equal(verifyPage(html, document), undefined);
    assert.ok(hrefs(html).includes('../../listen/talks/1/'));
    assert.equal(named(html, 'audio')[0]?.src, '../../media/1.mp3');
  });

  it('links to directories at the configured addresses', () => {
    const apps = { apple: 'https://podcasts.apple.com/podcast/id1', spotify: 'https://open.spotify.com/show/1' };
    const names = appsFor(`${HOME}rss.xml`, 'Talk & more', { apps }).map(({ name, href }) => [name, href]);
    assert.deepEqual(names, [
      ['Apple Podcasts', apps.apple],
      ['Spotify', apps.spotify],
      ['Overcast', 'overcast://x-callback-url/add?url=https%3A%2F%2Fblog.example%2Frss.xml'],
      ['Pocket Casts', 'pktc://subscribe/blog.example/rss.xml'],
      ['AntennaPod', 'https://antennapod.org/deeplink/subscribe?url=https%3A%2F%2Fblog.example%2Frss.xml&title=Talk%20%26%20more'],
    ]);
  });

  it('has no QR code for an address that is too long for one', () => {
    assert.ok(qrCode('x'.repeat(2_953)));
    assert.equal(qrCode('x'.repeat(2_954)), undefined);
  });
});

describe('the page of an episode', () => {
  const HOSTILE = [
    '<h2>Notes</h2><p>Text</p></div></section></main><h1>Other</h1>',
    '<script>alert(1)</script><img src=x onerror="alert(1)"><style>body{display:none}</style>',
    '<iframe src="https://www.youtube.com/embed/abc"></iframe><form action="/x"><input></form><a href="javascript:alert(1)">x</a>',
  ].join('\n');

  it('has player, chapters, notes and transcripts', () => {
    const own = {
      html: '<p>Notes</p>',
      episode: {
        chapterList: [{ start: 0, title: 'Start' }, { start: 61.5, title: 'Link', url: 'https://x.example/', image: COVER }, { start: 70 }],
        transcripts: [{ url: `${HOME}media/1.vtt`, type: 'text/vtt', language: 'en' }],
      },
    };
    const document = episodePage([episode(own)]);
    const html = renderEpisode(document, stamp);
    assert.equal(verifyPage(html, document), undefined);
    assert.equal(named(html, 'audio')[0]?.src, '../../../media/1.mp3');
    assert.deepEqual(
      named(html, 'li').map(({ text }) => text.trim()),
      ['0:00 Start', '1:01 Link', '1:10 1:10', 'text/vtt, en'],
    );
    for (const address of ['../../../media/1.mp3#t=61.5', 'https://x.example/', '../../../media/1.vtt', '../../../'])
      assert.ok(hrefs(html).includes(address), address);
    assert.ok(html.includes('<p>Notes</p>'));
  });

  it('shows hostile notes as text and links, inside their element', () => {
    const document = episodePage([episode({ html: safeHtml(HOSTILE, HOME) })]);
    const html = renderEpisode(document, stamp);
    assert.equal(verifyPage(html, document), undefined);
    for (const name of ['script', 'iframe', 'form', 'input']) assert.equal(named(html, name).length, 0, name);
    assert.equal(named(html, 'style').length, 1);
    assert.ok(hrefs(html).includes('https://www.youtube.com/embed/abc'));
    assert.ok(!/onerror|javascript:|alert/.test(html.replace(/&[^;]+;/g, '')));
    assert.ok(named(html, 'main')[0]?.text.includes('Open the post'), 'the notes did not end the main element');
    // verifyPage finds what the sanitizer might have missed.
    for (const bad of ['<script></script>', '<iframe src="https://x.example/"></iframe>', '<p onclick="x">x</p>'])
      assert.match(verifyPage(html.replace('<p>Text</p>', bad), document) ?? '', /^it has an (?:element|attribute)/);
  });

  it('of a removed episode has a link to its show, and nothing else', () => {
    const document = episodePage([]);
    const html = renderEpisode(document, stamp);
    assert.equal(verifyPage(html, document), undefined);
    assert.match(html, /<meta name="robots" content="noindex">/);
    assert.equal(named(html, 'audio').length, 0);
    assert.equal(named(html, 'main')[0]?.text.trim(), 'This episode is not published at the moment.');
  });
});

it('makes addresses relative on one host', () => {
  const cases: [string, string][] = [
    [`${HOME}a/b/`, 'a/b/'],
    [HOME, './'],
    [`${HOME}c/x:y.mp3?q#t`, '../../c/x:y.mp3?q#t'],
    [`${HOME}a/b/x:y`, './x:y'],
    ['https://other.example/a/', 'https://other.example/a/'],
  ];
  assert.equal(relativeTo(HOME, `${HOME}a/b/`), 'a/b/');
  assert.equal(relativeTo(`${HOME}a/b/`, `${HOME}a/b/`), './');
  for (const [target] of cases) {
    for (const from of [HOME, `${HOME}a/b/`, `${HOME}a/`, `${HOME}z/`])
      assert.equal(new URL(relativeTo(from, target), from).href, target, `${from} ${target}`);
  }
});
