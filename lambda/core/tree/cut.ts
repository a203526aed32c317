/**
 * Where nodes end: a function of the keys alone, so that the same entries make the same tree, whatever edits led to it.
 *
 * A key ends a leaf if its hash says so, and a node of a higher level if it ends one of the level below and more of its hash agrees. Sizes are
 * geometric, so a run without such a key is also cut at every `LARGEST` times the mean, counted from its start. An edit rewrites nodes up to
 * the next key whose hash ends a node: in a run that someone makes long on purpose, all of its nodes.
 */
import type { Item } from './node.ts';

export interface Shape {
  /** The mean number of entries of a leaf where this key is: 8 for large rows, 75 for index entries makes nodes of about 8 KB. */
  leaf(key: string): number;
  /** The mean number of children of an inner node. */
  inner: number;
}

/** Of 10,000 runs, three are longer. */
const LARGEST = 8;

/** Above it only the size ends a node. Hashes chosen to end nodes at every level would make a tree that never narrows to one node. */
const HIGHEST = 12;

/**
 * Two 32-bit hashes: FNV-1a over UTF-16 code units, finished as in MurmurHash3, since FNV's low bits are weak. Part of the format: another
 * hash cuts all nodes elsewhere.
 */
function hashes(key: string): [number, number] {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return [mixed(hash), mixed(hash ^ 0x5bd1e995)];
}

function mixed(hash: number): number {
  const first = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return (second ^ (second >>> 16)) >>> 0;
}

/** Whether the key ends a node of this level by its hash. */
export function isBoundary(key: string, level: number, shape: Shape): boolean {
  const [leaf, inner] = hashes(key);
  if (level > HIGHEST || leaf % shape.leaf(key) !== 0) return false;
  return level === 0 || inner % shape.inner ** level === 0;
}

/** @param size entries of the node, this key's among them */
export function endsNode(key: string, level: number, size: number, shape: Shape): boolean {
  return size >= LARGEST * (level === 0 ? shape.leaf(key) : shape.inner) || isBoundary(key, level, shape);
}

/** @param items from where a node starts, up to where one ends by its hash or to the level's last */
export function cut(items: readonly Item[], level: number, shape: Shape): Item[][] {
  const pieces: Item[][] = [];
  let piece: Item[] = [];
  for (const item of items) {
    piece.push(item);
    if (!endsNode(item[0], level, piece.length, shape)) continue;
    pieces.push(piece);
    piece = [];
  }
  return piece.length > 0 ? [...pieces, piece] : pieces;
}
