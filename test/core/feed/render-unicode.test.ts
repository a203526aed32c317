import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFeed } from '@rowanmanning/feed-parser';
import fc from 'fast-check';
import { parseAtomFeed, parseRssFeed } from 'feedsmith';
import { readStamp } from '../../../lambda/core/feed/verify.ts';
import { type Entry, FORMATS } from '../../../lambda/core/model.ts';
import { childrenOf, type Tree, textsOf, treeByHtmlparser2, treeBySaxes } from '../../support/trees.ts';
import { anyAddress, anyText, carried, carriedLine } from '../../support/unicode.ts';
import { entry, problemOf, render, stamp, tag } from './documents.ts';

const post = fc.record({
  ...{ title: anyText, term: anyText, author: anyText, link: anyAddress, summary: anyText, html: anyText, id: anyText },
  ...{ language: anyText, image: anyAddress, alt: anyText, about: anyAddress, markdown: anyText },
});
type Hostile = typeof post extends fc.Arbitrary<infer T> ? T : never;

const visible = (values: string[]) => values.filter((value) => value.trim() !== '');
const present = (value: string) => (value === '' ? [] : [value]);

const entryOf = (own: Hostile, index: number): Entry =>
  entry({
    ...{ title: own.title, link: own.link, summary: own.summary, html: own.html, language: own.language, markdown: own.markdown },
    id: `tag:x,${index}:${carried(own.id)}`,
    terms: [tag(own.term)],
    authors: [{ name: own.author, url: own.link }],
    image: { url: own.image, alt: own.alt },
    externalUrl: own.about,
  });

/** In the terms of JSON Feed. */
function expectedOf(own: Hostile, index: number) {
  const link = new URL(own.link).href;
  return {
    id: `tag:x,${index}:${carried(own.id)}`,
    url: link,
    title: visible([carriedLine(own.title)])[0] ?? '',
    html: carried(own.html),
    summary: carried(own.summary),
    tags: visible([carriedLine(own.term)]),
    authors: visible([carriedLine(own.author)]),
    language: carriedLine(own.language),
    image: new URL(own.image).href,
    about: new URL(own.about).href,
  };
}

/** Descriptions are HTML that shows the summary. */
const unescaped = (html = '') => html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const alternates = (tree: Tree, name: string, relation: string) =>
  childrenOf(tree, name).flatMap(({ attributes }) => (attributes.rel === relation ? [attributes.href] : []))[0];

const fromRss = (item: Tree) => ({
  id: textsOf(item, 'guid')[0],
  url: textsOf(item, 'link')[0],
  title: textsOf(item, 'title')[0] ?? '',
  html: textsOf(item, 'content:encoded')[0] ?? '',
  summary: unescaped(textsOf(item, 'description')[0]),
  tags: textsOf(item, 'category'),
  authors: textsOf(item, 'dc:creator'),
  language: textsOf(item, 'dc:language')[0],
  image: childrenOf(item, 'media:content')[0]?.attributes.url,
  about: alternates(item, 'atom:link', 'related'),
});

const fromAtom = (item: Tree) => ({
  id: textsOf(item, 'id')[0],
  url: alternates(item, 'link', 'alternate'),
  title: textsOf(item, 'title')[0],
  html: textsOf(item, 'content')[0] ?? '',
  summary: textsOf(item, 'summary')[0] ?? '',
  tags: childrenOf(item, 'category').map(({ attributes }) => attributes.term),
  authors: childrenOf(item, 'author').flatMap((author) => textsOf(author, 'name')),
  language: item.attributes['xml:lang'],
  image: childrenOf(item, 'media:content')[0]?.attributes.url,
  about: alternates(item, 'link', 'related'),
});

interface Item extends Record<'id' | 'url' | 'title' | 'content_html' | 'summary' | 'language' | 'image' | 'external_url', string> {
  tags: string[];
  authors: { name: string }[];
}

