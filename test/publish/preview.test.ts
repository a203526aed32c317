import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { instantAt } from '../../lambda/core/instant.ts';
import { ROBOTS } from '../../lambda/http-headers.ts';
import { PUBLIC } from '../../lambda/keys.ts';
import { listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { Bench, text } from './blog.ts';

const [SECRET, OTHER] = ['9f86d081884c7d659a2feaa0', 'c55ad015a3bf4f1b2b0b822c'];
const CONFIG = { preview: SECRET, pages: true, opml: true, hub: 'https://hub.example/' };
const FEED = `preview/${SECRET}/feed.json`;
const DRAFT = text('Lantern', 'draft: true\ntags: [wick]\nid: urn:lantern\n');
const FILES = {
  'posts/a.md': text('A'),
  'posts/draft.md': DRAFT,
  'posts/soon.md': text('Beacon', '').replace('2026-01-01', '2026-07-01'),
  '_drafts/undated.md': '---\ntitle: Idea\n---\nOnly an idea.\n',
};

async function elsewhere(bench: Bench): Promise<string> {
  const found: string[] = [];
  for await (const { key } of bench.site.list(PUBLIC)) {
    if (key.startsWith(`${PUBLIC}preview/`)) continue;
    const { bytes, metadata } = (await bench.site.get(key)) as StoredObject;
    found.push(key, JSON.stringify(metadata), (key.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes)).toString());
  }
  return found.join('\n');
}

describe('the preview', () => {
  it('contains drafts and scheduled posts with their content, in every format and as a page', async () => {
    const bench = await Bench.with(FILES, CONFIG);
    const items = await bench.items(FEED);
    assert.deepEqual(
      items.map(({ title, url }) => [title, url]),
      [
        ['Beacon', 'https://blog.example/soon/'],
        ['Idea', 'https://blog.example/undated/'],
        ['Lantern', 'https://blog.example/draft/'],
      ],
    );
    assert.match(items[2]?.content_html ?? '', /All about Lantern/);
    for (const name of ['rss.xml', 'atom.xml', 'index.html']) assert.match(await bench.read(`public/preview/${SECRET}/${name}`), /Lantern/);
    assert.deepEqual(await bench.titles(), ['A']);
  });

  it('is in no public document, list or ping, and is noindex for search engines', async () => {
    const bench = await Bench.with(FILES, CONFIG);
    const pinged: string[] = [];
    await bench.change(
      { 'posts/draft.md': DRAFT.replace('All', 'Nearly all') },
      { ping: async (pings) => void pinged.push(JSON.stringify(pings)) },
    );
    assert.doesNotMatch((await elsewhere(bench)) + pinged.join(), /preview|9f86d08|Lantern|Beacon|Idea|wick/);
    for (const name of ['rss.xml', 'atom.xml.gz', 'feed.json', 'index.html', 'index.html.gz'])
      assert.equal((await bench.site.head(`public/preview/${SECRET}/${name}`))?.metadata[ROBOTS], 'noindex', name);
    const page = await bench.read(`public/preview/${SECRET}/index.html`);
    assert.match(page, /<meta name="robots" content="noindex">/);
    assert.doesNotMatch(page, /hub\.example|feeds\.opml/);
    assert.doesNotMatch(await bench.read(`public/preview/${SECRET}/atom.xml`), /hub/);
  });

  it('follows edits, and a post keeps its id when it is published', async () => {
    const bench = await Bench.with(FILES, CONFIG);
    const titles = () => bench.titles(FEED);
    await bench.change({ 'posts/draft.md': DRAFT.replace('title: "Lantern"', 'title: "Lamp"') });
    assert.deepEqual(await titles(), ['Beacon', 'Idea', 'Lamp']);
    await bench.change({ 'posts/draft.md': DRAFT.replace('draft: true\n', '') });
    assert.deepEqual(
      [await titles(), (await bench.items()).map(({ id }) => id)],
      [
        ['Beacon', 'Idea'],
        ['https://blog.example/a', 'urn:lantern'],
      ],
    );
    bench.now = Date.UTC(2026, 6, 1);
    await bench.run({ keys: [], scheduledFor: instantAt(bench.now) });
    await bench.change({ '_drafts/undated.md': undefined });
    assert.deepEqual([await titles(), await bench.titles()], [[], ['Beacon', 'A', 'Lantern']]);
  });

  it('does not count as published: publishing an edited draft moves `updated`', async () => {
    const bench = await Bench.with({ 'posts/a.md': text('A') }, CONFIG);
    await bench.change({ 'posts/a.md': text('B', 'draft: true\n') });
    await bench.change({ 'posts/a.md': text('B') });
    const [item] = await bench.items();
    assert.equal(Date.parse(item?.date_modified ?? ''), bench.now);
  });

  it('at an old address is emptied by another secret or none', async () => {
    const bench = await Bench.with(FILES, CONFIG);
    await bench.configure({ ...CONFIG, preview: OTHER });
    await bench.all();
    assert.deepEqual([await bench.titles(FEED), (await bench.titles(`preview/${OTHER}/feed.json`)).length], [[], 3]);
    assert.doesNotMatch(await bench.read(`public/preview/${SECRET}/index.html`), /Lantern|Beacon|Idea/);
    const { preview: _, ...without } = CONFIG;
    await bench.configure(without);
    await bench.site.delete('state/catalog.json.gz');
    await bench.all();
    for (const secret of [SECRET, OTHER]) {
      const documents = await listAll(bench.site, `public/preview/${secret}/`);
      assert.ok(documents.length > 0, 'subscribers of the preview get an empty feed, not an error');
      for (const { key } of documents) assert.doesNotMatch(await bench.read(key), /Lantern|Beacon|Idea/, key);
    }
  });

  it('contains existing posts when it is switched on, and restores lost entries', async () => {
    const bench = await Bench.with(FILES, { pages: true });
    await bench.configure(CONFIG);
    await bench.all();
    assert.equal((await bench.titles(FEED)).length, 3);
    const stored = await listAll(bench.site, 'state/entries/');
    assert.ok(stored.length >= 4);
    for (const { key } of stored) await bench.site.delete(key);
    await bench.all();
    assert.deepEqual(
      (await listAll(bench.site, 'state/entries/')).map(({ key }) => key),
      stored.map(({ key }) => key),
    );
    await bench.change({ 'posts/more.md': text('More', 'draft: true\n') });
    assert.equal((await bench.titles(FEED)).length, 4);
  });

  it('reports a draft that cannot be rendered, and contains the others', async () => {
    const bench = await Bench.with({ ...FILES, 'posts/bad.md': text('Bad', 'draft: true\n', '{% if %}') }, CONFIG);
    assert.equal((await bench.catalog()).posts['posts/bad.md']?.state, 'rejected');
    assert.equal((await bench.titles(FEED)).length, 3);
  });
});
