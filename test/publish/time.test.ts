import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instantAt } from '../../lambda/core/instant.ts';
import type { Instant } from '../../lambda/core/model.ts';
import { FAST } from '../simulation/renderers.ts';
import { replayDay } from '../support/scheduled-day.ts';
import { text } from './blog.ts';
import { Calendar, dated, iso, MINUTE } from './calendar.ts';

/** On 1 June 2026, UTC. */
const at = (clock: string): Instant => instantAt(Date.parse(`2026-06-01T${clock}Z`));

describe('a scheduled post', () => {
  it('appears at its minute, not before', async () => {
    const calendar = await Calendar.with({ 'posts/a.md': dated('A', '2026-06-01 10:00') });
    assert.deepEqual([...calendar.schedules], [at('10:00')]);
    assert.deepEqual(await calendar.history(at('09:59'), at('10:00')), { [at('09:59')]: [], [at('10:00')]: ['A'] });
  });

  it('appears at the next whole minute if its date has seconds', async () => {
    const calendar = await Calendar.with({ 'posts/a.md': dated('A', '2026-06-01 10:00:01') });
    assert.deepEqual(await calendar.history(at('10:00'), at('10:01')), { [at('10:00')]: [], [at('10:01')]: ['A'] });
  });

  it('can be moved to an earlier date', async () => {
    const calendar = await Calendar.with({ 'posts/a.md': dated('A', '2026-06-01 12:00') });
    await calendar.upload({ 'posts/a.md': dated('A', '2026-06-01 10:00') });
    assert.deepEqual(await calendar.history(at('09:59'), at('10:00'), at('12:00')), {
      ...{ [at('09:59')]: [], [at('10:00')]: ['A'], [at('12:00')]: ['A'] },
    });
  });

  it('can be moved to a later date: the existing schedule starts a run without work', async () => {
    const calendar = await Calendar.with({ 'posts/a.md': dated('A', '2026-06-01 10:00') });
    await calendar.upload({ 'posts/a.md': dated('A', '2026-06-01 12:00') });
    assert.deepEqual([...calendar.schedules], [at('10:00'), at('12:00')]);
    assert.deepEqual(await calendar.history(at('11:59'), at('12:00')), { [at('11:59')]: [], [at('12:00')]: ['A'] });
  });

  it('can be moved back to its first date, which keeps its schedule', async () => {
    const calendar = await Calendar.with({ 'posts/a.md': dated('A', '2026-06-01 11:00') });
    await calendar.upload({ 'posts/a.md': dated('A', '2026-06-01 10:00') });
    await calendar.upload({ 'posts/a.md': dated('A', '2026-06-01 11:00') });
    assert.equal(calendar.schedules.size, 2);
    assert.deepEqual(await calendar.history(at('10:59'), at('11:00')), { [at('10:59')]: [], [at('11:00')]: ['A'] });
  });

  it('appears at once when its date is removed and its file name has one', async () => {
    const calendar = await Calendar.with({ 'posts/2026-01-01-a.md': dated('A', '2026-06-01 10:00') });
    await calendar.upload({ 'posts/2026-01-01-a.md': dated('A', '') });
    assert.deepEqual(await calendar.bench.titles(), ['A']);
  });

  it('does not appear without any date, and is reported', async () => {
    const calendar = await Calendar.with({ 'posts/a.md': dated('A', '2026-06-01 10:00') });
    await calendar.upload({ 'posts/a.md': dated('A', '') });
    assert.deepEqual(await calendar.history(at('11:00')), { [at('11:00')]: [] });
    const { posts } = await calendar.bench.catalog();
    assert.match(posts['posts/a.md']?.problems[0]?.message ?? '', /^date: expected a date in front matter/);
  });

  it('with a date in the past is published by its upload without a schedule', async () => {
    const calendar = await Calendar.with({ 'posts/a.md': dated('A', '2026-06-01 08:59') });
    assert.deepEqual([await calendar.bench.titles(), calendar.schedules.size], [['A'], 0]);
    await calendar.upload({ 'posts/b.md': dated('B', '2026-06-01 09:00') });
    assert.deepEqual([await calendar.bench.titles(), calendar.schedules.size], [['B', 'A'], 0]);
  });

  it('shares schedule and run with others of the same minute', async () => {
    const calendar = await Calendar.with({
      'posts/a.md': dated('A', '2026-06-01 09:59:10'),
      'posts/b.md': dated('B', '2026-06-01 09:59:50'),
      'posts/c.md': dated('C', '2026-06-01 10:00'),
    });
    assert.deepEqual([...calendar.schedules], [at('10:00')]);
    assert.deepEqual(await calendar.history(at('09:59'), at('10:00')), { [at('09:59')]: [], [at('10:00')]: ['C', 'B', 'A'] });
  });

  it('may have been a draft before', async () => {
    const calendar = await Calendar.with({ 'posts/a.md': dated('A', '2026-06-01 10:00', 'draft: true\n') });
    assert.equal(calendar.schedules.size, 0);
    await calendar.upload({ 'posts/a.md': dated('A', '2026-06-01 10:00') });
    assert.deepEqual(await calendar.history(at('09:59'), at('10:00')), { [at('09:59')]: [], [at('10:00')]: ['A'] });
  });

  it('does not appear if it becomes a draft or is deleted', async () => {
    const calendar = await Calendar.with({ 'posts/a.md': dated('A', '2026-06-01 10:00'), 'posts/b.md': dated('B', '2026-06-01 10:00') });
    await calendar.upload({ 'posts/a.md': dated('A', '2026-06-01 10:00', 'draft: true\n'), 'posts/b.md': undefined });
    assert.deepEqual(await calendar.history(at('11:00')), { [at('11:00')]: [] });
  });

  it('more than a year away is scheduled by a run in its last year', async () => {
    const calendar = await Calendar.with({ 'posts/a.md': dated('A', '2031-06-01 10:00'), 'posts/b.md': dated('B', '9999-12-31 23:59:59') });
    assert.equal(calendar.schedules.size, 0);
    await calendar.advanceTo('2030-07-01T00:00:00.000Z');
    await calendar.upload({ 'posts/c.md': dated('C', '2026-01-01') });
    assert.deepEqual([...calendar.schedules], ['2031-06-01T10:00:00.000Z']);
  });
});

