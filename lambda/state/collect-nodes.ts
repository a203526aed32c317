/**
 * Deletes nodes that no root can name any more.
 * Only the root of revision b + 1, which replaces b by compare-and-swap, and later roots can name a node put on base revision b. So a node
 * that a root past b does not name is garbage. Age alone is no proof, since a run may stall between its nodes and its root; nor is a
 * missing name, since a current run's nodes have none yet. No DELETE needs a condition, which R2 lacks.
 */
import pMap from 'p-map';
import { isInner, type Tree } from '../core/tree/node.ts';
import { NODES } from '../keys.ts';
import type { ListedObject, Store } from '../stores/store.ts';
import { LostNodeError, NodeStore, nodeKey, UnusableRootError } from './node-store.ts';

const CONCURRENCY = 32;

/** Milliseconds, for readers: a run that read an older root restarts without its nodes. Runs take 15 minutes at most. */
export const GRACE = 3_600_000;

export type RootState = { generation: string; rev: number; tree: Tree; etag: string } | 'placeholder' | undefined;

interface ListedNode {
  key: string;
  generation: string;
  name: string;
  base: number;
}

/** @returns undefined for other objects */
export function nodeAt(key: string): ListedNode | undefined {
  const [, generation, name, base] = /^([^/]+)\/((\d+)\.[^/]*)$/.exec(key.startsWith(NODES) ? key.slice(NODES.length) : '') ?? [];
  return generation === undefined || name === undefined ? undefined : { key, generation, name, base: Number(base) };
}

/**
 * @param node listed before the root was read: else a newer generation's node would look old
 * @param named nodes of the root's tree
 */
export const isGarbage = (node: ListedNode, root: { generation: string; rev: number }, named: ReadonlySet<string>): boolean =>
  node.generation !== root.generation || (node.base < root.rev && !named.has(node.name));

/**
 * Price: a LIST request per 1,000 nodes, a GET per inner node (one in 75), and a DELETE per deletion. Deletes nothing without a root or
 * during an import.
 * @returns the number of deleted nodes
 * @throws DamagedNodeError; UnusableRootError if the root names a node that is not there
 */
export async function collectNodes(site: Store, readRoot: () => Promise<RootState>, grace = GRACE): Promise<number> {
  const listed: ListedObject[] = [];
  for await (const object of site.list(NODES)) listed.push(object);
  const root = await readRoot();
  if (root === undefined || root === 'placeholder') return 0;
  const named = await namedNodes(new NodeStore(site, root.generation), root.tree);
  if (named === undefined) return 0;
  await checkNodes(site, root, named, listed);
  const now = (await site.now()) ?? 0;
  const garbage = listed.filter(({ key, modified }) => {
    const node = nodeAt(key);
    return node !== undefined && now - modified >= grace && isGarbage(node, root, named);
  });
  await pMap(garbage, ({ key }) => site.delete(key), { concurrency: CONCURRENCY });
  return garbage.length;
}

/** A node that was put after the listing needs a HEAD. */
async function checkNodes(
  site: Store,
  { generation, etag }: { generation: string; etag: string },
  named: ReadonlySet<string>,
  listed: readonly ListedObject[],
): Promise<void> {
  const there = new Set(listed.map(({ key }) => key));
  const unlisted = [...named].map((name) => nodeKey(generation, name)).filter((key) => !there.has(key));
  const found = await pMap(unlisted, (key) => site.head(key), { concurrency: CONCURRENCY });
  const lost = unlisted.find((_, index) => found[index] === undefined);
  if (lost !== undefined) throw new UnusableRootError(etag, new LostNodeError(lost));
}

/** Reads no leaves. @returns undefined if the root was replaced meanwhile */
async function namedNodes(nodes: NodeStore, tree: Tree): Promise<Set<string> | undefined> {
  const named = new Set<string>();
  let level = tree === null ? [] : [tree.name];
  try {
    for (let height = tree?.height ?? -1; height >= 0; height -= 1) {
      for (const name of level) named.add(name);
      if (height === 0) break;
      const found = await nodes.load(level);
      level = found.flatMap((node) => (isInner(node) ? node.children.map(({ name }) => name) : []));
    }
    return named;
  } catch (error) {
    if (error instanceof LostNodeError) return undefined;
    throw error;
  }
}
