import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Row } from '../../../../lambda/core/catalog/catalog.ts';
import { viewOf } from '../../../../lambda/core/catalog/facts/views.ts';
import type { Instant, OutputKey, Site } from '../../../../lambda/core/model.ts';
import { NOW, site } from '../support.ts';
import { manyRows, rowFacts, rows, slugsFor } from './random-rows.ts';
import { views } from './scan-views.ts';

const sites: fc.Arbitrary<Site> = fc
  .record({
    limit: fc.constantFrom(1, 3, 20),
    archives: fc.constantFrom('all' as const, 'main' as const, 'none' as const),
    pages: fc.boolean(),
    opml: fc.boolean(),
    languages: fc.boolean(),
    preview: fc.boolean(),
  })
  .map(({ languages, preview, ...each }) => ({
    ...site,
    ...each,
    terms: languages ? ['categories', 'tags', 'languages'] : ['categories', 'tags'],
    ...(preview ? { preview: 'secret' } : {}),
  }));

/** With or without entries now. */
const KNOWN: OutputKey[] = [
  'main',
  'page',
  'opml',
  'tags/one',
  'tags/none',
  'tags/none/page',
  'archive/2024-02',
  'archive/2026-01-2',
  'preview/old',
];

describe('viewOf', () => {
  for (const [name, made] of [
    ['few posts', rows],
    ['many posts in few months', manyRows],
  ] as const)
    it(`equals a scan of all rows, with ${name}`, () => {
      fc.assert(
        fc.property(made, sites, (of, config) => {
          const slugs = slugsFor(of, config);
          const facts = rowFacts(of, slugs);
          const expected = views(of, slugs, config, NOW, KNOWN);
          for (const [output, { window, ...rest }] of expected) {
            const view = viewOf(facts, rest.output, config);
            const entries = window.map(({ key, version: { published, entry } }) => ({ key, published, entry }));
            assert.deepEqual(view, { window: entries, ...rest }, output);
          }
        }),
        { seed: 18, numRuns: 200 },
      );
    });
});

it('lists the 1,000 terms with most posts', () => {
  const live = (tag: string, published: string): Row => {
    const [row] = fc.sample(rows, { seed: 1, numRuns: 30 }).flatMap((of) => [...of.values()].filter(({ state }) => state === 'live'));
    const version = row?.version ?? assert.fail();
    const terms = { categories: [], tags: [tag], authors: [], languages: [] };
    return { ...row, state: 'live', version: { ...version, terms, published: `2026-01-01T00:00:${published}.000Z` as Instant } } as Row;
  };
  const once = Array.from({ length: 1_001 }, (_, index): [string, Row] => [`p${index}.md`, live(`t${index}`, '00')]);
  const of = new Map([...once, ['twice.md', live('t1000', '01')] as [string, Row]]);
  const config = { ...site, pages: true, opml: true };
  const slugs = slugsFor(of, config);
  const { terms = [] } = viewOf(rowFacts(of, slugs), { kind: 'opml' }, config);
  assert.equal(terms.length, 1_000);
  assert.ok(
    terms.some(({ feed, posts }) => feed.slug === 't1000' && posts === 2),
    'a term with more posts than others is listed',
  );
});
