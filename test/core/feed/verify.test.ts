import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FeedDocument } from '../../../lambda/core/feed/feed-document.ts';
import { readEntries, readStamp, verifyParts } from '../../../lambda/core/feed/verify.ts';
import { FORMATS, type Format } from '../../../lambda/core/model.ts';
import { random } from '../tree/support.ts';
import { partsOf, problemOf, renderDocument } from './documents.ts';

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

test('accepts a complete document with exactly these ids in this order', () => {
  for (const format of FORMATS) {
    const text = render(format);
    assert.equal(problemOf(text, format, ids), undefined);
    assert.match(problemOf(text, format, ids.toReversed()) ?? '', /^entry 1 has the id "tag:.*, not "https:/);
    assert.match(problemOf(text, format, ids.slice(1)) ?? '', /^it has 2 entries, not 1$/);
    assert.match(problemOf(text, format, [...ids, 'x']) ?? '', /^it has 2 entries, not 3$/);
    assert.match(problemOf(text.slice(0, -10), format, ids) ?? '', /^it does not parse: [^\n]+$/);
    assert.match(problemOf('', format, ids) ?? '', /^it does not parse|^the feed has no/);
  }
  assert.match(problemOf(render('rss'), 'atom', ids) ?? '', /^it does not parse: /);
});

test('readEntries reads ids and links from each format, and nothing from a document that does not parse', () => {
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

/** Format, text to replace, replacement, expected reason. */
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
  ['atom', 'http://www.w3.org/2005/Atom', 'http://purl.org/atom/ns#', /entries are not in the feed/],
  ['atom', '<author>\n        <name>Field Notes</name>\n    </author>', '', /the feed has no author/],
  ['atom', '<title type="text">Title</title>', '', /has no title/],
  ['json', '"content_html"', '"content"', /has no content_html or content_text/],
  ['json', 'version/1.1', 'version/1', /JSON Feed 1.1/],
  ['json', '"items"', '"entries"', /no items/],
  ['json', `"${ids[0]}"`, '7', /entry 1 has the id undefined/],
];

test('reports damage in one line', () => {
  for (const [format, part, damage, reason] of DAMAGE) {
    const text = render(format);
    assert.ok(text.includes(part), part);
    const damaged = text.replace(part, () => damage);
    assert.match(problemOf(damaged, format, ids) ?? 'whole', reason, `${format}: ${part}`);
  }
});

const LOOSE: Record<'rss' | 'atom', string[]> = {
  rss: [
    `<item/></channel><channel>`,
    '</channel><channel><item/>',
    '<item/><title>Another</title>',
    '<item/><!-- ',
    '<item/><![CDATA[',
    '<item/>&am',
    '<item/><item',
    '<item/><item/>',
    '<item>',
    '--><item/>',
    '><item/>',
    'text<item/>',
    '<other/>',
    '',
  ],
  atom: [
    '<entry/></feed><feed>',
    '<entry/><title>Another</title>',
    '<entry/><!-- ',
    '<entry/><entry/>',
    '<entry xmlns="urn:other"/>',
    '<entry>',
  ],
};

test('accepts a fragment only if it is one entry on its own, whatever surrounds it', () => {
  for (const format of ['rss', 'atom'] as const) {
    const { frame, fragments } = partsOf(render(format), format);
    const [first = '', second = ''] = fragments;
    const whole = first.slice(first.indexOf('<'));
    for (const loose of LOOSE[format]) {
      const bad = loose.replace(/<(item|entry)\/>/, () => whole);
      assert.notEqual(verifyParts(format, frame, [bad], ids.slice(0, 1)), undefined, loose);
      assert.notEqual(verifyParts(format, frame, [bad, second], ids), undefined, loose);
    }
    // The second fragment continues what the first leaves open.
    assert.notEqual(verifyParts(format, frame, [`${first}<!--`, `\n<x/>-->${second}`], ids), undefined);
    assert.notEqual(verifyParts(format, [`${frame[0]}<!--`, `-->${frame[1]}`], [], []), undefined, 'nor may the frame be open');
  }
  const { frame, fragments } = partsOf(render('json'), 'json');
  for (const loose of [fragments.join(), `${fragments[0]},`, '[]', '"x"', '', `${fragments[0]}]}`])
    assert.notEqual(verifyParts('json', frame, [loose], ids.slice(0, 1)), undefined, loose);
  assert.notEqual(verifyParts('json', [`${frame[0]}"x",`, frame[1]], fragments, ids), undefined);
});

const SEED = 20_260_301;
const CUTS = [
  '<',
  '>',
  '</',
  '/>',
  ']]>',
  '<![CDATA[',
  '<!--',
  '-->',
  '&',
  '&amp;',
  '"',
  '{',
  '}',
  ',',
  '\\',
  '</item>',
  '<entry>',
  '\uD800',
  '',
];

test('fragments verified one by one form a document that another parser reads, in any order', () => {
  const next = random(SEED);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  let accepted = 0;
  for (let round = 0; round < 3000; round++) {
    const format = pick(FORMATS);
    const { frame, fragments } = partsOf(render(format), format);
    const mutated = fragments.map((fragment) => {
      const [from, length] = [Math.floor(next() * fragment.length), Math.floor(next() * 12)];
      return fragment.slice(0, from) + pick(CUTS) + fragment.slice(from + length);
    });
    const verified = ids.flatMap((id, index) => {
      const fragment = mutated[index] ?? '';
      return verifyParts(format, frame, [fragment], [id]) === undefined ? [{ id, fragment }] : [];
    });
    accepted += verified.length;
    const shuffled = verified.toReversed();
    const text = frame[0] + shuffled.map(({ fragment }) => fragment).join(format === 'json' ? ',' : '') + frame[1];
    assert.deepEqual(
      readEntries(text).map(({ id }) => id),
      shuffled.map(({ id }) => id),
      `seed ${SEED}, round ${round}: ${text}`,
    );
  }
  assert.ok(accepted > 500 && accepted < 5500, `${accepted} of 6000 were accepted`);
});

test('reads the stamp only from where the renderer writes it', () => {
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
