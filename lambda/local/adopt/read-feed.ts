import { Parser } from 'htmlparser2';
import type { AdoptedItem } from '../../core/catalog/catalog.ts';
import { type Contents, type Members, type Paths, readXml } from '../../core/feed/contents.ts';
import { legal } from '../../core/feed/xml-text.ts';
import type { Format, Instant } from '../../core/model.ts';
import { parseDate } from '../../core/text/date.ts';
import { isMap } from '../../core/text/is-map.ts';

export interface ForeignFeed {
  format: Format;
  /** The feed's own address, absolute. */
  self?: string;
  items: AdoptedItem[];
  /** Of a podcast. */
  guid?: string;
  /** Without usable id. */
  nameless: number;
  /** Further pages, absolute. */
  more: string[];
}

/** Names, best first. */
interface Kind extends Paths {
  format: Format;
  id: string[];
  link: string[];
  published: string[];
  updated: string[];
  more: string[];
}

const ATOM = 'http://www.w3.org/2005/Atom';
const DC = 'http://purl.org/dc/elements/1.1/';
const TERMS = 'http://purl.org/dc/terms/';
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const RSS_1 = 'http://purl.org/rss/1.0/';
/** FeedBurner's `link` only counts clicks. */
const ORIGINAL_LINK = '{http://rssnamespace.org/feedburner/ext/1.0}origLink';

/** Readers use the link if there is no guid. */
const rss = {
  id: ['guid', 'link'],
  link: [ORIGINAL_LINK, 'link', `{${ATOM}}link alternate`],
  published: ['pubDate', `{${DC}}date`, `{${ATOM}}published`],
  updated: [`{${ATOM}}updated`, `{${TERMS}}modified`],
  // RFC 5005 sections 3 and 4.
  more: [`{${ATOM}}link next`, `{${ATOM}}link prev-archive`],
};
const atom = {
  id: ['id', 'link alternate'],
  link: [ORIGINAL_LINK, 'link alternate'],
  published: ['published', 'issued', 'created', 'updated'],
  updated: ['updated', 'modified'],
  more: ['link next', 'link prev-archive'],
};

const KINDS: Kind[] = [
  { format: 'rss', namespace: '', feed: '/rss/channel', entry: '/rss/channel/item', ...rss },
  { format: 'atom', namespace: ATOM, feed: '/feed', entry: '/feed/entry', ...atom },
  { format: 'rss', namespace: RSS_1, feed: `/{${RDF}}RDF/channel`, entry: `/{${RDF}}RDF/item`, ...rss },
  { format: 'atom', namespace: 'http://purl.org/atom/ns#', feed: '/feed', entry: '/feed/entry', ...atom },
];

/**
 * @param place for messages and relative addresses
 * @throws Error if not well-formed
 */
export function readFeed(text: string, place: string): ForeignFeed {
  if (text.trim() === '') throw new Error(`${place}: there is nothing in it; name a feed`);
  if (text.trimStart().startsWith('{')) return readJsonFeed(text, place);
  if (/<!doctype html|<html[\s>]/i.test(text.slice(0, 2_000))) throw pageError(text, place);
  for (const kind of KINDS) {
    const contents = readAs(kind, text, place);
    if (contents.feed.size + contents.entries.length > 0) return fromXml(contents, kind, place);
  }
  throw new Error(`${place}: this is XML, but not a feed; name one in RSS, Atom or JSON Feed`);
}

function readAs(kind: Kind, text: string, place: string): Contents {
  try {
    return readXml(text, kind, true);
  } catch (error) {
    const [, at = '', what] = /^(\d+:\d+: )?(.*)/.exec(error instanceof Error ? error.message : String(error)) ?? [];
    throw new Error(
      `${place}:${at.trimEnd()} this is no well-formed XML (${what}), so nothing of it is adopted; mend it, or save the feed again`,
    );
  }
}

const GUIDS = ['https://podcastindex.org/namespace/1.0', 'https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md'].map(
  (uri) => `{${uri}}guid`,
);

const first = (members: Members, names: string[]): string | undefined =>
  names.map((name) => members.get(name)?.trim()).find((text) => text !== undefined && text !== '');

