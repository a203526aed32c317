/** The catalog's rows -> which outputs there are, and what each shows. */
import type { FeedKey, Instant, Key, Site, Taxonomy } from '../model.ts';
import { TAXONOMIES } from '../model.ts';
import { cutArchives } from './archives.ts';
import { isRendered, listed, type Row, type Version, visible, type Window } from './catalog.ts';
import { isFeed, OPML, pageOf, previewFeed, termFeed } from './outputs.ts';
import { byTaxonomy, type Slugs } from './terms.ts';

/** What the documents of an output show: of a feed, an archive, a page, the list of all feeds. */
export interface View {
  window: Window;
  /** Entries of the feed, those among them that only its archives show; of an archive, its own. */
  entries: number;
  /** The archive with the next older entries. */
  previous?: FeedKey;
  /** Of an archive: the archive with the next newer entries. */
  next?: FeedKey;
  /** Of the blog's page and of the list of all feeds: the terms that posts have, by key. */
  terms?: { feed: FeedKey; posts: number }[];
}

/** Entries on a page. */
const ON_PAGE = 10;

const inFeeds = (rows: ReadonlyMap<Key, Row>, moment: Instant): Window => inOrder(rows, (row) => listed(row, moment));

/** Drafts, and posts to come. */
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

/** Names of terms that published posts have, and others that are rendered: an entry is rendered once, before its time, with the slugs in it. */
export function termNames(rows: ReadonlyMap<Key, Row>, site: Site, moment: Instant): Record<Taxonomy, Set<string>> {
  const names = byTaxonomy(() => new Set<string>());
  for (const row of rows.values()) {
    const version = isRendered(row.state, site) ? row.version : visible(row, moment);
    if (!version) continue;
    for (const taxonomy of TAXONOMIES) for (const name of version.terms[taxonomy]) names[taxonomy].add(name);
  }
  return names;
}

/**
 * Every feed's entries, newest first. Where languages have feeds of their own, what is in another language than the blog's is in that feed
 * alone: all others say that they are in the blog's.
 */
function entriesByFeed(rows: ReadonlyMap<Key, Row>, slugs: Slugs, { terms }: Site, moment: Instant): Map<FeedKey, Window> {
  const all = inFeeds(rows, moment);
  const isForeign = ({ version }: Window[number]) => terms.includes('languages') && version.terms.languages.length > 0;
  const feeds = new Map<FeedKey, Window>([['main', all.filter((shown) => !isForeign(shown))]]);
  for (const shown of all) {
    for (const taxonomy of isForeign(shown) ? (['languages'] as const) : terms) {
      for (const name of shown.version.terms[taxonomy]) {
        const feed = termFeed(taxonomy, slugs[taxonomy][name] ?? '');
        const there = feeds.get(feed);
        if (there) there.push(shown);
        else feeds.set(feed, [shown]);
      }
    }
  }
  return feeds;
}

/**
 * What every output shows. One that once was stays, if empty: subscribers get no 404.
 * @param known those that have been published before
 */
export function views(
  rows: ReadonlyMap<Key, Row>,
  slugs: Slugs,
  site: Site,
  moment: Instant,
  known: Iterable<FeedKey>,
): Map<FeedKey, View> {
  const shown = new Map<FeedKey, View>();
  for (const key of known) shown.set(key, { window: [], entries: 0 });
  const feeds = entriesByFeed(rows, slugs, site, moment);
  const terms = [...feeds].flatMap(([feed, { length }]) => (feed === 'main' ? [] : [{ feed, posts: length }]));
  terms.sort((a, b) => (a.feed < b.feed ? -1 : 1));
  if (site.preview !== undefined) {
    const [feed, window] = [previewFeed(site.preview), inPreview(rows).slice(0, site.limit)];
    for (const output of site.pages ? [feed, pageOf(feed)] : [feed]) shown.set(output, { window, entries: window.length });
  }
  if (site.opml) shown.set(OPML, { window: [], entries: 0, terms });
  for (const [feed, entries] of feeds) {
    const isKept = site.archives === 'all' || (site.archives === 'main' && feed === 'main');
    const { live, archives } = isKept ? cutArchives(feed, entries, site.limit) : { live: entries.slice(0, site.limit), archives: [] };
    shown.set(feed, { window: live, entries: entries.length, ...previous(archives.at(-1)) });
    const onPage = entries.slice(0, ON_PAGE);
    if (site.pages) shown.set(pageOf(feed), { window: onPage, entries: onPage.length, ...(feed === 'main' ? { terms } : {}) });
    for (const [index, [key, window]] of archives.entries()) {
      const next = archives[index + 1]?.[0];
      shown.set(key, { window, entries: window.length, ...previous(archives[index - 1]), ...(next && { next }) });
    }
  }
  return shown;
}

const previous = (archive: [FeedKey, Window] | undefined): Pick<View, 'previous'> => (archive ? { previous: archive[0] } : {});

/** A feed that had at least so many entries is watched. */
const WATCHED = 4;

/** Feeds that lost more than half of their entries at once: perhaps meant, perhaps a mistake that someone wants to know of. */
export const shrunkFeeds = (before: Record<FeedKey, { entries: number }>, after: Record<FeedKey, { entries: number }>): FeedKey[] =>
  Object.keys(after).filter((feed) => {
    const [had, has] = [before[feed]?.entries ?? 0, after[feed]?.entries ?? 0];
    return isFeed(feed) && had >= WATCHED && has < had / 2;
  });
