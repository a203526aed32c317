import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Catalog, Row } from '../../../lambda/core/catalog/catalog.ts';
import { markChangedOutputs, outputDigest } from '../../../lambda/core/catalog/changed-outputs.ts';
import { wholeCatalog } from '../../../lambda/core/catalog/facts/catalog-entries.ts';
import { duePosts } from '../../../lambda/core/catalog/facts/questions.ts';
import { viewOf as viewOfOutput } from '../../../lambda/core/catalog/facts/views.ts';
import { feedHead } from '../../../lambda/core/catalog/feeds.ts';
import { FIRST_HEAD } from '../../../lambda/core/catalog/heads-job.ts';
import { keysToRequeue, markRequeued, minutesToSchedule, takeOut } from '../../../lambda/core/catalog/outbox.ts';
import { decodeOutput, MAIN } from '../../../lambda/core/catalog/outputs.ts';
import { isOutdated, lastPart, Resolver } from '../../../lambda/core/catalog/references.ts';
import { instantAt } from '../../../lambda/core/instant.ts';
import type { Instant } from '../../../lambda/core/model.ts';
import { slugsFor } from './facts/random-rows.ts';
import { draftOf, empty, Folder, factsOf, NOW, type Own, reading, site } from './support.ts';

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

  const candidates = (part: string) => [...rows].filter(([key]) => lastPart(key) === part);

  it('resolve by every name that generators use, only to live posts', () => {
    const names = Object.keys(rows.get('names.md')?.version?.references ?? {});
    assert.deepEqual(Object.values(new Resolver(candidates).resolve(names)), [
      ...Array(3).fill('https://blog.example/a/'),
      ...Array(2).fill('https://blog.example/b/'),
      ...[null, null, null],
    ]);
  });

  it('that resolve differently make a live row out of date, and no other row', () => {
    const row = rows.get('names.md') as Row;
    const resolver = new Resolver(candidates);
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
  const config = { ...site, archives: 'none' as const };
  const slugs = slugsFor(rows, config);
  const catalog: Catalog = { ...empty(), site: config, slugs, posts: Object.fromEntries(rows) };
  const viewOf = (key: string) => viewOfOutput(factsOf(catalog), decodeOutput(key) ?? assert.fail(), config);
  const keys = (feed: string) => viewOf(feed).window.map(({ key }) => key);

  it('list the newest posts, by file name where times are equal, up to the limit', () => {
    assert.deepEqual(
      [keys('main'), keys('tags/c')],
      [
        ['c.md', 'd.md', 'b.md'],
        ['c.md', 'b.md', 'a.md'],
      ],
    );
  });

  it('that lost their posts remain as empty feeds; future terms have a slug and no feed yet', () => {
    assert.deepEqual([keys('tags/gone'), keys('tags/future'), slugs.tags.future, slugs.tags.hidden], [[], [], 'future', undefined]);
  });

  it('change their digest when head, order or renderer change', () => {
    const { window } = viewOf('main');
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

  it('become pending when their content or their documents change', () => {
    const marked = (from: Catalog, outOfDate: string[] = [], published: string[] = [], all = true) => {
      const draft = draftOf(from);
      const changes = { outOfDate: new Set(outOfDate), published, heads: all ? FIRST_HEAD : undefined, most: 100 };
      const { changed } = markChangedOutputs(factsOf(from), draft, { ...from, rev: from.rev + 1 }, changes);
      return { changed: [...changed.keys()].sort(), next: wholeCatalog({ ...from, rev: from.rev + 1 }, draft) };
    };
    const first = marked(catalog, [], ['tags/gone']);
    assert.deepEqual(first.changed, ['main', 'tags/c', 'tags/gone', feedKey('c')].sort());
    assert.deepEqual(Object.keys(first.next.pending).sort(), first.changed);
    const written = { ...first.next, pending: {} };
    assert.deepEqual(marked(written).next.pending, {});
    assert.deepEqual(marked(written, ['main'], [], false).next.pending, { main: 2 });
  });
  const feedKey = (name: string) => `tags/${slugs.tags[name]}`;

  it('have percent-encoded addresses', () => {
    const name = new Map([['tags/日本語', '日本語']]);
    assert.equal(
      feedHead({ kind: 'feed', of: { kind: 'term', taxonomy: 'tags', slug: '日本語' } }, {}, name, site).self.atom,
      'https://blog.example/tags/%E6%97%A5%E6%9C%AC%E8%AA%9E/atom.xml',
    );
  });
});

describe('the outbox', () => {
  const rows = fold({ 'a.md': { published: '2026-07-01T00:00:01.000Z', expires: '2026-08-01T00:00:00.000Z' }, 'b.md': {} });
  const catalog = (): Catalog => ({ ...empty(), moment: NOW, posts: Object.fromEntries(rows) });

  const minutes = (from: Catalog, limit = 10) => minutesToSchedule(factsOf(from), NOW, limit);

  it('schedules one run per minute, rounded up, soonest first', () => {
    const both = catalog();
    assert.deepEqual(minutes(both), ['2026-07-01T00:01:00.000Z', '2026-08-01T00:00:00.000Z']);
    assert.deepEqual(minutes(both, 1), ['2026-07-01T00:01:00.000Z']);
    const draft = draftOf(both);
    takeOut(draft, { scheduled: minutes(both) });
    assert.deepEqual(minutesToSchedule(draft, NOW, 10), []);
  });

  it('lists a post as due from its exact time', () => {
    const due = (until: Instant) => duePosts(factsOf(catalog()), until, 10);
    assert.deepEqual(due('2026-07-01T00:00:01.000Z'), ['a.md']);
    assert.deepEqual(due('2026-07-01T00:00:00.999Z'), []);
  });

  it('clears entries up to the revision that was completed', () => {
    const posts = markRequeued(rows, new Set(['a.md']), 5, () => true);
    const before: Catalog = {
      ...catalog(),
      rev: 7,
      posts: Object.fromEntries(posts),
      feeds: { main: { rev: 7, digest: 'x', entries: 1 }, 'tags/c': { rev: 5, digest: 'y', entries: 1 } },
      pending: { main: 7, 'tags/c': 5 },
    };
    assert.deepEqual(keysToRequeue(factsOf(before)), new Map([['a.md', 5]]));
    const feeds = new Map([
      ['main', { rev: 5 }],
      ['tags/c', { rev: 5, problem: 'spoilt' }],
    ]);
    const draft = draftOf(before);
    assert.equal(takeOut(draft, { feeds, requeued: new Map([['a.md', 4]]) }), true);
    const next = wholeCatalog(before, draft);
    assert.deepEqual([next.pending, next.feeds['tags/c']?.problem], [{ main: 7 }, 'spoilt']);
    assert.deepEqual(keysToRequeue(draft), new Map([['a.md', 5]]), 'a message for an older revision does not clear a newer request');
    assert.equal(takeOut(draftOf(next), { feeds }), false, 'nothing to clear, so no change');
    takeOut(draft, { requeued: new Map([['a.md', 5]]) });
    assert.deepEqual(keysToRequeue(draft), new Map());
    assert.equal(rows.get('a.md')?.later, undefined, 'the input rows are unchanged');
    assert.equal(markRequeued(posts, new Set(), 6, () => false).get('a.md')?.later, undefined);
  });
});
