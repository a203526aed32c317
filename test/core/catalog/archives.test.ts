/** A feed's whole history, by month. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { markChangedOutputs } from '../../../lambda/core/catalog/changed-outputs.ts';
import { windowKey, windowOf } from '../../../lambda/core/catalog/facts/fact-keys.ts';
import { ARCHIVE_SIZE, FeedArchives } from '../../../lambda/core/catalog/facts/feed-archives.ts';
import type { Shown } from '../../../lambda/core/catalog/facts/feed-window.ts';
import { viewOf } from '../../../lambda/core/catalog/facts/views.ts';
import { feedHead } from '../../../lambda/core/catalog/feeds.ts';
import { FIRST_HEAD } from '../../../lambda/core/catalog/heads-job.ts';
import { type Archive, decodeOutput, encodeOutput, type Feed, feedKey, MAIN } from '../../../lambda/core/catalog/outputs.ts';
import { hasShrunk } from '../../../lambda/core/catalog/windows.ts';
import { instantAt } from '../../../lambda/core/instant.ts';
import type { Instant } from '../../../lambda/core/model.ts';
import { SortedFacts } from '../../../lambda/core/tree/sorted-facts.ts';
import { draftOf, empty, Folder, factsOf, reading, site } from './support.ts';

/** Newest first, as feeds have them. */
const entries = (...published: string[]): Shown[] =>
  published
    .sort()
    .reverse()
    .map((day, index) => ({ key: `${String(index).padStart(4, '0')}.md`, published: `${day}T00:00:00.000Z`, entry: `e${index}` }));

const days = (window: readonly Shown[] | undefined): string[] | undefined => window?.map(({ published }) => published.slice(0, 10));

/** What a feed of these entries shows, and its archives from the oldest on. */
function cutArchives(
  feed: Feed,
  all: readonly Shown[],
  limit: number,
): { live: Shown[]; archives: { output: Archive; window: Shown[] }[] } {
  const window = windowOf(feedKey(feed));
  const facts = new SortedFacts(all.map(({ key, published, entry }) => [windowKey(window, published as Instant, key), entry]));
  const found = new FeedArchives(facts, feed, { terms: ['tags'], archives: 'all', limit });
  const archives: Archive[] = [];
  for (let archive = found.last(); archive !== undefined; archive = found.before(archive)) archives.unshift(archive);
  return { live: found.live(), archives: archives.map((output) => ({ output, window: found.entries(output) })) };
}

