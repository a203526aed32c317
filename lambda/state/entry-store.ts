/** Rendered entries, one object each, named by the hash of what they show. */
import pMap from 'p-map';
import type { Catalog, Version } from '../core/catalog/catalog.ts';
import { entryHash } from '../core/entry/entry.ts';
import type { Entry, FencingToken, Key, Problem } from '../core/model.ts';
import { entryKey, renderInputsKey } from '../keys.ts';
import { type ListedObject, type Store, type StoredObject, UNCHANGED } from '../stores/store.ts';
import { reasonOf, setAside } from './set-aside.ts';

/** Requests under way at once. */
const CONCURRENCY = 32;
/** Puts that fail, by which the store must be ill. */
const MOST_FAILURES = 8;
/** Entries kept in memory between runs: what the windows of a busy blog's feeds show, about 10 KB each. */
const REMEMBERED = 2_000;
/** Milliseconds: older than any run can be, and any message. */
const WEEK = 7 * 24 * 3_600_000;

/** What is kept beside an entry, so that the ledger can be rebuilt from entries alone. */
export type StoredEntry = { written: FencingToken; entry: Entry } & Pick<
  Version,
  'slug' | 'text' | 'shown' | 'ownsId' | 'adopted' | 'expires' | 'unlisted' | 'aliases' | 'wordpressId'
> &
  Partial<Pick<Version, 'references'>>;

/** What an entry's object says of its post beside the entry. */
export function statedOf({ slug, text, shown, ownsId, adopted, expires, unlisted, aliases, wordpressId, references }: Version) {
  return {
    ...{ slug, text, shown, ownsId },
    ...(adopted ? { adopted } : {}),
    ...(expires ? { expires } : {}),
    ...(unlisted ? { unlisted } : {}),
    ...(aliases ? { aliases } : {}),
    ...(wordpressId ? { wordpressId } : {}),
    ...(Object.keys(references).length > 0 ? { references } : {}),
  };
}

/**
 * @param onDamage told of one that is not what its name says
 * @returns undefined for such a one, and for one that is not there: both are mended by rendering the post again
 */
export async function readEntry(site: Store, hash: string, onDamage?: (problem: Problem) => void): Promise<StoredEntry | undefined> {
  const key = entryKey(hash);
  const object = await site.get(key);
  if (object === undefined || object === UNCHANGED) return undefined;
  const kept = parsed(object, hash);
  if (!('damage' in kept)) return kept;
  onDamage?.(await setAside(site, key, object, kept.damage, 'its post is rendered again, if its file is good'));
  return undefined;
}

function parsed({ bytes }: StoredObject, hash: string): StoredEntry | { damage: string } {
  try {
    const kept = JSON.parse(Buffer.from(bytes).toString()) as StoredEntry;
    return entryHash(kept.entry) === hash ? kept : { damage: 'it is not the entry of its name' };
  } catch (error) {
    return { damage: reasonOf(error) };
  }
}

export class EntryStore {
  private readonly site: Store;
  /** Also those that are on their way: feeds are written side by side, and most of them show the newest posts. */
  private readonly remembered = new Map<string, Promise<Entry | undefined>>();
  private damaged: Problem[] = [];

  constructor(site: Store) {
    this.site = site;
  }

  /**
   * The bytes carry the revision that wrote them: an entry that is written again while an old copy is being swept away has another ETag,
   * and survives.
   * @returns posts whose entries could not be put, with the reason
   * @throws Error if there are so many that the store must be ill
   */
  async put(entries: { version: Version; entry: Entry }[], written: FencingToken): Promise<Map<Key, string>> {
    const failed = new Map<Key, string>();
    await pMap(
      entries,
      async ({ version, entry }) => {
        const hash = version.entry;
        const kept: StoredEntry = { written, ...statedOf(version), entry };
        try {
          await this.site.put(entryKey(hash), Buffer.from(JSON.stringify(kept)), { type: 'application/json' });
          this.remember(hash, Promise.resolve(entry));
        } catch (error) {
          failed.set(entry.key, error instanceof Error ? error.message : String(error));
          if (failed.size >= MOST_FAILURES) throw error;
        }
      },
      { concurrency: CONCURRENCY },
    );
    return failed;
  }

  /** @returns undefined for an entry that is lost */
  async get(hash: string): Promise<Entry | undefined> {
    const coming =
      this.remembered.get(hash) ?? readEntry(this.site, hash, (problem) => this.damaged.push(problem)).then((kept) => kept?.entry);
    this.remember(hash, coming);
    const entry = await coming.catch((error: unknown) => {
      this.remembered.delete(hash);
      throw error;
    });
    if (entry === undefined) this.remembered.delete(hash);
    return entry;
  }

  /** Tells, once, of entries that were damaged. */
  takeNotices(): Problem[] {
    const taken = this.damaged;
    this.damaged = [];
    return taken;
  }

  private remember(hash: string, entry: Promise<Entry | undefined>): void {
    this.remembered.delete(hash);
    this.remembered.set(hash, entry);
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > REMEMBERED && oldest !== undefined) this.remembered.delete(oldest);
  }
}

/**
 * Sweeps away old entries, and old materials, that the catalog does not name. Listed before it was committed: whoever names one of them since
 * has written it anew, so it has another ETag than listed.
 */
export async function collectGarbage(store: Store, listed: ListedObject[], { posts, site }: Catalog, now: number): Promise<void> {
  const named = new Set(Object.values(posts).flatMap(({ version }) => (version ? [entryKey(version.entry)] : [])));
  if (site.materials) named.add(renderInputsKey(site.materials.digest));
  const unnamed = listed.filter(({ key, modified }) => !named.has(key) && now - modified > WEEK);
  await pMap(unnamed, ({ key, etag }) => store.delete(key, { etag }), { concurrency: CONCURRENCY });
}
