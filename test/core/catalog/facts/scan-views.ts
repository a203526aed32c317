/** Views by a scan of all rows, to compare with the indexes. */

import { listed, type Row, type Version } from '../../../../lambda/core/catalog/catalog.ts';
import { ARCHIVE_SIZE } from '../../../../lambda/core/catalog/facts/feed-archives.ts';
import {
  type Archive,
  decodeOutput,
  encodeOutput,
  type Feed,
  feedKey,
  MAIN,
  type Output,
} from '../../../../lambda/core/catalog/outputs.ts';
import type { Slugs } from '../../../../lambda/core/catalog/terms.ts';
import type { Instant, Key, OutputKey, Site } from '../../../../lambda/core/model.ts';

type Window = { key: Key; version: Version }[];

export interface Cut {
  live: Window;
  /** Oldest first. The newest archived entries are also in the feed. */
  archives: { output: Archive; window: Window }[];
}

/**
 * Archives complete months in UTC, and full parts of the newest month. Independent of the clock: equal posts give equal
 * documents.
 * @param entries newest first
 * @param limit minimum entries in the feed
 */
export function cutArchives(feed: Feed, entries: Window, limit: number): Cut {
  const [newest] = entries;
  if (newest === undefined || entries.length <= limit) return { live: entries, archives: [] };
  const months = new Map<string, Window>();
  for (const entry of entries.toReversed()) {
    const month = monthOf(entry);
    const sameMonth = months.get(month);
    if (sameMonth) sameMonth.push(entry);
    else months.set(month, [entry]);
  }
  const archives = [...months].flatMap(([month, oldestFirst]) => {
    const isOpen = month === monthOf(newest);
    const parts = Array.from({ length: Math.ceil(oldestFirst.length / ARCHIVE_SIZE) }, (_, index) =>
      oldestFirst.slice(index * ARCHIVE_SIZE, (index + 1) * ARCHIVE_SIZE).reverse(),
    );
    return parts.flatMap((window, index): Cut['archives'] =>
      isOpen && window.length < ARCHIVE_SIZE ? [] : [{ output: { kind: 'archive', of: feed, month, part: index + 1 }, window }],
    );
  });
  const archived = archives.reduce((sum, { window }) => sum + window.length, 0);
  return { live: entries.slice(0, Math.max(limit, entries.length - archived)), archives };
}

const monthOf = ({ version }: Window[number]): string => version.published.slice(0, 7);

export interface View {
  output: Output;
  window: Window;
  /** Number of entries: of a feed with its archives; of an archive or a page, its own. */
  entries: number;
  /** With the next older entries. */
  previous?: Archive;
  /** For an archive: with the next newer entries. */
  next?: Archive;
  /** For the blog's page and the list of all feeds: terms of published posts, sorted by key. */
  terms?: { feed: TermFeed; name: string; posts: number }[];
}

type TermFeed = Feed & { kind: 'term' };

export const emptyView = (output: Output): View => ({ output, window: [], entries: 0 });

const ON_PAGE = 10;

const inFeeds = (rows: ReadonlyMap<Key, Row>, moment: Instant): Window => inOrder(rows, (row) => listed(row, moment));

const inPreview = (rows: ReadonlyMap<Key, Row>): Window =>
  inOrder(rows, ({ state, version }) => ((state === 'draft' || state === 'scheduled') && version?.entry ? version : undefined));

/** Newest first; posts of the same instant by file name. */
function inOrder(rows: ReadonlyMap<Key, Row>, shownOf: (row: Row) => Version | undefined): Window {
  const shown = [...rows].flatMap(([key, row]) => {
    const version = shownOf(row);
    return version ? [{ key, version }] : [];
  });
  const before = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return shown.sort((a, b) => before(b.version.published, a.version.published) || before(a.key, b.key));
}

/**
 * The entries of every feed, newest first. Where languages have their own feeds, a post in another language than the blog's is
 * only in that feed, because all other feeds declare the blog's language.
 */
function entriesByFeed(
  rows: ReadonlyMap<Key, Row>,
  slugs: Slugs,
  { terms }: Site,
  moment: Instant,
): { main: Window; byTerm: Map<OutputKey, { feed: TermFeed; name: string; entries: Window }> } {
  const all = inFeeds(rows, moment);
  const isForeign = ({ version }: Window[number]) => terms.includes('languages') && version.terms.languages.length > 0;
  const byTerm = new Map<OutputKey, { feed: TermFeed; name: string; entries: Window }>();
  for (const entry of all) {
    for (const taxonomy of isForeign(entry) ? (['languages'] as const) : terms) {
      for (const name of entry.version.terms[taxonomy] ?? []) {
        const feed = { kind: 'term' as const, taxonomy, slug: slugs[taxonomy]?.[name] ?? '' };
        const published = byTerm.get(feedKey(feed));
        if (published) published.entries.push(entry);
        else byTerm.set(feedKey(feed), { feed, name, entries: [entry] });
      }
    }
  }
  return { main: all.filter((entry) => !isForeign(entry)), byTerm };
}

function viewsOfFeed(feed: Feed, entries: Window, { archives: archived, limit, pages }: Site, terms: NonNullable<View['terms']>): View[] {
  const isArchived = archived === 'all' || (archived === 'main' && feed.kind === 'main');
  const { live, archives } = isArchived ? cutArchives(feed, entries, limit) : { live: entries.slice(0, limit), archives: [] };
  const onPage = entries.slice(0, ON_PAGE);
  const page: View = { output: { kind: 'page', of: feed }, window: onPage, entries: onPage.length, ...(feed.kind === 'main' && { terms }) };
  return [
    { output: { kind: 'feed', of: feed }, window: live, entries: entries.length, ...previous(archives.at(-1)) },
    ...(pages ? [page] : []),
    ...archives.map(({ output, window }, index) => {
      const next = archives[index + 1]?.output;
      return { output, window, entries: window.length, ...previous(archives[index - 1]), ...(next && { next }) };
    }),
  ];
}

const previous = (archive: { output: Archive } | undefined): Pick<View, 'previous'> => (archive ? { previous: archive.output } : {});

/**
 * The view of every output. A published feed without posts remains as an empty feed, so that subscribers get no 404.
 * @param published keys of outputs published before
 */
export function views(
  rows: ReadonlyMap<Key, Row>,
  slugs: Slugs,
  site: Site,
  moment: Instant,
  published: Iterable<OutputKey>,
): Map<OutputKey, View> {
  const found = new Map<OutputKey, View>();
  const add = (view: View) => found.set(encodeOutput(view.output), view);
  for (const key of published) {
    const output = decodeOutput(key);
    if (output) add(emptyView(output));
  }
  const { main, byTerm } = entriesByFeed(rows, slugs, site, moment);
  const terms = [...byTerm]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { feed, name, entries }]) => ({
      ...{ feed, name, posts: entries.length },
      ...(entries[0] ? { newest: entries[0].version.published } : {}),
    }));
  if (site.preview !== undefined) {
    const feed: Feed = { kind: 'preview', secret: site.preview };
    const window = inPreview(rows).slice(0, site.limit);
    for (const kind of site.pages ? (['feed', 'page'] as const) : (['feed'] as const))
      add({ output: { kind, of: feed }, window, entries: window.length });
  }
  if (site.opml) add({ ...emptyView({ kind: 'opml' }), terms });
  for (const { feed, entries } of [{ feed: MAIN, entries: main }, ...byTerm.values()])
    for (const view of viewsOfFeed(feed, entries, site, terms)) add(view);
  return found;
}
