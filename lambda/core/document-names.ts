/** Of term feeds, previews and archives; the configuration names the main feed's. */
export const TERM_FEED_NAMES = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' } as const;
export const OPML_NAME = 'feeds.opml';

/** Of an address below the public root: `feed/` -> `feed/index.html` */
export const fileOf = (path: string): string => (path.endsWith('/') ? `${path}index.html` : path);

/** Below the feeds: the posts bucket's files with these endings. Others stay private, as posts, drafts and configuration. */
export const MEDIA_FOLDER = 'media/';
export const MEDIA_ENDINGS = [
  ...['mp3', 'm4a', 'm4b', 'aac', 'flac', 'wav', 'ogg', 'oga', 'opus', 'weba', 'mp4', 'm4v', 'mov', 'webm', 'ogv'],
  ...['jpg', 'jpeg', 'png', 'webp', 'gif', 'avif', 'vtt', 'srt'],
];
