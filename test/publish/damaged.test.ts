import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CATALOG } from '../../lambda/keys.ts';
import { publish } from '../../lambda/publish/publish.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { S3Store } from '../../lambda/stores/s3.ts';
import type { Store, StoredObject } from '../../lambda/stores/store.ts';
import { publisherOver } from '../support/publisher.ts';
import { startS3 } from '../support/s3.ts';
import { writeCatalog } from '../support/whole-catalog.ts';
import { Bench, CONFIG, text } from './blog.ts';

/** With an archive. */
const FILES = {
  'linefeed.yaml': JSON.stringify({ ...CONFIG, pages: true, opml: true, limit: 1 }),
  'posts/a.md': text('A', 'tags: [one]\n'),
  'posts/b.md': text('B').replace('2026-01-01', '2026-02-01'),
};

const isPacked = (key: string) => key.endsWith('.gz');

function edited(key: string, bytes: Uint8Array): Buffer {
  const before = isPacked(key) ? gunzipSync(bytes) : Buffer.from(bytes);
  const after = Buffer.from(before.toString().replaceAll('Field Notes', 'Fjeld Notes'));
  assert.equal(after.length, before.length);
  assert.ok(!after.equals(before), key);
  return isPacked(key) ? gzipSync(after) : after;
}

const DAMAGES: Record<string, (key: string, bytes: Uint8Array) => Uint8Array> = {
  'cut to a few bytes': (key, bytes) => bytes.subarray(0, isPacked(key) ? 60 : 12),
  'cut to half': (_, bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)),
  emptied: () => Buffer.alloc(0),
  'edited by hand': edited,
  'appended to': (_, bytes) => Buffer.concat([bytes, Buffer.from('more')]),
};

interface TestStore {
  /** As another process. */
  open(): Store & { flush?(): Promise<void> };
  keepsMetadata: boolean;
  /** Waits for the next tick of the store's clock: a change of equal size within one tick is not detected. */
  tick(): Promise<void>;
  alone: boolean;
}

async function nextTick(site: Store): Promise<void> {
  const start = await site.now();
  while ((await site.now()) === start) await setImmediate();
}

async function folder(context: TestContext): Promise<TestStore> {
  const root = await mkdtemp(join(tmpdir(), 'linefeed-damaged-'));
  context.after(() => rm(root, { recursive: true, force: true }));
  const open = () =>
    new DirectoryStore({
      roots: { 'public/': join(root, 'public'), 'state/': join(root, 'state') },
      cache: join(root, 'index'),
      exclusive: true,
    });
  return { open, keepsMetadata: false, alone: true, tick: () => nextTick(open()) };
}

const bucket =
  (keepsMetadata: boolean) =>
  async (context: TestContext): Promise<TestStore> => {
    const s3 = await startS3({ site: new MemoryStore() });
    context.after(() => s3.close());
    return { open: () => new S3Store({ client: s3.client, bucket: 'site' }), keepsMetadata, alone: false, tick: async () => {} };
  };

const STORES = {
  'in a folder': folder,
  'in S3, replaced without metadata': bucket(false),
  'in S3, replaced with the same metadata': bucket(true),
};

const unstamped = (document: string) => document.replace(/<!-- linefeed .*? -->|"_linefeed":\s*\{[^}]*\}/, '');

async function documentsOf(site: Store): Promise<Map<string, StoredObject>> {
  const all = new Map<string, StoredObject>();
  for await (const { key } of site.list('public/')) all.set(key, (await site.get(key)) as StoredObject);
  return all;
}

const shownBy = (documents: Map<string, StoredObject>) =>
  [...documents].map(([key, { bytes }]) => [key, unstamped((isPacked(key) ? gunzipSync(bytes) : Buffer.from(bytes)).toString())]);

async function run({ open, alone }: TestStore, posts: Store) {
  const site = open();
  const report = await publish({ keys: [], full: true }, { ...publisherOver(posts, site), exclusive: alone });
  await site.flush?.();
  return report;
}

async function filesIn(files: Record<string, string>): Promise<Store> {
  const posts = new MemoryStore();
  for (const [key, content] of Object.entries(files)) await posts.put(key, Buffer.from(content));
  return posts;
}

