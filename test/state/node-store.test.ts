import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { LAST_KEY } from '../../lambda/core/key-order.ts';
import type { Edit } from '../../lambda/core/tree/apply.ts';
import { addEdits, type CatalogMap, EMPTY_MAP, MapFacts } from '../../lambda/core/tree/catalog-map.ts';
import { DamagedNodeError } from '../../lambda/core/tree/codec.ts';
import type { Facts } from '../../lambda/core/tree/facts.ts';
import { Missing, readTogether } from '../../lambda/core/tree/missing.ts';
import type { Leaf, Nodes } from '../../lambda/core/tree/node.ts';
import { NODES } from '../../lambda/keys.ts';
import { collectNodes, isGarbage, nodeAt } from '../../lambda/state/collect-nodes.ts';
import { NodeCache } from '../../lambda/state/node-cache.ts';
import { LostNodeError, NodeStore, type NodeStoreOptions, nodeKey, UnusableRootError } from '../../lambda/state/node-store.ts';
import { DirectoryStore } from '../../lambda/stores/directory.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { OverlayStore } from '../../lambda/stores/overlay.ts';
import { S3Store } from '../../lambda/stores/s3.ts';
import { listAll, type Store } from '../../lambda/stores/store.ts';
import { editMap, TINY } from '../core/tree/support.ts';
import { freshFolder } from '../stores/scratch.ts';
import { startS3 } from '../support/s3.ts';
import { type Fault, FaultyStore } from './faulty-store.ts';

const s3 = await startS3({ nodes: new MemoryStore() });
after(() => s3.close());

let buckets = 0;
const STORES: Record<string, () => Store> = {
  memory: () => new MemoryStore(),
  overlay: () => new OverlayStore(new MemoryStore()),
  directory: () => new DirectoryStore({ roots: { '': freshFolder() } }),
  S3: () => new S3Store({ client: s3.client, bucket: 'nodes', prefix: `${buckets++}/` }),
};

const ENTRIES: Edit[] = Array.from({ length: 200 }, (_, at) => [`b/${String(at).padStart(3, '0')}😀`, { at }]);

async function write(store: NodeStore, map: CatalogMap, edits: Edit[], rev = 1): Promise<CatalogMap> {
  const prefix = store.drawPrefix(rev);
  const made = await store.run((nodes) => editMap(map, edits, { nodes, shape: TINY, prefix, recentLimit: 0 }));
  await store.save(made.nodes);
  return made.map;
}

const entriesOf = (store: NodeStore, map: CatalogMap) => store.run((nodes) => [...new MapFacts(map, nodes).range('', LAST_KEY)]);

