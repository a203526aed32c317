/** Renders in this thread. */

import { makeDocuments } from '../../lambda/core/documents.ts';
import { makeEntries } from '../../lambda/core/entry/entry.ts';
import type { Settings } from '../../lambda/core/site/settings.ts';
import type { RunContext } from '../../lambda/publish/publish.ts';
import { CatalogStore } from '../../lambda/state/catalog-store.ts';
import { EntryStore } from '../../lambda/state/entry-store.ts';
import type { Store } from '../../lambda/stores/store.ts';

export function publisherOver(posts: Store, site: Store, overrides: Settings = {}): RunContext {
  return {
    posts,
    site,
    catalog: new CatalogStore(site),
    entries: new EntryStore(site),
    makeEntries,
    makeDocuments,
    now: Date.now,
    drawGeneration: () => 'test',
    requeue: async () => {},
    staleLimit: Number.POSITIVE_INFINITY,
    overrides,
    exclusive: true,
  };
}
