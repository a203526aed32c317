import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LAST_KEY, prefixRange } from '../../../lambda/core/key-order.ts';
import type { Entry } from '../../../lambda/core/tree/facts.ts';
import { SortedFacts } from '../../../lambda/core/tree/sorted-facts.ts';

describe('SortedFacts', () => {
  const facts = new SortedFacts([
    ['b', 0],
    ['a', null],
    ['😀', { x: [1] }],
    ['\uffff', 'late'],
    ['c', 3],
    ['b', 2],
  ] satisfies Entry[]);
  const keys = (...args: Parameters<SortedFacts['range']>) => [...facts.range(...args)].map(([key]) => key);

  it('returns the last value of a key, and undefined for an absent key', () => {
    assert.deepEqual([facts.get('b'), facts.get('a'), facts.get('😀')], [2, null, { x: [1] }]);
    assert.deepEqual([facts.get(''), facts.get('aa'), facts.get(LAST_KEY)], [undefined, undefined, undefined]);
  });

  it('lists a range, start inclusive, end exclusive, in UTF-8 order', () => {
    assert.deepEqual(keys('', LAST_KEY), ['a', 'b', 'c', '\uffff', '😀']);
    assert.deepEqual(keys('b', '\uffff'), ['b', 'c']);
    assert.deepEqual(keys('aa', 'bb'), ['b']);
    assert.deepEqual([keys('b', 'b'), keys('c', 'a')], [[], []]);
    assert.deepEqual(keys(...prefixRange('b')), ['b']);
  });

  it('lists a range backwards, and up to a limit', () => {
    assert.deepEqual(keys('a', 'c', { back: true }), ['b', 'a']);
    assert.deepEqual(keys('', LAST_KEY, { back: true, limit: 2 }), ['😀', '\uffff']);
    assert.deepEqual(keys('', LAST_KEY, { limit: 2 }), ['a', 'b']);
    assert.deepEqual(keys('', LAST_KEY, { limit: 0 }), []);
  });

  it('counts the entries of a range', () => {
    assert.deepEqual([facts.count('', LAST_KEY), facts.count('b', '\uffff'), facts.count('c', 'a'), facts.count('d', 'e')], [5, 2, 0, 0]);
  });
});
