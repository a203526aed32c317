import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { LAST_KEY } from '../../../lambda/core/key-order.ts';
import { applyEdits, type Edit } from '../../../lambda/core/tree/apply.ts';
import { TreeBuilder } from '../../../lambda/core/tree/build.ts';
import { EMPTY_MAP, MapFacts } from '../../../lambda/core/tree/catalog-map.ts';
import { DamagedNodeError, decodeNode, encodeNode } from '../../../lambda/core/tree/codec.ts';
import { isBoundary, type Shape } from '../../../lambda/core/tree/cut.ts';
import { diffMaps } from '../../../lambda/core/tree/diff.ts';
import type { Entry } from '../../../lambda/core/tree/facts.ts';
import { Missing, readTogether } from '../../../lambda/core/tree/missing.ts';
import type { Leaf, Node, Tree } from '../../../lambda/core/tree/node.ts';
import { TreeFacts } from '../../../lambda/core/tree/read.ts';
import { build, editMap, REAL, random, Shelf, sorted, TINY } from './support.ts';

const numbered = (count: number, prefix = 'k/'): Entry[] =>
  Array.from({ length: count }, (_, at) => [`${prefix}${String(at).padStart(7, '0')}`, at]);

let applied = 0;
function apply(shelf: Shelf, tree: Tree, edits: Edit[], shape: Shape) {
  const prefix = `applied${applied++}`;
  const result = shelf.run((nodes) => applyEdits(tree, edits, { nodes, shape, prefix }));
  shelf.put(result.nodes);
  return result.tree;
}

describe('tree', () => {
  it('has no nodes when it is empty, and reads return nothing', () => {
    const shelf = new Shelf();
    assert.equal(build(shelf, [], TINY), null);
    assert.equal(apply(shelf, null, [], TINY), null);
    assert.equal(apply(shelf, null, [['a', undefined]], TINY), null);
    const facts = new TreeFacts(null, () => assert.fail('a node was read'));
    assert.deepEqual([facts.get('a'), facts.count('', LAST_KEY), [...facts.range('', LAST_KEY)]], [undefined, 0, []]);
    assert.equal(shelf.size, 0);
  });

  it('is null after all entries are deleted', () => {
    const shelf = new Shelf();
    const entries = numbered(500);
    const tree = build(shelf, entries, TINY);
    assert.ok((tree?.height ?? 0) >= 3);
    assert.equal(
      apply(
        shelf,
        tree,
        entries.map(([key]) => [key, undefined]),
        TINY,
      ),
      null,
    );
  });

  it('stays the same, and writes nothing, when edits change nothing', () => {
    const shelf = new Shelf();
    const tree = build(shelf, numbered(300), TINY);
    const before = shelf.written;
    assert.deepEqual(
      apply(
        shelf,
        tree,
        [
          ['nowhere', undefined],
          ['k/0000007', 7],
        ],
        TINY,
      ),
      tree,
    );
    assert.equal(shelf.written, before);
  });

  it('stays readable after an edit', () => {
    const shelf = new Shelf();
    const tree = build(shelf, numbered(200), TINY);
    const shape = shelf.shape(tree);
    const after = apply(
      shelf,
      tree,
      [
        ['k/0000100', 'new'],
        ['k/0000101', undefined],
        ['z', 1],
      ],
      TINY,
    );
    assert.deepEqual(shelf.shape(tree), shape);
    assert.deepEqual(
      shelf.run((nodes) => diffMaps({ tree, recent: [] }, { tree: after, recent: [] }, nodes)),
      [
        ['k/0000100', 100, 'new'],
        ['k/0000101', 101, undefined],
        ['z', undefined, 1],
      ],
    );
  });

  it('has the same shape after one large batch and after many small ones', () => {
    const shelf = new Shelf();
    const entries = numbered(3000).sort(() => 0);
    const shuffled = entries.map((entry) => [random(entry[1] as number)(), entry] as const).sort(([a], [b]) => a - b);
    let tree: Tree = null;
    for (let at = 0; at < shuffled.length; at += 100) {
      tree = apply(
        shelf,
        tree,
        shuffled.slice(at, at + 100).map(([, entry]) => entry),
        TINY,
      );
    }
    const atOnce = apply(shelf, null, entries, TINY);
    assert.deepEqual(shelf.shape(tree), shelf.shape(atOnce));
    assert.deepEqual(shelf.shape(tree), shelf.shape(build(shelf, entries, TINY)));
    assert.ok(new Set(shelf.namesOf(tree)).size < shelf.size);
  });

  it('writes no unreferenced nodes', () => {
    for (let count = 0; count < 60; count += 1) {
      const [shelf, built] = [new Shelf(), new Shelf()];
      const tree = apply(shelf, null, numbered(count), TINY);
      assert.equal(shelf.namesOf(tree).length, shelf.size, `${count} entries applied`);
      assert.equal(built.namesOf(build(built, numbered(count), TINY)).length, built.size, `${count} entries built`);
    }
  });

  it('writes no unreferenced nodes when levels collapse', () => {
    const entries = numbered(400);
    const levels = new Set<number>();
    for (const remaining of Array.from({ length: 40 }, (_, at) => (at ** 2) >> 2)) {
      const shelf = new Shelf();
      const tree = build(shelf, entries, TINY);
      const old = new Set(shelf.namesOf(tree));
      const after = apply(
        shelf,
        tree,
        entries.slice(remaining).map(([key]) => [key, undefined]),
        TINY,
      );
      levels.add((tree?.height ?? 0) - (after?.height ?? 0));
      const added = shelf.namesOf(after).filter((name) => !old.has(name));
      assert.equal(added.length, shelf.size - old.size, `${remaining} entries remain`);
    }
    assert.ok(levels.size > 2);
  });

  it('rejects unsorted entries in the builder', () => {
    const builder = new TreeBuilder(TINY, 'x');
    builder.add('😀', 1);
    assert.throws(() => builder.add('\uffee', 2), /sorted in UTF-8 order: "\uffee" comes after "😀"/);
    assert.throws(() => builder.add('😀', 2), /comes after/);
  });

  it('buffers at most two nodes a level in the builder', () => {
    const builder = new TreeBuilder(TINY, 'x');
    let [added, written] = [0, 0];
    for (const [key, value] of numbered(20_000)) {
      added += 1;
      written += builder
        .add(key, value)
        .filter(([, { level }]) => level === 0)
        .reduce((sum, [, node]) => sum + node.keys.length, 0);
      assert.ok(added - written <= 2 * 8 * 5, `${added - written} entries are buffered`);
    }
  });
});

