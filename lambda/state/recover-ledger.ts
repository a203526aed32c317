/** Rebuilds rows, ids and slugs from entries and documents after a loss of the catalog, so that ids, `updated` and feed addresses stay. */
import pMap from 'p-map';
import { withItems } from '../core/catalog/adoption.ts';
import { type Catalog, type Row, type Version, visible } from '../core/catalog/catalog.ts';
import { byTaxonomy, type Slugs, withSlugs } from '../core/catalog/terms.ts';
import { renameNames } from '../core/catalog/traits.ts';
import { termNames } from '../core/catalog/windows.ts';
import { draftIdOf } from '../core/entry/draft-id.ts';
import { readEntries as readShown, readStamp } from '../core/feed/verify.ts';
import { instantAt } from '../core/instant.ts';
import type { FencingToken, Instant, Key, Problem, Site, Taxonomy, Term } from '../core/model.ts';
import { OWN_FEEDS } from '../core/taxonomies.ts';
import { ENTRIES, STATE } from '../keys.ts';
import { type ListedObject, listAll, REQUESTS_AT_ONCE, type Store, UNCHANGED } from '../stores/store.ts';
import { readAdoptedItems } from './adopted-items.ts';
import { readEntry, type StoredEntry } from './entry-store.ts';

/** From an entry or an old catalog's row. */
interface Found {
  written: FencingToken;
  key: Key;
  id: string;
  hash: string;
  /** By the store's clock; infinite for a row. */
  modified: number;
  version: Version;
  terms: readonly Term[];
  /** Of a row only. */
  committed?: { isPublished: boolean };
}

export interface Remains {
  documents: string[];
  moment: Instant;
  site: Site;
  /** The outdated catalog. */
  old?: Catalog | undefined;
  isThere(key: Key): boolean;
}

export type Recovered = Pick<Catalog, 'posts' | 'slugs' | 'adopted'> & { former: string[]; notices: Problem[] };

/** Rows count as removed posts, which their files take over. A published post keeps its last good version if its file is invalid. */
export async function recoverCatalog(site: Store, remains: Remains): Promise<Recovered> {
  const { documents, moment, old } = remains;
  const listed = await listAll(site, STATE);
  const found = await readEntries(site, listed);
  const newestFirst = newestFirstOf([...found.entries, ...foundIn(old)], old);
  const shown = await readDocuments(site, documents);
  const items = await readAdoptedItems(site, listed);
  const generations = [...(old ? [...(old.former ?? []), old.generation] : []), ...found.entries.map(({ written }) => written.generation)];
  const posts = rowsOf(inOrderOfTrust(newestFirst, shown.links, remains.isThere), moment, shown.links);
  return {
    posts,
    // A row would be in no window of a term without a slug.
    slugs: withSlugs(slugsOf(newestFirst, old), termNames(Object.values(posts), {}), remains.site),
    adopted: withItems(items.adopted, old?.adopted ?? []),
    former: [...new Set([...generations, ...shown.generations])],
    notices: [...items.notices, ...found.notices],
  };
}

async function readEntries(site: Store, listed: ListedObject[]): Promise<{ entries: Found[]; notices: Problem[] }> {
  const notices: Problem[] = [];
  const found = await pMap(
    listed.filter(({ key }) => key.startsWith(ENTRIES)),
    async ({ key, modified }): Promise<Found | undefined> => {
      const hash = key.slice(ENTRIES.length);
      const kept = await readEntry(site, hash, (problem) => notices.push(problem));
      if (!kept || isPreviewOfDraft(kept.entry)) return undefined;
      const { written, entry } = kept;
      return { written, key: entry.key, id: entry.id, hash, modified, version: versionOf(kept, hash), terms: entry.terms };
    },
    { concurrency: REQUESTS_AT_ONCE },
  );
  return { entries: found.filter((kept) => kept !== undefined), notices };
}

function foundIn(old: Catalog | undefined): Found[] {
  if (!old) return [];
  const { generation, rev, posts, moment } = old;
  return Object.entries(posts).flatMap(([key, row]): Found[] => {
    const { version, released } = row;
    if (!version || !released || version.id === '') return [];
    const committed = { isPublished: visible(row, moment) !== undefined };
    const stated = { key, id: version.id, hash: version.entry, version, terms: [], committed };
    return [{ written: { generation, rev }, modified: Number.POSITIVE_INFINITY, ...stated }];
  });
}

/** Links by id. */
type Shown = ReadonlyMap<string, ReadonlySet<string>>;

/** Ids that readers have seen. A run that lost its swap left entries too, perhaps the newest, with unpublished ids. */
async function readDocuments(site: Store, documents: string[]): Promise<{ links: Shown; generations: Set<string> }> {
  const links = new Map<string, Set<string>>();
  const generations = new Set<string>();
  await pMap(
    documents,
    async (key) => {
      const object = await site.get(key);
      if (object === undefined || object === UNCHANGED) return;
      const text = Buffer.from(object.bytes).toString();
      for (const { id, link } of readShown(text)) links.set(id, (links.get(id) ?? new Set()).add(link));
      const stamp = readStamp(text);
      if (stamp) generations.add(stamp.generation);
    },
    { concurrency: REQUESTS_AT_ONCE },
  );
  return { links, generations };
}

