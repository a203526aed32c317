import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog, type Fields } from '../../lambda/aws/log.ts';
import { RECONCILE_MESSAGE, requeueMessages } from '../../lambda/aws/messages.ts';
import { METRICS } from '../../lambda/aws/metric-names.ts';
import { handleBatch } from '../../lambda/batch/handle-batch.ts';
import { logRun } from '../../lambda/batch/log-run.ts';
import type { Version } from '../../lambda/core/catalog/catalog.ts';
import type { Report } from '../../lambda/publish/run-report.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { metricsIn } from '../support/embedded-metrics.ts';
import { publisherOver } from '../support/publisher.ts';

const NOW = Date.UTC(2026, 2, 1, 9, 30);

function written() {
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line), now: () => NOW, site: 'my-feeds', context: { requestId: 'r-1' } });
  const read = (): Fields[] => lines.map((line) => JSON.parse(line));
  const metrics = () => Object.assign({}, ...lines.filter((line) => line.includes('"_aws"')).map(metricsIn));
  return { lines, log, read, metrics, events: () => read().filter(({ event }) => event !== undefined) };
}

describe('a log line', () => {
  it('is JSON with time, level, event and request id', () => {
    const { log, read } = written();
    log.info('published', { keys: 1 });
    log.error('post refused', { key: 'a.md' });
    log.info('started');
    const common = { time: '2026-03-01T09:30:00.000Z', requestId: 'r-1' };
    assert.deepEqual(read(), [
      { ...common, level: 'info', event: 'published', keys: 1 },
      { ...common, level: 'error', event: 'post refused', key: 'a.md' },
      { ...common, level: 'info', event: 'started' },
    ]);
  });

  it('is one line, whatever its values contain', () => {
    const { log, lines } = written();
    log.error('message failed', { reason: 'a\nb\r\u2028c' });
    assert.doesNotMatch(lines[0] ?? '', /[\n\r]/);
  });

  it('with metrics is in the embedded metric format, for every metric', () => {
    const { log, lines, read } = written();
    const values = Object.fromEntries(Object.keys(METRICS).map((name, index) => [name, index]));
    log.metrics(values);
    assert.deepEqual(metricsIn(lines[0] ?? ''), values);
    assert.deepEqual([read()[0]?.Site, read()[0]?.requestId], ['my-feeds', 'r-1']);
  });
});

const QUIET: Report = {
  base: {} as Report['base'],
  changes: { since: undefined, rows: [], outputs: new Set() },
  head: {
    ...{ generation: 'g1', rev: 7, moment: '2026-03-01T09:30:00.000Z', site: {} as Report['head']['site'] },
    ...{ renderers: { entries: '1', documents: 1, pages: 1 }, adopted: [] },
  },
  ...{ posts: 0, pending: 0, rows: new Map(), outputs: new Map([['main', { rev: 7, digest: 'd', entries: 3 }]]) },
  ...{
    problems: [],
    notices: [],
    shortened: [],
    rendered: 0,
    unread: new Map(),
    vanished: [],
    refused: [],
    newlyRefused: [],
    copies: [],
    feeds: [],
    shrunk: [],
    failed: [],
    reidentified: [],
    damaged: [],
  },
  ...{ documents: 0, bytes: 0, conflicts: 0, pings: 0, catalogBytes: 4321 },
};