describe('a date without a zone', () => {
  const files = { 'posts/a.md': dated('A', '2026-06-01 15:00') };

  for (const [timezone, time] of [
    ['UTC', at('15:00')],
    ['Europe/Zurich', at('13:00')],
    ['America/New_York', at('19:00')],
  ] as const) {
    it(`is in the blog’s zone, also after that becomes ${timezone}`, async () => {
      const calendar = await Calendar.with(files, { timezone: 'Asia/Kathmandu' });
      assert.deepEqual([...calendar.schedules], [at('09:15')]);
      await calendar.bench.configure({ timezone });
      await calendar.all();
      const before = iso(Date.parse(time) - 1);
      assert.deepEqual(await calendar.history(before, time), { [before]: [], [time]: ['A'] });
    });
  }

  for (const [name, date, time] of [
    ['that clocks skip in spring counts from midnight', '2027-03-28 02:30', '2027-03-28T01:30:00.000Z'],
    ['that clocks show twice in autumn is the first one', '2026-10-25 02:30', '2026-10-25T00:30:00.000Z'],
    ['before the change in autumn is in summer time', '2026-10-25 01:59', '2026-10-24T23:59:00.000Z'],
    ['after the change in autumn is in winter time', '2026-10-25 03:00', '2026-10-25T02:00:00.000Z'],
  ] as const) {
    it(name, async () => {
      const calendar = await Calendar.with({ 'posts/a.md': dated('A', date) }, { timezone: 'Europe/Zurich' });
      const before = iso(Date.parse(time) - 1);
      assert.deepEqual(await calendar.history(before, time), { [before]: [], [time]: ['A'] });
    });
  }
});

describe('a scheduled run', () => {
  const files = { 'posts/a.md': dated('A', '2026-06-01 10:00'), 'posts/z.md': text('Z') };

  it('before its minute by its own clock publishes, and later runs with clocks behind keep that', async () => {
    const calendar = await Calendar.with(files);
    await calendar.runScheduled(at('10:00'), Date.parse(at('09:58')));
    assert.deepEqual(await calendar.bench.titles(), ['A', 'Z']);
    await calendar.upload({ 'posts/b.md': text('B') });
    assert.deepEqual(await calendar.bench.titles(), ['A', 'B', 'Z']);
  });

  it('that is late publishes late', async () => {
    const calendar = await Calendar.with(files);
    await calendar.runScheduled(at('10:00'), Date.parse(at('13:00')));
    assert.deepEqual(await calendar.bench.titles(), ['A', 'Z']);
  });

  it('that is repeated changes nothing', async () => {
    const calendar = await Calendar.with(files);
    await calendar.advanceTo(at('10:00'));
    const before = await calendar.bench.documents();
    const report = await calendar.runScheduled(at('10:00'));
    assert.deepEqual([report.documents, await calendar.bench.documents()], [0, before]);
  });

  it('of another minute publishes nothing that is not due', async () => {
    const calendar = await Calendar.with(files);
    await calendar.runScheduled(at('09:30'));
    assert.deepEqual(await calendar.bench.titles(), ['Z']);
  });

  it('that never starts is replaced by the next run of any kind', async () => {
    const calendar = await Calendar.with(files);
    calendar.schedules.clear();
    await calendar.advanceTo(at('12:00'));
    await calendar.upload({ 'posts/b.md': text('B') });
    assert.deepEqual(await calendar.bench.titles(), ['A', 'B', 'Z']);
  });

  it('whose schedule is lost is scheduled again by a full run only', async () => {
    const calendar = await Calendar.with(files);
    calendar.schedules.clear();
    await calendar.upload({ 'posts/b.md': text('B') });
    assert.equal(calendar.schedules.size, 0);
    await calendar.all();
    assert.deepEqual(await calendar.history(at('09:59'), at('10:00')), { [at('09:59')]: ['B', 'Z'], [at('10:00')]: ['A', 'B', 'Z'] });
  });

  it('publishes once, when the fastest clock has reached the minute', async () => {
    const calendar = await Calendar.with(files);
    calendar.bench.now = Date.parse(at('09:57'));
    const fast = Date.parse(at('10:01'));
    await calendar.bench.run({ keys: [] }, { now: () => fast });
    assert.deepEqual(await calendar.bench.titles(), ['A', 'Z']);
    const before = await calendar.bench.documents();
    await calendar.advanceTo(at('10:00'));
    assert.deepEqual(await calendar.bench.documents(), before);
  });
});

