/** Rendered entries, one object each, named by the hash of what they show. */
import pMap from 'p-map';
import type { Row, Version } from './core/catalog/catalog.ts';
import { digest } from './core/hash.ts';
import type { Entry, Instant, Key, Stamp } from './core/model.ts';
import { ENTRIES, entryKey } from './keys.ts';
import { type Store, UNCHANGED } from './store.ts';

/** Requests under way at once. */
const CONCURRENCY = 32;
/** Entries kept in memory between runs: what the windows of a busy blog's feeds show, about 10 KB each. */
const REMEMBERED = 2_000;

/** What is kept beside an entry, so that the ledger can be rebuilt from entries alone. */
type Kept = { written: Stamp; entry: Entry } & Pick<Version, 'slug' | 'text' | 'shown' | 'ownsId'>;

export const entryHash = (entry: Entry): string => digest(entry);

export class Entries {
  private readonly site: Store;
  private readonly remembered = new Map<string, Entry>();

  constructor(site: Store) {
    this.site = site;
  }

  /**
   * The bytes carry the revision that wrote them: an entry that is written again while an old copy is being swept away has another ETag,
   * and survives.
   */
  async put(entries: { version: Version; entry: Entry }[], written: Stamp): Promise<void> {
    await pMap(
      entries,
      async ({ version: { entry: hash, slug, text, shown, ownsId }, entry }) => {
        const kept: Kept = { written, slug, text, shown, ownsId, entry };
        await this.site.put(entryKey(hash), Buffer.from(JSON.stringify(kept)), { type: 'application/json' });
        this.remember(hash, entry);
      },
      { concurrency: CONCURRENCY },
    );
  }

  /** @returns undefined for an entry that is not there, which a repair run mends */
  async get(hash: string): Promise<Entry | undefined> {
    const known = this.remembered.get(hash);
    if (known) return known;
    const entry = (await this.read(entryKey(hash)))?.entry;
    if (entry) this.remember(hash, entry);
    return entry;
  }

  /** Rows of posts as their entries tell them: the ledger after a lost catalog. Posts of the future were not published and are left out. */
  async recoverLedger(moment: Instant): Promise<Record<Key, Row>> {
    const listed = await this.site.list(ENTRIES);
    const found = await pMap(listed, ({ key }) => this.read(key), { concurrency: CONCURRENCY });
    const newest = new Map<Key, Kept>();
    for (const kept of found) {
      if (!kept || kept.entry.published > moment) continue;
      const other = newest.get(kept.entry.key);
      if (!other || isNewer(kept, other)) newest.set(kept.entry.key, kept);
    }
    return Object.fromEntries([...newest].map(([key, kept]) => [key, ledgerRow(kept)]));
  }

  private async read(key: string): Promise<Kept | undefined> {
    const object = await this.site.get(key);
    if (object === undefined || object === UNCHANGED) return undefined;
    return JSON.parse(Buffer.from(object.bytes).toString()) as Kept;
  }

  private remember(hash: string, entry: Entry): void {
    this.remembered.delete(hash);
    this.remembered.set(hash, entry);
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > REMEMBERED && oldest !== undefined) this.remembered.delete(oldest);
  }
}

const isNewer = (a: Kept, b: Kept): boolean =>
  a.entry.updated !== b.entry.updated
    ? a.entry.updated > b.entry.updated
    : a.written.rev !== b.written.rev
      ? a.written.rev > b.written.rev
      : a.written.generation > b.written.generation;

function ledgerRow({ entry, slug, text, shown, ownsId }: Kept): Row {
  const { id, link, title, published, updated } = entry;
  const names = (taxonomy: string) => entry.terms.filter((term) => term.taxonomy === taxonomy).map(({ name }) => name);
  const terms = { categories: names('categories'), tags: names('tags'), authors: names('authors') };
  const version: Version = {
    id,
    link,
    title,
    slug,
    published,
    updated,
    draft: false,
    ownsId,
    terms,
    references: {},
    text,
    shown,
    entry: '',
  };
  return { etag: '', state: 'removed', rendering: '', problems: [], released: true, version };
}

/** Hashes of the entries that the rows name. */
export const namedEntries = (rows: Iterable<Row>): Set<string> =>
  new Set([...rows].flatMap(({ version }) => (version?.entry ? [version.entry] : [])));

/** Sweeps away entries that no row names and that are older than any run can be. */
export async function sweepEntries(site: Store, rows: Iterable<Row>, now: number): Promise<number> {
  const named = namedEntries(rows);
  const week = 7 * 24 * 3_600_000;
  const listed = await site.list(ENTRIES);
  const unnamed = listed.filter(({ key, modified }) => !named.has(key.slice(ENTRIES.length)) && now - modified > week);
  await pMap(unnamed, ({ key, etag }) => site.delete(key, { etag }), { concurrency: CONCURRENCY });
  return unnamed.length;
}
