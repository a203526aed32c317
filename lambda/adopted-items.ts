/** Adopted feeds' items, kept beside the catalog as they were read: whoever loses the catalog may not have the feeds any more. */
import pMap from 'p-map';
import { withItems } from './core/catalog/adoption.ts';
import type { AdoptedItem } from './core/catalog/catalog.ts';
import { digest } from './core/hash.ts';
import { ADOPTED } from './keys.ts';
import { type ListedObject, type Store, UNCHANGED } from './store.ts';

/** Requests under way at once. */
const CONCURRENCY = 8;

/** One object for each adoption, named by what it holds and never changed; a run that does it again writes the same. */
export async function keepItems(site: Store, items: AdoptedItem[]): Promise<void> {
  await site.put(`${ADOPTED}${digest(items)}`, Buffer.from(JSON.stringify(items)), { type: 'application/json' });
}

/**
 * Of all adoptions, the latest last.
 * @param listed where they are among other objects
 */
export async function readItems(site: Store, listed: readonly ListedObject[]): Promise<AdoptedItem[]> {
  const objects = listed.filter(({ key }) => key.startsWith(ADOPTED)).sort((a, b) => a.modified - b.modified || (a.key < b.key ? -1 : 1));
  const adoptions = await pMap(
    objects,
    async ({ key }): Promise<AdoptedItem[]> => {
      const object = await site.get(key);
      return object === undefined || object === UNCHANGED ? [] : JSON.parse(Buffer.from(object.bytes).toString());
    },
    { concurrency: CONCURRENCY },
  );
  return adoptions.reduce(withItems, []);
}
