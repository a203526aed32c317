/** The identity of a feed's items, read by an independent parser. */
import { parseAtomFeed, parseRssFeed } from 'feedsmith';
import { Parser } from 'htmlparser2';

interface Item {
  id: string | undefined;
  link: string | undefined;
  title: string;
}

type Link = { rel?: string | undefined; href?: string | undefined };

const textOf = (title: unknown): string => String(typeof title === 'object' && title && 'value' in title ? title.value : (title ?? ''));

const linkOf = (links: unknown, rel: string) => ((links ?? []) as Link[]).find((link) => (link.rel ?? 'alternate') === rel)?.href;

function textOfHtml(html: string): string {
  let text = '';
  const parser = new Parser({
    ontext: (part) => {
      text += part;
    },
  });
  parser.end(html);
  return text;
}

/** @returns undefined if the file is no feed */
export function itemsOf(text: string): { kind: 'rss' | 'atom'; self: string | undefined; items: Item[] } | undefined {
  if (/<rss[\s>]/.test(text)) {
    const feed = parseRssFeed(text);
    const items = (feed.items ?? []).map(({ guid, link, title }) => ({ id: guid?.value ?? link, link, title: textOf(title) }));
    return { kind: 'rss', self: linkOf(feed.atom?.links, 'self'), items };
  }
  if (!/<feed[\s>]/.test(text)) return undefined;
  const feed = parseAtomFeed(text);
  const shown = text.includes('<title type="html">') ? textOfHtml : (title: string) => title;
  const items = (feed.entries ?? []).map(({ id, links, title }) => ({ id, link: linkOf(links, 'alternate'), title: shown(textOf(title)) }));
  return { kind: 'atom', self: linkOf(feed.links, 'self'), items };
}