function fromXml({ feed, entries }: Contents, kind: Kind, place: string): ForeignFeed {
  const self = first(feed, ['link self', `{${ATOM}}link self`]);
  const base = [place, self, first(feed, kind.link)].find(isAddress);
  const items = entries.map((entry) => ({
    id: first(entry, kind.id),
    link: first(entry, kind.link),
    title: first(entry, ['title']) ?? '',
    published: first(entry, kind.published),
    updated: first(entry, kind.updated),
  }));
  const more = kind.more.map((name) => feed.get(name));
  const guid = first(feed, GUIDS);
  return { ...feedOf(items, more, base), format: kind.format, ...selfOf(self, base), ...(guid && { guid }) };
}

function readJsonFeed(text: string, place: string): ForeignFeed {
  const feed = parsed(text, place);
  if (!isMap(feed) || !Array.isArray(feed.items))
    throw new Error(`${place}: this is JSON, but not a JSON Feed: it has no items; name a feed`);
  const items = feed.items.filter(isMap).map((item) => ({
    id: stringIn(item.id) ?? stringIn(item.url),
    link: stringIn(item.url) ?? stringIn(item.external_url),
    title: stringIn(item.title) ?? '',
    published: stringIn(item.date_published),
    updated: stringIn(item.date_modified),
  }));
  const self = stringIn(feed.feed_url);
  const base = [place, self, stringIn(feed.home_page_url)].find(isAddress);
  return { ...feedOf(items, [stringIn(feed.next_url)], base), format: 'json', ...selfOf(self, base) };
}

function parsed(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(
      `${place}: this is no JSON (${error instanceof Error ? error.message : error}), so nothing of it is adopted; save the feed again`,
    );
  }
}

/** JSON Feed 1.1, "Items": numeric ids are text. */
const stringIn = (value: unknown): string | undefined =>
  typeof value === 'number' ? String(value) : typeof value === 'string' && value.trim() !== '' ? value : undefined;

interface RawItem {
  id: string | undefined;
  link: string | undefined;
  title: string;
  published: string | undefined;
  updated: string | undefined;
}

function selfOf(given: string | undefined, base: string | undefined): Pick<ForeignFeed, 'self'> {
  const self = absolute(given, base);
  return isAddress(self) ? { self } : {};
}

function feedOf(
  found: RawItem[],
  more: (string | undefined)[],
  base: string | undefined,
): Pick<ForeignFeed, 'items' | 'nameless' | 'more'> {
  const items = found.flatMap(({ id, link, title, published, updated }): AdoptedItem[] => {
    // No post can have it.
    if (id === undefined || legal(id) !== id) return [];
    const optional = { link: absolute(link, base), published: date(published), updated: date(updated) };
    return [{ id, title, ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) }];
  });
  return { items, nameless: found.length - items.length, more: more.flatMap((address) => absolute(address, base) ?? []) };
}

const date = (text: string | undefined): Instant | undefined => (text === undefined ? undefined : parseDate(text, 'UTC'));

const isAddress = (text: string | undefined): text is string => text !== undefined && /^https?:/i.test(text) && URL.canParse(text);

const absolute = (text: string | undefined, base: string | undefined): string | undefined =>
  text !== undefined && URL.canParse(text, base) ? new URL(text, base).href : undefined;

const FEED_TYPES = new Set(['application/rss+xml', 'application/atom+xml', 'application/feed+json']);

function pageError(html: string, place: string): Error {
  const feeds: string[] = [];
  const parser = new Parser({
    onopentag: (name, { rel = '', type = '', href }) => {
      const isFeed = name === 'link' && /(?:^|\s)alternate(?:\s|$)/i.test(rel) && FEED_TYPES.has(type.toLowerCase());
      if (isFeed && href) feeds.push(absolute(href, isAddress(place) ? place : undefined) ?? href);
    },
  });
  parser.end(html);
  const advice = feeds.length > 0 ? `it says that its feed is ${feeds.join(' or ')}` : 'name the feed itself';
  return new Error(`${place}: this is an HTML page, not a feed; ${advice}`);
}
