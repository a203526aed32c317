/** Reads catalogs and replaces them by compare-and-swap. Only the root is read at once; questions load the nodes that they need. */
import type { Head } from '../core/catalog/catalog.ts';
import { entriesOf, headOf } from '../core/catalog/facts/catalog-entries.ts';
import type { Edit } from '../core/catalog/facts/draft.ts';
import { entriesPerLeaf } from '../core/catalog/facts/fact-keys.ts';
import type { Problem } from '../core/model.ts';
import type { CatalogMap } from '../core/tree/catalog-map.ts';
import type { Shape } from '../core/tree/cut.ts';
import { CATALOG } from '../keys.ts';
import { CONFLICT, type Expected, type Store, type StoredObject, UNCHANGED } from '../stores/store.ts';
import { type Base, inMemory, overNodes } from './catalog-base.ts';
import { decodeRoot, encodeRoot, type Root, type StoredCatalog, type StoredImport } from './catalog-root.ts';
import type { RootState } from './collect-nodes.ts';
import { NodeStore, type NodeStoreOptions, type UnusableRootError } from './node-store.ts';
import { setAside } from './set-aside.ts';
import { storeEdits } from './store-edits.ts';

export interface VersionedCatalog extends Base {
  kind: 'catalog';
  etag: string;
}

/** `modified`: milliseconds since 1970, by the store's clock. */
export type ReadCatalog = VersionedCatalog & { modified: number };

/** Stands in for the catalog during an import. */
export interface CatalogPlaceholder {
  kind: 'placeholder';
  etag: string;
  /** Unique. */
  claim: string;
  /** Absent if there never was a catalog. */
  why?: Problem;
  /** An outdated catalog, to merge where nothing newer is known. */
  old?: Base;
  /** The catalog that an import makes in portions. */
  import?: UnfinishedCatalog;
}

/** See `StoredImport`. */
export interface UnfinishedCatalog extends ImportProgress {
  base: Base;
}

export type ImportProgress = Omit<StoredImport, 'head' | 'map'>;

type Place = ReadCatalog | CatalogPlaceholder | { kind: 'damaged'; reason: string; object: StoredObject };

export interface CatalogStoreOptions extends NodeStoreOptions {
  /** Part of the form: other shapes are read, but not made. */
  shape?: Shape;
  /** Characters of JSON. */
  recentLimit?: number;
  /** The same, during an import. */
  importRecentLimit?: number;
}

/** A leaf has about 8 KB. */
const SHAPE: Shape = { leaf: entriesPerLeaf, inner: 75 };

/** At 128 K, every tenth publish of a busy blog writes nodes. */
const RECENT_LIMIT = 128 * 1024;

/** Every portion of an import changes all leaves of some indexes, so few portions write nodes. Price: some 50 MB of memory. */
const IMPORT_RECENT_LIMIT = 16 * 1024 * 1024;

/** Commits that a root remembers: more than others make during one run. */
const COMMITS = 128;
const COMMIT_LENGTH = 6;

export class CatalogStore {
  readonly #site: Store;
  readonly #options: CatalogStoreOptions;
  /** Saves the next run a download. */
  #last: { object: StoredObject; root: Root } | undefined;

  constructor(site: Store, options: CatalogStoreOptions = {}) {
    this.#site = site;
    this.#options = options;
  }

  /** @returns undefined for none, a placeholder, or damage */
  async read(): Promise<ReadCatalog | undefined> {
    const place = await this.#place();
    return place?.kind === 'catalog' ? place : undefined;
  }

  async readPlaceholder(): Promise<CatalogPlaceholder | undefined> {
    const place = await this.#place();
    return place?.kind === 'placeholder' ? place : undefined;
  }

  async whyUnreadable(): Promise<string | undefined> {
    const place = await this.#place();
    if (place?.kind === 'damaged') return `${CATALOG} is damaged (${place.reason})`;
    return place?.kind === 'placeholder' && place.why ? `${CATALOG} ${place.why.message}` : undefined;
  }

