/** What an output's documents are made of: the catalog's head and the entries that it shows. */
import pMap from 'p-map';
import type { Catalog } from '../core/catalog/catalog.ts';
import { feedHead, feedNames } from '../core/catalog/feeds.ts';
import { formatsOf, isForPeople } from '../core/catalog/outputs.ts';
import { pageHead } from '../core/catalog/pages.ts';
import type { View } from '../core/catalog/windows.ts';
import type { DocumentsJob } from '../core/documents.ts';
import type { Entry, FeedKey, FencingToken, Instant, Key } from '../core/model.ts';
import { documentPath } from '../keys.ts';
import type { EntryStore } from '../state/entry-store.ts';

/** When a feed without entries was last updated. */
const NEVER: Instant = '1970-01-01T00:00:00.000Z';

/**
 * The documents as the catalog says they are; an owed output has not changed since the revision it is owed for.
 * @returns the posts whose entries are not there, if any
 */
export async function jobFor(
  output: FeedKey,
  catalog: Catalog,
  view: View,
  stamp: FencingToken,
  store: EntryStore,
): Promise<DocumentsJob | Key[]> {
  const read = await pMap(view.window, async ({ key, version }) => ({ key, entry: await store.get(version.entry) }), { concurrency: 8 });
  const lacking = read.filter(({ entry }) => entry === undefined).map(({ key }) => key);
  if (lacking.length > 0) return lacking;
  const entries = read.flatMap(({ entry }): Entry[] => (entry ? [entry] : []));
  const names = feedNames(catalog.slugs);
  const formats = formatsOf(output, catalog.site);
  if (isForPeople(output)) return { document: { ...pageHead(output, view, names, catalog.site, documentPath), entries }, formats, stamp };
  const updates = entries.map(({ updated }) => updated).sort();
  const head = feedHead(output, view, names, catalog.site, documentPath);
  return { document: { ...head, updated: updates.at(-1) ?? NEVER, entries }, formats, stamp };
}
