import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog } from '../../lambda/aws/log.ts';
import { logRun } from '../../lambda/batch/log-run.ts';
import { type Status, statusLines, statusOf } from '../../lambda/local/status.ts';
import type { Report } from '../../lambda/publish/publish.ts';
import { baseOf, readCatalog } from '../support/whole-catalog.ts';
import { Bench, text } from './blog.ts';

async function statusIn(bench: Bench): Promise<Status> {
  const stored = await readCatalog(bench.site);
  assert.ok(stored);
  return statusOf(baseOf(stored.catalog), 0);
}

function loggedFor(report: Report): { errors: string[]; refused: number } {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line));
  const log = createLog({ write, now: () => 0, site: 's', context: { requestId: 'r' } });
  logRun(report, { started: 0, ended: 1, written: [], keys: 1 }, log);
  return {
    errors: lines.filter(({ level }) => level === 'error').map(({ event, key, line, column }) => `${event} ${key}:${line}:${column}`),
    refused: Number(lines.find((line) => 'PostsRefused' in line)?.PostsRefused),
  };
}

const BROKEN: Record<string, string | Uint8Array> = {
  'front matter that is no YAML': '---\ntitle: "A\n---\nText\n',
  'a date that does not exist': '---\ntitle: A\ndate: 2026-02-31\n---\nText\n',
  'Liquid without an end': text('A', '', '{% if x %}'),
  'no text at all': '',
  'bytes that are no UTF-8': new Uint8Array([0x2d, 0x2d, 0x2d, 0x0a, 0xff]),
  'too much of everything': text('A', '', '<b>'.repeat(60_000)),
};

describe('a post that breaks', () => {
  for (const [name, broken] of Object.entries(BROKEN)) {
    it(`by ${name}: keeps its last good version, and is reported until it is repaired or deleted`, async () => {
      const bench = await Bench.with({ 'a.md': text('A'), 'b.md': text('B') });
      const before = await bench.documents();
      await bench.posts.put('a.md', Buffer.from(broken));
      const report = await bench.run({ keys: ['a.md'] });
      assert.deepEqual(await bench.documents(), before);
      const { errors, refused } = loggedFor(report);
      assert.match(errors.join(), /^post refused a\.md:\d+:\d+$/);
      assert.equal(refused, 1);
      const [refusedPost] = (await statusIn(bench)).refused;
      assert.deepEqual([refusedPost?.key, refusedPost?.lastGood, refusedPost?.problems.length], ['a.md', true, 1]);

      await bench.all();
      assert.deepEqual(await bench.documents(), before);

      const repaired = await bench.change({ 'a.md': text('A', '', 'Mended.') });
      assert.deepEqual(loggedFor(repaired), { errors: [], refused: 0 });
      assert.deepEqual((await statusIn(bench)).refused, []);
      assert.match((await bench.items()).find(({ title }) => title === 'A')?.content_html ?? '', /Mended/);

      await bench.posts.put('a.md', Buffer.from(broken));
      await bench.run({ keys: ['a.md'] });
      const removed = await bench.change({ 'a.md': undefined });
      assert.deepEqual(loggedFor(removed), { errors: [], refused: 0 });
      assert.deepEqual([(await statusIn(bench)).refused, await bench.titles()], [[], ['B']]);
    });
  }

  it('before it was ever published is reported, and is in no feed', async () => {
    const bench = await Bench.with({ 'a.md': text('A'), 'b.md': '---\ntitle: [\n---\n' });
    const [refusedPost] = (await statusIn(bench)).refused;
    assert.deepEqual([refusedPost?.key, refusedPost?.lastGood, await bench.titles()], ['b.md', false, ['A']]);
  });
});

describe('a configuration that breaks', () => {
  it('keeps the last good one, is reported until it is repaired, and delays no post', async () => {
    const bench = await Bench.with({ 'a.md': text('A') });
    const before = await bench.documents();
    await bench.posts.put('linefeed.yaml', Buffer.from('title: Field Notes\nlink: https://blog.example/\nlimt: 5\n'));
    const report = await bench.all();
    assert.deepEqual(await bench.documents(), before);
    assert.deepEqual(loggedFor(report), { errors: ['configuration refused linefeed.yaml:3:7'], refused: 1 });
    assert.match(
      statusLines(await statusIn(bench), false).join('\n'),
      /the last good one is in use:\n {2}linefeed\.yaml:3:7: error: limt: no such setting; did you mean limit\?/,
    );

    await bench.change({ 'b.md': text('B') });
    assert.deepEqual([(await statusIn(bench)).configuration.length, (await bench.titles()).length], [1, 2]);

    await bench.configure({});
    assert.deepEqual(loggedFor(await bench.all()), { errors: [], refused: 0 });
    assert.deepEqual((await statusIn(bench)).configuration, []);
  });

  it('is stored by an exclusive run even if nothing else changed', async () => {
    const bench = await Bench.with({ 'a.md': text('A') });
    await bench.posts.put('linefeed.yaml', Buffer.from('title: [\n'));
    await bench.all({ exclusive: true });
    assert.equal((await statusIn(bench)).configuration.length, 1);
    const { rev } = await bench.catalog();
    await bench.all({ exclusive: true });
    assert.equal((await bench.catalog()).rev, rev, 'only once');
    await bench.configure({});
    await bench.all({ exclusive: true });
    assert.deepEqual((await statusIn(bench)).configuration, []);
  });
});