  /**
   * Writes a placeholder before an import, or joins the current import. A create-if-absent PUT cannot detect that a catalog was created and
   * lost between our read and write (ABA), so the import replaces exactly this ETag.
   * @param name unique
   * @returns `CONFLICT` if there is a catalog now
   */
  async putPlaceholder(name: string): Promise<CatalogPlaceholder | typeof CONFLICT> {
    const place = await this.#place();
    if (!place) return this.#claim(name, 'absent');
    if (place.kind === 'catalog') return CONFLICT;
    if (place.kind === 'placeholder') return place;
    const why = await setAside(this.#site, CATALOG, place.object, place.reason, 'what entries and documents tell of it was recovered');
    return this.#claim(name, { etag: place.object.etag }, why);
  }

  /**
   * The placeholder carries the outdated catalog to the next import.
   * @param name unique
   * @param met a generation whose documents the next catalog must know
   */
  async retire(held: VersionedCatalog, name: string, why: Problem, met?: string): Promise<void> {
    const { catalog, etag } = held;
    const former = [...(catalog.former ?? []), ...(met === undefined ? [] : [met])];
    const map = await this.#edited(held, [], this.#nodesOf(catalog.generation).drawPrefix(catalog.rev));
    const { bytes } = encodeRoot({ kind: 'placeholder', claim: name, why, old: { head: { ...catalog, former }, map } });
    await this.#put(bytes, { etag });
  }

  /**
   * Replaces a root whose node is lost or damaged by a placeholder, unless another run replaced the root meanwhile.
   * @param name unique
   */
  async setAside({ message, etag }: UnusableRootError, name: string): Promise<void> {
    const object = await this.#site.get(CATALOG);
    if (object === undefined || object === UNCHANGED || object.etag !== etag) return;
    const why = await setAside(this.#site, CATALOG, object, message, 'what entries and documents tell of it was recovered');
    await this.#claim(name, { etag }, why);
  }

  /** For garbage collection. */
  async readTree(): Promise<RootState> {
    const place = await this.#place();
    if (place === undefined || place.kind === 'damaged') return undefined;
    if (place.kind === 'placeholder') return 'placeholder';
    const { etag, catalog } = place;
    const { generation, rev } = catalog;
    return { generation, rev, etag, tree: place.contents.kind === 'map' ? place.contents.map.tree : null };
  }

  /**
   * Compare-and-swap; nodes are stored before the root that names them.
   * @param edits to the base's entries
   * @returns `CONFLICT` if another run was faster
   */
  async write(
    catalog: Head,
    edits: readonly Edit[],
    base: Base,
    expect: Expected,
  ): Promise<(VersionedCatalog & { bytes: number }) | typeof CONFLICT> {
    const { generation, rev, commits = [] } = base.catalog;
    const nodes = this.#nodesOf(generation);
    const prefix = nodes.drawPrefix(rev);
    const map = await this.#edited(base, edits, prefix);
    const commit = prefix.slice(prefix.indexOf('.') + 1).slice(0, COMMIT_LENGTH);
    const head = { ...catalog, commits: [commit, ...commits].slice(0, COMMITS) };
    const { bytes, size } = encodeRoot({ kind: 'catalog', head, map });
    const written = await this.#put(bytes, expect);
    return written === CONFLICT ? CONFLICT : { kind: 'catalog', ...this.#asked(head, map, written.etag), etag: written.etag, bytes: size };
  }

  /**
   * Commits a portion of an import behind the placeholder, as `write` does. Its revision stays 0.
   * @returns `CONFLICT` if another run was faster
   */
  async writeImport(
    { claim, why, old, etag }: CatalogPlaceholder,
    { head: made, ...progress }: ImportProgress & { head: Head },
    edits: readonly Edit[],
    base: Base,
  ): Promise<(CatalogPlaceholder & { import: UnfinishedCatalog }) | typeof CONFLICT> {
    const head: Head = { ...made, rev: 0 };
    const prefix = this.#nodesOf(head.generation).drawPrefix(0);
    const map = await this.#edited(base, edits, prefix, this.#options.importRecentLimit ?? IMPORT_RECENT_LIMIT);
    const kept = old && {
      head: old.catalog,
      map: old.contents.kind === 'map' ? old.contents.map : await this.#edited(old, [], `${prefix}.old`),
    };
    const unfinished = { head, map, ...progress };
    const written = await this.#put(encodeRoot({ kind: 'placeholder', claim, why, old: kept, import: unfinished }).bytes, { etag });
    if (written === CONFLICT) return CONFLICT;
    const asked = { base: this.#asked(head, map, written.etag), ...progress };
    return { kind: 'placeholder', claim, ...(why ? { why } : {}), ...(old ? { old } : {}), etag: written.etag, import: asked };
  }

  async #place(): Promise<Place | undefined> {
    const found = await this.#site.get(CATALOG, this.#last?.object.etag);
    if (found === undefined) return undefined;
    if (found !== UNCHANGED) this.#last = { object: found, root: decodeRoot(found.bytes) };
    if (!this.#last) return undefined;
    const { object, root } = this.#last;
    const { etag, modified } = object;
    if (root.kind === 'damaged') return { ...root, object };
    if (root.kind === 'catalog') return { kind: 'catalog', ...this.#opened(root.catalog, etag), etag, modified };
    const { old, import: made, ...placeholder } = root;
    const opened = old ? { old: this.#opened(old, etag) } : {};
    if (!made) return { ...placeholder, etag, ...opened };
    const { head, map, ...progress } = made;
    return { ...placeholder, etag, ...opened, import: { base: this.#asked(head, map, etag), ...progress } };
  }

  #opened(stored: StoredCatalog, etag: string): Base {
    if (stored.kind === 'map') return this.#asked(stored.head, stored.map, etag);
    return inMemory(headOf(stored.catalog), entriesOf(stored.catalog));
  }

  #asked = (catalog: Head, map: CatalogMap, etag: string): Base =>
    overNodes(catalog, map, etag, () => this.#nodesOf(catalog.generation).reader());

  /** @param prefix unique */
  #edited = (
    base: Base,
    edits: readonly Edit[],
    prefix: string,
    recentLimit = this.#options.recentLimit ?? RECENT_LIMIT,
  ): Promise<CatalogMap> =>
    storeEdits(base, edits, this.#nodesOf(base.catalog.generation), { shape: this.#options.shape ?? SHAPE, prefix, recentLimit });

  async #claim(name: string, expect: Expected, why?: Problem): Promise<CatalogPlaceholder | typeof CONFLICT> {
    const written = await this.#put(encodeRoot({ kind: 'placeholder', claim: name, ...(why ? { why } : {}) }).bytes, expect);
    return written === CONFLICT ? CONFLICT : { kind: 'placeholder', claim: name, etag: written.etag, ...(why ? { why } : {}) };
  }

  async #put(bytes: Uint8Array, expect: Expected): Promise<{ etag: string } | typeof CONFLICT> {
    return this.#site.put(CATALOG, bytes, { expect, type: 'application/json', encoding: 'gzip', durable: true });
  }

  #nodesOf(generation: string): NodeStore {
    return new NodeStore(this.#site, generation, this.#options);
  }
}
