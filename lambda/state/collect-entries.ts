import pMap from 'p-map';
import { entryKey, renderInputsKey } from '../keys.ts';
import { type ListedObject, REQUESTS_AT_ONCE, type Store } from '../stores/store.ts';
import { type Base, rowsIn } from './catalog-base.ts';

/** Milliseconds: longer than any run or queued message lives. */
const WEEK = 7 * 24 * 3_600_000;

/** Garbage, if unnamed. */
export const isOld = ({ modified }: ListedObject, now: number): boolean => now - modified > WEEK;

/**
 * Deletes entries and render inputs that no row names, by ETags listed before the commit: an object rewritten since has another ETag.
 * @param latest read after the commit
 */
export async function collectEntries(site: Store, listed: ListedObject[], latest: Base, now: number): Promise<void> {
  const { materials } = latest.catalog.site;
  const unnamed = new Map(listed.filter((each) => isOld(each, now)).map((each) => [each.key, each]));
  if (materials) unnamed.delete(renderInputsKey(materials.digest));
  if (unnamed.size === 0) return;
  for await (const [, { version }] of rowsIn(latest)) if (version) unnamed.delete(entryKey(version.entry));
  await pMap(unnamed.values(), ({ key, etag }) => site.delete(key, { etag }), { concurrency: REQUESTS_AT_ONCE });
}
