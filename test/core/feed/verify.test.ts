import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FeedDocument } from '../../../lambda/core/feed/feed-document.ts';
import { renderDocument } from '../../../lambda/core/feed/render.ts';
import { readEntries, readStamp, verifyDocument } from '../../../lambda/core/feed/verify.ts';
import { FORMATS, type Format } from '../../../lambda/core/model.ts';

const ids = ['tag:blog.example,2026:1', 'https://blog.example/2&3'];

const document: FeedDocument = {
  feed: 'main',
  title: 'Field Notes',
  link: 'https://blog.example/',
  description: '',
  language: 'en',
  authors: [],
  content: 'full',
  self: { rss: 'https://blog.example/rss.xml', atom: 'https://blog.example/atom.xml', json: 'https://blog.example/feed.json' },
  updated: '2026-03-02T10:00:00.000Z',
  entries: ids.map((id) => ({
    key: '_posts/a.md',
    id,
    link: 'https://blog.example/a/',
    title: 'Title',
    published: '2026-03-01T09:30:00.000Z',
    updated: '2026-03-02T10:00:00.000Z',
    authors: [{ name: 'Ada' }],
    terms: [],
    summary: '',
    html: '<p>a</p>',
  })),
};

const stamp = { generation: '7f3a90c1', rev: 12 };
const render = (format: Format) => renderDocument(document, format, stamp);

test('a whole document is one, with these ids in this order only', () => {
  for (const format of FORMATS) {
    const text = render(format);
    assert.equal(verifyDocument(text, format, ids), undefined);
    assert.match(verifyDocument(text, format, ids.toReversed()) ?? '', /^entry 1 has the id "tag:.*, not "https:/);
    assert.match(verifyDocument(text, format, ids.slice(1)) ?? '', /^it has 2 entries, not 1$/);
    assert.match(verifyDocument(text, format, [...ids, 'x']) ?? '', /^it has 2 entries, not 3$/);
    assert.match(verifyDocument(text.slice(0, -10), format, ids) ?? '', /^it does not parse: [^\n]+$/);
    assert.match(verifyDocument('', format, ids) ?? '', /^it does not parse|^the feed has no/);
  }
  assert.match(verifyDocument(render('rss'), 'atom', ids) ?? '', /^the feed has no id$/);
});

test('ids and links are read back from each format, and nothing from a document that does not parse', () => {
  for (const format of FORMATS) {
    const text = render(format);
    assert.deepEqual(
      readEntries(text),
      ids.map((id) => ({ id, link: 'https://blog.example/a/' })),
      format,
    );
    assert.deepEqual(readEntries(text.slice(0, -10)), [], format);
  }
});

/** format, what is damaged, with what, the reason given. */
const DAMAGE: [Format, string, string, RegExp][] = [
  ['rss', '<p>a</p>', '\u0001', /does not parse: .*disallowed character/],
  ['rss', '<p>a</p>', '\uD800', /does not parse: .*surrogate/],
  ['rss', '<p>a</p>', ']]>&nbsp;<![CDATA[', /does not parse: .*undefined entity/],
  ['rss', '<guid', '<itunes:duration>1</itunes:duration><guid', /does not parse: .*unbound namespace prefix/],
  ['rss', 'Sun, 01 Mar 2026 09:30:00 GMT', 'Invalid Date', /has no valid pubDate/],
  ['rss', '<title>Title</title>', '<title> </title>', /has no title or description/],
  ['rss', '<link>https://blog.example/a/</link>', '', /has no absolute link/],
  ['rss', 'rel="self"', 'rel="hub"', /the feed has no .*link self/],
  ['atom', '2026-03-01T09:30:00Z', '2026-02-31T09:30:00Z', /has no valid published/],
  ['atom', '2026-03-02T10:00:00Z</updated>\n        <content', 'today</updated>\n        <content', /has no valid updated/],
  ['atom', 'https://blog.example/a/', '/a/', /has no absolute link/],
  ['atom', 'http://www.w3.org/2005/Atom', 'http://purl.org/atom/ns#', /the feed has no id/],
  ['atom', '<author>\n        <name>Field Notes</name>\n    </author>', '', /the feed has no author/],
  ['atom', '<title type="text">Title</title>', '', /has no title/],
  ['json', '"content_html"', '"content"', /has no content_html or content_text/],
  ['json', 'version/1.1', 'version/1', /JSON Feed 1.1/],
  ['json', '"items"', '"entries"', /no items/],
  ['json', `"${ids[0]}"`, '7', /entry 1 has the id undefined/],
];

test('damage is found and named in one line', () => {
  for (const [format, part, damage, reason] of DAMAGE) {
    const text = render(format);
    assert.ok(text.includes(part), part);
    assert.match(
      verifyDocument(
        text.replace(part, () => damage),
        format,
        ids,
      ) ?? 'whole',
      reason,
      `${format}: ${part}`,
    );
  }
});

test('the stamp is read back, and only from where the renderer puts it', () => {
  for (const format of FORMATS) {
    const text = render(format);
    assert.deepEqual(readStamp(text), stamp);
    assert.deepEqual(readStamp(text.slice(0, 200)), stamp);
    const imitation = '<!-- linefeed deadbeef 99 --> "_linefeed": {"generation":"deadbeef","rev":99}';
    const forged = renderDocument({ ...document, title: imitation, description: imitation }, format, stamp);
    assert.deepEqual(readStamp(forged), stamp);
    assert.equal(readStamp(forged.replace('linefeed 7f3a90c1 12', '').replace('"_linefeed": {"gen', '"_other": {"gen')), undefined);
  }
  assert.equal(readStamp(''), undefined);
  assert.equal(readStamp('<?xml version="1.0"?><rss/>'), undefined);
});
