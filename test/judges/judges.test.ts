/** Debian's parsers: test/tools/judges.tools.ts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { MemoryStore } from '../../lambda/stores/memory.ts';
import { CORPUS, NO_CORPUS } from '../support/corpus.ts';
import { assertCopies, feedsOf, published } from '../support/published.ts';
import { JSON_FEED_SCHEMA } from './json-feed-schema.ts';
import { byJson, READERS } from './readings.ts';

const ajv = addFormats.default(new Ajv2020({ allErrors: true }));
const isJsonFeed = ajv.compile(JSON_FEED_SCHEMA);

const BLOGS = [
  { name: 'the example', site: () => published('examples/weblog'), least: 49 },
  { name: 'the example with archives', site: () => published('examples/weblog', { limit: 2, archives: 'all' }), least: 60 },
  { name: 'a real blog', site: () => published(CORPUS ?? ''), least: 234, skip: NO_CORPUS },
];

/** The tool's format of a language feed is at another path: `pt/feed.xml`. */
const placeOf = (self: string | undefined) => self?.slice(0, self.lastIndexOf('/')).replace('/lang/', '/');

async function judge(site: MemoryStore): Promise<number> {
  let feeds = 0;
  for await (const [folder, texts] of feedsOf(site)) {
    assert.ok(isJsonFeed(JSON.parse(texts.json)), `${folder}: ${ajv.errorsText(isJsonFeed.errors)}`);
    const { self, ...expected } = byJson(texts.json);
    for (const format of ['rss', 'atom'] as const) {
      for (const [reader, read] of Object.entries(READERS[format])) {
        const { self: own, ...reading } = read(texts[format]);
        assert.deepEqual(reading, expected, `${folder} ${format}, read by ${reader}`);
        assert.equal(placeOf(own), placeOf(self), `${folder} ${format}, read by ${reader}`);
      }
    }
    feeds += 1;
  }
  return feeds;
}

for (const { name, site, least, skip = false } of BLOGS) {
  it(`every document of ${name} reads the same in every format with independent parsers, and its JSON is JSON Feed 1.1`, {
    skip,
  }, async () => {
    const store = await site();
    assert.ok((await judge(store)) >= least);
    await assertCopies(store);
  });
}

describe('the schema of JSON Feed', () => {
  const feed = { version: 'https://jsonfeed.org/version/1.1', title: 'Field Notes', items: [] };
  const item = { id: '1', content_text: 'a' };
  const wrong: [string, object][] = [
    ['version 1', { ...feed, version: 'https://jsonfeed.org/version/1' }],
    ['no items', { ...feed, items: undefined }],
    ['an id that is a number', { ...feed, items: [{ ...item, id: 1 }] }],
    ['an item without content', { ...feed, items: [{ id: '1' }] }],
    ['a date without a zone', { ...feed, items: [{ ...item, date_published: '2026-03-01T09:30:00' }] }],
    ['a relative address', { ...feed, items: [{ ...item, url: '/a/' }] }],
    ['an empty author', { ...feed, authors: [{}] }],
    ['the author of version 1', { ...feed, author: { name: 'Ada' } }],
    ['an attachment without a type', { ...feed, items: [{ ...item, attachments: [{ url: 'https://a.example/1.mp3' }] }] }],
  ];
  it('accepts a valid feed', () => assert.ok(isJsonFeed({ ...feed, _own: {}, items: [item] })));
  for (const [name, document] of wrong) it(`rejects ${name}`, () => assert.equal(isJsonFeed(JSON.parse(JSON.stringify(document))), false));
});
