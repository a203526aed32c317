/** Which outputs show something else than before, from what a run changed. */
import type { FeedHead } from '../feed/feed-document.ts';
import { digest } from '../hash.ts';
import type { OutputKey, Site } from '../model.ts';
import type { Facts, Json } from '../tree/facts.ts';
import type { FeedRow, Head, Renderers } from './catalog.ts';
import type { Draft } from './facts/draft.ts';
import { entryPlace, factKey, outputKey, PENDING } from './facts/fact-keys.ts';
import { FeedArchives } from './facts/feed-archives.ts';
import { FeedWindow } from './facts/feed-window.ts';
import { PREVIEW_WINDOW } from './facts/indexed.ts';
import { allFeeds, allOutputs, feedOf, nameOf, outputRow } from './facts/questions.ts';
import { countEdits } from './facts/term-counts.ts';
import { type View, viewOf } from './facts/views.ts';
import { decodeOutput, encodeOutput, type Feed, MAIN, publicFeed } from './outputs.ts';
import { headOf, type OutputHead, type PageHead } from './pages.ts';

/** Equal digests mean equal documents, apart from the version stamp. */
export const outputDigest = (head: FeedHead | PageHead, window: View['window'], renderer: number): string =>
  digest(
    renderer,
    head,
    window.map(({ entry }) => entry),
  );

const digestOf = (head: OutputHead, { window }: View, { pages, documents }: Renderers): string =>
  head.kind === 'page' ? outputDigest(head.page, window, pages) : outputDigest(head.feed, window, documents);

export interface Changes {
  /** Their documents differ from the catalog. */
  outOfDate: ReadonlySet<OutputKey>;
  /** With documents, known to the catalog or not. */
  published: Iterable<OutputKey>;
  /** After a change of configuration or renderer, every output may differ. */
  all: boolean;
}

/** An output's rows before and after. */
export interface OutputChange {
  before: FeedRow | undefined;
  now: FeedRow;
}

/** Sets rows, and adds outputs to the outbox. */
export function markChangedOutputs(
  before: Facts,
  draft: Draft,
  next: Pick<Head, 'rev' | 'site' | 'renderers'>,
  changes: Changes,
): Map<OutputKey, OutputChange> {
  const changed = new Map<OutputKey, OutputChange>();
  const names = { get: (feed: OutputKey) => nameOf(draft, feed) };
  for (const name of candidates(before, draft, next.site, changes)) {
    const output = decodeOutput(name);
    if (output === undefined) continue;
    const last = outputRow(draft, name);
    const view = viewOf(draft, output, next.site);
    const { entries } = view;
    const now = digestOf(headOf(output, view, names, next.site), view, next.renderers);
    const key = outputKey(feedOf(name), name);
    if (last?.digest === now && !changes.outOfDate.has(name)) {
      if (last.entries !== entries) draft.set(key, { ...last, entries } as unknown as Json);
      continue;
    }
    const row = { rev: next.rev, digest: now, entries };
    changed.set(name, { before: last, now: row });
    draft.set(key, row);
    draft.set(factKey(PENDING, name), next.rev);
  }
  return changed;
}

/** May show something else. */
function candidates(before: Facts, draft: Draft, site: Site, { outOfDate, published, all }: Changes): Set<OutputKey> {
  const months = changedMonths(draft);
  const found = new Set<OutputKey>([...outOfDate, ...published]);
  let termsChanged = all;
  for (const key of months.keys()) {
    const counts = countEdits(before, draft, key);
    for (const [name, value] of counts) draft.set(name, value);
    termsChanged ||= counts.length > 0;
  }
  for (const key of new Set(all ? ['main', ...allFeeds(draft)] : months.keys())) {
    const feed = publicFeed(key);
    if (!feed) continue;
    const isShown = feed.kind === 'main' || new FeedWindow(draft, feed, site).size > 0;
    for (const output of [key, encodeOutput({ kind: 'page', of: feed })])
      if (outputRow(draft, output) || (isShown && (output === key || site.pages))) found.add(output);
    const which = all ? allMonths(before, draft, feed, site) : (months.get(key) ?? new Set<string>());
    for (const archive of archivesOf(before, draft, feed, which, site)) found.add(archive);
  }
  if (all) for (const [output] of allOutputs(before)) found.add(output);
  if (site.preview !== undefined && (all || months.has(PREVIEW_WINDOW))) {
    const of: Feed = { kind: 'preview', secret: site.preview };
    for (const kind of site.pages ? (['feed', 'page'] as const) : (['feed'] as const)) found.add(encodeOutput({ kind, of }));
  }
  if (termsChanged && site.opml) found.add(encodeOutput({ kind: 'opml' }));
  if (termsChanged && site.pages) found.add(encodeOutput({ kind: 'page', of: MAIN }));
  return found;
}

/** By feed, the months with changed entries. */
function changedMonths(draft: Draft): Map<OutputKey, Set<string>> {
  const months = new Map<OutputKey, Set<string>>();
  for (const { key } of draft.edits()) {
    const place = entryPlace(key);
    if (place) months.set(place.feed, (months.get(place.feed) ?? new Set()).add(place.month));
  }
  return months;
}

function allMonths(before: Facts, draft: Draft, feed: Feed, site: Site): Set<string> {
  const months = new Set<string>();
  for (const facts of [before, draft]) {
    const { window } = new FeedArchives(facts, feed, site);
    for (let month = window.newestMonth(); month !== undefined; month = window.monthBefore(month)) months.add(month);
  }
  return months;
}

/** Of changed months, of the newest months before and now (an older one is complete), and their neighbours, which link to them. */
function archivesOf(before: Facts, draft: Draft, feed: Feed, changed: ReadonlySet<string>, site: Site): Set<OutputKey> {
  const [had, has] = [new FeedArchives(before, feed, site), new FeedArchives(draft, feed, site)];
  // With the first entry beyond the feed's limit, all appear.
  const appear = (had.last() === undefined) !== (has.last() === undefined);
  const newest = [had.window.newestMonth(), has.window.newestMonth()].filter((month) => month !== undefined);
  const months = new Set([...changed, ...newest, ...(appear ? allMonths(before, draft, feed, site) : [])]);
  const found = new Set<OutputKey>();
  for (const archives of [had, has]) {
    for (const month of months) {
      const parts = Array.from({ length: archives.partsOf(month) }, (_, index) => archives.archive(month, index + 1));
      const [older, newer] = [archives.window.monthBefore(month), archives.window.monthAfter(month)];
      const neighbours = [
        ...(older === undefined ? [] : [archives.archive(older, archives.partsOf(older))]),
        ...(newer === undefined ? [] : [archives.archive(newer, 1)]),
      ];
      for (const archive of [...parts, ...neighbours]) {
        const key = encodeOutput(archive);
        if (has.has(archive) || outputRow(draft, key)) found.add(key);
      }
    }
  }
  return found;
}
