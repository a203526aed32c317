import pMap from 'p-map';
import { nameOf } from '../core/catalog/facts/questions.ts';
import { viewOf } from '../core/catalog/facts/views.ts';
import { formatsOf, type Output } from '../core/catalog/outputs.ts';
import { headOf } from '../core/catalog/pages.ts';
import { listEntries } from '../core/catalog/term-lists.ts';
import type { DocumentsJob } from '../core/documents.ts';
import type { Entry, FencingToken, Instant, Key } from '../core/model.ts';
import type { VersionedCatalog } from '../state/catalog-store.ts';
import type { EntryStore } from '../state/entry-store.ts';
import { FEW_REQUESTS_AT_ONCE } from '../stores/store.ts';

/** Of a feed without entries. */
const NEVER: Instant = '1970-01-01T00:00:00.000Z';

/** `missing`: entries that the store lacks. */
export type OutputJob = { kind: 'ready'; job: DocumentsJob } | { kind: 'missing'; keys: Key[] };

/** Uses the latest catalog: a pending output is unchanged since its pending revision. */
export async function jobFor(
  output: Output,
  { catalog, ask }: VersionedCatalog,
  stamp: FencingToken,
  store: EntryStore,
): Promise<OutputJob> {
  const { site } = catalog;
  const { window, head } = await ask((facts) => {
    const view = viewOf(facts, output, site);
    return { window: view.window, head: headOf(output, view, { get: (feed) => nameOf(facts, feed) }, site) };
  });
  const read = await pMap(window, async ({ key, entry }) => ({ key, entry: await store.get(entry) }), {
    concurrency: FEW_REQUESTS_AT_ONCE,
  });
  const missing = read.filter(({ entry }) => entry === undefined).map(({ key }) => key);
  if (missing.length > 0) return { kind: 'missing', keys: missing };
  const list = head.kind === 'feed' ? head.feed.list : undefined;
  const entries = list ? listEntries(list) : read.flatMap(({ entry }): Entry[] => (entry ? [entry] : []));
  const common = { formats: formatsOf(output, site), stamp, copies: site.copies !== false };
  if (head.kind === 'page') return { kind: 'ready', job: { kind: 'page', document: { ...head.page, entries }, ...common } };
  if (head.kind === 'chapters') return { kind: 'ready', job: { kind: 'chapters', document: { entries }, ...common } };
  const updates = entries.map(({ updated }) => updated).sort();
  const document = { ...head.feed, updated: updates.at(-1) ?? NEVER, entries };
  return { kind: 'ready', job: { kind: 'feed', document, ...common } };
}
