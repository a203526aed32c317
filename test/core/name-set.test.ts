import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { digest } from '../../lambda/core/hash.ts';
import { NameSet } from '../../lambda/core/name-set.ts';

describe('NameSet', () => {
  it('contains added names, between lookups too, and grows beyond its initial capacity', () => {
    const names = Array.from({ length: 5_000 }, (_, index) => digest(index));
    const set = new NameSet();
    for (const [index, name] of names.entries()) {
      if (index % 500 === 0) assert.equal(set.has(name), false, name);
      set.add(name);
      if (index % 500 === 0) assert.equal(set.has(name), true, name);
    }
    assert.ok(names.every((name) => set.has(name)));
    assert.ok(!Array.from({ length: 5_000 }, (_, index) => digest('other', index)).some((name) => set.has(name)));
  });

  it('accepts names that are not hexadecimal', () => {
    const set = new NameSet();
    set.add('entry of a post');
    assert.deepEqual([set.has('entry of a post'), set.has('entry of another')], [true, false]);
  });
});
