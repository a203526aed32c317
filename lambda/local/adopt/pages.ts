/** All pages of a feed (RFC 5005, JSON Feed's `next_url`). */
import type { AdoptedItem } from '../../core/catalog/catalog.ts';
import { hostAndPort } from '../../net/request.ts';
import type { FeedAddress } from './addresses.ts';
import type { DownloadLimits } from './download.ts';
import { isAddress, load } from './load.ts';
import { readFeed } from './read-feed.ts';

export interface Items {
  /** The first per id, the newest where pages run backwards. */
  items: AdoptedItem[];
  pages: number;
  nameless: number;
  /** Items with another address's id. */
  doubles: AdoptedItem[];
  /** Named by files, not fetched. */
  unread: string[];
  /** Of the named feeds: as given, after redirects, and as each states it. */
  addresses: FeedAddress[];
  /** `podcast:guid`, of the first feed with one. */
  guid?: string;
}

export const LIMITS = { largest: 50_000_000, timeout: 30_000, redirects: 5, pages: 1_000, items: 500_000 };

export interface ReadOptions {
  limits?: DownloadLimits & { pages: number; items: number };
  /** `https://archive.example` */
  followOrigins?: readonly string[];
}

interface PageRequest {
  source: string;
  own: ReadonlySet<string>;
}

/** With the https variant, to which sites move. */
function originsOf(address: string): string[] {
  const { origin, protocol, host } = new URL(address);
  return protocol === 'http:' ? [origin, `https://${host}`] : [origin];
}

const toRead = (source: string): PageRequest => ({
  source,
  own: new Set(isAddress(source) && URL.canParse(source) ? originsOf(source) : []),
});

/** @throws Error for an unconfirmed origin: only the feed claims the page */
function checkOrigin(page: string, place: string, own: ReadonlySet<string>): void {
  const { origin } = new URL(page);
  if (own.has(origin)) return;
  throw new Error(
    `${place}: the feed goes on at ${page}, which is on another host; if these are its older items, repeat the command with --follow-origin ${origin}`,
  );
}

/**
 * Named pages must be on the feed's or a confirmed origin; the user's may be anywhere.
 * @throws Error if a page is unreadable: the adoption would be incomplete
 */
export async function readPages(sources: string[], { limits = LIMITS, followOrigins = [] }: ReadOptions = {}): Promise<Items> {
  const named = [...sources.filter((source) => isAddress(source) && URL.canParse(source)), ...followOrigins];
  const allow = new Set(named.map((address) => hostAndPort(new URL(address))));
  const seen = new Set<string>();
  const queue = sources.map(toRead);
  const unread = new Set<string>();
  const found: AdoptedItem[] = [];
  const addresses: FeedAddress[] = [];
  let nameless = 0;
  let guid: string | undefined;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { source, own } = next;
    if (seen.has(source)) continue;
    if (seen.size === limits.pages)
      throw new Error(`${sources.join(', ')}: more than ${limits.pages} pages; save those that matter, and name the files`);
    seen.add(source);
    const { text, place } = await load(source, limits, allow);
    const feed = readFeed(text, place);
    if (found.length + feed.items.length > limits.items)
      throw new Error(`${place}: more than ${limits.items.toLocaleString('en')} items; save the pages that matter, and name the files`);
    for (const item of feed.items) found.push(item);
    nameless += feed.nameless;
    guid ??= feed.guid;
    if (sources.includes(source))
      for (const url of [source, place, feed.self ?? ''].filter(isAddress)) addresses.push({ url, format: feed.format });
    if (!isAddress(source)) {
      for (const page of feed.more) unread.add(page);
      continue;
    }
    const isNamed = sources.includes(source);
    if (!isNamed) checkOrigin(place, source, own);
    // After redirects.
    const origins = new Set([...own, ...(isNamed ? originsOf(place) : []), ...followOrigins]);
    for (const page of feed.more.filter(isAddress)) {
      checkOrigin(page, place, origins);
      queue.push({ source: page, own: origins });
    }
  }
  const items = new Map<string, AdoptedItem>();
  for (const item of found) if (!items.has(item.id)) items.set(item.id, item);
  const doubles = found.filter(({ id, link }) => items.get(id)?.link !== link);
  return {
    items: [...items.values()],
    pages: seen.size,
    nameless,
    doubles,
    unread: [...unread].filter((page) => !seen.has(page)),
    addresses,
    ...(guid && { guid }),
  };
}