describe('the report of a run', () => {
  const times = { started: NOW - 250, ended: NOW, written: [], keys: 2 };

  it('names copies, which do not count as refused', () => {
    const { log, events, metrics } = written();
    const message = 'this is a copy of a.md';
    const problems = [{ key: 'b.md', line: 1, column: 1, message, severity: 'warning' as const }];
    const row = { etag: '', state: 'duplicate' as const, rendering: '', problems, released: false, version: { title: 'B' } as Version };
    logRun({ ...QUIET, copies: ['b.md'], rows: new Map([['b.md', row]]) }, times, log);
    const { time: _, ...line } = events()[0] ?? {};
    assert.deepEqual(line, { level: 'info', event: 'copy not published', requestId: 'r-1', key: 'b.md', message });
    assert.equal(metrics().PostsRefused, 0);
  });

  it('has counts and durations once, and the same as metrics', () => {
    const { log, events, metrics } = written();
    const feeds = ['main', 'tags/moss'];
    logRun({ ...QUIET, rendered: 2, feeds, documents: 12, bytes: 3456, conflicts: 1 }, times, log);
    const { time: _, ...line } = events()[0] ?? {};
    assert.deepEqual(line, {
      ...{ level: 'info', event: 'published', requestId: 'r-1', keys: 2, rendered: 2, refused: 0, unread: 0, feeds: 2, documents: 12 },
      ...{ bytes: 3456, conflicts: 1, pings: 0, owed: 0, rev: 7, generation: 'g1', milliseconds: 250, posts: 0, catalogBytes: 4321 },
    });
    assert.deepEqual(metrics(), {
      ...{ PostsPublished: 2, PostsRefused: 0, FeedsWritten: 2, FeedsFailed: 0, FeedsShrunk: 0, Conflicts: 1, Duration: 250 },
    });
  });

  it('has a job under way, and no such field without one', () => {
    const [{ log, events, metrics }, without] = [written(), written()];
    logRun({ ...QUIET, head: { ...QUIET.head, jobs: [{ kind: 'render', after: 'b.md' }] } }, times, log);
    assert.deepEqual([events()[0]?.job, events()[0]?.after, metrics().JobsUnderWay], ['render', 'b.md', 1]);
    logRun(QUIET, times, without.log);
    assert.equal('JobsUnderWay' in without.metrics(), false);
  });

  it('has the used memory, and an error from four fifths on', () => {
    for (const [used, percent, runsOut] of [
      [512, 50, false],
      [813, 79, false],
      [819, 80, true],
      [1024, 100, true],
    ] as const) {
      const { log, events, metrics } = written();
      logRun(QUIET, { ...times, memory: { used, of: 1024 } }, log);
      const reported = events().find(({ event }) => event === 'memory runs out');
      assert.equal(events().find(({ event }) => event === 'published')?.megabytes, used);
      assert.equal(metrics().MemoryUsed, percent);
      const { level, megabytes, of, posts, catalogBytes } = reported ?? {};
      assert.deepEqual(
        reported && [level, reported.percent, megabytes, of, posts, catalogBytes],
        runsOut ? ['error', percent, used, 1024, 0, 4321] : undefined,
      );
    }
  });

  it('names each refused post with all reasons, and whether its last good version stays', () => {
    const { log, events, metrics } = written();
    const problem = (line: number) => ({ key: 'a.md', line, column: 3, message: `wrong ${line}`, severity: 'error' as const });
    const row = { etag: 'e', rendering: '', released: true, state: 'rejected' as const, problems: [problem(2), problem(5)] };
    const lastGood = { ...row, kept: true as const, version: {} as Version };
    // After it expires, a row keeps no version published.
    const expired = { ...row, problems: [problem(8)], version: { expires: '2026-03-01T09:00:00.000Z' } as Partial<Version> as Version };
    const posts = { 'a.md': lastGood, 'b.md': { ...row, problems: [problem(9)] }, 'c.md': expired };
    const refused = ['a.md', 'b.md', 'c.md'];
    logRun({ ...QUIET, refused, newlyRefused: refused, rows: new Map(Object.entries(posts)) }, times, log);
    assert.deepEqual(
      events().flatMap(({ event, key, line, column, message, lastGoodVersionStays }) =>
        event === 'post refused' ? [[key, line, column, message, lastGoodVersionStays]] : [],
      ),
      [
        ['a.md', 2, 3, 'wrong 2', true],
        ['a.md', 5, 3, 'wrong 5', true],
        ['b.md', 9, 3, 'wrong 9', false],
        ['c.md', 8, 3, 'wrong 8', false],
      ],
    );
    assert.equal(metrics().PostsRefused, 3);
    const again = written();
    logRun({ ...QUIET, refused, newlyRefused: ['b.md'], rows: new Map(Object.entries(posts)) }, times, again.log);
    const [reported, done] = again.events();
    assert.deepEqual([reported?.key, done?.event, done?.refused, again.metrics().PostsRefused], ['b.md', 'published', 3, 1]);
  });

  it('names unread posts, damaged documents, failed and shrunk feeds, and a refused configuration', () => {
    const { log, events, metrics } = written();
    const feeds = { main: { rev: 7, digest: 'd', entries: 3, problem: 'rss: it does not parse' } };
    const problems = [{ key: 'linefeed.yaml', line: 1, column: 7, message: 'expected a text', severity: 'error' as const }];
    const unread = new Map([['a.md', 'AccessDenied']]);
    const damaged = Array.from({ length: 101 }, (_, index) => `${1000 + index}/rss.xml`);
    logRun(
      { ...QUIET, unread, problems, damaged, failed: ['main'], shrunk: ['main'], outputs: new Map(Object.entries(feeds)) },
      times,
      log,
    );
    const reported = events().map(({ time: _, requestId: __, level, ...rest }) => (level === 'error' ? rest : rest.event));
    assert.deepEqual(reported, [
      { event: 'configuration refused', ...problems[0] },
      { event: 'documents damaged', documents: 101, paths: damaged.slice(0, 100) },
      { event: 'post not read', key: 'a.md', reason: 'AccessDenied' },
      { event: 'feed not written', feed: 'main', reason: 'rss: it does not parse' },
      { event: 'feed shrank', feed: 'main', entries: 3 },
      'published',
    ]);
    assert.deepEqual([metrics().FeedsFailed, metrics().FeedsShrunk, metrics().PostsRefused], [1, 1, 1]);
  });

  it('has the delay from each upload to the end of the run, 0 for a clock that is ahead', () => {
    const { log, events, metrics } = written();
    logRun(QUIET, { ...times, written: [NOW - 1000, NOW - 4000, NOW + 500] }, log);
    assert.equal(events()[0]?.lag, 4000);
    assert.deepEqual(metrics().Lag, [4000, 1000, 0]);
  });

  it('has the hundred longest delays of a burst, the maximum of a line', () => {
    const { log, metrics } = written();
    logRun(QUIET, { ...times, written: Array.from({ length: 1000 }, (_, index) => NOW - index) }, log);
    assert.deepEqual(
      metrics().Lag,
      Array.from({ length: 100 }, (_, index) => 999 - index),
    );
  });
});

