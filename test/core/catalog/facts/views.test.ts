/** What outputs show by the map, against a scan of all rows. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { viewOf } from '../../../../lambda/core/catalog/facts/views.ts';
import { views } from '../../../../lambda/core/catalog/windows.ts';
import type { OutputKey, Site } from '../../../../lambda/core/model.ts';
import { NOW, site } from '../support.ts';
import { manyRows, rowFacts, rows, slugsFor } from './random-rows.ts';

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

/** Outputs that a catalog may know, whether or not they show something now. */
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

describe('what an output shows', () => {
  for (const [name, made] of [
    ['few posts', rows],
    ['many posts of few months', manyRows],
  ] as const)
    it(`is what a scan of all rows finds, with ${name}`, () => {
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