describe('many scheduled posts', () => {
  it('appear at their minutes, a hundred in a day of 25 hours, with one schedule a minute', async (context) => {
    const { posts, schedules } = await replayDay(1);
    context.diagnostic(`${posts.length} posts, ${posts.filter(({ ends }) => ends).length} of which expire, by ${schedules} schedules`);
    for (const { date, expected, appeared, ends, removed } of posts)
      assert.deepEqual({ appeared, removed }, { appeared: expected, removed: ends }, date);
    assert.equal(schedules, new Set(posts.flatMap(({ expected, ends }) => (ends ? [expected, ends] : [expected]))).size);
    assert.ok(posts.some(({ ends }) => ends));
  });

  const COUNT = 10_000;
  const START = Date.parse('2026-06-02T00:00:00.000Z');

  it('are scheduled soonest first in portions of 500, and appear 500 a run, if 10,000 have minutes of their own', async () => {
    const files = Object.fromEntries(
      Array.from({ length: COUNT }, (_, index) => [`posts/${index}.md`, dated(`Post ${index}`, iso(START + index * MINUTE))]),
    );
    const own = { ...FAST, staleLimit: Number.POSITIVE_INFINITY };
    const calendar = await Calendar.with(files, { archives: 'none' }, own);
    const runs = async () => {
      for (let runs = 1; ; runs += 1) {
        if (calendar.bench.requeued.length === 0) return runs;
        calendar.bench.requeued = [];
        await calendar.run();
      }
    };
    assert.equal(calendar.schedules.size, 500);
    assert.equal([...calendar.schedules].at(-1), iso(START + 499 * MINUTE));
    assert.equal(await runs(), COUNT / 500);
    assert.equal(calendar.schedules.size, COUNT);
    let appeared = 0;
    for (const index of new Set([0, 1, 501, Math.min(1_002, COUNT - 1), COUNT - 1])) {
      const minute = iso(START + index * MINUTE);
      await calendar.runScheduled(minute);
      assert.equal((await calendar.bench.titles())[0], `Post ${Math.min(index, appeared + 499)}`, minute);
      assert.equal(await runs(), Math.ceil((index + 1 - appeared) / 500), minute);
      assert.equal((await calendar.bench.titles())[0], `Post ${index}`, minute);
      appeared = index + 1;
    }
  });

  it('stay in the catalog if the scheduler accepts only some, and another run is requested', async () => {
    const dates = ['10:00', '10:01', '10:02', '10:03', '10:04'];
    const files = Object.fromEntries(dates.map((clock, index) => [`posts/${index}.md`, dated(`P${index}`, `2026-06-01 ${clock}`)]));
    const accepted: string[] = [];
    const calendar = await Calendar.with(
      files,
      {},
      {
        scheduleRuns: async (minutes) => {
          accepted.push(...minutes.slice(0, 2));
          return minutes.slice(0, 2);
        },
      },
    );
    const requeues = [calendar.bench.requeued.length];
    for (let run = 0; run < 3; run += 1) {
      await calendar.run();
      requeues.push(calendar.bench.requeued.length);
    }
    assert.deepEqual([accepted, requeues], [dates.map(at), [1, 2, 2, 2]]);
  });

  it('fail the run if the scheduler accepts none, after the due posts are published', async () => {
    const calendar = await Calendar.with({});
    const refusing = { scheduleRuns: async () => Promise.reject(new Error('cannot make a schedule')) };
    await calendar.bench.posts.put('posts/a.md', Buffer.from(text('A')));
    await calendar.bench.posts.put('posts/b.md', Buffer.from(dated('B', '2026-06-01 10:00')));
    await assert.rejects(calendar.bench.run({ keys: ['posts/a.md', 'posts/b.md'] }, refusing), /cannot make a schedule/);
    assert.deepEqual(await calendar.bench.titles(), ['A']);
    await calendar.run();
    assert.deepEqual([...calendar.schedules], [at('10:00')]);
  });
});

