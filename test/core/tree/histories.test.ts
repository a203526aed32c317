import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LAST_KEY } from '../../../lambda/core/key-order.ts';
import { applyEdits, type Edit } from '../../../lambda/core/tree/apply.ts';
import { type CatalogMap, EMPTY_MAP, MapFacts } from '../../../lambda/core/tree/catalog-map.ts';
import { diffMaps } from '../../../lambda/core/tree/diff.ts';
import type { Json } from '../../../lambda/core/tree/facts.ts';
import type { Nodes } from '../../../lambda/core/tree/node.ts';
import { toEdit } from '../../../lambda/core/tree/recent.ts';
import { SortedFacts } from '../../../lambda/core/tree/sorted-facts.ts';
import { build, editMap, type Model, random, Shelf, sorted, TINY } from './support.ts';

const SEEDS = 20;
const STEPS = 15;
/** Keys whose order differs between code units and UTF-8. */
const NAMES = ['', '😀', '\uffee', '\ue000', 'z', '𐀀'];

class History {
  readonly shelf = new Shelf();
  readonly model: Model = new Map();
  map: CatalogMap = EMPTY_MAP;
  readonly #random: () => number;
  readonly #space: number;
  readonly #recentLimit: number;
  #step = 0;

  constructor(seed: number) {
    this.#random = random(seed);
    this.#space = 10 + this.#pick(400);
    this.#recentLimit = [0, 200, 1000][this.#pick(3)] ?? 0;
  }

  #pick = (count: number): number => Math.floor(this.#random() * count);

  key = (): string => `${'abc'[this.#pick(3)]}/${NAMES[this.#pick(NAMES.length)]}${this.#pick(this.#space).toString(36).padStart(3, '0')}`;

  #value = (): Json =>
    ([null, 0, '', this.#pick(1000), { text: 'é😀'.repeat(this.#pick(3)), list: [this.#pick(9)] }] as const)[this.#pick(5)] ?? null;

  edits(): Edit[] {
    const size = Math.floor(this.#random() ** 3 * 200);
    const deletes = this.#random() < 0.3 ? 0.9 : 0.3;
    const edits = Array.from({ length: size }, (): Edit => [this.key(), this.#random() < deletes ? undefined : this.#value()]);
    return this.#random() < 0.06 ? [...edits, ...[...this.model.keys()].map((key): Edit => [key, undefined])] : edits;
  }

  /** Each step has its own prefix, like each attempt of a run. */
  change(edits: Edit[]): void {
    const prefix = `${this.#step++}`;
    const maxMoved = [Number.POSITIVE_INFINITY, 1, 20][this.#pick(3)] ?? 1;
    const { map, nodes } = this.shelf.run((loaded) =>
      editMap(this.map, edits, { nodes: loaded, shape: TINY, prefix, recentLimit: this.#recentLimit, maxMoved }),
    );
    this.shelf.put(nodes);
    this.map = map;
    for (const [key, value] of edits) {
      if (value === undefined) this.model.delete(key);
      else this.model.set(key, value);
    }
  }

  read = <T>(work: (facts: MapFacts) => T): T => this.shelf.run((nodes: Nodes) => work(new MapFacts(this.map, nodes)));

  checkReads(): void {
    const plain = new SortedFacts(this.model);
    const bounds = [this.key(), this.key(), 'a', 'b', 'c', '', LAST_KEY];
    for (let tries = 0; tries < 12; tries += 1) {
      const [from, to] = [bounds[this.#pick(bounds.length)] ?? '', bounds[this.#pick(bounds.length)] ?? ''];
      const limit = [0, 1, this.#pick(40), Number.POSITIVE_INFINITY][this.#pick(4)] ?? 0;
      const options = { limit, back: this.#random() < 0.5 };
      const range = this.read((facts) => [...facts.range(from, to, options)]);
      assert.deepEqual(range, [...plain.range(from, to, options)], JSON.stringify({ from, to, ...options }));
      assert.equal(
        this.read((facts) => facts.count(from, to)),
        plain.count(from, to),
        JSON.stringify({ from, to }),
      );
      assert.deepEqual(
        this.read((facts) => facts.get(from)),
        plain.get(from),
      );
    }
  }

  treeWithRecent() {
    const edits = this.map.recent.map(toEdit);
    const { tree, nodes } = this.shelf.run((loaded) =>
      applyEdits(this.map.tree, edits, { nodes: loaded, shape: TINY, prefix: `s${this.#step}` }),
    );
    this.shelf.put(nodes);
    return tree;
  }
}

describe('tree', () => {
  for (let seed = 1; seed <= SEEDS; seed += 1)
    it(`equals a plain map, and the tree built at once: seed ${seed}`, () => {
      const history = new History(seed);
      for (let step = 0; step < STEPS; step += 1) {
        const [before, old] = [history.map, new Map(history.model)];
        history.change(history.edits());
        history.checkReads();
        const tree = history.treeWithRecent();
        const built = build(history.shelf, sorted(history.model), TINY);
        assert.deepEqual(history.shelf.shape(tree), history.shelf.shape(built), `step ${step}`);
        const differences = history.shelf.run((nodes) => diffMaps(before, history.map, nodes));
        const keys = [...new Set([...old.keys(), ...history.model.keys()])];
        const expected = keys.map((key) => [key, old.get(key), history.model.get(key)] as const);
        assert.deepEqual(
          differences,
          sorted(expected.filter(([, a, b]) => JSON.stringify(a) !== JSON.stringify(b)) as never),
          `step ${step}`,
        );
      }
      assert.ok(history.shelf.written > 0);
    });
});
