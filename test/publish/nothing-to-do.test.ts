import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listAll } from '../../lambda/stores/store.ts';
import { Bench, text } from './blog.ts';

const HUB = 'https://hub.example/';
const FILES = { 'posts/a.md': text('A', 'tags: [x]\n'), 'posts/later.md': text('Later').replace('2026-01-01', '2026-06-02') };

async function settledBench(): Promise<Bench> {
  const bench = await Bench.with(FILES, { hub: HUB });
  await bench.all({ ping: async () => {} });
  bench.site.changes = 0;
  return bench;
}

describe('an exclusive run', () => {
  it('writes nothing if there is no work', async () => {
    const bench = await settledBench();
    const report = await bench.all({ exclusive: true, ping: async () => assert.fail('there is no ping to send') });
    assert.deepEqual([bench.site.changes, report.documents], [0, 0]);
  });

  const left: [string, (bench: Bench) => Promise<unknown>, (bench: Bench) => Promise<unknown>][] = [
    [
      'a changed file',
      (bench) => bench.posts.put('posts/a.md', Buffer.from(text('AA'))),
      async (bench) => assert.deepEqual(await bench.titles(), ['AA']),
    ],
    [
      'a deleted file',
      (bench) => bench.posts.delete('posts/later.md'),
      async (bench) => assert.deepEqual(Object.keys((await bench.catalog()).posts), ['posts/a.md']),
    ],
    [
      'a post that is due',
      async (bench) => {
        bench.now = Date.UTC(2026, 5, 3);
      },
      async (bench) => assert.deepEqual(await bench.titles(), ['Later', 'A']),
    ],
    [
      'a changed configuration',
      (bench) => bench.configure({ hub: HUB, title: 'Other' }),
      async (bench) => assert.match(await bench.read('public/rss.xml'), /<title>Other</),
    ],
    [
      'a lost document',
      (bench) => bench.site.delete('public/atom.xml'),
      async (bench) => assert.match(await bench.read('public/atom.xml'), />A</),
    ],
    [
      'a lost entry',
      async (bench) => {
        for await (const { key } of bench.site.list('state/entries/')) await bench.site.delete(key);
      },
      async (bench) => assert.ok((await listAll(bench.site, 'state/entries/')).length > 0),
    ],
  ];
  for (const [name, change, check] of left) {
    it(`processes ${name}`, async () => {
      const bench = await settledBench();
      await change(bench);
      await bench.all({ exclusive: true, ping: async () => {} });
      await check(bench);
    });
  }

  it('sends pings that an earlier run could not send', async () => {
    const bench = await settledBench();
    const broken = { ping: async () => assert.fail('the queue is away') };
    await assert.rejects(bench.change({ 'posts/a.md': text('AA') }, broken), /the queue is away/);
    const pinged: string[] = [];
    await bench.all({ exclusive: true, ping: async (pings) => void pinged.push(...pings.map(({ topic }) => topic)) });
    assert.ok(pinged.includes('https://blog.example/rss.xml'));
  });

  it('writes documents that an earlier run could not write', async () => {
    const bench = await settledBench();
    const broken = { makeDocuments: async () => assert.fail('no memory') };
    await assert.rejects(bench.change({ 'posts/a.md': text('AA') }, broken), /no memory/);
    await bench.all({ exclusive: true, ping: async () => {} });
    assert.deepEqual(await bench.titles(), ['AA']);
  });
});
