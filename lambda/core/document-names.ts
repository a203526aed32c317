/** File names of documents that do not depend on the configuration. */

/** Of term feeds, previews and archives; the configuration names the main feed's documents. */
export const TERM_FEED_NAMES = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' } as const;
export const OPML_NAME = 'feeds.opml';