describe('keys whose hash never ends a node', () => {
  const keysWithoutBoundary = numbered(60_000)
    .filter(([key]) => !isBoundary(key, 0, REAL))
    .slice(0, 40_000);

  it('produce nodes of a bounded size at every level', () => {
    const shelf = new Shelf();
    const tree = build(shelf, keysWithoutBoundary, REAL);
    const sizes = shelf.namesOf(tree).map((name) => shelf.node(name));
    for (const { level, keys } of sizes) assert.ok(keys.length <= 8 * (level === 0 ? 8 : 75), `${keys.length} on level ${level}`);
    assert.equal(shelf.size, 40_000 / 64 + 2 + 1);
  });

  it('produce the same tree by edits in the middle, at the ends, and across a whole node', () => {
    const shelf = new Shelf();
    let entries = keysWithoutBoundary.slice(0, 1000);
    let tree = build(shelf, entries, REAL);
    const cuts: Edit[][] = [
      [[entries[70]?.[0] ?? '', undefined]],
      [[`${entries[200]?.[0]}x`, 'between']],
      [
        ['k', 'first'],
        ['k/x', 'last'],
      ],
      entries.slice(64, 192).map(([key]): Edit => [key, undefined]),
      entries.slice(936).map(([key]): Edit => [key, undefined]),
    ];
    for (const edits of cuts) {
      tree = apply(shelf, tree, edits, REAL);
      const model = new Map(entries);
      for (const [key, value] of edits) value === undefined ? model.delete(key) : model.set(key, value);
      entries = sorted(model);
      assert.deepEqual(shelf.shape(tree), shelf.shape(build(shelf, entries, REAL)));
    }
  });

  it('have a counterpart: keys that end a node at every level still produce a single root', () => {
    const shelf = new Shelf();
    const entries = numbered(200);
    const all: Shape = { leaf: () => 1, inner: 1 };
    assert.ok(entries.every(([key]) => isBoundary(key, 12, all)));
    const tree = build(shelf, entries, all);
    assert.deepEqual([tree?.count, shelf.shape(apply(shelf, null, entries, all))], [200, shelf.shape(tree)]);
  });
});

