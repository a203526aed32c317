import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isRendered, type Row } from '../../lambda/core/catalog/catalog.ts';
import { needsRendering } from '../../lambda/core/catalog/references.ts';
import { compareKeys } from '../../lambda/core/key-order.ts';
import type { Key } from '../../lambda/core/model.ts';
import { comparePosts } from '../../lambda/publish/compare-posts.ts';
import { rows } from '../core/catalog/facts/random-rows.ts';
import { site } from '../core/catalog/support.ts';

const NAMES = ['a', 'b', '\uffee', '😀'];

describe('comparing files with rows', () => {
  it('finds the same differences as maps', async () => {
    const files = fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.nat(40), fc.constantFrom('e1', 'e2'), fc.boolean()), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(rows, files, fc.integer({ min: 1, max: 5 }), async (known, listed, most) => {
        const etags = new Map(listed.map(([name, number, etag]) => [`${name}${number}.md`, etag]));
        const others = new Set(listed.flatMap(([name, number, , isOther]) => (isOther ? [`${name}${number}.md`] : [])));
        const inOrder = <T>(map: ReadonlyMap<Key, T>) => [...map].sort(([a], [b]) => compareKeys(a, b));
        const comparison = {
          site,
          isRead: (key: Key) => !others.has(key),
          isUnseen: (key: Key) => key.startsWith('a1'),
          hasEntry: (entry: string) => entry.length % 2 === 0,
          currentDigest: 'r',
          most,
        };
        const seen: Row[] = [];
        const found = await comparePosts(
          Readable.from(inOrder(etags).map(([key, etag]) => ({ key, etag, size: 1, modified: 0 }))),
          Readable.from(inOrder(known)),
          comparison,
          (row) => void seen.push(row),
        );
        const changed = [...new Set([...known.keys(), ...etags.keys()])].filter((key) => {
          const row = known.get(key);
          if (etags.has(key) && comparison.isRead(key)) return row?.etag !== etags.get(key);
          return row !== undefined && row.state !== 'removed' && !comparison.isUnseen(key);
        });
        const stale = inOrder(known).flatMap(([key, row]) => (needsRendering(row, site, 'r') ? [key] : []));
        const missing = [...known].flatMap(([key, row]) => {
          const isShown = isRendered(row, site) || row.kept;
          return isShown && row.version.entry !== '' && !comparison.hasEntry(row.version.entry) ? [key] : [];
        });
        assert.deepEqual([...found.changed].sort(), changed.sort());
        assert.deepEqual([found.stale, found.hasMore], [stale.slice(0, most), stale.length > most]);
        assert.deepEqual([...found.missingEntries].sort(), missing.sort());
        assert.deepEqual(
          seen,
          inOrder(known).map(([, row]) => row),
        );
      }),
      { seed: 25, numRuns: 200 },
    );
  });
});
