import pMap from 'p-map';
import type { Catalog } from '../core/catalog/catalog.ts';
import { feedHead, feedNames } from '../core/catalog/feeds.ts';
import { formatsOf } from '../core/catalog/outputs.ts';
import { pageHead } from '../core/catalog/pages.ts';
import type { View } from '../core/catalog/windows.ts';
import type { DocumentsJob } from '../core/documents.ts';
import type { Entry, FencingToken, Instant, Key } from '../core/model.ts';
import type { EntryStore } from '../state/entry-store.ts';
import { FEW_REQUESTS_AT_ONCE } from '../stores/store.ts';

/** Of a feed without entries. */
const NEVER: Instant = '1970-01-01T00:00:00.000Z';

/** `missing`: entries that the store lacks. */
export type OutputJob = { kind: 'ready'; job: DocumentsJob } | { kind: 'missing'; keys: Key[] };

/** Uses the latest catalog: a pending output is unchanged since its pending revision. */
export async function jobFor(view: View, catalog: Catalog, stamp: FencingToken, store: EntryStore): Promise<OutputJob> {
  const { output, window } = view;
  const { site } = catalog;
  const read = await pMap(window, async ({ key, version }) => ({ key, entry: await store.get(version.entry) }), {
    concurrency: FEW_REQUESTS_AT_ONCE,
  });
  const missing = read.filter(({ entry }) => entry === undefined).map(({ key }) => key);
  if (missing.length > 0) return { kind: 'missing', keys: missing };
  const entries = read.flatMap(({ entry }): Entry[] => (entry ? [entry] : []));
  const names = feedNames(catalog.slugs);
  const formats = formatsOf(output, site);
  if (output.kind === 'page' || output.kind === 'opml')
    return { kind: 'ready', job: { kind: 'page', document: { ...pageHead(output, view, names, site), entries }, formats, stamp } };
  const updates = entries.map(({ updated }) => updated).sort();
  const head = feedHead(output, view, names, site);
  const document = { ...head, updated: updates.at(-1) ?? NEVER, entries };
  return { kind: 'ready', job: { kind: 'feed', document, formats, stamp } };
}
