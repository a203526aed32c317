import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { publish, type Report } from '../../lambda/publish/publish.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { UNCHANGED } from '../../lambda/stores/store.ts';
import { addressesOf, CORPUS, folded, NO_CORPUS, type ReferenceEntry, referenceEntries, textOf } from '../support/corpus.ts';
import { publisherOver } from '../support/publisher.ts';
import { catalogOf } from '../support/whole-catalog.ts';

interface Item {
  id: string;
  url: string;
  title: string;
  content_html: string;
  date_published: string;
  date_modified: string;
  tags: string[];
  authors: { name: string }[];
}

/** Two posts hold U+009D, which no feed of ours carries: XML discourages it, and no reader shows it. */
const withoutControls = (text: string) => text.replace(/[\x7f-\x84\x86-\x9f]/g, '');

const share = (part: number, whole: number) => part / whole;

describe('a real blog of 1,879 posts', { skip: NO_CORPUS }, () => {
  let report: Report;
  let items: Item[] = [];
  let reference: ReferenceEntry[] = [];
  const pairs = (): [Item, ReferenceEntry][] => items.map((item, index) => [item, reference[index] as ReferenceEntry]);

  before(async () => {
    const site = new MemoryStore();
    // In one document, which is larger than feeds may be.
    const limit: unknown = { entries: 10_000, bytes: 100_000_000, gzip: 100_000_000 };
    const overrides = { limit: limit as number, terms: [] };
    report = await publish({ keys: [], full: true }, publisherOver(new DirectoryStore({ roots: { '': CORPUS ?? '' } }), site, overrides));
    const json = await site.get('public/feed.json');
    items = json === undefined || json === UNCHANGED ? [] : JSON.parse(Buffer.from(json.bytes).toString()).items;
    reference = referenceEntries(CORPUS ?? '');
  });

  it('is published whole, without a problem', async () => {
    const rows = Object.values((await catalogOf(report)).posts);
    assert.deepEqual([...new Set(rows.map(({ state }) => state))], ['live']);
    assert.deepEqual(
      rows.flatMap(({ problems }) => problems),
      [],
    );
    assert.equal(items.length, reference.length);
  });

  it('has the ids, links, dates and authors that jekyll-feed gives, in its order', () => {
    const ours = items.map(({ id, url, date_published, date_modified, authors }) => [
      id,
      url,
      date_published,
      date_modified,
      authors.map(({ name }) => name),
    ]);
    const seconds = (date: string) => `${new Date(date).toISOString().slice(0, 19)}Z`;
    const theirs = reference.map(({ id, link, published, author }) => [id, link, seconds(published), seconds(published), [author]]);
    assert.deepEqual(ours, theirs);
  });

  it('has its categories; a name that is category and tag is given once, where the reference repeats it', () => {
    for (const [item, { terms }] of pairs()) assert.deepEqual(item.tags, [...new Set(terms)], item.id);
  });

  it('has its titles; the reference curls quotes in titles and escapes & twice, ours are as written', () => {
    for (const [item, { title }] of pairs()) assert.equal(folded(item.title), folded(title.replaceAll('&amp;', '&')), item.id);
  });

  it('says the same: 99.9 % of posts with quotes, dashes and ellipses as ASCII, 99 % as they are', (context) => {
    const texts = pairs().map(([item, { content }]) => [item.id, textOf(item.content_html), withoutControls(textOf(content))] as const);
    const unlike = texts.filter(([, ours, theirs]) => ours !== theirs);
    const unlikeFolded = unlike.filter(([, ours, theirs]) => folded(ours) !== folded(theirs));
    context.diagnostic(`text as it is: ${unlike.length} of ${texts.length} differ; folded: ${unlikeFolded.length}`);
    for (const [id] of unlike) context.diagnostic(id);
    assert.ok(share(unlikeFolded.length, texts.length) <= 0.001);
    assert.ok(share(unlike.length, texts.length) <= 0.01);
  });

  it('has no template, and no link that was not resolved, outside code', () => {
    for (const { id, content_html } of items) assert.doesNotMatch(textOf(content_html, false), /\{%|\{\{site|\]\[/, id);
  });

  it('has absolute addresses only', () => {
    for (const { id, content_html } of items) {
      const relative = addressesOf(content_html).filter((address) => !URL.canParse(address));
      assert.deepEqual(relative, [], id);
    }
  });
});
