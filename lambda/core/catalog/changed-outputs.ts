/** What outputs show now -> which of them changed. */
import type { FeedHead } from '../feed/feed-document.ts';
import { digest } from '../hash.ts';
import type { FeedKey } from '../model.ts';
import type { Catalog, Window } from './catalog.ts';
import { type DocumentPath, feedHead, feedNames } from './feeds.ts';
import { isForPeople } from './outputs.ts';
import { type PageHead, pageHead } from './pages.ts';
import type { View } from './windows.ts';

/** Names what an output shows: equal digests, equal documents (but for the stamp). An entry's hash stands for all of the entry. */
export const outputDigest = (head: FeedHead | PageHead, window: Window, renderer: number): string =>
  digest(
    renderer,
    head,
    window.map(({ version }) => version.entry),
  );

/**
 * Stamps every output that shows something else than before, and owes its documents.
 * @param unfit those whose documents were found not to be what the catalog says
 */
export function markChangedOutputs(
  before: Catalog,
  next: Pick<Catalog, 'rev' | 'slugs' | 'site' | 'renderers'>,
  shown: ReadonlyMap<FeedKey, View>,
  path: DocumentPath,
  unfit: ReadonlySet<FeedKey>,
) {
  const feeds = { ...before.feeds };
  const pending = { ...before.pending };
  const names = feedNames(next.slugs);
  for (const [feed, view] of shown) {
    const { entries } = view;
    const { site, renderers } = next;
    const now = isForPeople(feed)
      ? outputDigest(pageHead(feed, view, names, site, path), view.window, renderers.pages)
      : outputDigest(feedHead(feed, view, names, site, path), view.window, renderers.documents);
    const last = feeds[feed];
    if (last?.digest === now && !unfit.has(feed)) {
      if (last.entries !== entries) feeds[feed] = { ...last, entries };
      continue;
    }
    feeds[feed] = { rev: next.rev, digest: now, entries };
    pending[feed] = next.rev;
  }
  return { feeds, pending };
}