const month = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${String(1 + (index % 28)).padStart(2, '0')}`);

const byText = (a: Shown, b: Shown) => (a.key < b.key ? -1 : 1);

describe('archives', () => {
  it('are the months before the newest entry, with all that the feed does not show', () => {
    const { live, archives } = cutArchives(MAIN, entries('2026-01-05', '2026-01-20', '2026-03-01', '2026-04-09', '2026-04-10'), 2);
    assert.deepEqual(days(live), ['2026-04-10', '2026-04-09']);
    assert.deepEqual(
      archives.map(({ output, window }) => [encodeOutput(output), days(window)]),
      [
        ['archive/2026-01', ['2026-01-20', '2026-01-05']],
        ['archive/2026-03', ['2026-03-01']],
      ],
    );
  });

  it('leave to the feed whatever is newer than they are, beyond the limit', () => {
    assert.equal(cutArchives(MAIN, entries('2026-01-05', ...month('2026-02', 9)), 3).live.length, 9);
  });

  it('overlap with the feed, so that it shows as many as it should', () => {
    const { live, archives } = cutArchives(MAIN, entries('2026-01-01', '2026-01-02', '2026-02-01'), 2);
    assert.deepEqual(
      [days(live), days(archives[0]?.window)],
      [
        ['2026-02-01', '2026-01-02'],
        ['2026-01-02', '2026-01-01'],
      ],
    );
  });

  it('are not made where the feed shows everything', () => {
    assert.deepEqual(cutArchives(MAIN, entries('2026-01-05', '2026-02-01', '2026-03-01'), 3).archives, []);
    assert.deepEqual(cutArchives(MAIN, [], 3), { live: [], archives: [] });
  });

  it('of a month with very many posts are split by count from the oldest on, and those that are full are closed in the newest month too', () => {
    const { live, archives } = cutArchives(
      { kind: 'term', taxonomy: 'tags', slug: 'c' },
      entries(...month('2026-01', 2 * ARCHIVE_SIZE + 1), ...month('2026-02', ARCHIVE_SIZE + 7)),
      5,
    );
    assert.deepEqual(
      archives.map(({ output, window }) => [encodeOutput(output), window.length]),
      [
        ['tags/c/archive/2026-01', ARCHIVE_SIZE],
        ['tags/c/archive/2026-01-2', ARCHIVE_SIZE],
        ['tags/c/archive/2026-01-3', 1],
        ['tags/c/archive/2026-02', ARCHIVE_SIZE],
      ],
    );
    assert.equal(live.length, 7);
  });

  it('of one post more are what they were, all but the newest', () => {
    const before = entries(...month('2026-01', 3 * ARCHIVE_SIZE + 1));
    const after = entries(...month('2026-01', 3 * ARCHIVE_SIZE + 1), '2026-01-30', '2026-02-01');
    const [was, is] = [before, after].map((all) =>
      cutArchives(MAIN, all, 20).archives.map(({ output, window }) => [encodeOutput(output), days(window)]),
    );
    assert.deepEqual(is?.slice(0, 3), was);
  });

  it('and the feed show every entry, and no two archives the same one', () => {
    const day = fc.date({ min: new Date('2024-01-01'), max: new Date('2026-12-31'), noInvalidDate: true });
    const some = fc.tuple(fc.array(day, { maxLength: 150 }), fc.array(fc.constant(new Date('2026-05-05')), { maxLength: 250 }));
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 40 }), ([far, near], limit) => {
        const all = entries(...[...far, ...near].map((date) => date.toISOString().slice(0, 10)));
        const { live, archives } = cutArchives(MAIN, all, limit);
        const archived = archives.flatMap(({ window }) => window);
        assert.equal(new Set(archived.map(({ key }) => key)).size, archived.length);
        const byKey = (shown: readonly Shown[]) => new Map(shown.map((each) => [each.key, each]));
        assert.deepEqual([...byKey([...archived, ...live]).values()].sort(byText), [...all].sort(byText));
        assert.deepEqual(live, all.slice(0, live.length));
        assert.ok(live.length >= Math.min(limit, all.length) && live.length < limit + ARCHIVE_SIZE);
        assert.ok(archives.every(({ window }) => window.length > 0 && window.length <= ARCHIVE_SIZE));
      }),
      { seed: 5005, numRuns: 300 },
    );
  });
});

describe('archives of a blog', () => {
  const posts = { 'a.md': '2026-01-01', 'b.md': '2026-02-01', 'c.md': '2026-02-02', 'd.md': '2026-03-01', 'e.md': '2026-04-01' };
  const readings = Object.entries(posts).map(
    ([key, day]) => [key, reading(key, { published: instantAt(Date.parse(day)), tags: ['C'] })] as const,
  );
  const rows = new Map(Object.entries(new Folder().run(Object.fromEntries(readings)).rows));
  const slugs = { ...empty().slugs, tags: { C: 'c' } };
  const shown = (archives: typeof site.archives, published: string[] = []) => {
    const catalog = { ...empty(), site: { ...site, limit: 2, archives }, slugs, posts: Object.fromEntries(rows) };
    const draft = draftOf(catalog);
    const changes = { outOfDate: new Set<string>(), published, heads: FIRST_HEAD, most: 100 };
    const { changed } = markChangedOutputs(factsOf(empty()), draft, { ...catalog, rev: 1 }, changes);
    return new Map([...changed.keys()].map((key) => [key, viewOf(draft, decodeOutput(key) ?? assert.fail(), catalog.site)] as const));
  };

  it('are the main feed’s alone, or every feed’s, or there are none', () => {
    const keys = (archives: typeof site.archives) => [...shown(archives).keys()].sort();
    const months = ['archive/2026-01', 'archive/2026-02', 'archive/2026-03'];
    assert.deepEqual(keys('main'), [...months, 'main', 'tags/c']);
    assert.deepEqual(keys('all'), [...months, 'main', 'tags/c', ...months.map((name) => `tags/c/${name}`)]);
    assert.deepEqual(keys('none'), ['main', 'tags/c']);
  });

  it('are a chain from the feed to the oldest, and back', () => {
    const chain = [...shown('main')].map(([key, { previous, next }]) => [
      key,
      previous && encodeOutput(previous),
      next && encodeOutput(next),
    ]);
    assert.deepEqual(chain.sort(), [
      ['archive/2026-01', undefined, 'archive/2026-02'],
      ['archive/2026-02', 'archive/2026-01', 'archive/2026-03'],
      ['archive/2026-03', 'archive/2026-02', undefined],
      ['main', 'archive/2026-03', undefined],
      ['tags/c', undefined, undefined],
    ]);
  });

  it('that lost their entries stay, empty and out of the chain, and tell where the feed is', () => {
    const view = shown('main', ['archive/2025-12']).get('archive/2025-12') ?? assert.fail();
    const output: Archive = { kind: 'archive', of: MAIN, month: '2025-12', part: 1 };
    const head = feedHead(output, view, new Map(), site);
    assert.deepEqual(view, { output, window: [], entries: 0 });
    assert.deepEqual([head.current?.atom, head.previous, head.next], ['https://blog.example/atom.xml', undefined, undefined]);
  });

  it('are no feeds that shrink', () => {
    assert.deepEqual([hasShrunk('archive/2026-01', 9, 0), hasShrunk('main', 9, 4)], [false, true]);
  });

  it('nor are feeds of three entries or less, nor those that keep half', () => {
    const shrunk = (had: number, has: number) => Number(hasShrunk('main', had, has));
    assert.deepEqual(
      [shrunk(3, 0), shrunk(3, 1), shrunk(4, 1), shrunk(4, 0), shrunk(4, 2), shrunk(20, 10), shrunk(20, 9)],
      [0, 0, 1, 1, 0, 0, 1],
    );
  });
});
