import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareKeys, inKeyOrder, LAST_KEY, prefixRange, sortedKeys } from '../../lambda/core/key-order.ts';

const anyKey = fc.string({
  unit: fc.constantFrom('a', 'b', '/', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10000}', '\u{10fffe}'),
  maxLength: 6,
});

describe('key order', () => {
  it('equals the order of UTF-8 bytes', () => {
    fc.assert(
      fc.property(anyKey, anyKey, (a, b) => {
        assert.equal(Math.sign(compareKeys(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { seed: 18, numRuns: 5000 },
    );
  });

  it('puts an emoji after U+E000..U+FFFF, unlike the order of code units', () => {
    assert.deepEqual(['😀', '\uffff', '\ue000', 'a'].sort(compareKeys), ['a', '\ue000', '\uffff', '😀']);
    assert.deepEqual(['😀', '\uffff'].sort(), ['😀', '\uffff']);
  });

  it('distinguishes lone surrogates from each other and from other text', () => {
    const odd = ['\ud800', '\udfff', '\ud800a', '\u{10fffe}', '\uffff', ''];
    for (const a of odd) for (const b of odd) assert.equal(compareKeys(a, b) === 0, a === b);
    for (const a of odd) for (const b of odd) assert.equal(Math.sign(compareKeys(a, b)) + Math.sign(compareKeys(b, a)), 0);
  });

  it('sortedKeys sorts by it', () => {
    const plain = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'é', '\ud7ff'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.oneof(plain, anyKey)), (keys) =>
        assert.deepEqual(sortedKeys(new Set(keys)), [...new Set(keys)].sort(compareKeys)),
      ),
      { seed: 22, numRuns: 2000 },
    );
    assert.deepEqual(inKeyOrder(new Map(['b', 'a'].map((key) => [key, `of ${key}`]))), [
      ['a', 'of a'],
      ['b', 'of b'],
    ]);
    assert.deepEqual(sortedKeys(['b', '😀', '\uffff', 'a']), ['a', 'b', '\uffff', '😀']);
  });

  it('prefixRange contains exactly the keys with the prefix', () => {
    fc.assert(
      fc.property(anyKey, anyKey, (prefix, key) => {
        const [from, to] = prefixRange(prefix);
        assert.equal(compareKeys(key, from) >= 0 && compareKeys(key, to) < 0, key.startsWith(prefix));
      }),
      { seed: 19, numRuns: 5000 },
    );
    assert.ok(compareKeys('\u{10fffe}', LAST_KEY) < 0);
  });
});