describe('reads and writes', () => {
  const trees = new Map<number, { shelf: Shelf; tree: Tree }>();
  const treeOf = (count: number) => {
    const shelf = new Shelf();
    const built = trees.get(count) ?? { shelf, tree: build(shelf, numbered(count), REAL) };
    trees.set(count, built);
    return built;
  };

  /** Means of one edit. */
  function work(count: number, edit: (at: number, next: () => number) => Edit) {
    const { shelf, tree } = treeOf(count);
    const next = random(count);
    const costs = Array.from({ length: 60 }, (_, at) => {
      const [reads, written, rounds] = [shelf.reads.length, shelf.written, shelf.rounds];
      apply(shelf, tree, [edit(at, next)], REAL);
      return { reads: shelf.reads.length - reads, writes: shelf.written - written, rounds: shelf.rounds - rounds };
    });
    const mean = (of: (cost: (typeof costs)[0]) => number) => costs.reduce((sum, cost) => sum + of(cost), 0) / costs.length;
    return {
      height: tree?.height ?? 0,
      reads: mean(({ reads }) => reads),
      writes: mean(({ writes }) => writes),
      rounds: mean(({ rounds }) => rounds),
    };
  }
  const edits: Record<string, (count: number) => (at: number, next: () => number) => Edit> = {
    'replacing a value': (count) => (_, next) => [`k/${String(Math.floor(next() * count)).padStart(7, '0')}`, 'new'],
    'adding a key': (count) => (at, next) => [`k/${String(Math.floor(next() * count)).padStart(7, '0')}-${at}`, 'new'],
    'deleting a key': (count) => (_, next) => [`k/${String(Math.floor(next() * count)).padStart(7, '0')}`, undefined],
    'adding a key at the end': () => (at) => [`k/x${at}`, 'new'],
  };
  for (const [name, edit] of Object.entries(edits))
    for (const count of [1_000, 10_000, 100_000])
      it(`are one path for ${name} among ${count}`, () => {
        const { height, reads, writes, rounds } = work(count, edit(count));
        // A key that ends a node also costs the neighbouring node: one in 8 leaf keys, one in 75 on higher levels.
        assert.ok(reads <= height + 1 + 0.6, `${reads} nodes are read at height ${height}`);
        assert.ok(writes <= height + 1 + 0.6, `${writes} nodes are written at height ${height}`);
        assert.ok(rounds <= height + 1 + 0.6, `${rounds} rounds at height ${height}`);
        assert.ok(height <= Math.ceil(Math.log(count / 8) / Math.log(75)) + 1, `${height} levels above the leaves`);
      });

  it('are one round of requests a level for a batch', () => {
    const shelf = new Shelf();
    const tree = build(shelf, numbered(50_000), REAL);
    const batch = Array.from({ length: 300 }, (_, at): Edit => [`k/${String(at * 160).padStart(7, '0')}`, 'new']);
    apply(shelf, tree, batch, REAL);
    // One more round: a leaf cut by its size requires the next leaf.
    assert.ok(shelf.rounds <= (tree?.height ?? 0) + 2, `${shelf.rounds} rounds`);
    assert.ok(shelf.reads.length >= 250);
  });

  it('include neighbours together when a batch deletes the ends of many nodes', () => {
    const shelf = new Shelf();
    const tree = build(shelf, numbered(20_000), REAL);
    const ends = numbered(20_000)
      .filter(([key]) => isBoundary(key, 0, REAL))
      .filter((_, at) => at % 20 === 0);
    apply(
      shelf,
      tree,
      ends.map(([key]) => [key, undefined]),
      REAL,
    );
    assert.ok(ends.length > 100);
    assert.ok(shelf.rounds <= 8, `${shelf.rounds} rounds`);
  });

  it('are two paths for a count, whatever lies between', () => {
    const { shelf, tree } = treeOf(100_000);
    shelf.reads = [];
    shelf.rounds = 0;
    assert.equal(
      shelf.run((nodes) => new TreeFacts(tree, nodes).count('k/0000010', 'k/0099990')),
      99_980,
    );
    assert.ok(shelf.reads.length <= 2 * ((tree?.height ?? 0) + 1));
    assert.ok(shelf.rounds <= (tree?.height ?? 0) + 1);
  });

  it('are only the required leaves, in parallel, for a range with a limit', () => {
    const shelf = new Shelf();
    const entries = numbered(100_000, 'w/');
    const tree = build(shelf, entries, REAL);
    for (const back of [false, true]) {
      shelf.reads = [];
      shelf.rounds = 0;
      const range = shelf.run((nodes) => [...new TreeFacts(tree, nodes).range('w/0050000', 'w/0090000', { limit: 20, back })]);
      assert.equal(range[0]?.[0], back ? 'w/0089999' : 'w/0050000');
      assert.equal(range.length, 20);
      assert.ok(shelf.reads.length <= (tree?.height ?? 0) + 4, `${shelf.reads.length} nodes`);
    }
    shelf.rounds = 0;
    for (let at = 0; at < 100; at += 1) {
      const from = `w/00${50_000 + 7 * at}`;
      shelf.run((nodes) => [...new TreeFacts(tree, nodes).range(from, 'w/0090000', { limit: 20 })]);
    }
    // One more round where the leaf's parent ends.
    assert.ok(shelf.rounds <= 100 * ((tree?.height ?? 0) + 1) + 5, `${shelf.rounds} rounds`);
    shelf.rounds = 0;
    const whole = shelf.run((nodes) => [...new TreeFacts(tree, nodes).range('w/0050000', 'w/0052000')]);
    assert.equal(whole.length, 2000);
    assert.ok(shelf.rounds <= 2 * ((tree?.height ?? 0) + 1), `${shelf.rounds} rounds`);
  });

  it('are proportional to the differences for a comparison', () => {
    const shelf = new Shelf();
    const tree = build(shelf, numbered(50_000), REAL);
    const after = apply(
      shelf,
      tree,
      [
        ['k/0001000', 'new'],
        ['k/0040000', undefined],
      ],
      REAL,
    );
    shelf.reads = [];
    const found = shelf.run((nodes) => diffMaps({ tree, recent: [] }, { tree: after, recent: [] }, nodes));
    assert.deepEqual(
      found.map(([key]) => key),
      ['k/0001000', 'k/0040000'],
    );
    assert.ok(shelf.reads.length <= 6 * ((tree?.height ?? 0) + 1), `${shelf.reads.length} nodes`);
  });
});