describe('the node store', () => {
  for (const [name, open] of Object.entries(STORES))
    describe(`over ${name}`, () => {
      it('reads nodes that another instance wrote', async () => {
        const site = open();
        const map = await write(new NodeStore(site, 'g1'), EMPTY_MAP, ENTRIES);
        assert.deepEqual(await entriesOf(new NodeStore(site, 'g1'), map), ENTRIES);
        const keys = (await listAll(site, '')).map(({ key }) => key);
        assert.ok(keys.length > 20);
        for (const key of keys) assert.match(key, /^state\/nodes\/g1\/1\.[0-9a-f]{12}\.[0-9a-z]+$/);
      });

      it('writes nodes again without a condition, and separates generations', async () => {
        const site = open();
        const leaf = (value: number): Leaf => ({ level: 0, keys: ['a'], values: [value] });
        const [one, other] = [new NodeStore(site, 'g1'), new NodeStore(site, 'g2')];
        await one.save([['1.n.0', leaf(1)]]);
        await one.save([['1.n.0', leaf(1)]]);
        await other.save([['1.n.0', leaf(2)]]);
        assert.deepEqual([await one.load(['1.n.0']), await other.load(['1.n.0'])], [[leaf(1)], [leaf(2)]]);
        await site.put(nodeKey('g2', '1.n.0'), ((await site.get(nodeKey('g1', '1.n.0'))) as { bytes: Uint8Array }).bytes);
        await assert.rejects(other.load(['1.n.0']), /node g2\/1\.n\.0 is damaged: it says that it is "g1\/1\.n\.0"/);
      });

      it('collects only nodes that no root can reference', async () => {
        const site = open();
        const store = new NodeStore(site, 'g1');
        const first = await write(store, EMPTY_MAP, ENTRIES, 1);
        const second = await write(store, first, [['b/100😀', 'new']], 2);
        await write(store, second, [['b/000😀', 'under way']], 3);
        await write(new NodeStore(site, 'g0'), EMPTY_MAP, ENTRIES, 9);
        await site.put(`${NODES}g1/not-a-node`, Buffer.from('x'));
        await site.put(`${NODES}readme`, Buffer.from('x'));
        const count = async () => (await listAll(site, NODES)).length;
        const before = await count();
        const root = { generation: 'g1', rev: 3, tree: second.tree, etag: 'e' };
        assert.equal(await collectNodes(site, async () => root), 0, 'all are younger than the grace period');
        for (const none of [undefined, 'placeholder'] as const) assert.equal(await collectNodes(site, async () => none, -60_000), 0);
        assert.equal(await count(), before);
        const collected = await collectNodes(site, async () => root, -60_000);
        assert.equal(await count(), before - collected);
        assert.equal((await entriesOf(store, second)).length, 200);
        await assert.rejects(entriesOf(store, first), LostNodeError);
        const left = (await listAll(site, NODES)).map(({ key }) => nodeAt(key));
        assert.equal(left.filter((node) => node === undefined).length, 2);
        assert.ok(
          left.some((node) => node?.base === 3),
          'a run under way keeps its nodes',
        );
        assert.ok(left.every((node) => node?.generation !== 'g0'));
        const again = await collectNodes(site, async () => root, -60_000);
        assert.equal(again, 0);
        const [leaf] = await listAll(site, `${NODES}g1/`);
        await site.delete(leaf?.key ?? '');
        await assert.rejects(
          collectNodes(site, async () => root, -60_000),
          (error) => error instanceof UnusableRootError && error.etag === 'e',
        );
      });
    });

  for (const fault of ['lose', 'tear', 'swap', 'empty', 'flip'] satisfies Fault[])
    it(`detects every node with the fault ${fault}`, async () => {
      const faulty = new FaultyStore(new MemoryStore());
      const map = await write(new NodeStore(faulty, 'g'), EMPTY_MAP, ENTRIES);
      const keys = (await listAll(faulty, NODES)).map(({ key }) => key);
      for (const [index, key] of keys.entries()) {
        faulty.faults.clear();
        faulty.faults.set(key, fault);
        faulty.other = keys[(index + 1) % keys.length] ?? '';
        await assert.rejects(entriesOf(new NodeStore(faulty, 'g'), map), (error) => {
          const name = key.slice(NODES.length);
          assert.ok(error instanceof LostNodeError || error instanceof DamagedNodeError, String(error));
          assert.equal(error instanceof LostNodeError, fault === 'lose');
          assert.equal(error.node, name);
          return error.message.startsWith(`node ${name} is `);
        });
      }
    });

  it('fails if one of its puts fails, and caches nothing', async () => {
    const faulty = new FaultyStore(new MemoryStore());
    faulty.failsAt = 7;
    const cache = new NodeCache(1e6);
    await assert.rejects(write(new NodeStore(faulty, 'g', { cache }), EMPTY_MAP, ENTRIES), /503 SlowDown/);
    assert.equal(cache.bytes, 0);
  });

  it('draws a unique prefix each time', () => {
    const store = new NodeStore(new MemoryStore(), 'g');
    const prefixes = Array.from({ length: 1000 }, () => store.drawPrefix(12));
    assert.equal(new Set(prefixes).size, 1000);
    for (const prefix of prefixes) assert.equal(nodeAt(nodeKey('g', `${prefix}.z`))?.base, 12);
  });

  it('loads missing nodes concurrently, at most 32 at once', async () => {
    const faulty = new FaultyStore(new MemoryStore());
    const map = await write(new NodeStore(faulty, 'g'), EMPTY_MAP, [
      ...ENTRIES,
      ...ENTRIES.map(([key, value]): Edit => [`c${key}`, value]),
    ]);
    assert.equal(faulty.most, 32);
    faulty.most = 0;
    const store = new NodeStore(faulty, 'g');
    const keys = ENTRIES.map(([key]) => key);
    let runs = 0;
    const values = await store.run((nodes) => {
      runs += 1;
      return readTogether(keys.map((key) => () => new MapFacts(map, nodes).get(key)));
    });
    assert.deepEqual(
      values,
      ENTRIES.map(([, value]) => value),
    );
    assert.equal(runs, 2, 'a run that misses nodes, and one that has those of all levels');
    assert.equal(faulty.most, 32);
    assert.equal(new Set(faulty.gets).size, faulty.gets.length, 'each node is read once');
  });

  it('runs a question of any kind twice, not once for each level of the tree', async () => {
    const site = new MemoryStore();
    const map = await write(new NodeStore(site, 'g'), EMPTY_MAP, ENTRIES);
    assert.ok((map.tree?.height ?? 0) > 2);
    const [key = '', value = null] = ENTRIES.at(-1) ?? [];
    const questions: Record<string, (facts: Facts) => unknown> = {
      get: (facts) => facts.get(key),
      count: (facts) => facts.count('', key),
      range: (facts) => [...facts.range('', LAST_KEY, { limit: 1 })].length,
      'range back': (facts) => [...facts.range('', LAST_KEY, { limit: 1, back: true })].length,
    };
    const runsOf = async (question: (nodes: Nodes) => unknown) => {
      let runs = 0;
      await new NodeStore(site, 'g').run((nodes) => {
        runs += 1;
        return question(nodes);
      });
      return runs;
    };
    for (const [name, question] of Object.entries(questions))
      assert.equal(await runsOf((nodes) => question(new MapFacts(map, nodes))), 2, name);
    assert.equal(await runsOf((nodes) => addEdits(map, [[key, value]], nodes)), 2, 'edits');
  });

  it('ends a run that always misses nodes', async () => {
    const store = new NodeStore(new MemoryStore(), 'g');
    await store.save([['1.n.0', { level: 0, keys: ['a'], values: [1] }]]);
    let runs = 0;
    const work = () => {
      runs += 1;
      throw new Missing(['1.n.0']);
    };
    await assert.rejects(store.run(work), /loaded, but missed again: 1\.n\.0/);
    assert.equal(runs, 2);
    await assert.rejects(
      store.run(() => assert.fail('an error of the work')),
      /an error of the work/,
    );
  });

  const warm = (options: NodeStoreOptions) => {
    const faulty = new FaultyStore(new MemoryStore());
    return { faulty, store: new NodeStore(faulty, 'g', options) };
  };

  it('reads nothing twice when it is warm', async () => {
    const { faulty, store } = warm({ cache: new NodeCache(1e6) });
    const map = await write(store, EMPTY_MAP, ENTRIES);
    assert.deepEqual(await entriesOf(store, map), ENTRIES);
    assert.equal(faulty.gets.length, 0, 'its own writes');
    const other = new NodeStore(faulty, 'g', { cache: new NodeCache(1e6) });
    await entriesOf(other, map);
    const gets = faulty.gets.length;
    assert.ok(gets > 0);
    assert.deepEqual(await entriesOf(other, map), ENTRIES);
    assert.equal(faulty.gets.length, gets);
  });

  it('works with a cache that is smaller than one path', async () => {
    const { faulty, store } = warm({ cache: new NodeCache(300) });
    const map = await write(store, EMPTY_MAP, ENTRIES);
    assert.deepEqual(await entriesOf(store, map), ENTRIES);
    assert.deepEqual(await entriesOf(store, map), ENTRIES);
    assert.ok(faulty.gets.length > new Set(faulty.gets).size);
  });
});

