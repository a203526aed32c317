import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RECONCILE_MESSAGE } from '../../lambda/aws/messages.ts';
import { handleBatch } from '../../lambda/batch/handle-batch.ts';
import { CATALOG, PUBLIC } from '../../lambda/keys.ts';
import { type ImportStatus, importLine, importStatus } from '../../lambda/local/status.ts';
import { type RunContext, UnfinishedImportError } from '../../lambda/publish/context.ts';
import { CatalogStore } from '../../lambda/state/catalog-store.ts';
import { listAll } from '../../lambda/stores/store.ts';
import { TINY } from '../core/tree/support.ts';
import { FAST } from '../simulation/renderers.ts';
import { FaultyStore } from '../state/faulty-store.ts';
import { Bench } from './blog.ts';

const FILES = [
  'a.md',
  'a copy.md',
  'b.md',
  'b/index.md',
  'b/part.md',
  'b/z/deep.md',
  'c/index.md',
  'c/a part.md',
  'd.md',
  'd (1).md',
  'e.md',
  'f.md',
];
const TAGS = ['vMotion', 'C++', 'C#', 'C'];

/** Some posts choose an id that another post gets from its address. */
const front = fc.record({
  title: fc.constantFrom('Alpha', 'Beta', 'Gamma'),
  day: fc.constantFrom('2026-01-01', '2026-01-02'),
  id: fc.option(fc.constantFrom('https://blog.example/a', 'https://blog.example/e', 'tag:own'), { nil: undefined, freq: 4 }),
  slug: fc.option(fc.constantFrom('same', 'other'), { nil: undefined, freq: 4 }),
  tags: fc.subarray(TAGS),
  draft: fc.boolean(),
  names: fc.option(fc.constantFrom('a', 'e', 'f'), { nil: undefined }),
  body: fc.constantFrom('one', 'two'),
});
const blogs = fc.dictionary(fc.constantFrom(...FILES.map((file) => `content/posts/${file}`)), front, { minKeys: 3, noNullPrototype: true });

type Front = typeof front extends fc.Arbitrary<infer T> ? T : never;

const text = ({ title, day, id, slug, tags, draft, names, body }: Front, isIndex: boolean): string =>
  [
    '---',
    `title: ${title}`,
    `date: ${day}`,
    ...(id === undefined || isIndex ? [] : [`id: ${id}`]),
    ...(slug === undefined ? [] : [`slug: ${slug}`]),
    `tags: ${JSON.stringify(tags)}`,
    ...(draft ? ['draft: true'] : []),
    '---',
    `Body ${body} of ${title}.${names === undefined ? '' : ` See [it]({{< ref "${names}" >}}).`}`,
  ].join('\n');

async function importedBy(files: Record<string, string>, own: Partial<RunContext>, before?: Bench): Promise<Bench> {
  const bench = before ?? new Bench();
  await bench.configure({ generator: 'hugo', limit: 4 });
  for (const [key, content] of Object.entries(files)) await bench.posts.put(key, Buffer.from(content));
  await bench.all(own);
  // A second run may choose another of several originals.
  await bench.all();
  return bench;
}

/** Slugs are left out: an import in portions also gives slugs to terms that only copies have. */
async function outcome(bench: Bench) {
  const { posts, feeds } = await bench.catalog();
  return {
    rows: posts,
    feeds: Object.fromEntries(Object.entries(feeds).map(([key, { entries }]) => [key, entries])),
    documents: await bench.documents(),
  };
}

