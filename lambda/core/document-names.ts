/** Of term feeds, previews and archives; the configuration names the main feed's. */
export const TERM_FEED_NAMES = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' } as const;
export const OPML_NAME = 'feeds.opml';

/** Of an address below the public root: `feed/` -> `feed/index.html` */
export const fileOf = (path: string): string => (path.endsWith('/') ? `${path}index.html` : path);
