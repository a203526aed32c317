/** Feeds by file and address -> all of their items, page by page (RFC 5005, and JSON Feed's `next_url`). */
import type { AdoptedItem } from '../../core/catalog/catalog.ts';
import { hostAndPort } from '../../net/request.ts';
import type { DownloadLimits } from './download.ts';
import { isAddress, load } from './load.ts';
import { readFeed } from './read-feed.ts';

export interface Items {
  /** No id twice: of those that share one, the first, which is the newest where pages run backwards. */
  items: AdoptedItem[];
  pages: number;
  /** Items that nobody can tell apart: without id and link, or with an id that no format can carry. */
  nameless: number;
  /** Items left out because another one with another address has their id. */
  doubles: AdoptedItem[];
  /** Pages that a file names: only what was asked for is fetched. */
  unread: string[];
}

export const LIMITS = { largest: 50_000_000, patience: 30_000, redirects: 5, pages: 1_000 };

export interface ReadOptions {
  limits?: DownloadLimits & { pages: number };
  /** Origins that a feed may go on at, beside its own: `https://archive.example` */
  followOrigins?: readonly string[];
}

/** A page and the origins that the pages after it may have. */
interface Waiting {
  source: string;
  own: ReadonlySet<string>;
}

/** The origin of an address; and the same by https, to which sites move. */
function originsOf(address: string): string[] {
  const { origin, protocol, host } = new URL(address);
  return protocol === 'http:' ? [origin, `https://${host}`] : [origin];
}

const toRead = (source: string): Waiting => ({
  source,
  own: new Set(isAddress(source) && URL.canParse(source) ? originsOf(source) : []),
});

/** @throws Error for a page elsewhere: the feed alone says that it is a part of it */
function checkOrigin(page: string, place: string, own: ReadonlySet<string>): void {
  const { origin } = new URL(page);
  if (own.has(origin)) return;
  throw new Error(
    `${place}: the feed goes on at ${page}, which is on another host; if these are its older items, repeat the command with --follow-origin ${origin}`,
  );
}

/**
 * Redirects are followed, and what is at the address that a user named may be anywhere; pages that a feed names stay on its own origin, or on
 * those that the user confirmed.
 * @throws Error when a page cannot be read: a part of a feed would be adopted for the whole
 */
export async function readPages(sources: string[], { limits = LIMITS, followOrigins = [] }: ReadOptions = {}): Promise<Items> {
  const named = [...sources.filter((source) => isAddress(source) && URL.canParse(source)), ...followOrigins];
  const allow = new Set(named.map((address) => hostAndPort(new URL(address))));
  const seen = new Set<string>();
  const waiting = sources.map(toRead);
  const unread = new Set<string>();
  const found: AdoptedItem[] = [];
  let nameless = 0;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { source, own } = next;
    if (seen.has(source)) continue;
    if (seen.size === limits.pages)
      throw new Error(`${sources.join(', ')}: more than ${limits.pages} pages; save those that matter, and name the files`);
    seen.add(source);
    const { text, place } = await load(source, limits, allow);
    const feed = readFeed(text, place);
    found.push(...feed.items);
    nameless += feed.nameless;
    if (!isAddress(source)) {
      for (const page of feed.more) unread.add(page);
      continue;
    }
    const isNamed = sources.includes(source);
    if (!isNamed) checkOrigin(place, source, own);
    // Where a named address leads, its feed is at home.
    const origins = new Set([...own, ...(isNamed ? originsOf(place) : []), ...followOrigins]);
    for (const page of feed.more.filter(isAddress)) {
      checkOrigin(page, place, origins);
      waiting.push({ source: page, own: origins });
    }
  }
  const items = new Map<string, AdoptedItem>();
  for (const item of found) if (!items.has(item.id)) items.set(item.id, item);
  const doubles = found.filter(({ id, link }) => items.get(id)?.link !== link);
  return { items: [...items.values()], pages: seen.size, nameless, doubles, unread: [...unread].filter((page) => !seen.has(page)) };
}
