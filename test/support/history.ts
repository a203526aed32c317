/** Reads the chain of a feed's archives with independent parsers. */
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import type { Format } from '../../lambda/core/model.ts';

interface Page {
  ids: string[];
  /** The source of each entry, by its id. */
  entries: Map<string, string>;
  isArchive: boolean;
  self: string | undefined;
  current: string | undefined;
  previous: string | undefined;
  next: string | undefined;
}

interface Link {
  href?: string | undefined;
  rel?: string | undefined;
}

function pageOf(links: Link[] | undefined, isArchive: boolean, items: { id: string; item: unknown }[]): Page {
  const link = (relation: string) => links?.find(({ rel }) => rel === relation)?.href;
  return {
    ids: items.map(({ id }) => id),
    entries: new Map(items.map(({ id, item }) => [id, JSON.stringify(item)])),
    isArchive,
    self: link('self'),
    current: link('current'),
    previous: link('prev-archive'),
    next: link('next-archive'),
  };
}

const READERS: Record<Format, (text: string) => Page> = {
  atom: (text) => {
    const { links, entries = [] } = parseAtomFeed(text);
    return pageOf(
      links,
      text.includes('<fh:archive/>'),
      entries.map((item) => ({ id: item.id ?? '', item })),
    );
  },
  rss: (text) => {
    const { atom, items = [] } = parseRssFeed(text);
    return pageOf(
      atom?.links,
      text.includes('<fh:archive/>'),
      items.map((item) => ({ id: item.guid?.value ?? '', item })),
    );
  },
  json: (text) => {
    const { feed_url: self, next_url: previous, items = [] } = parseJsonFeed(text);
    const page = items.map((item) => ({ id: item.id ?? '', item }));
    return { ...pageOf([], false, page), self, previous };
  },
};

/** Throws if the chain has a cycle. */
export async function readHistory(address: string, format: Format, read: (address: string) => Promise<string>): Promise<Page[]> {
  const pages: Page[] = [];
  const seen = new Set<string>();
  for (let at: string | undefined = address; at !== undefined; at = pages.at(-1)?.previous) {
    if (seen.has(at)) throw new Error(`the chain comes back to ${at}`);
    seen.add(at);
    pages.push(READERS[format](await read(at)));
  }
  return pages;
}
