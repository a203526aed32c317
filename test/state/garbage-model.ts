/**
 * Histories of three writers, an import, and one or two garbage collectors over one store, with the shipped code. Each request is a
 * scheduling point, where a run may stall for longer than the grace period.
 */

import type { Edit } from '../../lambda/core/tree/apply.ts';
import { TreeBuilder } from '../../lambda/core/tree/build.ts';
import { type CatalogMap, EMPTY_MAP } from '../../lambda/core/tree/catalog-map.ts';
import { decodeNode } from '../../lambda/core/tree/codec.ts';
import type { Shape } from '../../lambda/core/tree/cut.ts';
import type { Entry } from '../../lambda/core/tree/facts.ts';
import { isInner, type Node } from '../../lambda/core/tree/node.ts';
import { collectNodes, type RootState } from '../../lambda/state/collect-nodes.ts';
import { NodeCache } from '../../lambda/state/node-cache.ts';
import { LostNodeError, NodeStore, nodeKey, UnusableRootError } from '../../lambda/state/node-store.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { CONFLICT, type Store, type StoredObject } from '../../lambda/stores/store.ts';
import { editMap, random } from '../core/tree/support.ts';
import { type Run, Scheduler } from '../simulation/scheduler.ts';

const ROOT = 'state/root';
/** Steps; one request is one step. */
const GRACE = 12;
const STALL = 40;
const SHAPE: Shape = { leaf: () => 2, inner: 2 };

/** `entries` is the expected content of the map. */
type Root = { generation: string; rev: number; map: CatalogMap; entries: Entry[] };
type InPlace = Root | { placeholder: string; entries: Entry[] };

const bytesOf = (root: InPlace): Uint8Array => Buffer.from(JSON.stringify(root));
const parse = (object: StoredObject): InPlace => JSON.parse(Buffer.from(object.bytes).toString());

async function readRoot(site: Store): Promise<{ root: InPlace; etag: string }> {
  const object = (await site.get(ROOT)) as StoredObject;
  return { root: parse(object), etag: object.etag };
}

async function stateOf(site: Store): Promise<RootState> {
  const { root, etag } = await readRoot(site);
  return 'placeholder' in root ? 'placeholder' : { generation: root.generation, rev: root.rev, tree: root.map.tree, etag };
}

/** A root that was replaced meanwhile may have lost nodes. */
async function collected(site: Store): Promise<number> {
  try {
    return await collectNodes(site, () => stateOf(site), GRACE);
  } catch (error) {
    if (!(error instanceof UnusableRootError) || error.etag === (await readRoot(site)).etag) throw error;
    return 0;
  }
}

/** Records whether a root may have lost a node since the last check. */
class WatchedStore extends MemoryStore {
  changed = true;

  override put(...given: Parameters<MemoryStore['put']>): ReturnType<MemoryStore['put']> {
    this.changed = true;
    return super.put(...given);
  }

  override delete(...given: Parameters<MemoryStore['delete']>): ReturnType<MemoryStore['delete']> {
    this.changed = true;
    return super.delete(...given);
  }
}

export class GarbageHistory {
  readonly #random: () => number;
  readonly #inner: WatchedStore;
  /** Nodes by the bytes that were decoded. */
  readonly #decoded = new Map<string, { etag: string; node: Node }>();
  readonly #scheduler = new Scheduler();
  readonly #stalled = new Map<unknown, number>();
  #step = 0;
  #drawn = 0;
  #collected = 0;

  constructor(seed: number) {
    this.#random = random(seed);
    this.#inner = new WatchedStore({ now: () => this.#step });
  }

  #pick = (count: number): number => Math.floor(this.#random() * count);

  #draw = (): string => (this.#drawn++).toString(36);

