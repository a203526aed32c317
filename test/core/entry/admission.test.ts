/** Verification work is counted, not timed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeDocuments } from '../../../lambda/core/documents.ts';
import { makeEntries, renderDigest } from '../../../lambda/core/entry/entry.ts';
import { FORMATS, type Site } from '../../../lambda/core/model.ts';
import { entryJob } from '../../support/entry-job.ts';
import { verified } from '../../support/verified.ts';
import { feed, stamp } from '../feed/documents.ts';
import { SITE as RSS } from '../post/reading.ts';

const SITE: Site = { ...RSS, feeds: { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' } };
const POSTS = 24;
const DOCUMENTS = 10;
/** Characters of a document's frame and its probes. */
const FRAME = 2000;

const jobs = (own: Partial<Site> = {}) => {
  const text = (index: number) => `---\ndate: 2026-03-01\n---\n${`Paragraph ${index}. `.repeat(200)}`;
  return Promise.all(Array.from({ length: POSTS }, (_, index) => entryJob(text(index), index, { ...SITE, ...own })));
};

test('verifies a fragment once, at admission, and not in each document', async () => {
  const results = await makeEntries(await jobs());
  const html = results.reduce((sum, { entry }) => sum + entry.html.length, 0);
  const entries = results.map(({ entry }) => entry);
  const document = async (index: number) => {
    const job = { kind: 'feed' as const, document: feed({ title: `Feed ${index}`, entries }), formats: [...FORMATS], stamp, copies: false };
    for (const made of await makeDocuments(job)) {
      assert.equal(made.kind, 'made');
      assert.ok(made.kind === 'made' && made.bytes.length > html);
    }
  };
  const again = await verified(() => Promise.all(Array.from({ length: DOCUMENTS }, (_, index) => document(index))));
  assert.ok(again.xml > 0 && again.xml <= 2 * FRAME * DOCUMENTS, `${again.xml} characters of XML`);
  assert.ok(again.json > 0 && again.json <= FRAME * DOCUMENTS, `${again.json} characters of JSON`);
  const given = await jobs();
  const once = await verified(() => makeEntries(given));
  assert.ok(once.xml > 2 * html && once.xml < 3 * html, `${once.xml} characters of XML for ${html} of HTML`);
  assert.ok(once.json > html && once.json < 1.5 * html, `${once.json} characters of JSON for ${html} of HTML`);
});

test('verifies posts in the formats of the feeds, and renders them again when the formats change', async () => {
  const admitted = async (own: Partial<Site>) => {
    const given = await jobs(own);
    return verified(() => makeEntries(given));
  };
  const rss = { feeds: { rss: 'rss.xml' } };
  const own: Partial<Site> = { ...rss, ownFeeds: { notes: {} }, termPaths: { 'feeds/notes': { json: ['notes.json'] } } };
  const [all, one, two] = [await admitted({}), await admitted(rss), await admitted(own)];
  assert.deepEqual([one.json, two.json], [0, all.json]);
  assert.ok(one.xml === two.xml && one.xml < 0.6 * all.xml, `${one.xml} of ${all.xml} characters`);
  const digests = [SITE, { ...SITE, ...rss }, { ...SITE, ...own }].map((each) => renderDigest(each));
  assert.equal(new Set(digests).size, digests.length);
});
