/**
 * Deletes nodes that no root can name any more.
 *
 * A node put on base revision b can be named only by the root of revision b + 1, which replaces b by compare-and-swap, and by roots since. So
 * as soon as the root is past b and does not name it, nobody ever will. Age alone decides nothing: a run may stall between its nodes and its
 * root for longer than any grace. Neither does "not named" alone: the nodes of a run under way are not named yet. No DELETE needs a condition,
 * which R2 lacks.
 */
import pMap from 'p-map';
import { isInner, type Tree } from '../core/tree/node.ts';
import { NODES } from '../keys.ts';
import type { ListedObject, Store } from '../stores/store.ts';
import { LostNodeError, NodeStore } from './node-store.ts';

/** Requests under way at once. */
const CONCURRENCY = 32;

/**
 * Milliseconds. For readers, not for writers: a run that read an older root still needs its nodes, and starts again where they are gone. Runs
 * take 15 minutes at most.
 */
export const GRACE = 3_600_000;

/** What stands in the catalog's place. */
export type RootState = { generation: string; rev: number; tree: Tree } | 'placeholder' | undefined;

interface ListedNode {
  key: string;
  generation: string;
  name: string;
  base: number;
}

/** @returns undefined for what is no node's name, which is left alone */
export function nodeAt(key: string): ListedNode | undefined {
  const [, generation, name, base] = /^([^/]+)\/((\d+)\.[^/]*)$/.exec(key.startsWith(NODES) ? key.slice(NODES.length) : '') ?? [];
  return generation === undefined || name === undefined ? undefined : { key, generation, name, base: Number(base) };
}

/**
 * @param node listed before the root was read: a node of a generation that began since would be taken for an old one's
 * @param named names of the nodes of the root's tree
 */
export const isGarbage = (node: ListedNode, root: { generation: string; rev: number }, named: ReadonlySet<string>): boolean =>
  node.generation !== root.generation || (node.base < root.rev && !named.has(node.name));

/**
 * Costs a LIST request for 1,000 nodes, a GET for each inner node, one in 75, and a DELETE for what goes. Deletes nothing where there is no
 * root, or an import is under way.
 * @returns the number of nodes that were deleted
 * @throws DamagedNodeError
 */
export async function collectNodes(site: Store, readRoot: () => Promise<RootState>, grace = GRACE): Promise<number> {
  const listed: ListedObject[] = [];
  for await (const object of site.list(NODES)) listed.push(object);
  const root = await readRoot();
  if (root === undefined || root === 'placeholder') return 0;
  const named = await namedNodes(new NodeStore(site, root.generation), root.tree);
  if (named === undefined) return 0;
  const now = (await site.now()) ?? 0;
  const garbage = listed.filter(({ key, modified }) => {
    const node = nodeAt(key);
    return node !== undefined && now - modified >= grace && isGarbage(node, root, named);
  });
  await pMap(garbage, ({ key }) => site.delete(key), { concurrency: CONCURRENCY });
  return garbage.length;
}

/** Of the whole tree; leaves are not read. @returns undefined if the root was overtaken meanwhile: its nodes may go */
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
