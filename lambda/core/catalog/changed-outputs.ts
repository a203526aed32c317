import type { FeedHead } from '../feed/feed-document.ts';
import { digest } from '../hash.ts';
import type { OutputKey } from '../model.ts';
import type { Catalog, Window } from './catalog.ts';
import { feedHead, feedNames } from './feeds.ts';
import { type PageHead, pageHead } from './pages.ts';
import type { View } from './windows.ts';

/** Equal digests mean equal documents, apart from the version stamp. */
export const outputDigest = (head: FeedHead | PageHead, window: Window, renderer: number): string =>
  digest(
    renderer,
    head,
    window.map(({ version }) => version.entry),
  );

/** @param outOfDate outputs whose documents differ from the catalog */
export function markChangedOutputs(
  before: Catalog,
  { rev, slugs, site, renderers }: Pick<Catalog, 'rev' | 'slugs' | 'site' | 'renderers'>,
  views: ReadonlyMap<OutputKey, View>,
  outOfDate: ReadonlySet<OutputKey>,
): Pick<Catalog, 'feeds' | 'pending'> {
  const feeds = { ...before.feeds };
  const pending = { ...before.pending };
  const names = feedNames(slugs);
  for (const [key, view] of views) {
    const { output, window, entries } = view;
    const now =
      output.kind === 'page' || output.kind === 'opml'
        ? outputDigest(pageHead(output, view, names, site), window, renderers.pages)
        : outputDigest(feedHead(output, view, names, site), window, renderers.documents);
    const last = feeds[key];
    if (last?.digest === now && !outOfDate.has(key)) {
      if (last.entries !== entries) feeds[key] = { ...last, entries };
      continue;
    }
    feeds[key] = { rev, digest: now, entries };
    pending[key] = rev;
  }
  return { feeds, pending };
}
