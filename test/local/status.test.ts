/** The status of a catalog; test/command/status.test.ts runs the command. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Catalog, Row } from '../../lambda/core/catalog/catalog.ts';
import { type Status, statusLines, statusOf as statusOfBase } from '../../lambda/local/status.ts';
import { Bench, HOUR, text } from '../publish/blog.ts';
import { baseOf } from '../support/whole-catalog.ts';

const NOW = Date.UTC(2026, 5, 1, 12);

async function catalogOf(files: Record<string, string>): Promise<Catalog> {
  return (await Bench.with(files)).catalog();
}

const statusOf = (catalog: Catalog, modified: number) => statusOfBase(baseOf(catalog), modified);

const linesOf = (status: Status) => statusLines(status, false);

function below(heading: string, status: Status): string[] {
  const lines = linesOf(status);
  const start = lines.findIndex((line) => line.startsWith(heading));
  const length = lines.slice(start + 1).findIndex((line) => !line.startsWith('  '));
  return start < 0 ? [] : lines.slice(start + 1, length < 0 ? lines.length : start + 1 + length).map((line) => line.trim());
}

describe('the status of a catalog', () => {
  it('lists pending documents and posts to render again', async () => {
    const catalog = await catalogOf({ 'posts/a.md': text('A', 'tags: [moss]\n') });
    const row: Row = { ...(catalog.posts['posts/a.md'] ?? assert.fail()), later: { rev: 1, sent: true } };
    const owing = { ...catalog, pending: { 'tags/moss': 2, main: 2 }, posts: { 'posts/a.md': row } };
    const status = await statusOf(owing, NOW);
    assert.deepEqual([status.pending, status.stale], [['main', 'tags/moss'], ['posts/a.md']]);
    assert.deepEqual(below('pending, to be written by the next run:', status), ['main', 'tags/moss']);
    assert.deepEqual(below('to be rendered again:', status), ['posts/a.md']);
  });

  it('lists feeds that could not be written, and why', async () => {
    const catalog = await catalogOf({ 'posts/a.md': text('A') });
    const main = { ...(catalog.feeds.main ?? assert.fail()), problem: 'rss: it does not parse' };
    const status = await statusOf({ ...catalog, feeds: { main } }, NOW);
    assert.deepEqual(status.failed, [{ feed: 'main', problem: 'rss: it does not parse' }]);
    assert.deepEqual(below('feeds that could not be written:', status), ['main: rss: it does not parse']);
  });

  it("has the last run's time by the store’s clock, even if the run's clock was ahead", async () => {
    const bench = await Bench.with({ 'posts/a.md': text('A') });
    bench.now += 48 * HOUR;
    await bench.all({ now: () => bench.now });
    const { lastRun } = await statusOf(await bench.catalog(), NOW);
    assert.equal(lastRun, '2026-06-01T12:00:00.000Z');
  });

  it('does not count a refused post as published after it has expired', async () => {
    const bench = await Bench.with({ 'posts/a.md': text('A', 'expires: 2026-06-02\n'), 'posts/b.md': text('B') });
    await bench.change({ 'posts/a.md': '---\ntitle: A\ndate: tomorrow\n---\n' });
    const before = await statusOf(await bench.catalog(), NOW);
    assert.deepEqual([before.posts, before.refused[0]?.lastGood, before.expiring.length], [2, true, 1]);
    bench.now += 48 * HOUR;
    await bench.all();
    assert.deepEqual(await bench.titles(), ['B']);
    const after = await statusOf(await bench.catalog(), NOW);
    assert.deepEqual([after.posts, after.refused[0]?.lastGood, after.expiring.length], [1, false, 0]);
  });

  it('lists copies and shared addresses as warnings, but no removed posts', async () => {
    const bench = await Bench.with({ 'posts/a.md': text('A'), 'posts/b.md': text('A'), 'posts/c.md': text('C') });
    await bench.change({ 'posts/c.md': undefined });
    const { posts, refused, warnings } = await statusOf(await bench.catalog(), NOW);
    assert.deepEqual([posts, refused, warnings.map(({ key }) => key)], [1, [], ['posts/b.md']]);
    await bench.change({ 'posts/b.md': text('Other'), 'posts/c.md': text('C') });
    await bench.change({ 'posts/c.md': text('C', 'permalink: /b/\n') });
    const after = await statusOf(await bench.catalog(), NOW);
    assert.equal(after.posts, 3, 'readers keep both');
    const [line, ...more] = below('copies and shared addresses:', after);
    assert.match(
      line ?? '',
      /posts\/c\.md:1:1:.* this post and posts\/b\.md have the same address, https:\/\/blog\.example\/b\/; give one/,
    );
    assert.deepEqual(more, []);
  });

  it('shortens long lists on the screen, not for programs', async () => {
    const files = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`posts/${index}.md`, text(`${index}`, 'draft: true\n')]));
    const status = await statusOf(await catalogOf(files), NOW);
    assert.equal(status.drafts.length, 25);
    assert.deepEqual([below('drafts:', status).length, below('drafts:', status).at(-1)], [21, 'and 5 more']);
  });
});
