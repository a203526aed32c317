/** The catalog's rows -> which feeds there are, what each shows, and which changed. */

import { digest } from '../hash.ts';
import {
  type FeedHead,
  type FeedKey,
  FORMATS,
  type Format,
  type Instant,
  type Key,
  type Site,
  TAXONOMIES,
  type Taxonomy,
} from '../model.ts';
import { type Catalog, type Row, type Version, visible } from './catalog.ts';
import type { Slugs } from './terms.ts';

/** What a feed shows: rows in order, newest first. */
export type Window = { key: Key; version: Version }[];

/** Newest first; posts of the same instant by file name. */
function inFeeds(rows: ReadonlyMap<Key, Row>, moment: Instant): Window {
  const shown = [...rows].flatMap(([key, row]) => {
    const version = visible(row, moment);
    return version ? [{ key, version }] : [];
  });
  const before = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return shown.sort((a, b) => before(b.version.published, a.version.published) || before(a.key, b.key));
}

/** Names of terms that posts in the feeds have, and those that will be: an entry is rendered once, before its time, with the slugs in it. */
export function termNames(rows: ReadonlyMap<Key, Row>, moment: Instant): Record<Taxonomy, Set<string>> {
  const names = { categories: new Set<string>(), tags: new Set<string>(), authors: new Set<string>() };
  for (const row of rows.values()) {
    const version = row.state === 'scheduled' ? row.version : visible(row, moment);
    if (!version) continue;
    for (const taxonomy of TAXONOMIES) for (const name of version.terms[taxonomy]) names[taxonomy].add(name);
  }
  return names;
}

/**
 * Every feed's window. A feed that once was stays, if empty: subscribers get no 404.
 * @param known feeds that have been published before
 */
export function windows(
  rows: ReadonlyMap<Key, Row>,
  slugs: Slugs,
  site: Site,
  moment: Instant,
  known: Iterable<FeedKey>,
): Map<FeedKey, Window> {
  const feeds = new Map<FeedKey, Window>([['main', []]]);
  for (const feed of known) feeds.set(feed, []);
  const add = (feed: FeedKey, shown: Window[number]) => {
    const window = feeds.get(feed) ?? [];
    if (window.length === 0) feeds.set(feed, window);
    if (window.length < site.limit) window.push(shown);
  };
  for (const shown of inFeeds(rows, moment)) {
    add('main', shown);
    for (const taxonomy of site.terms) {
      for (const name of shown.version.terms[taxonomy]) add(`${taxonomy}/${slugs[taxonomy][name]}`, shown);
    }
  }
  return feeds;
}

/** Names of term feeds by key; a feed whose term is forgotten is called by its slug. */
export function feedNames(slugs: Slugs): Map<FeedKey, string> {
  return new Map(
    TAXONOMIES.flatMap((taxonomy) => Object.entries(slugs[taxonomy]).map(([name, slug]) => [`${taxonomy}/${slug}`, name] as const)),
  );
}

/** @param path where a feed's document is, from the root of what is public; undefined for a format that is not written */
export type DocumentPath = (feed: FeedKey, format: Format, names: Site['feeds']) => string | undefined;

export function feedHead(feed: FeedKey, name: string | undefined, site: Site, path: DocumentPath): FeedHead {
  const term = feed === 'main' ? undefined : (name ?? feed.split('/').at(-1));
  const self = FORMATS.flatMap((format) => {
    const below = path(feed, format, site.feeds);
    return below === undefined ? [] : [[format, site.feedLink + below.split('/').map(encodeURIComponent).join('/')] as const];
  });
  return {
    feed,
    title: term === undefined ? site.title : `${site.title}: ${term}`,
    link: site.link,
    description: site.description,
    language: site.language,
    authors: site.authors,
    ...(site.copyright ? { copyright: site.copyright } : {}),
    ...(site.icon ? { icon: site.icon } : {}),
    ...(site.logo ? { logo: site.logo } : {}),
    content: site.content,
    self: Object.fromEntries(self),
  };
}

/** Names what a feed shows: equal digests, equal documents (but for the stamp). An entry's hash stands for all of the entry. */
export const feedDigest = (head: FeedHead, window: Window, renderer: number): string =>
  digest(
    renderer,
    head,
    window.map(({ version }) => version.entry),
  );

/**
 * Stamps every feed that shows something else than before, and owes its documents.
 * @param unfit feeds whose documents were found not to be what the catalog says
 */
export function stampFeeds(
  before: Catalog,
  next: Pick<Catalog, 'rev' | 'slugs' | 'site' | 'renderers'>,
  shown: Map<FeedKey, Window>,
  path: DocumentPath,
  unfit: ReadonlySet<FeedKey>,
) {
  const feeds = { ...before.feeds };
  const pending = { ...before.pending };
  const names = feedNames(next.slugs);
  for (const [feed, window] of shown) {
    const now = feedDigest(feedHead(feed, names.get(feed), next.site, path), window, next.renderers.documents);
    if (feeds[feed]?.digest === now && !unfit.has(feed)) continue;
    feeds[feed] = { rev: next.rev, digest: now, entries: window.length };
    pending[feed] = next.rev;
  }
  return { feeds, pending };
}

/** A feed that showed at least so many entries is watched. */
const WATCHED = 4;

/** Feeds that lost more than half of their entries at once: perhaps meant, perhaps a mistake that someone wants to know of. */
export const shrunkFeeds = (before: Catalog['feeds'], after: Catalog['feeds']): FeedKey[] =>
  Object.keys(after).filter((feed) => {
    const [had, has] = [before[feed]?.entries ?? 0, after[feed]?.entries ?? 0];
    return had >= WATCHED && has < had / 2;
  });
