/**
 * Where nodes end depends on the keys alone, so equal entries make equal trees.
 *
 * The hash of a key decides whether it ends a leaf, and how many higher nodes. Sizes are geometric, so runs are also cut at every
 * `LARGEST` times the mean. An edit rewrites nodes up to the next boundary: in a run made long on purpose, all.
 */
import type { Item } from './node.ts';

export interface Shape {
  /** Mean entries of a leaf around this key: 8 large rows or 75 index entries make about 8 KB. */
  leaf(key: string): number;
  /** Mean children of an inner node. */
  inner: number;
}

/** Three of 10,000 runs are longer. */
const LARGEST = 8;

/** Above, only size ends a node, or hashes chosen to end every level would never narrow to one node. */
const HIGHEST = 12;

/** FNV-1a over UTF-16 code units, finished as MurmurHash3: FNV's low bits are weak. Part of the format. */
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

export function isBoundary(key: string, level: number, shape: Shape): boolean {
  const [leaf, inner] = hashes(key);
  if (level > HIGHEST || leaf % shape.leaf(key) !== 0) return false;
  return level === 0 || inner % shape.inner ** level === 0;
}

/** @param size entries, including this key's */
export function endsNode(key: string, level: number, size: number, shape: Shape): boolean {
  return size >= LARGEST * (level === 0 ? shape.leaf(key) : shape.inner) || isBoundary(key, level, shape);
}

/** @param items from a node's start to a boundary or the level's end */
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
