/** How the catalog is kept: one JSON document, gzipped. The only place that knows, so that it can become a root over immutable segments. */
import type { Catalog } from './core/catalog/catalog.ts';
import { gunzip, gzip } from './core/documents.ts';
import { CATALOG } from './keys.ts';
import { CONFLICT, type Expected, type Store, type StoredObject, UNCHANGED } from './store.ts';

/** Changes with the form; a catalog in another form is not understood, and is not overwritten. */
const FORM = 1;

export interface HeldCatalog {
  catalog: Catalog;
  etag: string;
}

/** What stands in the catalog's place while one is made. */
export interface Claim {
  etag: string;
}

/** With the time at which the store last took it, in milliseconds since 1970. A place that is only claimed has none. */
export async function readCatalog(site: Store): Promise<(HeldCatalog & { modified: number }) | undefined> {
  const object = await site.get(CATALOG);
  return object === undefined || object === UNCHANGED ? undefined : decode(object);
}

/**
 * Claims the catalog's place before one is made, or joins whoever did. "There is none" is as true before a catalog as after its loss, and a
 * swap by that alone could not tell that one came, was published, and went meanwhile; a claim is like no other.
 * @param name that no other claim has
 * @returns `CONFLICT` where there is a catalog now
 */
export async function claimCatalog(site: Store, name: string): Promise<Claim | typeof CONFLICT> {
  const object = await site.get(CATALOG);
  if (object !== undefined && object !== UNCHANGED) return decode(object) ? CONFLICT : { etag: object.etag };
  return put(site, { claim: name }, 'absent');
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
    if (object === undefined || decode(object)?.catalog.generation !== generation) return true;
    seen = object.etag;
    return false;
  };
}

/** @returns undefined for a claim */
function decode(object: StoredObject): (HeldCatalog & { modified: number }) | undefined {
  const { form, catalog } = JSON.parse(gunzip(object.bytes).toString()) as { form: number; catalog?: Catalog };
  if (form !== FORM)
    throw new Error(
      `${CATALOG} has the form ${form}, this version of Linefeed knows ${FORM}; use the version that wrote it, or a newer one`,
    );
  if (catalog === undefined) return undefined;
  // Catalogs of before there were adoptions, pings, news and languages have none.
  const slugs = { ...catalog.slugs, languages: catalog.slugs.languages ?? {} };
  for (const { version } of Object.values(catalog.posts)) if (version) version.terms.languages ??= [];
  const whole = { ...catalog, slugs, adopted: catalog.adopted ?? [], pings: catalog.pings ?? {}, news: catalog.news ?? {} };
  return { catalog: whole, etag: object.etag, modified: object.modified };
}

/** Compare-and-swap: `CONFLICT` when someone else was faster. With the catalog's bytes before it is compressed. */
export async function writeCatalog(
  site: Store,
  catalog: Catalog,
  expect: Expected,
): Promise<(HeldCatalog & { bytes: number }) | typeof CONFLICT> {
  const written = await put(site, { catalog }, expect);
  return written === CONFLICT ? CONFLICT : { catalog, ...written };
}

async function put(
  site: Store,
  content: { catalog: Catalog } | { claim: string },
  expect: Expected,
): Promise<{ etag: string; bytes: number } | typeof CONFLICT> {
  const bytes = Buffer.from(JSON.stringify({ form: FORM, ...content }));
  const written = await site.put(CATALOG, gzip(bytes), { expect, type: 'application/json', encoding: 'gzip' });
  return written === CONFLICT ? CONFLICT : { etag: written.etag, bytes: bytes.length };
}
