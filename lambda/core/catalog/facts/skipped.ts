/** Files that are no posts by their names, by reason. Full runs keep them. */
import type { Facts } from '../../tree/facts.ts';
import type { Head } from '../catalog.ts';
import type { Skipped } from '../membership.ts';
import type { Draft } from './draft.ts';
import { SKIPPED, skippedAt, skippedKey } from './fact-keys.ts';

/** @param head older versions keep the files there, and then these count */
export function skippedIn(facts: Facts, { skipped }: Pick<Head, 'skipped'>): Skipped {
  if (skipped) return skipped;
  const groups = new Map<string, string[]>();
  for (const [key] of facts.range(...SKIPPED)) {
    const { reason, file } = skippedAt(key);
    const files = groups.get(reason);
    if (files) files.push(file);
    else groups.set(reason, [file]);
  }
  return Object.fromEntries([...groups].map(([reason, files]) => [reason, files.sort()]));
}

export const skippedKeys = (skipped: Skipped): string[] =>
  Object.entries(skipped).flatMap(([reason, files]) => files.map((file) => skippedKey(reason, file)));

export function setSkipped(draft: Draft, skipped: Skipped): void {
  const added = new Set(skippedKeys(skipped));
  for (const [key] of [...draft.range(...SKIPPED)]) if (!added.delete(key)) draft.set(key, undefined);
  for (const key of added) draft.set(key, true);
}
