/**
 * The root: the one object that compare-and-swap replaces. Gzipped JSON: `{ form, catalog: { …head, map } }`, or a placeholder
 * `{ form, claim, why?, old?, import? }`.
 */
import type { Catalog, Head } from '../core/catalog/catalog.ts';
import type { Recovery } from '../core/catalog/recovery.ts';
import { gunzip, gzip } from '../core/documents.ts';
import type { Key, Problem } from '../core/model.ts';
import { isBasic } from '../core/taxonomies.ts';
import { isMap } from '../core/text/is-map.ts';
import type { CatalogMap } from '../core/tree/catalog-map.ts';
import { CATALOG } from '../keys.ts';
import { readForm1 } from './catalog-form-1.ts';
import { reasonOf } from './set-aside.ts';

/** A later form is neither read nor overwritten. */
const FORM = 3;
/** Without own feeds and taxonomies, whose entries of the map the versions before form 3 do not keep. */
const PLAIN_FORM = 2;

/** Stays once it is needed: rows keep such terms until they are rendered again. */
function needsViews({ views, site }: Head): boolean {
  const { ownFeeds, mainExclude, taxonomies, terms = [] } = site;
  return (
    views === true ||
    terms.some((taxonomy) => !isBasic(taxonomy)) ||
    ownFeeds !== undefined ||
    mainExclude !== undefined ||
    taxonomies !== undefined
  );
}

/** `whole`: a catalog of form 1. */
export type StoredCatalog = { kind: 'map'; head: Head; map: CatalogMap } | { kind: 'whole'; catalog: Catalog };

/**
 * A catalog that an import makes. `after`: the last file that it has met; absent once it has met all. `recovery`: while it recovers a lost
 * catalog, before. `notices`: what it has found damaged.
 */
export type StoredImport = Stored & { after?: Key; recovery?: Recovery; notices?: readonly Problem[] };

export type Root =
  | { kind: 'catalog'; catalog: StoredCatalog }
  | { kind: 'placeholder'; claim: string; why?: Problem; old?: StoredCatalog; import?: StoredImport }
  | { kind: 'damaged'; reason: string };

type Writable =
  | { kind: 'catalog'; head: Head; map: CatalogMap }
  | { kind: 'placeholder'; claim: string; why?: Problem | undefined; old?: Stored | undefined; import?: StoredImport };
type Stored = { head: Head; map: CatalogMap };

export function encodeRoot(root: Writable): { bytes: Uint8Array; size: number } {
  const heads = root.kind === 'catalog' ? [root.head] : [root.old?.head, root.import?.head];
  const form = heads.some((head) => head && needsViews(head)) ? FORM : PLAIN_FORM;
  const stored = (value: Stored | undefined) =>
    value && { ...value.head, ...(needsViews(value.head) ? { views: true } : {}), map: value.map };
  const content =
    root.kind === 'catalog'
      ? { catalog: stored(root) }
      : {
          claim: root.claim,
          why: root.why,
          old: stored(root.old),
          import: root.import && { ...root.import, head: undefined, ...stored(root.import) },
        };
  const text = JSON.stringify({ form, ...content });
  return { bytes: gzip(Buffer.from(text)), size: text.length };
}

/** @throws Error for a later form, which is not damage */
export function decodeRoot(bytes: Uint8Array): Root {
  let content: unknown;
  try {
    content = JSON.parse(gunzip(bytes).toString());
  } catch (error) {
    return { kind: 'damaged', reason: reasonOf(error) };
  }
  const unknown: Root = { kind: 'damaged', reason: 'it holds no catalog' };
  if (!isMap(content)) return unknown;
  const { form, catalog, claim, why, old, import: made } = content;
  if (Number.isInteger(form) && Number(form) > FORM)
    throw new Error(
      `${CATALOG} has the form ${form}, this version of Linefeed knows ${FORM}; use the version that wrote it, or a newer one`,
    );
  if (form !== FORM && form !== PLAIN_FORM && form !== 1) return unknown;
  const read = form === 1 ? readWhole : readStored;
  const found = read(catalog);
  if (found) return { kind: 'catalog', catalog: found };
  if (typeof claim !== 'string') return unknown;
  const [former, unfinished] = [read(old), readImport(made)];
  return {
    ...{ kind: 'placeholder', claim },
    ...(why ? { why: why as Problem } : {}),
    ...(former ? { old: former } : {}),
    ...(unfinished ? { import: unfinished } : {}),
  };
}

function readImport(value: unknown): StoredImport | undefined {
  if (!isMap(value)) return undefined;
  const { after, recovery, notices, ...rest } = value;
  const stored = readStored(rest);
  return (
    stored && {
      ...{ head: stored.head, map: stored.map },
      ...(typeof after === 'string' ? { after } : {}),
      ...(isMap(recovery) ? { recovery: recovery as unknown as Recovery } : {}),
      ...(Array.isArray(notices) ? { notices } : {}),
    }
  );
}

function readWhole(value: unknown): StoredCatalog | undefined {
  const catalog = readForm1(value);
  return catalog && { kind: 'whole', catalog };
}

function readStored(value: unknown): (Stored & { kind: 'map' }) | undefined {
  if (!isMap(value) || typeof value.generation !== 'string' || !Number.isInteger(value.rev) || !isMap(value.site)) return undefined;
  const { map, ...head } = value;
  if (Number.isNaN(Date.parse(String(head.moment))) || !isMap(map) || !Array.isArray(map.recent) || map.tree === undefined)
    return undefined;
  return { kind: 'map', head: head as unknown as Head, map: map as unknown as CatalogMap };
}
