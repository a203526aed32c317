/**
 * A node's bytes: gzip of `{ n, l, k, v }`: name, level, keys, and values or children's `[name, count]`. CRC-32 detects damage, `n` a
 * swapped node.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { compareKeys } from '../key-order.ts';
import type { Json } from './facts.ts';
import type { Node, Ref } from './node.ts';

/** Damaged bytes, or another node's. */
export class DamagedNodeError extends Error {
  readonly node: string;

  constructor(name: string, reason: string) {
    super(`node ${name} is damaged: ${reason}`);
    this.node = name;
  }
}

/** gzip 9 saves 1 % for twice the time. */
const LEVEL = 5;

/** Bytes of JSON, 100 times the largest rows': damage cannot fill the memory. */
const LARGEST = 64 * 1024 * 1024;

/** @param name unique in the store */
export function nodeText(name: string, node: Node): string {
  const v = 'children' in node ? node.children.map(({ name, count }) => [name, count]) : node.values;
  return JSON.stringify({ n: name, l: node.level, k: node.keys, v });
}

export const packNode = (text: string): Uint8Array => gzipSync(text, { level: LEVEL });

export const encodeNode = (name: string, node: Node): Uint8Array => packNode(nodeText(name, node));

/** @returns the node, and its JSON's length. @throws DamagedNodeError */
export function decodeNode(name: string, bytes: Uint8Array): { node: Node; size: number } {
  const damaged = (reason: string) => new DamagedNodeError(name, reason);
  const text = unpacked(bytes, damaged);
  const { n, l, k, v } = parsed(text, damaged);
  if (n !== name) throw damaged(`it says that it is ${JSON.stringify(n)}`);
  if (!Array.isArray(k) || !Array.isArray(v) || k.length === 0 || k.length !== v.length) throw damaged('keys and values do not match');
  if (!k.every(isKeyAfterLast)) throw damaged('its keys are not in order');
  if (l === 0) return { node: { level: 0, keys: k, values: v as Json[] }, size: text.length };
  if (!Number.isInteger(l) || Number(l) < 0 || !v.every(isChild)) throw damaged('it has no level, or children that are none');
  return { node: { level: Number(l), keys: k, children: v.map(([name, count]): Ref => ({ name, count })) }, size: text.length };
}

function unpacked(bytes: Uint8Array, damaged: (reason: string) => Error): string {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST }).toString();
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error));
  }
}

function parsed(text: string, damaged: (reason: string) => Error): Partial<Record<'n' | 'l' | 'k' | 'v', unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw damaged('it is no JSON');
  }
}

const isKeyAfterLast = (key: unknown, index: number, keys: unknown[]): key is string =>
  typeof key === 'string' && (index === 0 || compareKeys(String(keys[index - 1]), key) < 0);

const isChild = (value: unknown): value is [string, number] =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && Number.isInteger(value[1]) && value[1] > 0;