describe('recent edits', () => {
  const writing = { nodes: () => undefined, shape: REAL, prefix: 'p', recentLimit: 1000 };

  it('stay in the root, without nodes, while they are small', () => {
    const { map, nodes } = editMap(
      EMPTY_MAP,
      [
        ['b', 2],
        ['a', null],
        ['c', 3],
        ['c', undefined],
      ],
      writing,
    );
    assert.deepEqual(map, {
      tree: null,
      recent: [
        ['a', 1, null],
        ['b', 1, 2],
      ],
    });
    assert.deepEqual(nodes, []);
    const facts = new MapFacts(map, () => undefined);
    assert.deepEqual(
      [facts.get('a'), facts.get('c'), facts.count('', 'z'), [...facts.range('', 'z', { back: true })]],
      [
        null,
        undefined,
        2,
        [
          ['b', 2],
          ['a', null],
        ],
      ],
    );
  });

  it('move to the tree together when they exceed the limit', () => {
    const big = numbered(100);
    const { map, nodes } = editMap(EMPTY_MAP, big, writing);
    assert.deepEqual(map.recent, []);
    assert.equal(map.tree?.count, 100);
    const shelf = new Shelf();
    shelf.put(nodes);
    const next = shelf.run((loaded) =>
      editMap(
        map,
        [
          ['k/0000003', undefined],
          ['k/0000004', 'x'],
          ['new', 1],
          ['gone', undefined],
        ],
        { ...writing, nodes: loaded },
      ),
    );
    assert.deepEqual(next.nodes, []);
    assert.deepEqual(next.map.recent, [
      ['k/0000003', -1],
      ['k/0000004', 0, 'x'],
      ['new', 1, 1],
    ]);
    assert.equal(
      shelf.run((loaded) => new MapFacts(next.map, loaded).count('', LAST_KEY)),
      100,
    );
    const again = shelf.run((loaded) =>
      editMap(
        next.map,
        [
          ['k/0000003', 'back'],
          ['new', undefined],
        ],
        { ...writing, nodes: loaded },
      ),
    );
    assert.deepEqual(again.map.recent, [
      ['k/0000003', 0, 'back'],
      ['k/0000004', 0, 'x'],
    ]);
  });
});