const fromJson = ({
  id,
  url,
  title = '',
  content_html: html,
  summary = '',
  tags = [],
  authors = [],
  language,
  image,
  external_url: about,
}: Item) => ({
  ...{ id, url, title, html, summary, tags, language, image, about },
  authors: authors.map(({ name }) => name),
});

function checkRoundTrip(posts: Hostile[]): void {
  const [first] = posts;
  const entries = [...posts.map(entryOf), entry()];
  const ids = entries.map(({ id }) => id);
  const head = { title: first?.title ?? '', description: first?.html ?? '', copyright: first?.summary ?? '' };
  const texts = {
    rss: render('rss', { ...head, entries }),
    atom: render('atom', { ...head, entries }),
    json: render('json', { ...head, entries }),
  };
  for (const format of FORMATS) {
    assert.equal(problemOf(texts[format], format, ids), undefined);
    assert.deepEqual(readStamp(texts[format]), stamp);
  }
  const [rss, atom, json] = [treeBySaxes(texts.rss), treeBySaxes(texts.atom), JSON.parse(texts.json)];
  assert.deepEqual([treeByHtmlparser2(texts.rss), treeByHtmlparser2(texts.atom)], [rss, atom]);
  const [channel, feed] = [rss.children[0]?.children[0], atom.children[0]];
  const [items, others] = [childrenOf(channel, 'item'), childrenOf(feed, 'entry')];
  for (const [index, own] of posts.entries()) {
    const expected = expectedOf(own, index);
    // RSS requires a title or a description.
    const summary = expected.title || expected.summary.trim() ? expected.summary : expected.url;
    assert.deepEqual(fromRss(items[index] as Tree), { ...expected, summary });
    assert.deepEqual(fromAtom(others[index] as Tree), expected);
    assert.deepEqual(fromJson(json.items[index]), expected);
    const [alt, markdown] = [carriedLine(own.alt), carried(own.markdown)];
    for (const each of [items[index], others[index]])
      assert.deepEqual(textsOf(childrenOf(each, 'media:content')[0], 'media:description'), present(alt));
    assert.deepEqual(textsOf(items[index], 'source:markdown'), present(markdown));
  }
  const title = visible([carriedLine(head.title)])[0] ?? 'https://blog.example/';
  const [description, rights] = [carried(head.description), carried(head.copyright)];
  assert.deepEqual([...textsOf(channel, 'title'), ...textsOf(feed, 'title'), json.title], [title, title, title]);
  assert.deepEqual([textsOf(channel, 'description')[0], json.description ?? ''], [description, description]);
  assert.deepEqual([textsOf(channel, 'copyright'), textsOf(feed, 'rights')], [present(rights), present(rights)]);
  checkOtherParsers(texts, ids, posts);
}

/** Other parsers trim, drop comments or decode entities twice; but no entry may hide or change another. */
function checkOtherParsers(texts: { rss: string; atom: string }, ids: string[], posts: Hostile[]): void {
  const trimmed = ids.map((id) => id.trim());
  const [rss, atom] = [parseRssFeed(texts.rss), parseAtomFeed(texts.atom)];
  assert.deepEqual([rss.items?.map(({ guid }) => guid?.value), atom.entries?.map(({ id }) => id)], [trimmed, trimmed]);
  for (const [index, own] of posts.entries()) {
    const { title, url, image } = expectedOf(own, index);
    const [item, other] = [rss.items?.[index], atom.entries?.[index]];
    assert.deepEqual([item?.title ?? '', item?.link, item?.media?.contents?.[0]?.url], [title.trim(), url, image]);
    assert.deepEqual([other?.title?.value ?? '', other?.links?.[0]?.href, other?.media?.contents?.[0]?.url], [title.trim(), url, image]);
  }
  for (const text of [texts.rss, texts.atom]) assert.deepEqual(parseFeed(text).items.length, ids.length);
}

test('documents of 2,000 posts with any Unicode text parse, and their content round-trips', () => {
  fc.assert(fc.property(fc.array(post, { minLength: 10, maxLength: 10 }), checkRoundTrip), {
    seed: 20260301,
    numRuns: 200,
    includeErrorInReport: true,
  });
});