/**
 * Trusts an entry if documents show its id, and with its file's link if they show it with any file's: an uncommitted run may have given the
 * id to a similar file. Untrusted entries come last, without new names of trusted removed posts, which identify themselves again.
 */
function inOrderOfTrust(newestFirst: Found[], shown: Shown, isThere: (key: Key) => boolean): Found[] {
  const holders = holdersOf(newestFirst, shown);
  const isSure = ({ id, key, committed }: Found) => committed !== undefined || (shown.has(id) && holders.get(id)?.has(key) !== false);
  const known = newestFirst.filter(isSure);
  const removed = known.filter(({ key }) => !isThere(key));
  const names = new Set(removed.flatMap(({ version }) => renameNames(version)));
  names.delete(undefined);
  const isKnown = (each: Found) => isSure(each) || renameNames(each.version).some((name) => names.has(name));
  return [...known, ...newestFirst.filter((each) => !isKnown(each))];
}

/** By id, if documents show it with the file's link. */
function holdersOf(found: Found[], shown: Shown): Map<string, Set<Key>> {
  const holders = new Map<string, Set<Key>>();
  for (const { id, key, version } of found) {
    if (shown.get(id)?.has(version.link)) holders.set(id, (holders.get(id) ?? new Set()).add(key));
  }
  return holders;
}

/**
 * By the old catalog, else by the store's clock; within a generation by revision, because a slow run writes late what it computed early.
 */
function newestFirstOf(found: Found[], old: Catalog | undefined): Found[] {
  const begun = new Map<string, number>();
  for (const { written, modified } of found) {
    begun.set(written.generation, Math.min(modified, begun.get(written.generation) ?? Number.POSITIVE_INFINITY));
  }
  const age = ({ written }: Found) => begun.get(written.generation) ?? 0;
  const rank = ({ written: { generation } }: Found) =>
    old?.former === undefined ? 0 : generation === old.generation ? 1 : old.former.includes(generation) ? 0 : 2;
  const byNumber = (a: number, b: number) => (a === b ? 0 : b - a);
  return found.sort(
    (a, b) =>
      rank(b) - rank(a) ||
      byNumber(age(a), age(b)) ||
      b.written.rev - a.written.rev ||
      byNumber(a.modified, b.modified) ||
      (a.version.updated < b.version.updated ? 1 : a.hash < b.hash ? -1 : 1),
  );
}

/** Milliseconds: a fast clock's posts are not future posts. */
const SKEW = 3_600_000;

/** Skips future posts, whose ids were not published. */
function rowsOf(found: Found[], moment: Instant, shown: Shown): Record<Key, Row> {
  const rows = new Map<Key, Row>();
  const ids = new Set<string>();
  const future = instantAt(Date.parse(moment) + SKEW);
  for (const { key, id, version, committed } of found) {
    // The older holder of an id is the name before a rename.
    if ((!committed && version.published > future) || rows.has(key) || ids.has(id)) continue;
    const isPublished = shown.has(id) || committed?.isPublished === true;
    const row = removedRow(version, moment);
    rows.set(key, isPublished ? { ...row, ...LAST_GOOD } : row);
    ids.add(id);
  }
  return Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Readers have it, whatever the file says now. */
const LAST_GOOD = { state: 'rejected', kept: true } as const;

/** Made from the key alone (`workFor` in render-entries.ts); readers do not know it. */
const isPreviewOfDraft = ({ id, key }: StoredEntry['entry']): boolean => id.endsWith(draftIdOf('', key));

const removedRow = (version: Version, removed: Instant) => ({
  ...{ etag: '', state: 'removed' as const, rendering: '', problems: [], released: true, version },
  removed,
});

function versionOf({ entry, written: _, ownFeeds, ...stated }: StoredEntry, hash: string): Version {
  const { id, link, title, published, updated } = entry;
  const names = (taxonomy: Taxonomy) => entry.terms.filter((term) => term.taxonomy === taxonomy).map(({ name }) => name);
  const basic = byTaxonomy(
    names,
    entry.terms.map(({ taxonomy }) => taxonomy),
  );
  const terms = ownFeeds ? { ...basic, [OWN_FEEDS]: ownFeeds } : basic;
  // Named entries are not collected.
  return { id, link, title, published, updated, references: {}, ...stated, terms, draft: false, entry: hash };
}

/** The old catalog's slugs stay; then the newest entry wins. */
function slugsOf(newestFirst: Found[], old: Catalog | undefined): Slugs {
  const terms = newestFirst.flatMap((each) => each.terms);
  const all = [...Object.keys(old?.slugs ?? {}), ...terms.map(({ taxonomy }) => taxonomy)];
  return byTaxonomy((taxonomy) => {
    const slugs = new Map(Object.entries(old?.slugs[taxonomy] ?? {}));
    const taken = new Set(slugs.values());
    for (const { name, slug } of terms.filter((term) => term.taxonomy === taxonomy)) {
      if (slug === '' || slugs.has(name) || taken.has(slug)) continue;
      slugs.set(name, slug);
      taken.add(slug);
    }
    return Object.fromEntries(slugs);
  }, all);
}
