/** Which outputs show something else than before, from what a run changed. */
import { hasEpisodeFolder } from '../document-names.ts';
import type { FeedHead } from '../feed/feed-document.ts';
import { digest } from '../hash.ts';
import type { Key, OutputKey, Site } from '../model.ts';
import type { Facts, Json } from '../tree/facts.ts';
import { readTogether } from '../tree/missing.ts';
import type { FeedRow, Head, Renderers } from './catalog.ts';
import type { Draft } from './facts/draft.ts';
import { factKey, outputKey, PENDING } from './facts/fact-keys.ts';
import { FeedArchives } from './facts/feed-archives.ts';
import { FeedWindow, isConfigured, isSplit } from './facts/feed-window.ts';
import { EPISODE, PREVIEW_WINDOW } from './facts/indexed.ts';
import { feedOf, nameOf, outputRow, postsMarked } from './facts/questions.ts';
import { showOf } from './facts/show-of.ts';
import { countEdits } from './facts/term-counts.ts';
import { type View, viewOf } from './facts/views.ts';
import { addMonth, addTime, FIRST_HEAD, type HeadsPortion, headsPortion, type Months, WHOLE_MONTH } from './heads-job.ts';
import { namesIn } from './outbox.ts';
import { decodeOutput, encodeOutput, type Feed, feedKey, isOwn, MAIN, ownFeedKey, publicFeed } from './outputs.ts';
import { headOf, type OutputHead, type PageHead } from './pages.ts';

/** Equal digests mean equal documents, apart from the version stamp. */
export const outputDigest = (head: FeedHead | PageHead | Record<string, never>, window: View['window'], renderer: number): string =>
  digest(
    renderer,
    head,
    window.map(({ entry }) => entry),
  );

const digestOf = (head: OutputHead, { window }: View, { pages, documents }: Renderers): string =>
  head.kind === 'feed' ? outputDigest(head.feed, window, documents) : outputDigest(head.kind === 'page' ? head.page : {}, window, pages);

export interface Changes {
  /** Their documents differ from the catalog. */
  outOfDate: ReadonlySet<OutputKey>;
  /** With documents, known to the catalog or not. */
  published: Iterable<OutputKey>;
  /** Where a portion of all outputs begins: see `heads-job.ts`. @default none */
  heads?: string | undefined;
  /** Entries and rows of a portion. */
  most: number;
}

/** An output's rows before and after. */
export interface OutputChange {
  before: FeedRow | undefined;
  now: FeedRow;
}

/**
 * Sets rows, and adds outputs to the outbox.
 * @returns with the beginning of the next portion of heads, after a portion
 */
export function markChangedOutputs(
  before: Facts,
  draft: Draft,
  next: Pick<Head, 'rev' | 'site' | 'renderers'>,
  changes: Changes,
): { changed: Map<OutputKey, OutputChange>; heads?: { next: string | undefined } } {
  const changed = new Map<OutputKey, OutputChange>();
  const names = { get: (feed: OutputKey) => nameOf(draft, feed) };
  // The first post in another language can change every feed.
  const from = isSplit(before, next.site) === isSplit(draft, next.site) ? changes.heads : FIRST_HEAD;
  const heads = from === undefined ? undefined : headsPortion(draft, from, changes.most);
  const outputs = [...candidates(before, draft, next.site, changes, { isFirst: from === FIRST_HEAD, heads })].flatMap((name) => {
    const output = decodeOutput(name);
    return output ? [{ name, output }] : [];
  });
  // Views and heads of many outputs take much memory, so only digests are kept.
  const shown = readTogether(
    outputs.map(({ name, output }) => () => {
      const view = viewOf(draft, output, next.site);
      const head = headOf(output, view, names, next.site);
      return { name, entries: view.entries, digest: digestOf(head, view, next.renderers), last: outputRow(draft, name) };
    }),
  );
  for (const { name, entries, digest: now, last } of shown) {
    const key = outputKey(feedOf(name), name);
    if (last?.digest === now && !changes.outOfDate.has(name)) {
      if (last.entries !== entries) draft.set(key, { ...last, entries } as unknown as Json);
      continue;
    }
    const row = { rev: next.rev, digest: now, entries, ...etagsFor(last, draft.get(factKey(PENDING, name)) !== undefined) };
    changed.set(name, { before: last, now: row });
    draft.set(key, row);
    draft.set(factKey(PENDING, name), next.rev);
  }
  return { changed, ...(heads ? { heads: { next: heads.next } } : {}) };
}

/** While an output is pending, another run may be replacing the documents. */
const etagsFor = (last: FeedRow | undefined, isPending: boolean): Pick<FeedRow, 'etags'> =>
  last?.etags === undefined || isPending ? {} : { etags: last.etags };