describe('a post that expires', () => {
  const OLD = {
    'posts/a.md': dated('A', '2026-03-01', 'tags: [moss]\nexpires: 2026-06-01 10:00\n'),
    'posts/b.md': dated('B', '2026-03-02', 'tags: [moss]\n'),
    'posts/c.md': dated('C', '2026-05-01', 'tags: [moss]\nexpires: 2026-06-01 10:00\n'),
  };
  const CONFIG = { limit: 1, archives: 'all', pages: true, opml: true };

  it('leaves feeds, archives and pages in every format at its minute', async () => {
    const calendar = await Calendar.with(OLD, CONFIG);
    const documentsWithExpired = async () => {
      const documents = Object.entries(await calendar.bench.documents());
      return documents
        .filter(([, document]) => /All about (?:A|C)\b|\/(?:a|c)\//.test(document))
        .map(([key]) => key.slice('public/'.length));
    };
    const before = await documentsWithExpired();
    for (const path of [
      'atom.xml',
      'index.html',
      'archive/2026-03/rss.xml.gz',
      'tags/moss/archive/2026-03/feed.json',
      'tags/moss/index.html',
    ])
      assert.ok(before.includes(path), `${path} among ${before.join(', ')}`);
    await calendar.advanceTo(at('09:59'));
    assert.deepEqual(await documentsWithExpired(), before);
    await calendar.advanceTo(at('10:00'));
    assert.deepEqual(await documentsWithExpired(), []);
    assert.deepEqual([await calendar.bench.titles(), await calendar.bench.titles('tags/moss/feed.json')], [['B'], ['B']]);
  });

  it('comes back with its id when its expiry is moved to a later date', async () => {
    const calendar = await Calendar.with(OLD, { limit: 20 });
    const id = (await calendar.bench.items()).find(({ title }) => title === 'A')?.id;
    await calendar.advanceTo(at('11:00'));
    assert.ok(Object.hasOwn((await calendar.bench.catalog()).posts, 'posts/a.md'));
    await calendar.upload({ 'posts/a.md': undefined, 'posts/renamed.md': OLD['posts/a.md'].replace('06-01', '07-01') });
    assert.equal((await calendar.bench.items()).find(({ title }) => title === 'A')?.id, id);
    assert.deepEqual((await calendar.history('2026-07-01T10:00:00.000Z'))['2026-07-01T10:00:00.000Z'], ['B']);
  });

  it('can expire earlier, later, or not at all after an edit', async () => {
    for (const [expires, left] of [
      ['expires: 2026-06-01 09:30\n', '09:30'],
      ['expires: 2026-06-01 12:00\n', '12:00'],
      ['', undefined],
    ] as const) {
      const calendar = await Calendar.with({ 'posts/a.md': text('A', 'expires: 2026-06-01 10:00\n') });
      await calendar.upload({ 'posts/a.md': text('A', expires) });
      const before = left === undefined ? at('23:00') : iso(Date.parse(at(left)) - 1);
      assert.deepEqual(await calendar.history(before), { [before]: ['A'] });
      if (left !== undefined) assert.deepEqual(await calendar.history(at(left)), { [at(left)]: [] });
    }
  });

  it('and is scheduled appears and expires at its minutes', async () => {
    const calendar = await Calendar.with({ 'posts/a.md': dated('A', '2026-06-01 10:00', 'expires: 2026-06-01 11:00\n') });
    assert.deepEqual([...calendar.schedules], [at('10:00'), at('11:00')]);
    assert.deepEqual(await calendar.history(at('09:59'), at('10:00'), at('10:59'), at('11:00')), {
      ...{ [at('09:59')]: [], [at('10:00')]: ['A'], [at('10:59')]: ['A'], [at('11:00')]: [] },
    });
  });

  it('before it appears is never published', async () => {
    for (const expires of ['09:30', '10:00']) {
      const calendar = await Calendar.with({ 'posts/a.md': dated('A', '2026-06-01 10:00', `expires: 2026-06-01 ${expires}\n`) });
      assert.deepEqual(await calendar.history(at('10:00'), at('12:00')), { [at('10:00')]: [], [at('12:00')]: [] });
    }
  });
});
