import fc from 'fast-check';
import type { Row, State, Version } from '../../../../lambda/core/catalog/catalog.ts';
import { type Slugs, withSlugs } from '../../../../lambda/core/catalog/terms.ts';
import { termNames } from '../../../../lambda/core/catalog/windows.ts';
import type { Key, Site } from '../../../../lambda/core/model.ts';
import type { Facts } from '../../../../lambda/core/tree/facts.ts';
import { empty, factsOf, NOW } from '../support.ts';

const NAMES = ['a', 'b/index', 'b/c', '2026-01-02-hello', 'hello', 'Über', '😀', '', 'x y'];
const DAYS = ['2024-02-28', '2025-12-31', '2026-01-01', '2026-01-31', '2026-02-01', '2026-05-31', '2027-01-01'] as const;
const STATES: State[] = [
  'live',
  'live',
  'live',
  'scheduled',
  'expired',
  'draft',
  'duplicate',
  'waiting',
  'rejected',
  'ignored',
  'part',
  'removed',
];

const some = <T>(values: readonly T[], most = 3) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: most });
const instant = fc
  .tuple(fc.constantFrom(...DAYS), fc.constantFrom('00', '09', '23'))
  .map(([day, hour]) => `${day}T${hour}:00:00.000Z` as const);

const version: fc.Arbitrary<Version> = fc
  .record({
    id: fc.constantFrom('', 'https://blog.example/a', 'https://blog.example/b', 'tag:a', 'x\u0001y'),
    link: fc.constantFrom('https://blog.example/a/', 'https://blog.example/b/', 'https://blog.example/a'),
    title: fc.constantFrom('Hello', 'Bye', ''),
    slug: fc.constantFrom('hello', 'bye'),
    published: instant,
    updated: instant,
    draft: fc.constant(false),
    ownsId: fc.boolean(),
    terms: fc.record({
      categories: some(['Essays', 'C++']),
      tags: some(['one', 'two', 'Three', 'three']),
      authors: some(['Ann']),
      languages: fc.oneof({ weight: 3, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: some(['de', 'fr'], 1) }),
    }),
    references: some(['hello', '/b/c.md', 'nowhere', '2026-01-02-hello', 'ÜBER']).map((names) =>
      Object.fromEntries(names.map((name) => [name, null])),
    ),
    text: fc.constantFrom('', 't1', 't2'),
    shown: fc.constant('s'),
    entry: fc.oneof({ weight: 1, arbitrary: fc.constant('') }, { weight: 9, arbitrary: fc.nat(99_999).map(String) }),
  })
  .map((made) => structuredClone(made));

/** As a fold produces it at `NOW`. */
const row: fc.Arbitrary<Row> = fc
  .record({
    state: fc.constantFrom(...STATES),
    version,
    released: fc.boolean(),
    kept: fc.boolean(),
    unlisted: fc.integer({ max: 5 }),
    expires: instant,
  })
  .map(({ state, version, released, kept, unlisted, expires }): Row => {
    const draft = state === 'draft';
    const isShown = state === 'live' || (state === 'rejected' && kept);
    const published =
      state === 'scheduled'
        ? '2027-03-01T09:00:00.000Z'
        : isShown && version.published > NOW
          ? '2026-03-01T00:00:00.000Z'
          : version.published;
    const made = {
      etag: 'e',
      state,
      rendering: 'r',
      problems: [],
      released: released || isShown,
      ...(state === 'rejected' && kept ? { kept: true as const } : {}),
      ...(state === 'ignored' && !released
        ? {}
        : {
            version: {
              ...version,
              ...{ draft, published },
              ...(unlisted === 0 ? { unlisted: true as const } : {}),
              ...(expires > NOW ? { expires } : {}),
            },
          }),
    };
    // The state decides which fields exist.
    return made as Row;
  });

export const rows: fc.Arbitrary<Map<Key, Row>> = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), fc.nat(40), row), { maxLength: 60 })
  .map((all) => new Map(all.map(([name, number, each]) => [`${name}${number}.md`, each])));

export const manyRows: fc.Arbitrary<Map<Key, Row>> = fc
  .tuple(
    fc.integer({ min: 1, max: 700 }),
    fc.array(row, { minLength: 5, maxLength: 20 }),
    fc.uniqueArray(fc.constantFrom(...DAYS.slice(0, 6)), { minLength: 1, maxLength: 4 }),
  )
  .map(([count, kinds, days]) => {
    const made = Array.from({ length: count }, (_, index): [Key, Row] => {
      const { kept, ...any } = kinds[index % kinds.length] as Row;
      const state = index % 4 !== 0 && any.version ? 'live' : any.state;
      const published = state === 'scheduled' ? any.version?.published : `${days[(index * 7) % days.length]}T00:00:0${index % 10}.000Z`;
      const version = any.version && { ...any.version, draft: state === 'draft', published: published ?? NOW, entry: `e${index}` };
      const isKept = kept && state === 'rejected' ? { kept } : {};
      return [
        `p${index}.md`,
        { ...any, ...isKept, state, released: any.released || state === 'live', ...(version ? { version } : {}) } as Row,
      ];
    });
    return new Map(made);
  });

export const slugsFor = (of: ReadonlyMap<Key, Row>, site: Site, slugs: Slugs = empty().slugs): Slugs =>
  withSlugs(slugs, termNames(of.values(), site), site);

export const rowFacts = (of: ReadonlyMap<Key, Row>, slugs: Slugs): Facts => factsOf({ ...empty(), posts: Object.fromEntries(of), slugs });
