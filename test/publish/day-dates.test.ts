import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOG } from '../../lambda/keys.ts';
import { listAll } from '../../lambda/stores/store.ts';
import { Bench, HOUR, text } from './blog.ts';

const dated = (name: string, date: string, more = '') => text(name, more).replace('2026-01-01', date);
const ZONE = { timezone: 'Europe/Zurich', dayDates: 'first-published' };
/** The bench starts at 2026-06-01 00:00 UTC, and each change is an hour later. */
const datesIn = async (bench: Bench) =>
  (await bench.items()).map(({ title, date_published, date_modified }) => [title, date_published, date_modified]);

describe('with dayDates: first-published', () => {
  it('a new post keeps the time of its first publication after edits, renames and the loss of the catalog', async () => {
    const bench = await Bench.with({ 'posts/0.md': dated('Imported', '2026-06-01') }, ZONE);
    await bench.change({ 'posts/b.md': dated('B', '2026-06-01') });
    await bench.change({ 'posts/a.md': dated('A', '2026-06-01') });
    const expected = [
      ['A', '2026-06-01T02:00:00Z', '2026-06-01T02:00:00Z'],
      ['B', '2026-06-01T01:00:00Z', '2026-06-01T01:00:00Z'],
      ['Imported', '2026-05-31T22:00:00Z', '2026-05-31T22:00:00Z'],
    ];
    assert.deepEqual(await datesIn(bench), expected);
    const ids = (await bench.items()).map(({ id }) => id);
    await bench.change({ 'posts/b.md': dated('B', '2026-06-01', 'tags: [x]\n') });
    assert.deepEqual(await datesIn(bench), expected);
    await bench.change({ 'posts/a.md': undefined, 'posts/z.md': dated('A', '2026-06-01') });
    bench.now += HOUR;
    await bench.all();
    assert.deepEqual(
      (await datesIn(bench)).map((each) => each.slice(0, 2)),
      expected.map((each) => each.slice(0, 2)),
    );
    for (const { key } of await listAll(bench.site, CATALOG)) await bench.site.delete(key);
    await bench.all();
    assert.deepEqual(
      (await datesIn(bench)).map((each) => each.slice(0, 2)),
      expected.map((each) => each.slice(0, 2)),
    );
    assert.deepEqual((await bench.items()).map(({ id }) => id).sort(), ids.sort());
  });

  it('a rebuild from the posts alone dates them at midnight, with the same ids', async () => {
    const bench = await Bench.with({}, ZONE);
    const files = { 'posts/b.md': dated('B', '2026-06-01'), 'posts/a.md': dated('A', '2026-06-01') };
    for (const [key, file] of Object.entries(files)) await bench.change({ [key]: file });
    const rebuilt = await Bench.with(files, ZONE);
    assert.deepEqual(
      (await datesIn(rebuilt)).map(([title, date]) => [title, date]),
      [
        ['A', '2026-05-31T22:00:00Z'],
        ['B', '2026-05-31T22:00:00Z'],
      ],
    );
    assert.deepEqual(
      (await rebuilt.items()).map(({ id }) => id),
      (await bench.items()).map(({ id }) => id),
    );
  });

  it('old, timed and scheduled posts keep their dates, and a draft gets the time of its publication', async () => {
    const bench = await Bench.with({}, ZONE);
    await bench.change({
      'posts/old.md': dated('Old', '2026-05-30'),
      'posts/noon.md': dated('Midnight', '2026-06-01 00:00'),
      'posts/next.md': dated('Next', '2026-06-02'),
      'posts/draft.md': dated('Draft', '2026-06-01', 'draft: true\n'),
    });
    assert.deepEqual(
      (await datesIn(bench)).map(([title, date]) => [title, date]),
      [
        ['Midnight', '2026-05-31T22:00:00Z'],
        ['Old', '2026-05-29T22:00:00Z'],
      ],
    );
    await bench.change({ 'posts/draft.md': dated('Draft', '2026-06-01') });
    assert.deepEqual((await datesIn(bench))[0], ['Draft', '2026-06-01T02:00:00Z', '2026-06-01T02:00:00Z']);
    bench.now = Date.UTC(2026, 5, 2, 5);
    await bench.all();
    assert.deepEqual((await datesIn(bench))[0]?.slice(0, 2), ['Next', '2026-06-01T22:00:00Z']);
  });

  it('another day in front matter takes precedence', async () => {
    const bench = await Bench.with({}, ZONE);
    await bench.change({ 'posts/a.md': dated('A', '2026-06-01') });
    await bench.change({ 'posts/a.md': dated('A', '2026-05-31') });
    assert.deepEqual((await datesIn(bench))[0]?.slice(0, 2), ['A', '2026-05-30T22:00:00Z']);
  });
});

it('all posts of a day have its midnight without dayDates', async () => {
  const bench = await Bench.with({});
  await bench.change({ 'posts/a.md': dated('A', '2026-06-01') });
  assert.deepEqual(await datesIn(bench), [['A', '2026-06-01T00:00:00Z', '2026-06-01T00:00:00Z']]);
});
