/**
 * The nodes of the catalog's tree: `state/nodes/<generation>/<base revision>.<nonce>.<n>`, of many edits also `….<portion>.<n>`. A node is put once, before the root that names
 * it, and never changes. The base revision is that of the root that the run read (see `collect-nodes.ts`).
 */
import { randomBytes } from 'node:crypto';
import pMap from 'p-map';
import { decodeNode, nodeText, packNode } from '../core/tree/codec.ts';
import { Missing, readTogether } from '../core/tree/missing.ts';
import type { NewNode, Node, Nodes } from '../core/tree/node.ts';
import { NODES } from '../keys.ts';
import { type Store, UNCHANGED } from '../stores/store.ts';
import { NodeCache } from './node-cache.ts';

const CONCURRENCY = 32;

/** The root was replaced and its nodes collected, or the node is lost. */
export class LostNodeError extends Error {
  readonly node: string;

  constructor(name: string) {
    super(`node ${name} is lost: the store does not have it`);
    this.node = name;
  }
}

/** A node is lost or damaged, or the root was replaced and the node collected. */
export class UnusableRootError extends Error {
  /** Of the root; undefined: not stored. */
  readonly etag: string | undefined;

  constructor(etag: string | undefined, { message }: Error) {
    super(message);
    this.etag = etag;
  }
}

export interface NodeStoreOptions {
  /** Shared by a process. @default none */
  cache?: NodeCache;
  /** Unique per call. @default random */
  drawNonce?: () => string;
}

export interface NodeReader {
  nodes: Nodes;
  /**
   * Runs a pure function. When it throws `Missing`, loads the nodes that the reads need and restarts it. Price: the function's for each read
   * that depends on another, so what it will read is best asked for together (`readTogether`).
   * @throws LostNodeError, DamagedNodeError; Error for a function that misses what is loaded
   */
  run<T>(work: (nodes: Nodes) => T): Promise<T>;
}

function missedBy(work: () => unknown): Missing | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Missing) return error;
    throw error;
  }
}

export const nodeKey = (generation: string, name: string): string => `${NODES}${generation}/${name}`;

export class NodeStore {
  readonly #site: Store;
  readonly #generation: string;
  readonly #cache: NodeCache;
  readonly #drawNonce: () => string;

  constructor(site: Store, generation: string, options: NodeStoreOptions = {}) {
    this.#site = site;
    this.#generation = generation;
    this.#cache = options.cache ?? new NodeCache(0);
    this.#drawNonce = options.drawNonce ?? (() => randomBytes(6).toString('hex'));
  }

  /**
   * Each attempt draws its own: nodes of an attempt that lost its swap may be collected, so names are never reused.
   * @param rev of the base root
   */
  drawPrefix(rev: number): string {
    return `${rev}.${this.#drawNonce()}`;
  }

  /** @throws LostNodeError, DamagedNodeError */
  async load(names: readonly string[]): Promise<Node[]> {
    return pMap(names, (name) => this.#read(name), { concurrency: CONCURRENCY });
  }

  /** Must end before the root is put. */
  async save(nodes: readonly NewNode[]): Promise<void> {
    await pMap(
      nodes,
      async ([name, node]) => {
        const text = nodeText(this.#fullName(name), node);
        await this.#site.put(nodeKey(this.#generation, name), packNode(text), { type: 'application/json', encoding: 'gzip' });
        this.#cache.set(this.#fullName(name), node, text.length);
      },
      { concurrency: CONCURRENCY },
    );
  }

  /** See `NodeReader`. */
  async run<T>(work: (nodes: Nodes) => T): Promise<T> {
    return this.reader().run(work);
  }

  /** Keeps every node that it loads, so that what one question loads is there for the next. */
  reader(): NodeReader {
    // A small cache could evict one node while it loads another.
    const loaded = new Map<string, Node>();
    const nodes: Nodes = (name) => {
      const node = loaded.get(name) ?? this.#cache.get(this.#fullName(name));
      if (node !== undefined) loaded.set(name, node);
      return node;
    };
    const load = async (names: readonly string[]) => {
      const unknown = names.filter((name) => !loaded.has(name));
      // Else it would run without end.
      if (unknown.length === 0) throw new Error(`nodes are loaded, but missed again: ${names.join(', ')}`);
      const found = await this.load(unknown);
      for (const [index, name] of unknown.entries()) loaded.set(name, found[index] as Node);
    };
    // Down to the leaves of each read, so that the function runs once for each read that depends on another, not once for each level.
    const loadFor = async ({ names, reads }: Missing): Promise<void> => {
      await load(names);
      const deeper = missedBy(() => readTogether(reads));
      if (deeper) await loadFor(deeper);
    };
    const run = async <T>(work: (nodes: Nodes) => T): Promise<T> => {
      for (;;) {
        try {
          return work(nodes);
        } catch (error) {
          if (!(error instanceof Missing)) throw error;
          await loadFor(error);
        }
      }
    };
    return { nodes, run };
  }

  #fullName = (name: string): string => `${this.#generation}/${name}`;

  async #read(name: string): Promise<Node> {
    const full = this.#fullName(name);
    const cached = this.#cache.get(full);
    if (cached !== undefined) return cached;
    const object = await this.#site.get(nodeKey(this.#generation, name));
    if (object === undefined || object === UNCHANGED) throw new LostNodeError(full);
    const { node, size } = decodeNode(full, object.bytes);
    this.#cache.set(full, node, size);
    return node;
  }
}
