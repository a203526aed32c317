import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replayed } from '../../lambda/publish/replayed-listing.ts';
import type { ListedObject } from '../../lambda/stores/store.ts';

/** A listing of this many objects that counts its requests. */
function listing(size: number) {
  const objects = Array.from({ length: size }, (_, index): ListedObject => ({ key: `k${index}`, etag: '', size: 1, modified: 0 }));
  const counted = { objects, requests: 0, list };
  async function* list() {
    counted.requests += 1;
    yield* objects;
  }
  return counted;
}

const all = async (of: AsyncIterable<ListedObject>) => {
  const found: ListedObject[] = [];
  for await (const object of of) found.push(object);
  return found;
};

describe('a listing that is read several times', () => {
  for (const [size, requests] of [
    [3, 1],
    [4, 2],
  ] as const)
    it(`is requested ${requests === 1 ? 'once' : 'each time'} for ${size} objects if it caches three`, async () => {
      const source = listing(size);
      const read = replayed(source.list, 3);
      assert.deepEqual([await all(read()), await all(read())], [source.objects, source.objects]);
      assert.equal(source.requests, requests);
    });

  it('is requested again if the first read did not reach its end', async () => {
    const source = listing(3);
    const read = replayed(source.list, 3);
    for await (const _ of read()) break;
    assert.deepEqual(await all(read()), source.objects);
    assert.equal(source.requests, 2);
  });

  it('caches 50,000 objects', async () => {
    for (const [size, requests] of [
      [50_000, 1],
      [50_001, 2],
    ] as const) {
      const source = listing(size);
      const read = replayed(source.list);
      for (const times of [1, 2]) assert.equal((await all(read())).length, size, `${times}`);
      assert.equal(source.requests, requests);
    }
  });
});
