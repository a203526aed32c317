import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { comparedWithWritten } from '../../../lambda/core/catalog/compare-written.ts';
import { recordedEtag, recordOf } from '../../../lambda/core/catalog/written.ts';
import { digest } from '../../../lambda/core/hash.ts';

const MD5 = '9a0364b9e99bb480dd25e1f0284c8555';
const OTHERS = ['0f343b0931126a20f133d67c2b018a3b-12', 'W/ "weak" =% é', 'not hexadecimal', MD5.toUpperCase()];

/** Keys whose marks are equal. */
function twins(): [string, string] {
  const seen = new Map<string, string>();
  for (let index = 0; ; index += 1) {
    const key = `public/${index}.xml`;
    const mark = digest(key).slice(0, 4);
    const twin = seen.get(mark);
    if (twin !== undefined) return [twin, key];
    seen.set(mark, key);
  }
}

describe('the record of ETags', () => {
  it('gives back each ETag, an MD5 in 22 characters', () => {
    const etags = new Map([MD5, ...OTHERS].map((etag, index) => [`public/${index}.xml`, etag]));
    const row = { etags: recordOf(etags) };
    for (const [key, etag] of etags) {
      assert.equal(recordedEtag(row, key), etag);
      assert.equal(comparedWithWritten(row, key, etag), 'written');
      assert.equal(comparedWithWritten(row, key, `${etag}0`), 'changed');
    }
    assert.equal(recordOf(new Map([['public/rss.xml', MD5]])).length, 26);
  });

  it('knows documents that were perhaps edited, and those without an ETag', () => {
    const row = { etags: recordOf(new Map<string, string | undefined>([['a', undefined], ['b', '']])) }; // biome-ignore format: two pairs
    assert.deepEqual([recordedEtag(row, 'a'), comparedWithWritten(row, 'a', MD5)], [undefined, 'unknown']);
    assert.deepEqual([recordedEtag(row, 'b'), comparedWithWritten(row, 'b', MD5)], [undefined, 'unmarked']);
    assert.deepEqual([recordedEtag({}, 'a'), comparedWithWritten({}, 'a', MD5)], [undefined, 'unmarked']);
  });

  it('gives no ETag if it is unclear of which document it is', () => {
    const [one, other] = twins();
    const row = { etags: recordOf(new Map([[one, MD5], [other, OTHERS[0]]])) }; // biome-ignore format: two pairs
    assert.deepEqual([recordedEtag(row, one), recordedEtag(row, other)], [undefined, undefined]);
    assert.deepEqual([comparedWithWritten(row, one, MD5), comparedWithWritten(row, one, OTHERS[1] ?? '')], ['written', 'changed']);
  });

  it('counts less than the digests of an earlier version, which wrote last', () => {
    const mark = (etag: string) => digest('a').slice(0, 4) + digest(etag).slice(0, 7);
    const etags = recordOf(new Map([['a', MD5]]));
    assert.equal(comparedWithWritten({ etags, marks: mark('other') }, 'a', 'other'), 'written');
    assert.equal(comparedWithWritten({ etags, marks: mark('other') }, 'a', MD5), 'changed');
    assert.equal(comparedWithWritten({ etags, marks: `${digest('a').slice(0, 4)}-------` }, 'a', MD5), 'unknown');
  });
});
