/** References, feeds and what is owed. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Catalog, Row } from '../../../lambda/core/catalog/catalog.ts';
import { markChangedOutputs, outputDigest } from '../../../lambda/core/catalog/changed-outputs.ts';
import { feedHead, feedNames } from '../../../lambda/core/catalog/feeds.ts';
import { isDue, keysToRequeue, markRequeued, minutesToSchedule, withoutDone } from '../../../lambda/core/catalog/outbox.ts';
import { MAIN } from '../../../lambda/core/catalog/outputs.ts';
import { isOutdated, Resolver } from '../../../lambda/core/catalog/references.ts';
import { assignSlugs } from '../../../lambda/core/catalog/terms.ts';
import { termNames, views } from '../../../lambda/core/catalog/windows.ts';
import { instantAt } from '../../../lambda/core/instant.ts';
import { empty, Folder, NOW, type Own, reading, site } from './support.ts';

const fold = (posts: Record<string, Own>): Map<string, Row> =>
  new Map(Object.entries(new Folder().run(Object.fromEntries(Object.entries(posts).map(([key, own]) => [key, reading(key, own)]))).rows));

describe('references', () => {
  const rows = fold({
    '_posts/2026-01-01-a.md': { slug: 'a' },
    'x/_posts/2026-01-01-b.v2.md': { slug: 'b' },
    'draft.md': { draft: true },
    'later.md': { published: '2027-01-01T00:00:00.000Z' },
    'names.md': {
      references: [
        '2026-01-01-a',
        '/_posts/2026-01-01-a.md',
        '_posts/2026-01-01-a',
        'x/2026-01-01-b.v2',
        '2026-01-01-b.v2',
        'draft',
        'later',
        'c',
      ],
    },
  });

  it('are known by every name that generators use, and only while they are in the feeds', () => {
    const names = Object.keys(rows.get('names.md')?.version?.references ?? {});
    assert.deepEqual(Object.values(new Resolver(rows, NOW).resolve(names)), [
      ...Array(3).fill('https://blog.example/a/'),
      ...Array(2).fill('https://blog.example/b/'),
      ...[null, null, null],
    ]);
  });

  it('that say something else make a live row stale, no other', () => {
    const row = rows.get('names.md') as Row;
    const resolver = new Resolver(rows, NOW);
    assert.equal(isOutdated(row, resolver, site), true);
    assert.equal(isOutdated({ ...row, state: 'rejected' }, resolver, site), false);
    assert.equal(isOutdated(rows.get('draft.md') as Row, resolver, site), false);
  });
});

describe('feeds', () => {
  const day = (number: number) => instantAt(Date.UTC(2026, 0, number));
  const rows = fold({
    'a.md': { published: day(1), tags: ['C', 'c'] },
    'b.md': { published: day(2), tags: ['C'] },
    'd.md': { published: day(3) },
    'c.md': { published: day(3), tags: ['C'] },
    'e.md': { published: '2027-01-01T00:00:00.000Z', tags: ['future'] },
    'f.md': { draft: true, tags: ['hidden'] },
  });
  const slugs = assignSlugs(empty().slugs, termNames(rows, site, NOW));
  const shown = views(rows, slugs, { ...site, archives: 'none' }, NOW, ['tags/gone']);
  const keys = (feed: string) => shown.get(feed)?.window.map(({ key }) => key);

  it('show the newest, by file name where times are equal, up to the limit', () => {
    assert.deepEqual(
      [keys('main'), keys('tags/c')],
      [
        ['c.md', 'd.md', 'b.md'],
        ['c.md', 'b.md', 'a.md'],
      ],
    );
  });

  it('that once were stay, if empty; those to be are not yet there, but have their slugs', () => {
    assert.deepEqual([keys('tags/gone'), keys('tags/future'), slugs.tags.future, slugs.tags.hidden], [[], undefined, 'future', undefined]);
  });

  it('have another digest when head, order or renderer differ', () => {
    const window = shown.get('main')?.window ?? [];
    const head = feedHead({ kind: 'feed', of: MAIN }, {}, new Map(), site);
    const digests = [
      outputDigest(head, window, 1),
      outputDigest(head, window, 2),
      outputDigest(head, [...window].reverse(), 1),
      outputDigest({ ...head, content: 'summary' }, window, 1),
      outputDigest(head, [], 1),
    ];
    assert.equal(new Set(digests).size, digests.length);
  });

  it('are stamped when they show something else, or their documents do', () => {
    const first = { ...empty(), slugs, rev: 1 };
    const { feeds, pending } = markChangedOutputs(empty(), first, shown, new Set());
    assert.deepEqual(Object.keys(pending).sort(), ['main', 'tags/c', 'tags/gone', feedKey('c')].sort());
    const next: Catalog = { ...first, feeds, pending: {} };
    assert.deepEqual(markChangedOutputs(next, { ...next, rev: 2 }, shown, new Set()).pending, {});
    assert.deepEqual(markChangedOutputs(next, { ...next, rev: 2 }, shown, new Set(['main'])).pending, { main: 2 });
  });
  const feedKey = (name: string) => `tags/${slugs.tags[name]}`;

  it('have addresses that are safe in documents', () => {
    const name = feedNames(
      assignSlugs(empty().slugs, { categories: new Set(), tags: new Set(['日本語']), authors: new Set(), languages: new Set() }),
    );
    assert.equal(name.get('tags/日本語'), '日本語');
    assert.equal(
      feedHead({ kind: 'feed', of: { kind: 'term', taxonomy: 'tags', slug: '日本語' } }, {}, name, site).self.atom,
      'https://blog.example/tags/%E6%97%A5%E6%9C%AC%E8%AA%9E/atom.xml',
    );
  });
});

describe('what is owed', () => {
  const rows = fold({ 'a.md': { published: '2026-07-01T00:00:01.000Z', expires: '2026-08-01T00:00:00.000Z' }, 'b.md': {} });
  const catalog = (): Catalog => ({ ...empty(), moment: NOW, posts: Object.fromEntries(rows) });

  it('are wake-ups by the minute, rounded up, once', () => {
    assert.deepEqual(minutesToSchedule(catalog()), ['2026-07-01T00:01:00.000Z', '2026-08-01T00:00:00.000Z']);
    assert.deepEqual(minutesToSchedule(withoutDone(catalog(), { scheduled: minutesToSchedule(catalog()) })), []);
  });

  it('is due from the very moment on', () => {
    const row = rows.get('a.md') as Row;
    assert.equal(isDue(row, NOW, '2026-07-01T00:00:01.000Z'), true);
    assert.equal(isDue(row, NOW, '2026-07-01T00:00:00.999Z'), false);
    assert.equal(isDue(row, '2026-07-01T00:00:01.000Z', '2026-07-31T00:00:00.000Z'), false);
  });

  it('is settled up to the revision that was done', () => {
    const posts = markRequeued(rows, new Set(['a.md']), 5, () => true);
    const owing: Catalog = {
      ...catalog(),
      rev: 7,
      posts: Object.fromEntries(posts),
      feeds: { main: { rev: 7, digest: 'x', entries: 1 }, 'tags/c': { rev: 5, digest: 'y', entries: 1 } },
      pending: { main: 7, 'tags/c': 5 },
    };
    assert.deepEqual(keysToRequeue(owing), new Map([['a.md', 5]]));
    const feeds = new Map([
      ['main', { rev: 5 }],
      ['tags/c', { rev: 5, problem: 'spoilt' }],
    ]);
    const next = withoutDone(owing, { feeds, requeued: new Map([['a.md', 4]]) });
    assert.deepEqual([next.rev, next.pending, next.feeds['tags/c']?.problem], [8, { main: 7 }, 'spoilt']);
    assert.deepEqual(keysToRequeue(next), new Map([['a.md', 5]]), 'what was sent for an older reason is still owed for the newer');
    assert.deepEqual(keysToRequeue(withoutDone(next, { requeued: new Map([['a.md', 5]]) })), new Map());
    assert.equal(withoutDone(next, { feeds }), next, 'nothing to settle, nothing to write');
    assert.equal(rows.get('a.md')?.later, undefined, 'the rows that were given are as they were');
    assert.equal(markRequeued(posts, new Set(), 6, () => false).get('a.md')?.later, undefined);
  });
});
