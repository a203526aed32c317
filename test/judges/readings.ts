/** Missing values stay missing. */
import { parseFeed } from '@rowanmanning/feed-parser';
import { parseAtomFeed, parseRssFeed } from 'feedsmith';

export interface Reading {
  title: string | undefined;
  self: string | undefined;
  link: string | undefined;
  items: { id: string | undefined; title: string | undefined; link: string | undefined; published: string | undefined; tags: string[] }[];
}

const instant = (date: string | Date | null | undefined): string | undefined =>
  date ? new Date(date).toISOString().replace('.000Z', 'Z') : undefined;

interface Link {
  rel?: string | undefined;
  href?: string | undefined;
}

const linkOf = (links: Link[] | undefined, relation: string): string | undefined => links?.find(({ rel }) => rel === relation)?.href;

const defined = <T>(values: (T | null | undefined)[] | undefined): T[] =>
  (values ?? []).filter((value): value is T => value !== null && value !== undefined);

function rssByFeedsmith(text: string): Reading {
  const { title, link, atom, items = [] } = parseRssFeed(text);
  return {
    ...{ title, link, self: linkOf(atom?.links, 'self') },
    items: items.map((item) => ({
      ...{ id: item.guid?.value, title: item.title, link: item.link, published: instant(item.pubDate) },
      tags: defined(item.categories?.map(({ name }) => name)),
    })),
  };
}

function atomByFeedsmith(text: string): Reading {
  const { title, links, entries = [] } = parseAtomFeed(text);
  return {
    ...{ title: title?.value, link: linkOf(links, 'alternate'), self: linkOf(links, 'self') },
    items: entries.map((entry) => ({
      ...{ id: entry.id, title: entry.title?.value, link: linkOf(entry.links, 'alternate'), published: instant(entry.published) },
      tags: defined(entry.categories?.map(({ term }) => term)),
    })),
  };
}

/** Throws if the text cannot be a feed. */
function byFeedParser(text: string): Reading {
  const { title, url, self, items } = parseFeed(text);
  return {
    ...{ title: title ?? undefined, link: url ?? undefined, self: self ?? undefined },
    items: items.map((item) => ({
      ...{ id: item.id ?? undefined, title: item.title ?? undefined, link: item.url ?? undefined, published: instant(item.published) },
      tags: item.categories.map(({ term }) => term),
    })),
  };
}

/** The JSON Feed defines the expected values; a schema validates its form. */
export function byJson(text: string): Reading {
  const feed = JSON.parse(text);
  const items: { id: string; title: string; url: string; date_published: string; tags?: string[] }[] = feed.items;
  return {
    ...{ title: feed.title, link: feed.home_page_url, self: feed.feed_url },
    items: items.map(({ id, title, url, date_published: published, tags = [] }) => ({ id, title, link: url, published, tags })),
  };
}

export const READERS: Record<'rss' | 'atom', Record<string, (text: string) => Reading>> = {
  rss: { feedsmith: rssByFeedsmith, 'feed-parser': byFeedParser },
  atom: { feedsmith: atomByFeedsmith, 'feed-parser': byFeedParser },
};
