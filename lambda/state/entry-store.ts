/** Rendered entries: immutable, named by content hash. */
import pMap from 'p-map';
import type { Version } from '../core/catalog/catalog.ts';
import { entryHash } from '../core/entry/entry.ts';
import type { Entry, FencingToken, Key, Problem } from '../core/model.ts';
import { isPlace, languageOf, OWN_FEEDS, type Taxonomy } from '../core/taxonomies.ts';
import { entryKey } from '../keys.ts';
import { REQUESTS_AT_ONCE, type Store, type StoredObject, UNCHANGED } from '../stores/store.ts';
import { type Decoded, reasonOf, setAside } from './set-aside.ts';

/** So many failed PUTs mean a failing store. */
const MOST_FAILURES = 8;
/** Between runs: a busy blog's feeds, about 10 KB each. */
const MOST_CACHED = 2_000;

/** Includes facts that only recovery needs. */
export type StoredEntry = { written: FencingToken; entry: Entry } & Pick<
  Version,
  'slug' | 'text' | 'shown' | 'ownsId' | 'adopted' | 'expires' | 'unlisted' | 'aliases' | 'wordpressId'
> &
  Partial<Pick<Version, 'references' | 'besideMain' | 'splitFeeds'>> & {
    ownFeeds?: string[];
    /** Terms in other languages, sections and collections, which the entry does not show. */
    moreTerms?: Partial<Record<Taxonomy, string[]>>;
  };

const isUnlabelled = (taxonomy: Taxonomy): boolean => languageOf(taxonomy) !== undefined || isPlace(taxonomy);

export function statedOf({
  slug,
  text,
  shown,
  ownsId,
  adopted,
  expires,
  unlisted,
  aliases,
  wordpressId,
  references,
  terms,
  besideMain,
  splitFeeds,
}: Version) {
  const ownFeeds = terms[OWN_FEEDS];
  const more = Object.entries(terms).filter(([taxonomy, names = []]) => isUnlabelled(taxonomy) && names.length > 0);
  return {
    ...{ slug, text, shown, ownsId },
    ...(adopted ? { adopted } : {}),
    ...(expires ? { expires } : {}),
    ...(unlisted ? { unlisted } : {}),
    ...(besideMain ? { besideMain } : {}),
    ...(splitFeeds ? { splitFeeds } : {}),
    ...(ownFeeds ? { ownFeeds } : {}),
    ...(more.length > 0 ? { moreTerms: Object.fromEntries(more) } : {}),
    ...(aliases ? { aliases } : {}),
    ...(wordpressId ? { wordpressId } : {}),
    ...(Object.keys(references).length > 0 ? { references } : {}),
  };
}

/**
 * @param onDamage called if content and name disagree
 * @returns undefined if damaged or absent: rendering again repairs both
 */
export async function readEntry(site: Store, hash: string, onDamage?: (problem: Problem) => void): Promise<StoredEntry | undefined> {
  const key = entryKey(hash);
  const object = await site.get(key);
  if (object === undefined || object === UNCHANGED) return undefined;
  const decoded = parsed(object, hash);
  if (decoded.kind === 'ok') return decoded.value;
  onDamage?.(await setAside(site, key, object, decoded.reason, 'its post is rendered again, if its file is good'));
  return undefined;
}

function parsed({ bytes }: StoredObject, hash: string): Decoded<StoredEntry> {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString()) as StoredEntry;
    if (entryHash(value.entry) !== hash) return { kind: 'damaged', reason: 'it is not the entry of its name' };
    return { kind: 'ok', value };
  } catch (error) {
    return { kind: 'damaged', reason: reasonOf(error) };
  }
}

export class EntryStore {
  private readonly site: Store;
  /** Promises, because concurrent feeds show the same posts. */
  private readonly cached = new Map<string, Promise<Entry | undefined>>();
  private damaged: Problem[] = [];

  constructor(site: Store) {
    this.site = site;
  }

  /**
   * The bytes carry their revision, so an entry that is rewritten during garbage collection gets another ETag and survives.
   * @returns posts that failed, with the reason
   * @throws Error after `MOST_FAILURES`
   */
  async put(entries: { version: Version; entry: Entry }[], written: FencingToken): Promise<Map<Key, string>> {
    const failed = new Map<Key, string>();
    await pMap(
      entries,
      async ({ version, entry }) => {
        const hash = version.entry;
        const stored: StoredEntry = { written, ...statedOf(version), entry };
        try {
          await this.site.put(entryKey(hash), Buffer.from(JSON.stringify(stored)), { type: 'application/json' });
          this.remember(hash, Promise.resolve(entry));
        } catch (error) {
          failed.set(entry.key, error instanceof Error ? error.message : String(error));
          if (failed.size >= MOST_FAILURES) throw error;
        }
      },
      { concurrency: REQUESTS_AT_ONCE },
    );
    return failed;
  }

  async get(hash: string): Promise<Entry | undefined> {
    const coming =
      this.cached.get(hash) ?? readEntry(this.site, hash, (problem) => this.damaged.push(problem)).then((stored) => stored?.entry);
    this.remember(hash, coming);
    const entry = await coming.catch((error: unknown) => {
      this.cached.delete(hash);
      throw error;
    });
    if (entry === undefined) this.cached.delete(hash);
    return entry;
  }

  takeNotices(): Problem[] {
    const taken = this.damaged;
    this.damaged = [];
    return taken;
  }

  private remember(hash: string, entry: Promise<Entry | undefined>): void {
    this.cached.delete(hash);
    this.cached.set(hash, entry);
    const [oldest] = this.cached.keys();
    if (this.cached.size > MOST_CACHED && oldest !== undefined) this.cached.delete(oldest);
  }
}
