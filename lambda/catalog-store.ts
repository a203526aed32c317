/** How the catalog is kept: one JSON document, gzipped. The only place that knows, so that it can become a root over immutable segments. */
import { gunzipSync } from 'node:zlib';
import type { Catalog } from './core/catalog/catalog.ts';
import { gzip } from './core/documents.ts';
import { CATALOG } from './keys.ts';
import { CONFLICT, type Expected, type Store, type StoredObject, UNCHANGED } from './store.ts';

/** Changes with the form; a catalog in another form is not understood, and is not overwritten. */
const FORM = 1;

export interface HeldCatalog {
  catalog: Catalog;
  etag: string;
}

/** With the time at which the store last took it, in milliseconds since 1970. */
export async function readCatalog(site: Store): Promise<(HeldCatalog & { modified: number }) | undefined> {
  const object = await site.get(CATALOG);
  return object === undefined || object === UNCHANGED ? undefined : decode(object);
}

/**
 * Asks whether another catalog has taken this one's place, as after a loss. Cheap while nothing is committed, and a catalog that was
 * looked at once is not looked at again.
 */
export function supersededCheck(site: Store, { catalog: { generation }, etag }: HeldCatalog): () => Promise<boolean> {
  let seen = etag;
  return async () => {
    const object = await site.get(CATALOG, seen);
    if (object === UNCHANGED) return false;
    if (object === undefined || decode(object).catalog.generation !== generation) return true;
    seen = object.etag;
    return false;
  };
}

function decode(object: StoredObject): HeldCatalog & { modified: number } {
  const { form, catalog } = JSON.parse(gunzipSync(object.bytes).toString()) as { form: number; catalog: Catalog };
  if (form !== FORM)
    throw new Error(
      `${CATALOG} has the form ${form}, this version of Linefeed knows ${FORM}; use the version that wrote it, or a newer one`,
    );
  // Catalogs of before there were adoptions and pings have none.
  const whole = { ...catalog, adopted: catalog.adopted ?? [], pings: catalog.pings ?? {}, news: catalog.news ?? {} };
  return { catalog: whole, etag: object.etag, modified: object.modified };
}

/** Compare-and-swap: `CONFLICT` when someone else was faster. */
export async function writeCatalog(site: Store, catalog: Catalog, expect: Expected): Promise<HeldCatalog | typeof CONFLICT> {
  const bytes = gzip(Buffer.from(JSON.stringify({ form: FORM, catalog })));
  const written = await site.put(CATALOG, bytes, { expect, type: 'application/json', encoding: 'gzip' });
  return written === CONFLICT ? CONFLICT : { catalog, etag: written.etag };
}
