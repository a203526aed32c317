import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseAtomFeed } from 'feedsmith';
import { Bench, text } from './blog.ts';

const LONG = 'Words of a long walk. '.repeat(1_000);
const dated = (name: string, date: string, body = LONG) => text(name, '', `${name}: ${body}`).replace('2026-01-01', date);
const FILES = {
  'posts/a.md': dated('A', '2026-01-05'),
  'posts/b.md': dated('B', '2026-01-06'),
  'posts/c.md': dated('C', '2026-02-07'),
  'posts/d.md': dated('D', '2026-02-08'),
  'posts/e.md': dated('E', '2026-02-09'),
};

it('feed and archives contain every post if the byte limit allows one full entry, and a warning says how many are shortened', async () => {
  const bench = await Bench.with({}, { limit: { entries: 2, bytes: 40_000 } });
  const report = await bench.change(FILES);
  assert.deepEqual(
    report.shortened.map(({ key, severity, message }) => [key, severity, message.split(':')[0]]),
    [
      ['rss.xml', 'warning', 'it has 3 entries, 1 in full'],
      ['archive/2026-01/rss.xml', 'warning', 'it has 2 entries, 1 in full'],
    ],
  );
  const met: (string | undefined)[] = [];
  for (let next: string | undefined = 'atom.xml'; next !== undefined; ) {
    const document = await bench.read(`public/${next}`);
    assert.ok(document.length < 40_000);
    const { entries = [], links = [] } = parseAtomFeed(document);
    met.push(...entries.map(({ title }) => title?.value));
    next = links.find(({ rel }) => rel === 'prev-archive')?.href?.replace('https://blog.example/', '');
  }
  assert.deepEqual(met, ['E', 'D', 'C', 'B', 'A']);
  const before = bench.site.changes;
  await bench.all({ exclusive: true });
  assert.equal(bench.site.changes, before);
});

it('an equal entry limit in another notation changes no document; a byte limit rewrites them', async () => {
  const bench = await Bench.with(FILES, { limit: 3, archives: 'none' });
  for (const [limit, documents] of [
    [{ entries: 3 }, 0],
    [{ entries: 3, bytes: 30_000 }, 6],
  ] as const) {
    await bench.configure({ limit, archives: 'none' });
    assert.equal((await bench.all()).documents, documents);
  }
});