describe('readTogether', () => {
  it('throws one Missing with all missing names, and rethrows other errors', () => {
    const missing =
      (...names: string[]) =>
      () => {
        throw new Missing(names);
      };
    assert.deepEqual(readTogether([() => 1, () => 2]), [1, 2]);
    assert.throws(
      () => readTogether([missing('a', 'b'), () => 1, missing('b', 'c')]),
      (error) => error instanceof Missing && error.names.join() === 'a,b,c',
    );
    assert.throws(() => readTogether([missing('a'), () => assert.fail('broken')]), /broken/);
  });
});

describe('node', () => {
  const leaf: Leaf = { level: 0, keys: ['a', '\uffee', '😀'], values: [null, { x: ['é'] }, 'z'] };
  const inner: Node = {
    level: 2,
    keys: ['m', 'z'],
    children: [
      { name: '1.a.0', count: 3 },
      { name: '1.a.1', count: 5 },
    ],
  };

  it('round-trips through its bytes', () => {
    for (const node of [leaf, inner]) {
      const bytes = encodeNode('g/1.a.0', node);
      const { node: back, size } = decodeNode('g/1.a.0', bytes);
      assert.deepEqual(back, node);
      assert.equal(size, gunzipSync(bytes).toString().length);
    }
    assert.deepEqual(JSON.parse(gunzipSync(encodeNode('n', inner)).toString()), {
      n: 'n',
      l: 2,
      k: ['m', 'z'],
      v: [
        ['1.a.0', 3],
        ['1.a.1', 5],
      ],
    });
  });

  it('is rejected when it is truncated, empty, has one changed byte, or has another name', () => {
    const bytes = encodeNode('g/1.a.0', leaf);
    const isRejected = (name: string, given: Uint8Array, what: RegExp) =>
      assert.throws(
        () => decodeNode(name, given),
        (error) => error instanceof DamagedNodeError && error.node === name && what.test(error.message),
        String(what),
      );
    isRejected('g/1.a.1', bytes, /^node g\/1\.a\.1 is damaged: it says that it is "g\/1\.a\.0"$/);
    for (let length = 0; length < bytes.length; length += 1) isRejected('g/1.a.0', bytes.subarray(0, length), /./);
    // The gzip header's time and operating system (bytes 4 to 9) carry no data.
    for (let at = 10; at < bytes.length; at += 1)
      isRejected(
        'g/1.a.0',
        Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte)),
        /./,
      );
  });

  it('is rejected when the bytes contain no valid node', () => {
    const packed = (value: unknown) => gzipSync(typeof value === 'string' ? value : JSON.stringify({ n: 'x', ...(value as object) }));
    const wrong: unknown[] = [
      'no json',
      'null',
      '7',
      { l: 0, k: ['a'], v: [] },
      { l: 0, k: [], v: [] },
      { l: 0, k: 'a', v: ['b'] },
      { l: 0, k: ['b', 'a'], v: [1, 2] },
      { l: 0, k: ['a', 'a'], v: [1, 2] },
      { l: 0, k: ['😀', '\uffee'], v: [1, 2] },
      { l: 0, k: [1], v: [1] },
      { l: -1, k: ['a'], v: [['n', 1]] },
      { l: 1.5, k: ['a'], v: [['n', 1]] },
      { k: ['a'], v: [['n', 1]] },
      { l: 1, k: ['a'], v: ['n'] },
      { l: 1, k: ['a'], v: [['n', 0]] },
      { l: 1, k: ['a'], v: [['n', '1']] },
      { l: 1, k: ['a'], v: [[1, 1]] },
    ];
    for (const value of wrong) assert.throws(() => decodeNode('x', packed(value)), DamagedNodeError, JSON.stringify(value));
    assert.deepEqual(decodeNode('x', packed({ l: 0, k: ['a'], v: [1] })).node, { level: 0, keys: ['a'], values: [1] });
  });

  it('is rejected when it would exceed the memory limit', () => {
    assert.throws(() => decodeNode('x', gzipSync(Buffer.alloc(65 * 1024 * 1024, 32))), DamagedNodeError);
  });
});