describe('an import in portions', () => {
  it('has the rows, feeds and documents of an import at once', async () => {
    let inPortions = 0;
    await fc.assert(
      fc.asyncProperty(blogs, fc.integer({ min: 1, max: 3 }), async (fronts, imported) => {
        const files = Object.fromEntries(Object.entries(fronts).map(([key, each]) => [key, text(each, key.endsWith('index.md'))]));
        const once = await importedBy(files, { portions: { imported: 100 } });
        const bench = await importedBy(files, { portions: { imported } });
        if (Object.keys(files).length > 2 * imported) inPortions += 1;
        assert.deepEqual(await outcome(bench), await outcome(once));
      }),
      { seed: 18, numRuns: 150 },
    );
    assert.ok(inPortions > 50, `${inPortions} in portions`);
  });

  const post = (title: string, more = '') =>
    `---\ntitle: ${title}\ndate: 2026-01-01\n${more}---\nAll about ${title}, told at some length.\n`;
  const FIVE = Object.fromEntries(['One', 'Two', 'Three', 'Four', 'Five'].map((title) => [`${title}.md`, post(title, 'tags: [C]\n')]));

  /** @returns the errors of unfinished runs */
  async function inRuns(bench: Bench, meanwhile = async (_run: number) => {}): Promise<string[]> {
    const reasons: string[] = [];
    for (let run = 1; run <= 30; run += 1) {
      let calls = 0;
      // The time ends at the third call.
      const now = () => bench.now + Math.floor(calls++ / 3);
      const reason = await bench.all({ portions: { imported: 1 }, until: bench.now + 1, now }).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (reason === undefined) {
        // It had no time for some documents.
        await bench.all();
        return reasons;
      }
      assert.ok(reason instanceof UnfinishedImportError, String(reason));
      reasons.push(reason.message);
      assert.deepEqual(await listAll(bench.site, PUBLIC), [], 'nothing is published before all posts are folded');
      await meanwhile(run);
    }
    return assert.fail(`it never ends: ${reasons.join('; ')}`);
  }

  const benchOf = async (files: Record<string, string>) => {
    const bench = new Bench();
    await bench.configure({});
    for (const [key, content] of Object.entries(files)) await bench.posts.put(key, Buffer.from(content));
    return bench;
  };

  it('continues after the run before it, and publishes at the end', async () => {
    const bench = await benchOf(FIVE);
    const reasons = await inRuns(bench);
    assert.ok(reasons.length > 2, String(reasons));
    assert.match(reasons[0] ?? '', /^the import goes on: \d posts are met, up to \w+\.md$/);
    assert.match(reasons.at(-1) ?? '', /^the import goes on: \d of 5 posts are still to be rendered$/);
    assert.deepEqual(await bench.documents(), await (await Bench.with(FIVE)).documents());
    assert.equal((await bench.titles('tags/c/feed.json')).length, 5);
  });

  it('makes progress in each run even without time', async () => {
    const bench = await benchOf(FIVE);
    const own = { portions: { imported: 1 }, until: bench.now, now: () => bench.now };
    for (let left = 5; left > 0; left -= 1) {
      await assert.rejects(bench.all(own), UnfinishedImportError);
      const { met } = (await importStatus(bench.site)) ?? assert.fail();
      assert.equal(met, 6 - left);
    }
    for (let left = 5; left > 1; left -= 1) {
      await assert.rejects(bench.all(own), UnfinishedImportError);
      assert.equal((await importStatus(bench.site))?.left, left - 1);
    }
    await bench.all(own).catch((error: unknown) => assert.ok(!(error instanceof UnfinishedImportError)));
    await bench.all();
    assert.equal((await bench.titles()).length, 5);
  });

  for (const [count, commits] of [
    [2_000, 3],
    // The placeholder; the start, three portions of files, the slugs, three portions of posts; the catalog and the clearing.
    [2_001, 11],
  ] as const)
    it(`of ${count} posts takes ${commits} commits`, async () => {
      const bench = await benchOf(Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.md`, post(`Post ${index}`)])));
      let roots = 0;
      const site = new FaultyStore(bench.site);
      await bench.all({ ...FAST, catalog: new CatalogStore(site) });
      for (const key of site.puts) if (key === CATALOG) roots += 1;
      assert.equal(roots, commits);
    });

  it('is shown by the status', async () => {
    const bench = await benchOf(FIVE);
    const shown: (ImportStatus | undefined)[] = [await importStatus(bench.site)];
    await inRuns(bench, async () => void shown.push(await importStatus(bench.site)));
    shown.push(await importStatus(bench.site));
    assert.deepEqual([shown[0], shown.at(-1)], [undefined, undefined]);
    const last = shown.at(-2) ?? assert.fail();
    assert.equal(last.met, 5);
    assert.ok(last.left > 0 && last.left < 5, String(last.left));
    assert.match(importLine(last), /^an import is under way: 5 files read, \d of them still to be rendered; it publishes all at its end$/);
  });

  it('requests the next run, and fails no message', async () => {
    const bench = await benchOf(FIVE);
    const [sent, metrics]: [string[], object[]] = [[], []];
    let calls = 0;
    const publisher: RunContext = {
      ...bench.context(),
      portions: { imported: 1 },
      until: bench.now + 1,
      now: () => bench.now + Math.floor(calls++ / 3),
    };
    const failed = await handleBatch([{ id: 'm', body: RECONCILE_MESSAGE }], {
      publisher,
      location: { bucket: 'posts', prefix: '' },
      bulk: { send: async (bodies) => void sent.push(...bodies) },
      pingHub: () => assert.fail(),
      log: { info: () => {}, error: () => {}, metrics: (values) => void metrics.push(values) },
    });
    assert.deepEqual([failed, sent, metrics], [[], [RECONCILE_MESSAGE], [{ JobsUnderWay: 1 }]]);
  });

  it('processes events of files that change meanwhile', async () => {
    const bench = await benchOf(FIVE);
    await inRuns(bench, async (run) => {
      if (run !== 2) return;
      await bench.posts.put('Early.md', Buffer.from(post('Early')));
      await bench.posts.put('Five.md', Buffer.from(post('Five again')));
      await bench.posts.delete('Two.md');
    });
    await bench.run({ keys: ['Early.md', 'Five.md', 'Two.md'] });
    assert.deepEqual((await bench.titles()).sort(), ['Early', 'Five again', 'Four', 'One', 'Three']);
    const { posts } = await bench.catalog();
    assert.deepEqual(
      Object.keys(posts)
        .filter((key) => key !== 'Two.md')
        .sort(),
      ['Early.md', 'Five.md', 'Four.md', 'One.md', 'Three.md'],
    );
  });

  it('starts again after a new configuration', async () => {
    const bench = await benchOf(FIVE);
    await inRuns(bench, async (run) => {
      if (run === 2) await bench.configure({ permalink: '/p/:title/' });
    });
    const links = (await bench.items()).map(({ url }) => url);
    assert.equal(links.length, 5);
    for (const link of links) assert.match(link, /^https:\/\/blog\.example\/p\//);
  });

  it('keeps the ids of a lost catalog', async () => {
    const bench = await Bench.with(FIVE);
    const ids = async () => new Map((await bench.items()).map(({ title, id }) => [title, id]));
    const before = await ids();
    await bench.site.delete(CATALOG);
    await bench.configure({ permalink: '/p/:title/' });
    await bench.posts.delete('One.md');
    await bench.posts.put('moved/One.md', Buffer.from(FIVE['One.md'] ?? ''));
    await bench.all({ portions: { imported: 1 } });
    assert.deepEqual(await ids(), before);
  });

  it('writes the nodes of each portion', async () => {
    const bench = await benchOf(FIVE);
    const catalog = new CatalogStore(bench.site, { shape: TINY, recentLimit: 0, importRecentLimit: 0 });
    await bench.all({ portions: { imported: 1 }, catalog });
    assert.deepEqual(await bench.documents(), await (await Bench.with(FIVE)).documents());
  });
});
