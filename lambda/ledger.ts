/** After the loss of a catalog: what entries and documents tell of posts and terms, so that ids, `updated` and addresses of feeds stay what they were. */
import pMap from 'p-map';
import { readItems } from './adopted-items.ts';
import type { Catalog, Row, Version } from './core/catalog/catalog.ts';
import { byTaxonomy, type Slugs } from './core/catalog/terms.ts';
import { renameNames } from './core/catalog/traits.ts';
import { readIds } from './core/feed/verify.ts';
import type { Instant, Key, Taxonomy } from './core/model.ts';
import { type KeptEntry, readEntry } from './entries.ts';
import { ENTRIES, STATE } from './keys.ts';
import { type Store, UNCHANGED } from './store.ts';

/** Requests under way at once. */
const CONCURRENCY = 32;

/** An entry, and the version that it was made of, as far as the ledger needs it. */
type Found = KeptEntry & { hash: string; modified: number; version: Version };

/**
 * Rows of removed posts, which those that are still there take over, the slugs of terms, and the items of adopted feeds.
 * @param documents keys of the feeds' documents, as far as there are any
 * @param files every file among the posts
 */
export async function recoverLedger(
  site: Store,
  documents: string[],
  moment: Instant,
  files: Pick<ReadonlyMap<Key, unknown>, 'has'>,
): Promise<Pick<Catalog, 'posts' | 'slugs' | 'adopted'>> {
  const listed = await site.list(STATE);
  const found = await pMap(
    listed.filter(({ key }) => key.startsWith(ENTRIES)),
    async ({ key, modified }): Promise<Found | undefined> => {
      const hash = key.slice(ENTRIES.length);
      const kept = await readEntry(site, hash);
      return kept && { ...kept, hash, modified, version: versionOf(kept, hash) };
    },
    { concurrency: CONCURRENCY },
  );
  const newestFirst = newestFirstOf(found.filter((kept) => kept !== undefined));
  const shown = newestFirst.length === 0 ? new Set<string>() : await shownIds(site, documents);
  const adopted = await readItems(site, listed);
  return { posts: rowsOf(inOrderOfTrust(newestFirst, shown, files), moment), slugs: slugsOf(newestFirst), adopted };
}

/**
 * Ids that documents show: those readers know. A run that another one overtook before it committed has left entries too, whose ids nobody
 * ever saw, and they may be the newest.
 */
async function shownIds(site: Store, documents: string[]): Promise<Set<string>> {
  const ids = await pMap(
    documents,
    async (key) => {
      const object = await site.get(key);
      return object === undefined || object === UNCHANGED ? [] : readIds(Buffer.from(object.bytes).toString());
    },
    { concurrency: CONCURRENCY },
  );
  return new Set(ids.flat());
}

/**
 * What no document shows comes last. What is a file's new name for a removed post that a document shows is left out: the file is found
 * again as that post.
 */
function inOrderOfTrust(newestFirst: Found[], shown: ReadonlySet<string>, files: Pick<ReadonlyMap<Key, unknown>, 'has'>): Found[] {
  const known = newestFirst.filter(({ entry }) => shown.has(entry.id));
  const removed = known.filter(({ entry }) => !files.has(entry.key));
  const names = new Set(removed.flatMap(({ version }) => renameNames(version)));
  names.delete(undefined);
  const isKnown = ({ entry, version }: Found) => shown.has(entry.id) || renameNames(version).some((name) => names.has(name));
  return [...known, ...newestFirst.filter((each) => !isKnown(each))];
}

/**
 * Generations by the store's clock, which is one; what one generation wrote by revision, since a slow run writes late what it made of an
 * early catalog.
 */
function newestFirstOf(found: Found[]): Found[] {
  const begun = new Map<string, number>();
  for (const { written, modified } of found) {
    begun.set(written.generation, Math.min(modified, begun.get(written.generation) ?? Number.POSITIVE_INFINITY));
  }
  const age = ({ written }: Found) => begun.get(written.generation) ?? 0;
  return found.sort(
    (a, b) =>
      age(b) - age(a) ||
      b.written.rev - a.written.rev ||
      b.modified - a.modified ||
      (a.entry.updated < b.entry.updated ? 1 : a.hash < b.hash ? -1 : 1),
  );
}

/** By which clocks may differ: what was published by the clock that was ahead is not of the future. */
const SKEW = 3_600_000;

/** Posts of the future were not published: nobody knows their ids. */
function rowsOf(found: Found[], moment: Instant): Record<Key, Row> {
  const rows = new Map<Key, Row>();
  const ids = new Set<string>();
  const future = new Date(Date.parse(moment) + SKEW).toISOString();
  for (const kept of found) {
    const { key, id, published } = kept.entry;
    // The older holder of an id is the name that a file had before it was renamed.
    if (published > future || rows.has(key) || ids.has(id)) continue;
    rows.set(key, rowOf(kept.version));
    ids.add(id);
  }
  return Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const rowOf = (version: Version): Row => ({ etag: '', state: 'removed', rendering: '', problems: [], released: true, version });

function versionOf({ entry, slug, text, shown, ownsId, adopted }: KeptEntry, hash: string): Version {
  const { id, link, title, published, updated } = entry;
  const names = (taxonomy: Taxonomy) => entry.terms.filter((term) => term.taxonomy === taxonomy).map(({ name }) => name);
  const terms = byTaxonomy(names);
  const known = { id, link, title, slug, published, updated, ownsId, terms, text, shown, ...(adopted ? { adopted } : {}) };
  // The entry stays named, so that it is not swept away and another loss finds it too.
  return { ...known, draft: false, references: {}, entry: hash };
}

/** The newest entry decides; a slug that is some other name's by then is given anew. */
function slugsOf(newestFirst: Found[]): Slugs {
  const slugs = byTaxonomy(() => new Map<string, string>());
  const taken = byTaxonomy(() => new Set<string>());
  for (const { taxonomy, name, slug } of newestFirst.flatMap(({ entry }) => entry.terms)) {
    if (slug === '' || slugs[taxonomy].has(name) || taken[taxonomy].has(slug)) continue;
    slugs[taxonomy].set(name, slug);
    taken[taxonomy].add(slug);
  }
  return byTaxonomy((taxonomy) => Object.fromEntries(slugs[taxonomy]));
}