for (const [where, prepare] of Object.entries(STORES)) {
  describe(`a document ${where}`, () => {
    for (const [how, damage] of Object.entries(DAMAGES)) {
      it(`that was ${how} is written again and reported; the next run writes nothing`, async (context) => {
        const door = await prepare(context);
        const posts = await filesIn(FILES);
        assert.deepEqual((await run(door, posts)).damaged, []);
        const before = await documentsOf(door.open());
        assert.equal(before.size, 24);
        for (const [key, { bytes, metadata }] of before) {
          const changed = damage(key, bytes);
          const other = door.open();
          await door.tick();
          await other.put(key, changed, door.keepsMetadata ? { metadata: { ...metadata } } : {});
          if (!door.keepsMetadata && where !== 'in a folder') assert.equal((await other.head(key))?.metadata.stamp, undefined);
          const report = await run(door, posts);
          assert.deepEqual(report.damaged, [key.slice('public/'.length)]);
          assert.deepEqual(report.failed, []);
        }
        const last = await run(door, posts);
        assert.deepEqual([last.damaged, last.documents], [[], 0]);
        assert.deepEqual(shownBy(await documentsOf(door.open())), shownBy(before));
      });
    }
  });
}

describe('a document', () => {
  const two = { 'posts/a.md': text('A'), 'posts/b.md': text('B') };

  it('that another run writes meanwhile is not reported as damaged', async () => {
    const bench = await Bench.with(two);
    const list = bench.site.list.bind(bench.site);
    let other: Promise<unknown> | undefined;
    bench.site.list = async function* (prefix, options) {
      // Runs of the other publisher call this too.
      if (other === undefined && prefix === 'public/') {
        other = bench.change({ 'posts/c.md': text('C') });
        await other;
      }
      yield* list(prefix, options);
    };
    const report = await bench.all();
    assert.ok(other);
    assert.deepEqual([report.damaged, await bench.titles()], [[], ['A', 'B', 'C']]);
  });

  it('that a crashed run wrote is compared too', async () => {
    const bench = await Bench.with(two);
    const put = bench.site.put.bind(bench.site);
    let commits = 0;
    bench.site.put = async (key, ...more) => {
      if (key === CATALOG) commits += 1;
      if (commits === 2) throw new Error('the function ended');
      return put(key, ...more);
    };
    await assert.rejects(bench.change({ 'posts/c.md': text('C') }), /the function ended/);
    bench.site.put = put;
    assert.ok(Object.hasOwn((await bench.catalog()).pending, 'main'), 'written, but still pending');
    const next = await bench.run({ keys: [] });
    assert.equal(next.documents, 0, 'adopted unchanged');
    const { bytes, metadata } = (await bench.site.get('public/rss.xml')) as StoredObject;
    await bench.site.put('public/rss.xml', edited('rss.xml', bytes), { metadata: { ...metadata } });
    assert.deepEqual((await bench.all()).damaged, ['rss.xml']);
  });

  it('without a digest in an older catalog is not compared until its next change', async () => {
    const bench = await Bench.with(two);
    const { feeds, ...catalog } = await bench.catalog();
    const without = Object.fromEntries(Object.entries(feeds).map(([feed, { etags, ...row }]) => [feed, row]));
    assert.notDeepEqual(without, feeds);
    await bench.site.delete(CATALOG);
    await writeCatalog(bench.site, { ...catalog, feeds: without }, 'absent');
    const edit = async () => {
      const { bytes, metadata } = (await bench.site.get('public/rss.xml')) as StoredObject;
      await bench.site.put('public/rss.xml', Buffer.concat([bytes, Buffer.from(' ')]), { metadata: { ...metadata } });
    };
    await edit();
    assert.deepEqual((await bench.all()).damaged, []);
    await bench.change({ 'posts/c.md': text('C') });
    await edit();
    assert.deepEqual((await bench.all()).damaged, ['rss.xml']);
  });

  it('in whose place is someone else’s page stays, and is not reported as damaged', async () => {
    const home = Buffer.from('<!doctype html>\n<p>Home');
    const places: [string, Buffer][] = [
      ['public/index.html', home],
      ['public/index.html.gz', gzipSync(home)],
      ['public/index.html.gz', gzipSync(home).subarray(0, -6)],
      ['public/index.html.gz', home],
    ];
    for (const [key, foreign] of places) {
      const bench = await Bench.with(two, { pages: true });
      await bench.site.put(key, foreign);
      const report = await bench.all();
      assert.deepEqual([report.damaged, report.failed], [[], ['page']]);
      assert.deepEqual(Buffer.from(((await bench.site.get(key)) as StoredObject).bytes), foreign);
    }
  });
});