  /** @returns what is wrong, if anything, and the number of collected nodes */
  async play(): Promise<{ wrong?: string; collected: number }> {
    await this.#begin();
    const works = [0, 1, 2].map(() => (site: Store) => this.#write(site));
    const others = [...(this.#random() < 0.5 ? [this.#collect] : []), ...(this.#random() < 0.3 ? [this.#import] : [])];
    const runs: Run[] = [...works, this.#collect, ...others].map((work) => this.#scheduler.start((run) => work(run.store(this.#inner))));
    for (; runs.some(({ ended }) => !ended); this.#step += 1) {
      await this.#scheduler.step((waiting) => {
        const free = waiting.filter(({ run }) => (this.#stalled.get(run) ?? 0) <= this.#step);
        const next = free[this.#pick(free.length)];
        if (next === undefined || this.#random() >= 0.05) return next === undefined ? -1 : waiting.indexOf(next);
        this.#stalled.set(next.run, this.#step + this.#pick(STALL));
        return -1;
      });
      const failed = runs.find(({ error }) => error !== undefined);
      const wrong = failed ? String(failed.error) : await this.#check();
      if (wrong !== undefined) return { wrong: `step ${this.#step}: ${wrong}`, collected: this.#collected };
      if (this.#step > 20_000) return { wrong: 'does not end', collected: this.#collected };
    }
    return { collected: this.#collected };
  }

  async #begin(): Promise<void> {
    const entries: Entry[] = [0, 2, 4, 6, 8].map((at) => [`k${at}`, 0]);
    const nodes = new NodeStore(this.#inner, 'g0', { drawNonce: this.#draw });
    const made = editMap(EMPTY_MAP, entries, { nodes: () => undefined, shape: SHAPE, prefix: nodes.drawPrefix(0), recentLimit: 0 });
    await nodes.save(made.nodes);
    await this.#inner.put(ROOT, bytesOf({ generation: 'g0', rev: 1, map: made.map, entries }));
  }

  /** Values repeat, so that nodes do. */
  #edits = (): Edit[] =>
    Array.from({ length: 1 + this.#pick(3) }, () => [`k${this.#pick(10)}`, this.#random() < 0.3 ? undefined : this.#pick(2)]);

  async #write(site: Store): Promise<void> {
    const cache = new NodeCache(this.#random() < 0.5 ? 0 : 1e6);
    for (let commits = 0; commits < 3; ) {
      const { root, etag } = await readRoot(site);
      if ('placeholder' in root) continue;
      const nodes = new NodeStore(site, root.generation, { cache, drawNonce: this.#draw });
      const edits = this.#edits();
      try {
        const prefix = nodes.drawPrefix(root.rev);
        const made = await nodes.run((loaded) => editMap(root.map, edits, { nodes: loaded, shape: SHAPE, prefix, recentLimit: 0 }));
        await nodes.save(made.nodes);
        const entries = new Map(root.entries);
        for (const [key, value] of edits) value === undefined ? entries.delete(key) : entries.set(key, value);
        const next: Root = { generation: root.generation, rev: root.rev + 1, map: made.map, entries: [...entries].sort() };
        if ((await site.put(ROOT, bytesOf(next), { expect: { etag } })) !== CONFLICT) commits += 1;
      } catch (error) {
        if (!(error instanceof LostNodeError)) throw error;
        if ((await readRoot(site)).etag === etag) throw error;
      }
    }
  }

  #import = async (site: Store): Promise<void> => {
    const { root, etag } = await readRoot(site);
    const generation = `g${1 + this.#pick(1e9)}`;
    const placeholder = await site.put(ROOT, bytesOf({ placeholder: generation, entries: root.entries }), { expect: { etag } });
    if (placeholder === CONFLICT) return this.#import(site);
    const nodes = new NodeStore(site, generation, { drawNonce: this.#draw });
    const builder = new TreeBuilder(SHAPE, nodes.drawPrefix(0));
    for (const [key, value] of root.entries) await nodes.save(builder.add(key, value));
    const { tree, nodes: rest } = builder.finish();
    await nodes.save(rest);
    await site.put(ROOT, bytesOf({ generation, rev: 1, map: { tree, recent: [] }, entries: root.entries }), { expect: placeholder });
  };

  #collect = async (site: Store): Promise<void> => {
    for (let times = 0; times < 5; times += 1) this.#collected += await collected(site);
  };

  /** Checks that every node of the root exists, and that they contain the committed entries. */
  async #check(): Promise<string | undefined> {
    if (!this.#inner.changed) return undefined;
    this.#inner.changed = false;
    const { root } = await readRoot(this.#inner);
    if ('placeholder' in root) return undefined;
    const found: Entry[] = [];
    const visit = async (name: string): Promise<void> => {
      const node = await this.#node(root.generation, name);
      if (isInner(node)) for (const child of node.children) await visit(child.name);
      else for (const [index, key] of node.keys.entries()) found.push([key, node.values[index] ?? null]);
    };
    try {
      if (root.map.tree !== null) await visit(root.map.tree.name);
    } catch (error) {
      return String(error);
    }
    const [is, should] = [JSON.stringify(found), JSON.stringify(root.entries)];
    return is === should ? undefined : `the map says ${is}, committed was ${should}`;
  }

  async #node(generation: string, name: string): Promise<Node> {
    const key = nodeKey(generation, name);
    const etag = (await this.#inner.head(key))?.etag;
    if (etag === undefined) throw new LostNodeError(name);
    const known = this.#decoded.get(key);
    if (known?.etag === etag) return known.node;
    const { node } = decodeNode(`${generation}/${name}`, ((await this.#inner.get(key)) as StoredObject).bytes);
    this.#decoded.set(key, { etag, node });
    return node;
  }
}

/** @returns the seeds of wrong histories with their errors; stops at `atMost` */
export async function playAll(first: number, last: number, atMost = Number.POSITIVE_INFINITY) {
  const wrong = new Map<number, string>();
  let collected = 0;
  for (let seed = first; seed <= last && wrong.size < atMost; seed += 1) {
    const result = await new GarbageHistory(seed).play();
    if (result.wrong !== undefined) wrong.set(seed, result.wrong);
    collected += result.collected;
  }
  return { wrong, collected };
}