describe('the log of real runs', () => {
  /** In every text, except at the position of a problem, which is quoted: `date: expected a date, got "tomorrow"`. */
  const SECRET = 'xyzzy';
  const good = `---\ntitle: Good ${SECRET}\ndate: 2026-01-01\ntags: [moss]\nsummary: ${SECRET}\n---\n\n${SECRET} {{ page.title }} {% if %}`;
  const files = {
    'linefeed.yaml': 'title: Notes\nlink: https://blog.example/\n',
    '_posts/2026-01-01-good.md': good.replace(' {% if %}', ''),
    '_posts/2026-01-02-liquid.md': `${good}\n${SECRET}`,
    '_posts/2026-01-03-unclosed.md': `---\ntitle: "${SECRET}\n---\n${SECRET}`,
    '_posts/2026-01-04-date.md': `---\ntitle: ${SECRET}\ndate: tomorrow\n---\n${SECRET}`,
    '_posts/2026-01-04-long-date.md': `---\ntitle: Long\ndate: ${'tomorrow '.repeat(500)}\n---\n${SECRET}`,
    '_posts/2026-01-04-long-liquid.md': `---\ntitle: Long\n---\n{{ ${'tomorrow '.repeat(500)}`,
    '_posts/2026-01-05-yaml.md': `---\ntitle: ${SECRET}: ${SECRET}\n  - ${SECRET}\n---\n${SECRET}`,
    '_posts/2026-01-06-toml.md': `+++\ntitle = "${SECRET}" ${SECRET}\n+++\n${SECRET}`,
    '_posts/2026-01-07-copy.md': good.replace(' {% if %}', ''),
    '_posts/2026-01-08-reference.md': `---\ntitle: ${SECRET}\n---\n${SECRET} {% post_url 2020-01-01-absent %}`,
  };

  async function run() {
    const [posts, site] = [new MemoryStore(), new MemoryStore()];
    for (const [key, text] of Object.entries(files)) await posts.put(key, Buffer.from(text));
    const output = written();
    const publisher = { ...publisherOver(posts, site), exclusive: false };
    const handle = (...bodies: string[]) =>
      handleBatch(
        bodies.map((body, index) => ({ id: `m${index}`, body })),
        {
          publisher,
          location: { bucket: 'posts', prefix: '' },
          bulk: { send: async () => {} },
          pingHub: async () => 'taken',
          log: output.log,
        },
      );
    await handle(RECONCILE_MESSAGE);
    // A refused edit of a published post, whose last good version stays.
    await posts.put('_posts/2026-01-01-good.md', Buffer.from(good));
    await handle(...requeueMessages(['_posts/2026-01-01-good.md', '_posts/absent.md']), `{"${SECRET}`, JSON.stringify({ body: SECRET }));
    return output;
  }

  it('never contains the text of a post or of a message', async () => {
    const { lines, events } = await run();
    const refused = events().flatMap(({ event, key }) => (event === 'post refused' ? [key] : []));
    const names = [...new Set(refused)].map((key) => String(key).slice('_posts/2026-01-0?-'.length, -'.md'.length)).sort();
    assert.deepEqual(names, ['date', 'good', 'liquid', 'long-date', 'long-liquid', 'toml', 'unclosed', 'yaml']);
    const copies = events().flatMap(({ event, key }) => (event === 'copy not published' ? [key] : []));
    assert.deepEqual([...new Set(copies)], ['_posts/2026-01-07-copy.md']);
    assert.equal(events().filter(({ event }) => event === 'message failed').length, 2);
    for (const line of lines) assert.ok(!line.includes(SECRET), line);
  });

  it('quotes at most the position of a mistake', async () => {
    const { events } = await run();
    const reasons = events().flatMap(({ event, key, message }) =>
      event === 'post refused' && String(key).includes('long') ? [message] : [],
    );
    assert.deepEqual(reasons.length, 2);
    for (const reason of reasons) assert.ok(String(reason).length < 400, String(reason));
  });

  it('has the request id in every line, and only metrics that CloudWatch accepts', async () => {
    const { lines, read } = await run();
    assert.ok(read().every(({ requestId }) => requestId === 'r-1'));
    const metrics = lines.filter((line) => line.includes('"_aws"')).map(metricsIn);
    assert.deepEqual(
      metrics.map(({ PostsPublished, MessagesFailed }) => [PostsPublished, MessagesFailed]),
      [
        [2, undefined],
        [0, undefined],
        [undefined, 2],
      ],
    );
  });
});
