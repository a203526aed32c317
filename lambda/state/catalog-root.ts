/** Stores the catalog as gzipped JSON. Nothing else knows its form. */
import type { Catalog } from '../core/catalog/catalog.ts';
import { gunzip, gzip } from '../core/documents.ts';
import type { Generator, Problem, Site } from '../core/model.ts';
import { isMap } from '../core/text/is-map.ts';
import { CATALOG } from '../keys.ts';
import { CONFLICT, type Expected, type Store, type StoredObject, UNCHANGED } from '../stores/store.ts';
import { reasonOf, setAside } from './set-aside.ts';

/** A later form is neither read nor overwritten. */
const FORM = 1;

export interface VersionedCatalog {
  kind: 'catalog';
  catalog: Catalog;
  etag: string;
}

/** Stands in for the catalog during an import. */
export interface CatalogPlaceholder {
  kind: 'placeholder';
  etag: string;
  /** Absent if there never was a catalog. */
  why?: Problem;
  /** An outdated catalog, to merge where nothing newer is known. */
  old?: Catalog;
}

type Content = { kind: 'catalog'; catalog: Catalog } | { kind: 'placeholder'; claim: string; why?: Problem; old?: Catalog };

/** Older versions know `Site.generator` as `flavor`. */
type StoredSite = Omit<Site, 'generator'> & { flavor: Generator };
type Stored = Omit<Catalog, 'site'> & { site: StoredSite };

const readSite = ({ flavor: generator, ...site }: StoredSite): Site => ({ generator, ...site });
function storable(catalog: Catalog): Stored {
  const { generator: flavor, ...site } = catalog.site;
  return { ...catalog, site: { flavor, ...site } };
}

/** `modified`: milliseconds since 1970, by the store's clock. */
export type ReadCatalog = VersionedCatalog & { modified: number };

type Place = ReadCatalog | CatalogPlaceholder | { kind: 'damaged'; reason: string; object: StoredObject };

/** @returns undefined for none, a placeholder, or damage */
export async function readCatalog(site: Store): Promise<ReadCatalog | undefined> {
  const place = await readPlace(site);
  return place?.kind === 'catalog' ? place : undefined;
}

export async function readClaim(site: Store): Promise<CatalogPlaceholder | undefined> {
  const place = await readPlace(site);
  return place?.kind === 'placeholder' ? place : undefined;
}

export async function whyUnreadable(site: Store): Promise<string | undefined> {
  const place = await readPlace(site);
  if (place?.kind === 'damaged') return `${CATALOG} is damaged (${place.reason})`;
  return place?.kind === 'placeholder' && place.why ? `${CATALOG} ${place.why.message}` : undefined;
}

async function readPlace(site: Store): Promise<Place | undefined> {
  const object = await site.get(CATALOG);
  return object === undefined || object === UNCHANGED ? undefined : decode(object);
}

/**
 * Writes a placeholder before an import, or joins the current import. A create-if-absent PUT cannot detect that a catalog was created and
 * lost between our read and write (ABA), so the import replaces exactly this ETag.
 * @param name unique
 * @returns `CONFLICT` if there is a catalog now
 */
export async function putPlaceholder(site: Store, name: string): Promise<CatalogPlaceholder | typeof CONFLICT> {
  const place = await readPlace(site);
  if (!place) return placeholder(await put(site, { kind: 'placeholder', claim: name }, 'absent'));
  if (place.kind === 'catalog') return CONFLICT;
  if (place.kind === 'placeholder') return place;
  const why = await setAside(site, CATALOG, place.object, place.reason, 'what entries and documents tell of it was recovered');
  return placeholder(await put(site, { kind: 'placeholder', claim: name, why }, { etag: place.object.etag }), why);
}

const placeholder = (written: { etag: string } | typeof CONFLICT, why?: Problem): CatalogPlaceholder | typeof CONFLICT =>
  written === CONFLICT ? CONFLICT : { kind: 'placeholder', etag: written.etag, ...(why ? { why } : {}) };

/**
 * The placeholder carries the outdated catalog to the next import.
 * @param name unique
 * @param met a generation whose documents the next catalog must know
 */
