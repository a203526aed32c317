/** Of term feeds, previews and archives; the configuration names the main feed's. */
export const TERM_FEED_NAMES = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' } as const;
export const OPML_NAME = 'feeds.opml';

/** Pages and chapters of episodes. */
export const EPISODES = 'listen/';
export const CHAPTERS_NAME = 'chapters.json';

/** Reversible: `listen/2026-03-01-tides/` of `2026-03-01-tides.md`; other keys stay as they are, so that no two share a folder. */
export const episodeFolder = (key: string): string => `${EPISODES}${key.replace(/(^|\/)([^./]+)\.md$/, '$1$2')}/`;

/** Bytes of a post's key: with what is added, S3 allows 1,024. */
const LONGEST_KEY = 900;

export const hasEpisodeFolder = (key: string): boolean => Buffer.byteLength(key) <= LONGEST_KEY;

export const episodeOf = (folder: string): string => {
  const stem = folder.slice(EPISODES.length, -1);
  return /(?:^|\/)[^./]+$/.test(stem) ? `${stem}.md` : stem;
};

/** Of an address below the public root: `feed/` -> `feed/index.html` */
export const fileOf = (path: string): string => (path.endsWith('/') ? `${path}index.html` : path);

/** Below the feeds: the posts bucket's files with these endings. Others stay private, as posts, drafts and configuration. */
export const MEDIA_FOLDER = 'media/';
export const MEDIA_ENDINGS = [
  ...['mp3', 'm4a', 'm4b', 'aac', 'flac', 'wav', 'ogg', 'oga', 'opus', 'weba', 'mp4', 'm4v', 'mov', 'webm', 'ogv'],
  ...['jpg', 'jpeg', 'png', 'webp', 'gif', 'avif', 'vtt', 'srt'],
];
