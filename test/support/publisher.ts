/** A publisher over any two stores that renders here and now, without threads. */

import { makeDocuments } from '../../lambda/core/documents.ts';
import { makeEntries } from '../../lambda/core/entry/entry.ts';
import type { Settings } from '../../lambda/core/site/settings.ts';
import type { Publisher } from '../../lambda/publish/publish.ts';
import { Entries } from '../../lambda/state/entry-store.ts';
import type { Store } from '../../lambda/stores/store.ts';

export function publisherOver(posts: Store, site: Store, overrides: Settings = {}): Publisher {
  return {
    posts,
    site,
    entries: new Entries(site),
    makeEntries,
    makeDocuments: async (job) => makeDocuments(job),
    now: Date.now,
    drawGeneration: () => 'test',
    lookAgain: async () => {},
    staleLimit: Number.POSITIVE_INFINITY,
    overrides,
    alone: true,
  };
}