export async function retireCatalog(
  site: Store,
  { catalog, etag }: VersionedCatalog,
  name: string,
  why: Problem,
  met?: string,
): Promise<void> {
  const former = [...(catalog.former ?? []), ...(met === undefined ? [] : [met])];
  await put(site, { kind: 'placeholder', claim: name, why, old: { ...catalog, former } }, { etag });
}

/** Reads with If-None-Match. */
export function catalogWatch(site: Store, held: VersionedCatalog): () => Promise<VersionedCatalog | undefined> {
  let seen: VersionedCatalog | undefined = held;
  return async () => {
    const object = await site.get(CATALOG, seen?.etag);
    if (object === UNCHANGED) return seen;
    const place = object && decode(object);
    seen = place?.kind === 'catalog' ? place : undefined;
    return seen;
  };
}

const RECORDS = ['site', 'posts', 'slugs', 'feeds', 'pending'] as const;

const isCatalog = (value: unknown): value is Stored =>
  isMap(value) &&
  typeof value.generation === 'string' &&
  Number.isInteger(value.rev) &&
  typeof value.moment === 'string' &&
  !Number.isNaN(Date.parse(value.moment)) &&
  RECORDS.every((name) => isMap(value[name]));

/** @throws Error for a later form, which is not damage */
function decode(object: StoredObject): Place {
  const { etag, modified } = object;
  const damaged = (reason: string): Place => ({ kind: 'damaged', reason, object });
  let content: unknown;
  try {
    content = JSON.parse(gunzip(object.bytes).toString());
  } catch (error) {
    return damaged(reasonOf(error));
  }
  if (!isMap(content)) return damaged('it holds no catalog');
  const { form, catalog, claim, why, old } = content;
  if (Number.isInteger(form) && Number(form) > FORM)
    throw new Error(
      `${CATALOG} has the form ${form}, this version of Linefeed knows ${FORM}; use the version that wrote it, or a newer one`,
    );
  if (form === FORM && isCatalog(catalog)) return { kind: 'catalog', catalog: completed(catalog), etag, modified };
  if (form !== FORM || typeof claim !== 'string') return damaged('it holds no catalog');
  return { kind: 'placeholder', etag, ...(why ? { why: why as Problem } : {}), ...(isCatalog(old) ? { old: completed(old) } : {}) };
}

/** Unlike every renderer, so that everything is rendered again. */
const UNKNOWN_RENDERERS = { entries: '', documents: 0, pages: 0 };

/** Sets defaults for fields that earlier versions lack. */
function completed(stored: Stored): Catalog {
  const catalog = { ...stored, site: readSite(stored.site) };
  const slugs = { ...catalog.slugs, languages: catalog.slugs.languages ?? {} };
  for (const { version } of Object.values(catalog.posts)) if (version) version.terms.languages ??= [];
  const { adopted = [], pings = {}, news = {}, wakes = [], renderers = UNKNOWN_RENDERERS } = catalog;
  return { ...catalog, slugs, adopted, pings, news, wakes, renderers };
}

/** Compare-and-swap. @returns `CONFLICT` if another run was faster */
export async function writeCatalog(
  site: Store,
  catalog: Catalog,
  expect: Expected,
): Promise<(VersionedCatalog & { bytes: number }) | typeof CONFLICT> {
  const written = await put(site, { kind: 'catalog', catalog }, expect);
  return written === CONFLICT ? CONFLICT : { kind: 'catalog', catalog, ...written };
}

function storedContent(content: Content): object {
  if (content.kind === 'catalog') return { catalog: storable(content.catalog) };
  const { kind: _, old, ...rest } = content;
  return { ...rest, ...(old ? { old: storable(old) } : {}) };
}

async function put(site: Store, content: Content, expect: Expected): Promise<{ etag: string; bytes: number } | typeof CONFLICT> {
  const bytes = Buffer.from(JSON.stringify({ form: FORM, ...storedContent(content) }));
  const written = await site.put(CATALOG, gzip(bytes), { expect, type: 'application/json', encoding: 'gzip', durable: true });
  return written === CONFLICT ? CONFLICT : { etag: written.etag, bytes: bytes.length };
}