describe('the cache of nodes', () => {
  const leaf = (key: string): Leaf => ({ level: 0, keys: [key], values: [1] });

  it('drops the least recently used nodes, by size', () => {
    const cache = new NodeCache(3 * 2 * 100);
    for (const name of ['a', 'b', 'c']) cache.set(name, leaf(name), 100);
    assert.deepEqual(cache.get('a'), leaf('a'));
    cache.set('d', leaf('d'), 100);
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((name) => cache.get(name) !== undefined),
      [true, false, true, true],
    );
    cache.set('e', leaf('e'), 250);
    assert.deepEqual(
      ['a', 'c', 'd', 'e'].map((name) => cache.get(name) !== undefined),
      [false, false, false, true],
    );
    cache.set('huge', leaf('huge'), 301);
    assert.deepEqual([cache.get('huge'), cache.get('e') !== undefined, cache.bytes], [undefined, true, 500]);
  });
});

describe('isGarbage', () => {
  const root = { generation: 'g', rev: 5 };
  const isIt = (key: string, ...named: string[]) => isGarbage(nodeAt(`${NODES}${key}`) ?? assert.fail(), root, new Set(named));

  it('is true for unreferenced nodes of a revision before the root’s', () => {
    assert.deepEqual(
      [isIt('g/4.n.0'), isIt('g/4.n.0', '4.n.0'), isIt('g/5.n.0'), isIt('g/6.n.0'), isIt('g/40.n.0')],
      [true, false, false, false, false],
    );
  });

  it('is true for any node of another generation', () => {
    assert.deepEqual([isIt('h/4.n.0'), isIt('h/9.n.0', '9.n.0')], [true, true]);
  });

  it('applies only to nodes', () => {
    for (const key of [
      'state/nodes/g',
      'state/nodes/g/x',
      'state/nodes/g/x.1',
      'state/nodes/4.n.0',
      'state/nodes/g/h/4.n.0',
      'state/entries/g/4.n.0',
    ]) {
      assert.equal(nodeAt(key), undefined, key);
    }
    assert.deepEqual(nodeAt('state/nodes/g/4.n.0'), { key: 'state/nodes/g/4.n.0', generation: 'g', name: '4.n.0', base: 4 });
  });
});
