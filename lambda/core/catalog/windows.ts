import type { Instant, Key, OutputKey, Site, Taxonomy } from '../model.ts';
import { TAXONOMIES } from '../model.ts';
import { cutArchives } from './archives.ts';
import { isRendered, listed, type Row, type Version, visible, type Window } from './catalog.ts';
import { type Archive, decodeOutput, encodeOutput, type Feed, feedKey, MAIN, type Output, publicFeed } from './outputs.ts';
import { byTaxonomy, type Slugs } from './terms.ts';

export interface View {
  output: Output;
  window: Window;
  entries: number;
  /** The next older one. */
  previous?: Archive;
  /** The next newer one. */
  next?: Archive;
  /** Only of the main page and the OPML. */
  terms?: { feed: TermFeed; posts: number }[];
}

type TermFeed = Feed & { kind: 'term' };

export const emptyView = (output: Output): View => ({ output, window: [], entries: 0 });

export const ON_PAGE = 10;

const inFeeds = (rows: ReadonlyMap<Key, Row>, moment: Instant): Window => inOrder(rows, (row) => listed(row, moment));

const inPreview = (rows: ReadonlyMap<Key, Row>): Window =>
  inOrder(rows, ({ state, version }) => ((state === 'draft' || state === 'scheduled') && version?.entry ? version : undefined));

/** Newest first, then by key. */
function inOrder(rows: ReadonlyMap<Key, Row>, shownOf: (row: Row) => Version | undefined): Window {
  const shown = [...rows].flatMap(([key, row]) => {
    const version = shownOf(row);
    return version ? [{ key, version }] : [];
  });
  const before = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return shown.sort((a, b) => before(b.version.published, a.version.published) || before(a.key, b.key));
}

/** Includes scheduled posts, whose entries are rendered with slugs. */
export function termNames(rows: ReadonlyMap<Key, Row>, site: Site, moment: Instant): Record<Taxonomy, Set<string>> {
  const names = byTaxonomy(() => new Set<string>());
  for (const row of rows.values()) {
    const version = isRendered(row, site) ? row.version : visible(row, moment);
    if (!version) continue;
    for (const taxonomy of TAXONOMIES) for (const name of version.terms[taxonomy]) names[taxonomy].add(name);
  }
  return names;
}

/** Newest first. With language feeds, a foreign post is only in its own: other feeds declare the blog's language. */
function entriesByFeed(
  rows: ReadonlyMap<Key, Row>,
  slugs: Slugs,
  { terms }: Site,
  moment: Instant,
): { main: Window; byTerm: Map<OutputKey, { feed: TermFeed; entries: Window }> } {
  const all = inFeeds(rows, moment);
  const isForeign = ({ version }: Window[number]) => terms.includes('languages') && version.terms.languages.length > 0;
  const byTerm = new Map<OutputKey, { feed: TermFeed; entries: Window }>();
  for (const entry of all) {
    for (const taxonomy of isForeign(entry) ? (['languages'] as const) : terms) {
      for (const name of entry.version.terms[taxonomy]) {
        const feed = { kind: 'term' as const, taxonomy, slug: slugs[taxonomy][name] ?? '' };
        const known = byTerm.get(feedKey(feed));
        if (known) known.entries.push(entry);
        else byTerm.set(feedKey(feed), { feed, entries: [entry] });
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

/** Published outputs stay when empty, so that subscribers get no 404. */
export function views(
  rows: ReadonlyMap<Key, Row>,
  slugs: Slugs,
  site: Site,
  moment: Instant,
  known: Iterable<OutputKey>,
): Map<OutputKey, View> {
  const found = new Map<OutputKey, View>();
  const add = (view: View) => found.set(encodeOutput(view.output), view);
  for (const key of known) {
    const output = decodeOutput(key);
    if (output) add(emptyView(output));
  }
  const { main, byTerm } = entriesByFeed(rows, slugs, site, moment);
  const terms = [...byTerm].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { feed, entries }]) => ({ feed, posts: entries.length }));
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

/** Smaller feeds are not watched. */
const WATCHED = 4;

export const shrunkFeeds = (before: Record<OutputKey, { entries: number }>, after: Record<OutputKey, { entries: number }>): OutputKey[] =>
  Object.keys(after).filter((feed) => {
    const [had, has] = [before[feed]?.entries ?? 0, after[feed]?.entries ?? 0];
    return publicFeed(feed) !== undefined && had >= WATCHED && has < had / 2;
  });
