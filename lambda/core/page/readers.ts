export interface Reader {
  name: string;
  href: string;
  /** Leads to another site. */
  isWeb: boolean;
}

/** Sources: docs/decisions/0020-named-readers-and-an-index.md. */
export function readersFor(feed: string): Reader[] {
  const address = encodeURIComponent(feed);
  return [
    { name: 'Feedly', href: `https://feedly.com/i/subscription/feed%2F${address}`, isWeb: true },
    { name: 'Inoreader', href: `https://www.inoreader.com/?add_feed=${address}`, isWeb: true },
    { name: 'NewsBlur', href: `https://www.newsblur.com/?url=${address}`, isWeb: true },
    { name: 'NetNewsWire', href: `feed:${feed}`, isWeb: false },
  ];
}
