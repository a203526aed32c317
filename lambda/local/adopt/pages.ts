/** Feeds by file and address -> all of their items, page by page (RFC 5005, and JSON Feed's `next_url`). */
import type { AdoptedItem } from '../../core/catalog/catalog.ts';
import { isAddress, type Limits, load } from './load.ts';
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

export const LIMITS = { largest: 50_000_000, patience: 30_000, pages: 1_000 };

/** @throws Error when a page cannot be read: a part of a feed would be adopted for the whole */
export async function readPages(sources: string[], limits: Limits & { pages: number } = LIMITS): Promise<Items> {
  const seen = new Set<string>();
  const waiting = [...sources];
  const unread = new Set<string>();
  const found: AdoptedItem[] = [];
  let nameless = 0;
  for (let source = waiting.shift(); source !== undefined; source = waiting.shift()) {
    if (seen.has(source)) continue;
    if (seen.size === limits.pages)
      throw new Error(`${sources.join(', ')}: more than ${limits.pages} pages; save those that matter, and name the files`);
    seen.add(source);
    const { text, place } = await load(source, limits);
    const feed = readFeed(text, place);
    found.push(...feed.items);
    nameless += feed.nameless;
    if (isAddress(source)) waiting.push(...feed.more.filter(isAddress));
    else for (const page of feed.more) unread.add(page);
  }
  const items = new Map<string, AdoptedItem>();
  for (const item of found) if (!items.has(item.id)) items.set(item.id, item);
  const doubles = found.filter(({ id, link }) => items.get(id)?.link !== link);
  return { items: [...items.values()], pages: seen.size, nameless, doubles, unread: [...unread].filter((page) => !seen.has(page)) };
}
