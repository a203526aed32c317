import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newCatalog } from '../../lambda/core/catalog/catalog.ts';
import { headOf } from '../../lambda/core/catalog/facts/catalog-entries.ts';
import type { Edit } from '../../lambda/core/catalog/facts/draft.ts';
import { LAST_KEY } from '../../lambda/core/key-order.ts';
import { TreeBuilder } from '../../lambda/core/tree/build.ts';
import { EMPTY_MAP } from '../../lambda/core/tree/catalog-map.ts';
import { type Recent, sizeOf } from '../../lambda/core/tree/recent.ts';
import { inMemory, overNodes } from '../../lambda/state/catalog-base.ts';
import { NodeStore } from '../../lambda/state/node-store.ts';
import { storeEdits } from '../../lambda/state/store-edits.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { site } from '../core/catalog/support.ts';
import { REAL } from '../core/tree/support.ts';

const HEAD = headOf(newCatalog('g1', site, { entries: 'r', documents: 1, pages: 1 }));
const added = (key: string): Edit => ({ key, value: 'value', existed: false });

describe('edits of a catalog', () => {
  it('stay in the root up to the limit', async () => {
    const nodes = new NodeStore(new MemoryStore(), 'g1');
    const size = JSON.stringify([['key', 1, 'value']]).length;
    const stored = (recentLimit: number) =>
      storeEdits(inMemory(HEAD, []), [added('key')], nodes, { shape: REAL, prefix: `1.${recentLimit}`, recentLimit });
    assert.deepEqual([(await stored(size)).tree, (await stored(size)).recent.length], [null, 1]);
    assert.deepEqual([(await stored(size - 1)).tree?.count, (await stored(size - 1)).recent], [1, []]);
  });

  it('have the size of their JSON', () => {
    const edits: Recent = [
      ['a', 1, { text: 'é😀"' }],
      ['b', -1],
      ['c', 0, null],
    ];
    for (const count of [0, 1, 2, 3]) assert.equal(sizeOf(edits.slice(0, count)), JSON.stringify(edits.slice(0, count)).length);
  });

  it('become a tree in portions that need few nodes at once, equal to a tree built at once', async () => {
    let [open, most] = [0, 0];
    class CountingStore extends NodeStore {
      override reader() {
        // Each portion has its own reader.
        most = Math.max(most, open);
        open = 0;
        return super.reader();
      }
      override async load(names: readonly string[]) {
        open += names.length;
        return super.load(names);
      }
    }
    const nodes = new CountingStore(new MemoryStore(), 'g1');
    const keys = Array.from({ length: 12_000 }, (_, at) => `k/${String(at).padStart(6, '0')}`);
    const writing = { shape: REAL, recentLimit: 0 };
    const first = await storeEdits(
      overNodes(HEAD, EMPTY_MAP, 'e0', () => nodes.reader()),
      keys.map(added),
      nodes,
      { ...writing, prefix: '1.a' },
    );
    const base = overNodes(HEAD, first, 'e1', () => nodes.reader());
    const changes = keys.map((key): Edit => ({ key, value: 'other', existed: true }));
    [open, most] = [0, 0];
    const { tree, recent } = await storeEdits(base, changes, nodes, { ...writing, prefix: '2.b' });
    const leaves = new Set<string>();
    const builder = new TreeBuilder(REAL, 'built');
    for (const key of keys) for (const [name] of builder.add(key, 'other')) leaves.add(name);
    const built = builder.finish();
    assert.deepEqual([tree?.height, tree?.count, recent], [built.tree?.height, built.tree?.count, []]);
    assert.ok(most > 0 && most < leaves.size / 2, `${most} of ${leaves.size} nodes at once`);
    const entries = await overNodes(HEAD, { tree: tree ?? null, recent }, 'e2', () => nodes.reader()).ask((facts) => [
      ...facts.range('', LAST_KEY),
    ]);
    assert.deepEqual(
      entries,
      keys.map((key) => [key, 'other']),
    );
  });
});
