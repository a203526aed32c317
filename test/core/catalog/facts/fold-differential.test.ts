import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { Row } from '../../../../lambda/core/catalog/catalog.ts';
import { earlyPortion } from '../../../../lambda/core/catalog/early-job.ts';
import { headOf } from '../../../../lambda/core/catalog/facts/catalog-entries.ts';
import { foldPosts, type PostReading } from '../../../../lambda/core/catalog/fold.ts';
import type { Instant, Key, Problem, Site } from '../../../../lambda/core/model.ts';
import { empty, error, post, site } from '../support.ts';
import { rowFacts, slugsFor } from './random-rows.ts';

const KEYS = [
  'content/a/index.md',
  'content/a/b.md',
  'content/a/c/d.md',
  'content/a/index.de.md',
  'content/e.md',
  'content/e copy.md',
  'content/f.md',
  'content/f (1).md',
  'content/2026-01-02-g.md',
  'content/h.md',
  'content/index.md',
];
const TIMES: Instant[] = [
  '2026-01-01T00:00:00.000Z',
  '2026-03-01T00:00:00.000Z',
  '2026-05-01T00:00:00.000Z',
  '2026-05-01T00:03:00.000Z',
  '2026-05-01T00:07:00.000Z',
  '2026-07-01T00:00:00.000Z',
  '2026-09-01T00:00:00.000Z',
];
const time = fc.constantFrom(...TIMES);

const postReading = fc
  .record({
    key: fc.constantFrom(...KEYS),
    slug: fc.constantFrom('s1', 's2', 's3', 's4'),
    title: fc.constantFrom('T1', 'T2', 'T3'),
    published: time,
    expires: fc.option(time, { nil: undefined, freq: 4 }),
    body: fc.constantFrom('one '.repeat(30), 'two '.repeat(30), 'three '.repeat(30), 'short'),
    ownId: fc.option(fc.constantFrom('id1', 'https://blog.example/s1', 'id2'), { nil: undefined, freq: 6 }),
    draft: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    languages: fc.oneof({ weight: 4, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: fc.constant<string[]>(['de']) }),
    references: fc.oneof(
      { weight: 3, arbitrary: fc.constant<string[]>([]) },
      { weight: 2, arbitrary: fc.subarray(['b', 'e', 'g', '2026-01-02-g', 'a', 'nowhere']) },
    ),
    modified: time,
    etag: fc.nat(1e6).map(String),
  })
  .map(({ key, modified, etag, languages, expires, ownId, ...own }): [Key, PostReading] => [
    key,
    {
      kind: 'post',
      etag,
      modified,
      post: {
        ...post(key, { ...own, ...(expires ? { expires } : {}), ...(ownId ? { ownId } : {}) }),
        link: `https://blog.example/${own.slug}/`,
        terms: { categories: [], tags: [], authors: [], languages },
      },
      problems: [],
    },
  ]);
const otherReading = fc
  .constantFrom(...KEYS)
  .chain((key) =>
    fc.constantFrom<[Key, PostReading]>(
      [key, { kind: 'gone' }],
      [key, { kind: 'gone' }],
      [key, { kind: 'ignored', etag: 'i', lacks: error(key) }],
      [key, { kind: 'ignored', etag: 'i' }],
      [key, { kind: 'refused', etag: 'r', problems: [error(key)] }],
    ),
  );
const step = fc.record({
  readings: fc.array(fc.oneof({ weight: 3, arbitrary: postReading }, { weight: 2, arbitrary: otherReading }), { maxLength: 4 }),
  moment: time,
  patient: fc.boolean(),
  refused: fc.subarray(KEYS, { maxLength: 1 }),
  lost: fc.subarray(KEYS, { maxLength: 1 }),
  unread: fc.subarray(KEYS, { maxLength: 1 }),
  back: fc.integer({ max: 9 }),
});

it('a fold over the relevant rows equals a fold over all rows', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.constantFrom<Site['generator']>('linefeed', 'hugo', 'jekyll'), (steps, generator) => {
      let rows = new Map<Key, Row>();
      let slugs = empty().slugs;
      let last = TIMES[0] as Instant;
      for (const { readings: read, moment: time, patient, refused, lost: losing, unread, back } of steps) {
        const readings = new Map(read);
        const config = { ...site, generator };
        const moment = back === 0 || time > last ? time : last;
        const refusals = new Map<Key, Problem[]>(refused.map((key) => [key, [error(key)]]));
        const lost = new Set(losing.filter((key) => readings.has(key)));
        const facts = rowFacts(rows, slugs);
        const early = earlyPortion(facts, { ...headOf(empty()), moment: last }, moment, 1_000).posts;
        const context = (reclaim: boolean) => ({
          site: config,
          moment,
          rendering: 'r',
          adopted: [],
          reclaim,
          patient,
          unread: new Set(unread),
          mostDue: 1_000,
          early,
        });
        const before = structuredClone(rows);
        // With `reclaim`, the fold loads every row.
        const [made, expected] = [false, true].map((all) => foldPosts(facts, readings, refusals, lost, context(all)));
        assert.ok(made && expected);
        assert.deepEqual(rows, before, 'the inputs are unchanged');
        const [after, scanned] = [made, expected].map(({ slice }) => {
          const all = new Map(rows);
          for (const [key, , now] of slice.changes()) {
            if (now) all.set(key, now);
            else all.delete(key);
          }
          return all;
        });
        assert.ok(after && scanned);
        const sorted = (map: ReadonlyMap<Key, Row>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
        assert.deepEqual(sorted(after), sorted(scanned));
        assert.deepEqual([...made.posts.keys()].sort(), [...expected.posts.keys()].sort());
        assert.deepEqual([...made.resembled].sort(), [...expected.resembled].sort());
        for (const [key] of made.posts) {
          const row = after.get(key);
          if (row?.version) after.set(key, { ...row, version: { ...row.version, entry: `entry of ${key}` } });
        }
        rows = new Map(sorted(after));
        slugs = slugsFor(rows, config, slugs);
        last = moment;
      }
    }),
    { seed: 18, numRuns: 500 },
  );
});
