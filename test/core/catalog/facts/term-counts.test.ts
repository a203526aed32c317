import assert from 'node:assert/strict';
import { it } from 'node:test';
import { countEntry, largestTerms, MOST_TERMS } from '../../../../lambda/core/catalog/facts/term-counts.ts';
import { viewOf } from '../../../../lambda/core/catalog/facts/views.ts';
import { MAIN } from '../../../../lambda/core/catalog/outputs.ts';
import { pageHead } from '../../../../lambda/core/catalog/pages.ts';
import { LAST_KEY } from '../../../../lambda/core/key-order.ts';
import { SortedFacts } from '../../../../lambda/core/tree/sorted-facts.ts';
import { site as plain } from '../support.ts';

const site = { ...plain, terms: ['tags'], pages: true, opml: true };

/** @param least posts of the smallest term */
const factsOf = (count: number, least = 1) =>
  new SortedFacts(
    Array.from({ length: count }, (_, index) =>
      countEntry({ kind: 'term', taxonomy: 'tags', slug: `t${index}` }, { name: `T ${index}`, own: index + least, foreign: 0 }),
    ),
  );

it('lists the 1,000 terms with most posts, and counts the rest', () => {
  const { terms, more } = largestTerms(factsOf(MOST_TERMS + 3), site);
  assert.deepEqual([terms.length, Math.min(...terms.map(({ posts }) => posts)), more], [1_000, 4, 3]);
  assert.equal(Object.hasOwn(largestTerms(factsOf(MOST_TERMS), site), 'more'), false);
  for (const output of [{ kind: 'page', of: MAIN }, { kind: 'opml' }] as const) {
    const head = pageHead(output, viewOf(factsOf(MOST_TERMS + 3), output, site), { get: () => undefined }, site);
    assert.deepEqual([head.terms.length, head.more], [1_000, 3]);
  }
});

it('reads at most 10,000 terms for the list of one taxonomy, so its cost does not grow with the other terms', () => {
  const listed = (others: number) => {
    const category = countEntry({ kind: 'term', taxonomy: 'categories', slug: 'c' }, { name: 'C', own: 1, foreign: 0 });
    const facts = new SortedFacts([...factsOf(others, 2).range('', LAST_KEY), category]);
    return largestTerms(facts, { ...site, terms: ['categories', 'tags'] }, 'categories').terms.map(({ name }) => name);
  };
  assert.deepEqual([listed(9_999), listed(10_000)], [['C'], []]);
});

it('asks once whether other languages have feeds of their own, not for each term', (context) => {
  const asked = (count: number) => {
    const facts = factsOf(count);
    const range = context.mock.method(facts, 'range');
    assert.equal(largestTerms(facts, { ...site, terms: ['tags', 'languages'], languageFeeds: 'found' }).terms.length, count);
    return range.mock.callCount();
  };
  assert.equal(asked(200), asked(2));
});
