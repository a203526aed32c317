/** Stores adopted items: after a loss of the catalog, their feeds may no longer exist. */
import pMap from 'p-map';
import { withItems } from '../core/catalog/adoption.ts';
import type { AdoptedItem } from '../core/catalog/catalog.ts';
import { digest } from '../core/hash.ts';
import type { Problem } from '../core/model.ts';
import { ADOPTED } from '../keys.ts';
import { FEW_REQUESTS_AT_ONCE, listAll, type Store, type StoredObject, UNCHANGED } from '../stores/store.ts';
import { type Decoded, reasonOf, setAside } from './set-aside.ts';

/** One immutable object, named by its content, so that a repeated run writes the same. */
export async function storeAdoptedItems(site: Store, items: AdoptedItem[]): Promise<void> {
  await site.put(`${ADOPTED}${digest(items)}`, Buffer.from(JSON.stringify(items)), { type: 'application/json' });
}

/** The latest adoption comes last. Sets damaged objects aside: only the feed's owner can adopt it again. */
export async function readAdoptedItems(site: Store): Promise<{ adopted: AdoptedItem[]; notices: Problem[] }> {
  const objects = (await listAll(site, ADOPTED)).sort((a, b) => a.modified - b.modified || (a.key < b.key ? -1 : 1));
  const notices: Problem[] = [];
  const adoptions = await pMap(
    objects,
    async ({ key }): Promise<AdoptedItem[]> => {
      const object = await site.get(key);
      if (object === undefined || object === UNCHANGED) return [];
      const items = itemsOf(object);
      if (items.kind === 'ok') return items.value;
      notices.push(await setAside(site, key, object, items.reason, 'its items are left out; adopt the feed again, if you have it'));
      return [];
    },
    { concurrency: FEW_REQUESTS_AT_ONCE },
  );
  return { adopted: adoptions.reduce(withItems, []), notices };
}

const isItem = (item: unknown): item is AdoptedItem =>
  typeof item === 'object' &&
  item !== null &&
  'id' in item &&
  typeof item.id === 'string' &&
  'title' in item &&
  typeof item.title === 'string';

function itemsOf({ bytes }: StoredObject): Decoded<AdoptedItem[]> {
  try {
    const items: unknown = JSON.parse(Buffer.from(bytes).toString());
    const isGood = Array.isArray(items) && items.every(isItem);
    return isGood ? { kind: 'ok', value: items } : { kind: 'damaged', reason: 'it holds no items' };
  } catch (error) {
    return { kind: 'damaged', reason: reasonOf(error) };
  }
}
