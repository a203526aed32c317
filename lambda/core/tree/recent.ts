/** The newest edits, kept in the root until a batch of nodes pays off. Each holds its effect on the count of entries. */
import { compareKeys, inKeyOrder } from '../key-order.ts';
import type { Edit } from './apply.ts';
import type { Entry, Json } from './facts.ts';

/** Without value: deletes a tree's key. */
export type RecentEdit = readonly [key: string, effect: 0 | 1, value: Json] | readonly [key: string, effect: -1];

/** By key in UTF-8 order, unique. */
export type Recent = readonly RecentEdit[];

/** Characters of JSON. Does not make the whole text, which has 16 MB in an import. */
export const sizeOf = (recent: Recent): number =>
  recent.reduce((size, edit) => size + JSON.stringify(edit).length, '[]'.length + Math.max(0, recent.length - 1));

export const toEdit = ([key, , value]: RecentEdit): Edit => [key, value];

/**
 * @param isInTree for keys without a recent edit
 * @param edits the last of equal keys counts
 */
export function addRecent(recent: Recent, edits: Iterable<Edit>, isInTree: (key: string) => boolean): Recent {
  const all = new Map(recent.map((edit) => [edit[0], edit]));
  for (const [key, value] of edits) {
    const known = all.get(key);
    const wasThere = known === undefined ? isInTree(key) : known[1] !== 1;
    if (value !== undefined) all.set(key, [key, wasThere ? 0 : 1, value]);
    else if (wasThere) all.set(key, [key, -1]);
    else all.delete(key);
  }
  return inKeyOrder(all).map(([, edit]) => edit);
}

/** @param recent in the order of `entries` */
export function* mergeRecent(entries: Iterable<Entry>, recent: Recent, back: boolean): Generator<Entry> {
  const isBefore = (a: string, b: string) => (back ? compareKeys(a, b) > 0 : compareKeys(a, b) < 0);
  let at = 0;
  for (const entry of entries) {
    for (let edit = recent[at]; edit !== undefined && isBefore(edit[0], entry[0]); edit = recent[at]) {
      if (edit[1] !== -1) yield [edit[0], edit[2]];
      at += 1;
    }
    if (recent[at]?.[0] !== entry[0]) yield entry;
  }
  for (const edit of recent.slice(at)) if (edit[1] !== -1) yield [edit[0], edit[2]];
}
