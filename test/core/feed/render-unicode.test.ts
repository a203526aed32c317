import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseAtomFeed, parseRssFeed } from 'feedsmith';
import { readStamp, verifyDocument } from '../../../lambda/core/feed/verify.ts';
import { FORMATS } from '../../../lambda/core/model.ts';
import { entry, reader, render, stamp, tag } from './documents.ts';

const HOSTILE = [
  ']]>',
  '<!--',
  '-->',
  '&#0;',
  '&amp;',
  '&',
  '<',
  '>',
  '"',
  "'",
  '\0',
  '\u0001',
  '\u0002',
  '\u0003',
  '\uD800',
  '\uDC00',
  '\uFFFE',
  '\uFFFF',
  '\u007F',
  '\u0085',
  '\u0092',
  '\uFDD0',
  '\u{1FFFE}',
];
const MARKUP = [
  '\r\n',
  '\r',
  '\t',
  '\n',
  '<![CDATA[',
  '</entry>',
  '<entry>\n        <title type="html"><![CDATA[',
  '<id>linefeed:id</id>',
  '$&',
  '$1',
  '日本',
  '<!-- linefeed 0 9 -->',
];
const text = fc
  .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE, ...MARKUP)), { maxLength: 8 })
  .map((parts) => parts.join(''));
const address = fc.tuple(fc.webUrl({ withQueryParameters: true, withFragments: true }), text).map(([url, more]) => `${url}?a=1&b=${more}`);

/** Written as XML 1.0 says it, independently of the code: what of a text a document can carry, and is not discouraged to. */
function carried(value: string): string {
  const allowed = (c: number) =>
    c === 9 || c === 10 || c === 13 || (c >= 32 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
  const discouraged = (c: number) =>
    (c >= 0x7f && c <= 0x84) || (c >= 0x86 && c <= 0x9f) || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xffff) >= 0xfffe;
  return [...value]
    .filter((c) => allowed(c.codePointAt(0) ?? 0) && !discouraged(c.codePointAt(0) ?? 0))
    .join('')
    .replaceAll('\r\n', '\n')
    .replaceAll(/[\r\x85]/g, '\n');
}
const line = (value: string) => carried(value).replace(/[\n\t]+/g, ' ');
const visible = (values: string[]) => values.filter((value) => value.trim() !== '');

interface Hostile {
  title: string;
  term: string;
  author: string;
  link: string;
  summary: string;
  html: string;
  id: string;
}

function comesBack(post: Hostile): void {
  const id = `tag:x,2026:${carried(post.id)}`;
  const own = entry({ ...post, id, terms: [tag(post.term)], authors: [{ name: post.author, url: post.link }] });
  const document = { entries: [own, entry()], title: post.title, description: post.html, copyright: post.summary };
  const texts = { rss: render('rss', document), atom: render('atom', document), json: render('json', document) };
  for (const format of FORMATS) {
    assert.equal(verifyDocument(texts[format], format, [id, entry().id]), undefined);
    assert.deepEqual(readStamp(texts[format]), stamp);
  }
  const [rss, atom, json] = [reader(texts.rss), reader(texts.atom), JSON.parse(texts.json)];
  const item = json.items[0];
  const [html, summary, link] = [carried(post.html), carried(post.summary), new URL(post.link).href];
  const title = visible([line(post.title)])[0] ?? link;
  assert.deepEqual([rss('item/title')[0], atom('entry/title')[0], item.title], [title, title, title]);
  assert.deepEqual(
    [rss('channel/title')[0], atom('feed/title')[0]],
    Array(2).fill(visible([line(post.title)])[0] ?? 'https://blog.example/'),
  );
  assert.deepEqual([rss('item/content:encoded').slice(0, -1), atom('entry/content').slice(0, -1)], html ? [[html], [html]] : [[], []]);
  assert.deepEqual([item.content_html, rss('channel/description')[0], json.description ?? ''], [html, html, html]);
  assert.deepEqual(
    [atom('entry/summary').slice(0, -1), rss('channel/copyright'), atom('feed/rights')],
    Array(3).fill(summary ? [summary] : []),
  );
  const labels = visible([line(post.term)]);
  assert.deepEqual([rss('item/category'), atom('category@term'), item.tags ?? []], [labels, labels, labels]);
  const names = visible([line(post.author)]);
  assert.deepEqual([rss('item/dc:creator'), atom('author/name').slice(1)], [names, names]);
  assert.deepEqual([rss('item/link')[0], atom('link@href')[2], item.url], [link, link, link]);
  // feedsmith trims and drops comments, but the hostile entry must not have hidden or changed the next one.
  const [items, entries] = [parseRssFeed(texts.rss).items, parseAtomFeed(texts.atom).entries];
  assert.deepEqual([items?.length, items?.[1]?.guid?.value, entries?.length, entries?.[1]?.id], [2, entry().id, 2, entry().id]);
}

test('whatever Unicode a post holds, documents parse and give it back', () => {
  const post = fc.record({ title: text, term: text, author: text, link: address, summary: text, html: text, id: text });
  fc.assert(fc.property(post, comesBack), { seed: 42, numRuns: 1000 });
});
