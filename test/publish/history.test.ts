/** RFC 5005: the chain from the feed to the first post. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FORMATS } from '../../lambda/core/model.ts';
import { publish } from '../../lambda/publish/publish.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { listAll, type StoredObject } from '../../lambda/stores/store.ts';
import { CORPUS, NO_CORPUS, referenceEntries } from '../support/corpus.ts';
import { readHistory } from '../support/history.ts';
import { publisherOver } from '../support/publisher.ts';
import { Bench } from './blog.ts';

const FEEDS = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' };

const post = (title: string, day: string, more = ''): string =>
  `---\ntitle: ${title}\ndate: ${day}\n${more}---\nAll about ${title}, told at some length so that it is like no other post.\n`;

/** Two posts a month in January, February and March. */
const POSTS = Object.fromEntries(
  ['2026-01-04', '2026-01-20', '2026-02-04', '2026-02-20', '2026-03-04', '2026-03-20'].map((day) => [`${day}.md`, post(`Of ${day}`, day)]),
);

async function readAll(site: MemoryStore, format: (typeof FORMATS)[number], home = 'https://blog.example/') {
  const pages = await readHistory(home + FEEDS[format], format, async (address) => {
    assert.ok(address.startsWith(home), address);
    return Buffer.from(((await site.get(`public/${address.slice(home.length)}`)) as StoredObject).bytes).toString();
  });
  return pages;
}

function checkChain(pages: Awaited<ReturnType<typeof readAll>>, format: (typeof FORMATS)[number]): string[] {
  const met = new Map<string, string>();
  const archived = pages.slice(1).flatMap(({ ids }) => ids);
  assert.equal(new Set(archived).size, archived.length, 'no entry is in two archives');
  for (const { entries } of pages) {
    for (const [id, entry] of entries) assert.equal(met.get(id) ?? entry, entry, `${id} is the same on each page`);
    for (const [id, entry] of entries) met.set(id, entry);
  }
  if (format === 'json') return [...met.keys()];
  const [feed, ...archives] = pages;
  assert.deepEqual([feed?.isArchive, feed?.current, feed?.next], [false, undefined, undefined]);
  for (const [index, { isArchive, current, next }] of archives.entries()) {
    assert.deepEqual([isArchive, current, next], [true, feed?.self, index === 0 ? undefined : archives[index - 1]?.self]);
  }
  return [...met.keys()];
}

describe('a feed and its archives', () => {
  for (const format of FORMATS) {
    it(`contain every post in ${format}`, async () => {
      const bench = await Bench.with(POSTS, { limit: 3 });
      const pages = await readAll(bench.site, format);
      assert.equal(pages.length, 3);
      assert.equal(checkChain(pages, format).length, 6);
    });
  }

  const addresses = async (bench: Bench) => (await listAll(bench.site, 'public/')).map(({ key, etag }) => [key, etag] as const);
  const changedBy = async (bench: Bench, change: () => Promise<unknown>) => {
    const before = new Map(await addresses(bench));
    await change();
    return (await addresses(bench)).flatMap(([key, etag]) => (before.get(key) === etag || key.endsWith('.gz') ? [] : [key.slice(7)]));
  };
  const documents = (...folders: string[]) =>
    folders.flatMap((folder) =>
      Object.values(folder === '' ? FEEDS : { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' }).map((name) => folder + name),
    );

  it('an edit of an old post rewrites only its archive', async () => {
    const bench = await Bench.with(POSTS, { limit: 3 });
    const changed = await changedBy(bench, () => bench.change({ '2026-01-04.md': post('Another title', '2026-01-04') }));
    assert.deepEqual(changed.sort(), documents('archive/2026-01/').sort());
  });

  it('an edit of an old post rewrites a term’s feed that still shows it', async () => {
    const tagged = { ...POSTS, '2026-01-04.md': post('Old', '2026-01-04', 'tags: [C]\n') };
    const bench = await Bench.with(tagged, { limit: 3 });
    const changed = await changedBy(bench, () => bench.change({ '2026-01-04.md': post('Another', '2026-01-04', 'tags: [C]\n') }));
    assert.deepEqual(changed.sort(), documents('archive/2026-01/', 'tags/c/').sort());
  });

  it('a new post in the newest month changes no archive; the first post of a new month closes the last month and links the one before to it', async () => {
    const bench = await Bench.with(POSTS, { limit: 1 });
    const inMonth = await changedBy(bench, () => bench.change({ 'new.md': post('New', '2026-03-25') }));
    assert.deepEqual(inMonth.sort(), documents('').sort());
    const nextMonth = await changedBy(bench, () => bench.change({ 'newer.md': post('Newer', '2026-04-01') }));
    assert.deepEqual(nextMonth.sort(), documents('', 'archive/2026-02/', 'archive/2026-03/').sort());
  });

  it('an archive loses a removed post, and an empty archive leaves the chain', async () => {
    const bench = await Bench.with(POSTS, { limit: 1 });
    await bench.change({ '2026-02-04.md': undefined });
    assert.equal((await bench.titles('archive/2026-02/feed.json')).length, 1);
    await bench.change({ '2026-02-20.md': undefined });
    assert.deepEqual(await bench.titles('archive/2026-02/feed.json'), []);
    for (const format of FORMATS) assert.equal(checkChain(await readAll(bench.site, format), format).length, 4);
  });

  it('a full run repairs archives, and finds them after the catalog is lost', async () => {
    const bench = await Bench.with(POSTS, { limit: 1, archives: 'all' });
    const before = await bench.documents();
    await bench.site.delete('public/archive/2026-01/atom.xml');
    await bench.all();
    assert.deepEqual(await bench.documents(), before);
    await bench.site.delete('state/catalog.json.gz');
    await bench.posts.delete('2026-01-04.md');
    await bench.posts.delete('2026-01-20.md');
    await bench.all();
    assert.deepEqual(await bench.titles('archive/2026-01/feed.json'), []);
  });

  it('`archives: none` empties them', async () => {
    const bench = await Bench.with(POSTS, { limit: 1 });
    await bench.configure({ limit: 1, archives: 'none' });
    await bench.all();
    assert.equal((await readAll(bench.site, 'atom')).length, 1);
    assert.deepEqual(await bench.titles('archive/2026-01/feed.json'), []);
  });
});

describe('the archives of a real blog', { skip: NO_CORPUS }, () => {
  it('contain every post once in every format', async () => {
    const site = new MemoryStore();
    const report = await publish(
      { keys: [], full: true },
      publisherOver(new DirectoryStore({ roots: { '': CORPUS ?? '' } }), site, { terms: [] }),
    );
    const reference = new Set(referenceEntries(CORPUS ?? '').map(({ id }) => id));
    for (const format of FORMATS) {
      const met = checkChain(await readAll(site, format, report.head.site.feedLink), format);
      assert.deepEqual(new Set(met), reference, format);
      assert.equal(met.length, reference.size);
    }
  });
});
