import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { markChangedOutputs } from '../../../lambda/core/catalog/changed-outputs.ts';
import { Draft } from '../../../lambda/core/catalog/facts/draft.ts';
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
import type { Facts } from '../../../lambda/core/tree/facts.ts';
import { SortedFacts } from '../../../lambda/core/tree/sorted-facts.ts';
import { draftOf, empty, Folder, factsOf, reading, site } from './support.ts';

/** Newest first, like a feed. */
const entries = (...published: string[]): Shown[] =>
  published
    .sort()
    .reverse()
    .map((day, index) => ({ key: `${String(index).padStart(4, '0')}.md`, published: `${day}T00:00:00.000Z`, entry: `e${index}` }));

const days = (window: readonly Shown[] | undefined): string[] | undefined => window?.map(({ published }) => published.slice(0, 10));

/** Archives are oldest first. */
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
  it('contain complete months before the newest entry, if the feed does not show all', () => {
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

  it('leave every entry newer than the last archive in the feed, beyond its limit', () => {
    assert.equal(cutArchives(MAIN, entries('2026-01-05', ...month('2026-02', 9)), 3).live.length, 9);
  });

  it('overlap with the feed, so that the feed reaches its limit', () => {
    const { live, archives } = cutArchives(MAIN, entries('2026-01-01', '2026-01-02', '2026-02-01'), 2);
    assert.deepEqual(
      [days(live), days(archives[0]?.window)],
      [
        ['2026-02-01', '2026-01-02'],
        ['2026-01-02', '2026-01-01'],
      ],
    );
  });

  it('do not exist when the feed shows everything', () => {
    assert.deepEqual(cutArchives(MAIN, entries('2026-01-05', '2026-02-01', '2026-03-01'), 3).archives, []);
    assert.deepEqual(cutArchives(MAIN, [], 3), { live: [], archives: [] });
  });

  it('of a large month are split by count, oldest first, and full parts of the newest month are closed', () => {
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

  it('do not change, except the newest, when a post is added', () => {
    const previous = entries(...month('2026-01', 3 * ARCHIVE_SIZE + 1));
    const after = entries(...month('2026-01', 3 * ARCHIVE_SIZE + 1), '2026-01-30', '2026-02-01');
    const [before, updated] = [previous, after].map((all) =>
      cutArchives(MAIN, all, 20).archives.map(({ output, window }) => [encodeOutput(output), days(window)]),
    );
    assert.deepEqual(updated?.slice(0, 3), before);
  });

  it('and the feed together contain every entry, each in at most one archive', () => {
    const day = fc.date({ min: new Date('2024-01-01'), max: new Date('2026-12-31'), noInvalidDate: true });
    const some = fc.tuple(fc.array(day, { maxLength: 150 }), fc.array(fc.constant(new Date('2026-05-05')), { maxLength: 250 }));
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 40 }), ([far, near], limit) => {
        const all = entries(...[...far, ...near].map((date) => date.toISOString().slice(0, 10)));
        const { live, archives } = cutArchives(MAIN, all, limit);
        const archived = archives.flatMap(({ window }) => window);
        assert.equal(new Set(archived.map(({ key }) => key)).size, archived.length);
        const byKey = (changedViews: readonly Shown[]) => new Map(changedViews.map((each) => [each.key, each]));
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
  const changedViews = (archives: typeof site.archives, published: string[] = []) => {
    const catalog = { ...empty(), site: { ...site, limit: 2, archives }, slugs, posts: Object.fromEntries(rows) };
    const draft = draftOf(catalog);
    const changes = { outOfDate: new Set<string>(), published, heads: FIRST_HEAD, most: 100 };
    const { changed } = markChangedOutputs(factsOf(empty()), draft, { ...catalog, rev: 1 }, changes);
    return new Map([...changed.keys()].map((key) => [key, viewOf(draft, decodeOutput(key) ?? assert.fail(), catalog.site)] as const));
  };

  it('exist for the main feed, for every feed, or for none', () => {
    const keys = (archives: typeof site.archives) => [...changedViews(archives).keys()].sort();
    const months = ['archive/2026-01', 'archive/2026-02', 'archive/2026-03'];
    assert.deepEqual(keys('main'), [...months, 'main', 'tags/c']);
    assert.deepEqual(keys('all'), [...months, 'main', 'tags/c', ...months.map((name) => `tags/c/${name}`)]);
    assert.deepEqual(keys('none'), ['main', 'tags/c']);
  });

  it('form a chain from the feed to the oldest archive and back', () => {
    const chain = [...changedViews('main')].map(([key, { previous, next }]) => [
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

  it('without entries remain as empty documents outside the chain, with a link to the feed', () => {
    const view = changedViews('main', ['archive/2025-12']).get('archive/2025-12') ?? assert.fail();
    const output: Archive = { kind: 'archive', of: MAIN, month: '2025-12', part: 1 };
    const head = feedHead(output, view, new Map(), site);
    assert.deepEqual(view, { output, window: [], entries: 0 });
    assert.deepEqual([head.current?.atom, head.previous, head.next], ['https://blog.example/atom.xml', undefined, undefined]);
  });

  it('do not count as shrunk feeds', () => {
    assert.deepEqual([hasShrunk('archive/2026-01', 9, 0), hasShrunk('main', 9, 4)], [false, true]);
  });

  it('differ in that from feeds of more than three entries that lose more than half', () => {
    const shrunk = (had: number, has: number) => Number(hasShrunk('main', had, has));
    assert.deepEqual(
      [shrunk(3, 0), shrunk(3, 1), shrunk(4, 1), shrunk(4, 0), shrunk(4, 2), shrunk(20, 10), shrunk(20, 9)],
      [0, 0, 1, 1, 0, 0, 1],
    );
  });
});

describe('a new post in a month of many', () => {
  /** @returns entries read, and outputs changed, by a post on this day of a month with so many posts on each day */
  const cost = (eachDay: number, day: string) => {
    const window = windowOf('main');
    const all = entries(...month('2026-01', 28 * eachDay));
    const facts = new SortedFacts(all.map(({ key, published, entry }) => [windowKey(window, published as Instant, key), entry]));
    let read = 0;
    const counted: Facts = {
      get: (key) => facts.get(key),
      count: (from, to) => facts.count(from, to),
      range: (from, to, options) => {
        const found = [...facts.range(from, to, options)];
        read += found.length;
        return found;
      },
    };
    const draft = new Draft(counted, () => undefined);
    draft.set(windowKey(window, `${day}T12:00:00.000Z` as Instant, 'new.md'), 'new');
    const next = { ...empty(), site: { ...site, archives: 'main' as const }, rev: 2 };
    const { changed } = markChangedOutputs(counted, draft, next, { outOfDate: new Set(), published: [], most: 100 });
    return { read, archives: [...changed.keys()].filter((key) => key.startsWith('archive/')).length };
  };

  it('reads as many entries at the end of a month with 28,000 posts as of one with 2,800', () => {
    const [few, many] = [cost(100, '2026-01-28'), cost(1_000, '2026-01-28')];
    assert.ok(many.read <= few.read && few.read < 2_000, `${few.read} and ${many.read}`);
    assert.equal(few.archives, many.archives);
  });

  it('compares its own part, the part before, and the newer ones', () => {
    // None has a row yet, so each that is compared changes.
    assert.deepEqual([cost(100, '2026-01-28').archives, cost(100, '2026-01-15').archives], [1, 14]);
  });
});