/** May show something else. */
function candidates(
  before: Facts,
  draft: Draft,
  site: Site,
  { outOfDate, published }: Changes,
  { isFirst, heads }: { isFirst: boolean; heads: HeadsPortion | undefined },
): Set<OutputKey> {
  const months = changedMonths(draft);
  const termsChanged = countTerms(before, draft, months.keys()) || isFirst;
  for (const [feed, added] of heads?.months ?? []) months.set(feed, new Map([...(months.get(feed) ?? []), ...added]));
  const found = new Set<OutputKey>([...outOfDate, ...published, ...(heads?.outputs ?? [])]);
  // A document that is still to be written shows the configuration of its row's digest.
  if (isFirst) for (const output of namesIn(before, PENDING)) found.add(output);
  const alwaysThere = isFirst ? ['main', ...Object.keys(site.ownFeeds ?? {}).map(ownFeedKey)] : [];
  const feeds = [...new Set([...alwaysThere, ...months.keys()])].flatMap((key) => publicFeed(key) ?? []);
  const outputsOf = (feed: Feed): OutputKey[] => {
    const key = feedKey(feed);
    const isShown = feed.kind === 'main' || (isOwn(feed) && isConfigured(feed, site)) || new FeedWindow(draft, feed, site).size > 0;
    const own = [key, encodeOutput({ kind: 'page', of: feed })].filter(
      (output) => outputRow(draft, output) || (isShown && (output === key || site.pages)),
    );
    return [...own, ...archivesOf(before, draft, feed, months.get(key) ?? new Map<string, string>(), site)];
  };
  for (const outputs of readTogether(feeds.map((feed) => () => outputsOf(feed)))) for (const output of outputs) found.add(output);
  if (site.preview !== undefined && (isFirst || months.has(PREVIEW_WINDOW))) {
    const of: Feed = { kind: 'preview', secret: site.preview };
    for (const kind of site.pages ? (['feed', 'page'] as const) : (['feed'] as const)) found.add(encodeOutput({ kind, of }));
  }
  const posts = new Set([...draft.touched(), ...(isFirst ? postsMarked(draft, EPISODE) : [])]);
  for (const output of readTogether([...posts].map((key) => () => ofEpisode(draft, key, site))).flat()) found.add(output);
  for (const taxonomy of Object.keys(site.termLists ?? {}))
    if (isFirst || (termsChanged && feeds.some((feed) => feed.kind === 'term' && feed.taxonomy === taxonomy)))
      found.add(encodeOutput({ kind: 'terms', taxonomy }));
  if (termsChanged && site.opml) found.add(encodeOutput({ kind: 'opml' }));
  if (termsChanged && site.pages) found.add(encodeOutput({ kind: 'page', of: MAIN }));
  return found;
}

/** Of a changed post: what it has now, and what it had. */
function ofEpisode(draft: Draft, post: Key, site: Site): OutputKey[] {
  const [now, before] = [draft.row(post)?.version, draft.rowBefore(post)?.version];
  if (!(now?.episode || before?.episode) || !hasEpisodeFolder(post)) return [];
  const of = { kind: 'episode', post } as const;
  const hasPage = site.pages && now?.episode !== undefined && showOf(draft, post, now, site) !== undefined;
  const outputs = [
    { name: encodeOutput({ kind: 'page', of }), isShown: hasPage },
    { name: encodeOutput({ kind: 'chapters', of }), isShown: now?.episode === 'chapters' },
  ];
  return outputs.flatMap(({ name, isShown }) => (isShown || outputRow(draft, name) ? [name] : []));
}

/** @returns whether a number changed */
function countTerms(before: Facts, draft: Draft, feeds: Iterable<OutputKey>): boolean {
  const edits = readTogether([...feeds].map((key) => () => countEdits(before, draft, key))).flat();
  for (const [name, value] of edits) draft.set(name, value);
  return edits.length > 0;
}

/** For a run that writes no outputs. */
export const countChangedTerms = (before: Facts, draft: Draft): boolean => countTerms(before, draft, changedMonths(draft).keys());

/** By feed, the months with changed entries. */
function changedMonths(draft: Draft): Months {
  const months: Months = new Map();
  for (const key of draft.changed()) addMonth(months, key);
  return months;
}

/** Newer than all of the month. */
const endOf = (month: string): string => `${month}-99`;

function allMonths(before: Facts, draft: Draft, feed: Feed, site: Site): Set<string> {
  const months = new Set<string>();
  for (const facts of [before, draft]) {
    const { window } = new FeedArchives(facts, feed, site);
    for (let month = window.newestMonth(); month !== undefined; month = window.monthBefore(month)) months.add(month);
  }
  return months;
}

/**
 * Of changed months from their oldest change on, of the end of the newest months before and now (an older one is complete), and their
 * neighbours, which link to them.
 */
function archivesOf(before: Facts, draft: Draft, feed: Feed, changed: ReadonlyMap<string, string>, site: Site): Set<OutputKey> {
  const [had, has] = [new FeedArchives(before, feed, site), new FeedArchives(draft, feed, site)];
  // With the first entry beyond the feed's limit, all appear.
  const appear = (had.last() === undefined) !== (has.last() === undefined);
  const months = new Map(changed);
  for (const month of [had.window.newestMonth(), has.window.newestMonth()]) if (month !== undefined) addTime(months, month, endOf(month));
  if (appear) for (const month of allMonths(before, draft, feed, site)) months.set(month, WHOLE_MONTH);
  const found = new Set<OutputKey>();
  for (const archives of [had, has]) {
    for (const [month, oldest] of months) {
      // The part before links to it.
      const first = Math.max(1, oldest === WHOLE_MONTH ? 1 : archives.partAt(month, oldest) - 1);
      const parts = Array.from({ length: Math.max(0, archives.partsOf(month) - first + 1) }, (_, index) =>
        archives.archive(month, first + index),
      );
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
