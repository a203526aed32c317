/** Reads what a lost catalog has left: entries and documents. */
import pMap from 'p-map';
import type { Version } from '../core/catalog/catalog.ts';
import type { Found } from '../core/catalog/recovery-notes.ts';
import { byTaxonomy } from '../core/catalog/terms.ts';
import { draftIdOf } from '../core/entry/draft-id.ts';
import { readEntries as readShown, readStamp } from '../core/feed/verify.ts';
import type { Problem, Taxonomy } from '../core/model.ts';
import { OWN_FEEDS } from '../core/taxonomies.ts';
import { ENTRIES } from '../keys.ts';
import { type ListedObject, REQUESTS_AT_ONCE, type Store, UNCHANGED } from '../stores/store.ts';
import { readEntry, type StoredEntry } from './entry-store.ts';

export async function readEntries(site: Store, listed: readonly ListedObject[]): Promise<{ entries: Found[]; notices: Problem[] }> {
  const notices: Problem[] = [];
  const found = await pMap(
    listed,
    async ({ key, modified }): Promise<Found | undefined> => {
      const hash = key.slice(ENTRIES.length);
      const kept = await readEntry(site, hash, (problem) => notices.push(problem));
      if (!kept || isPreviewOfDraft(kept.entry)) return undefined;
      const { written, entry } = kept;
      return { written, key: entry.key, modified, version: versionOf(kept, hash), terms: entry.terms };
    },
    { concurrency: REQUESTS_AT_ONCE },
  );
  return { entries: found.filter((kept) => kept !== undefined), notices };
}

export interface ShownItem {
  id: string;
  link: string;
}

/** @param documents keys */
export async function readDocuments(site: Store, documents: readonly string[]): Promise<{ items: ShownItem[]; generations: Set<string> }> {
  const generations = new Set<string>();
  const items = await pMap(
    documents,
    async (key): Promise<ShownItem[]> => {
      const object = await site.get(key);
      if (object === undefined || object === UNCHANGED) return [];
      const text = Buffer.from(object.bytes).toString();
      const stamp = readStamp(text);
      if (stamp) generations.add(stamp.generation);
      return readShown(text).map(({ id, link }) => ({ id, link }));
    },
    { concurrency: REQUESTS_AT_ONCE },
  );
  return { items: items.flat(), generations };
}

/** Made from the key alone (`workFor` in render-entries.ts); readers do not know it. */
const isPreviewOfDraft = ({ id, key }: StoredEntry['entry']): boolean => id.endsWith(draftIdOf('', key));

function versionOf({ entry, written: _, ownFeeds, moreTerms, ...stated }: StoredEntry, hash: string): Version {
  const { id, link, title, published, updated } = entry;
  const names = (taxonomy: Taxonomy) => entry.terms.filter((term) => term.taxonomy === taxonomy).map(({ name }) => name);
  const basic = byTaxonomy(
    names,
    entry.terms.map(({ taxonomy }) => taxonomy),
  );
  const terms = { ...basic, ...moreTerms, ...(ownFeeds ? { [OWN_FEEDS]: ownFeeds } : {}) };
  // Named entries are not collected.
  return { id, link, title, published, updated, references: {}, ...stated, terms, draft: false, entry: hash };
}
