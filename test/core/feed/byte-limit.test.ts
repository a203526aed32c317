import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { makeDocuments } from '../../../lambda/core/documents.ts';
import { BYTE_LIMITS } from '../../../lambda/core/feed/byte-limit.ts';
import type { FeedDocument } from '../../../lambda/core/feed/feed-document.ts';
import { type Entry, FORMATS } from '../../../lambda/core/model.ts';
import { entry, feed, stamp } from './documents.ts';

/** Does not compress well. */
function noise(length: number, seed: number): string {
  let state = seed + 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(97 + (state % 26));
  }).join('');
}

const posts = (count: number, html: (index: number) => string): Entry[] =>
  Array.from({ length: count }, (_, index) =>
    entry({ id: `tag:x,2026:${index}`, html: `<p>${html(index)}</p>`, summary: `Summary ${index}` }),
  );

/** Also asserts equal documents without gzip copies. */
async function made(own: Partial<FeedDocument>) {
  const [documents, bare] = await Promise.all(
    [true, false].map((copies) => makeDocuments({ kind: 'feed', document: feed(own), formats: [...FORMATS], stamp, copies })),
  );
  return (documents ?? []).map((each, index) => {
    assert.ok(each.kind === 'made', each.kind === 'failed' ? each.problem : '');
    const [text, other] = [Buffer.from(each.bytes).toString(), bare?.[index]];
    const gzip = each.gzip ?? assert.fail();
    assert.equal(gunzipSync(gzip).toString(), text);
    assert.ok(other?.kind === 'made' && Buffer.from(other.bytes).equals(each.bytes));
    assert.deepEqual(other.shortened, each.shortened);
    return { ...each, gzip, text, isPacked: other.gzip !== undefined };
  });
}

const fullIn = ([rss, atom, json]: { text: string }[]): number[] => [
  (parseRssFeed(rss?.text ?? '').items ?? []).filter((item) => item.content?.encoded).length,
  (parseAtomFeed(atom?.text ?? '').entries ?? []).filter((item) => item.content).length,
  (parseJsonFeed(json?.text ?? '').items ?? []).filter((item) => item.content_html).length,
];
const idsIn = ([rss, atom, json]: { text: string }[]) => [
  parseRssFeed(rss?.text ?? '').items?.map(({ guid }) => guid?.value),
  parseAtomFeed(atom?.text ?? '').entries?.map(({ id }) => id),
  parseJsonFeed(json?.text ?? '').items?.map(({ id }) => id),
];

test('keeps each document below 5 MB: 4 of 20 posts of 1.1 MB are full, a fifth would exceed it', async () => {
  assert.deepEqual(BYTE_LIMITS, { bytes: 5_000_000, gzip: 1_000_000 });
  const entries = posts(20, (index) => `${index} `.repeat(1_100_000 / (String(index).length + 1)));
  const documents = await made({ entries });
  assert.deepEqual(fullIn(documents), [4, 4, 4]);
  for (const { bytes, shortened } of documents) {
    assert.ok(bytes.length <= 5_000_000 && bytes.length + 1_100_000 > 5_000_000, String(bytes.length));
    assert.deepEqual(shortened, { whole: 4, entries: 20, isBelow: true, limits: BYTE_LIMITS });
  }
  const ids = entries.map(({ id }) => id);
  assert.deepEqual(idsIn(documents), [ids, ids, ids]);
  assert.equal(parseRssFeed(documents[0]?.text ?? '').items?.[19]?.description, 'Summary 19');
  assert.deepEqual(
    (await made({ entries })).map(({ text }) => text),
    documents.map(({ text }) => text),
  );
});

test('limits the gzip copy too', async () => {
  const entries = posts(10, (index) => noise(10_000, index));
  for (const gzip of [15_000, 30_000, 45_000]) {
    const documents = await made({ entries, limits: { gzip } });
    const [whole = 0] = fullIn(documents);
    assert.ok(documents.every((each) => each.gzip.length <= gzip));
    const more = await made({ entries: entries.map((each, index) => (index <= whole ? each : { ...each, content: 'summary' as const })) });
    assert.ok(whole > 0 && more.some((each) => each.gzip.length > gzip), String(whole));
  }
});

test('without copies, compresses only a document that may exceed the gzip limit', async () => {
  const entries = posts(10, (index) => noise(10_000, index));
  const isPacked = async (gzip: number) => (await made({ entries, limits: { gzip } })).map((each) => each.isPacked);
  const sizes = (await made({ entries })).map(({ bytes }) => bytes.length);
  assert.deepEqual(await isPacked(2 * Math.max(...sizes)), [false, false, false]);
  assert.deepEqual(await isPacked(Math.min(...sizes)), [true, true, true]);
});

test('does not change documents below the limits, or of summaries', async () => {
  const entries = posts(10, (index) => noise(10_000, index));
  const whole = await made({ entries });
  assert.deepEqual(
    [fullIn(whole), whole.map(({ shortened }) => shortened)],
    [
      [10, 10, 10],
      [undefined, undefined, undefined],
    ],
  );
  const exact = Math.max(...whole.map(({ bytes }) => bytes.length));
  assert.deepEqual(fullIn(await made({ entries, limits: { bytes: exact } })), [10, 10, 10]);
  assert.deepEqual(fullIn(await made({ entries, limits: { bytes: exact - 1 } })), [9, 9, 9]);
  const short = await made({ entries, content: 'summary', limits: { bytes: 50_000 } });
  assert.deepEqual([fullIn(short)[0], short[0]?.shortened], [0, undefined]);
});

test('keeps every entry: a post beyond the limit has its summary, even if summaries alone exceed the limit', async () => {
  const [one] = await made({ entries: posts(1, () => 'x'.repeat(100_000)), limits: { bytes: 50_000 } });
  assert.deepEqual([parseRssFeed(one?.text ?? '').items?.length, one?.shortened?.whole, one?.shortened?.isBelow], [1, 0, true]);
  const many = await made({ entries: posts(100, () => 'x'.repeat(1_000)), limits: { bytes: 20_000 } });
  assert.deepEqual([idsIn(many)[1]?.length, many[0]?.shortened?.whole, many[0]?.shortened?.isBelow], [100, 0, false]);
});
