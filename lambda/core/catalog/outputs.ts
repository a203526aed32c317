/** What is published, by key: feeds, their archives, the pages for subscribers, the list of all feeds. */
import { type DocumentFormat, type FeedKey, FORMATS, type Site, TAXONOMIES, type Taxonomy, TERM_FOLDERS } from '../model.ts';
import { archivedFeed } from './archives.ts';

/** `tags/c-plus-plus`, `lang/de` */
export const termFeed = (taxonomy: Taxonomy, slug: string): FeedKey => `${TERM_FOLDERS[taxonomy]}/${slug}`;

/** Undefined for the main feed. */
export const taxonomyOf = (feed: FeedKey): Taxonomy | undefined =>
  TAXONOMIES.find((taxonomy) => feed.startsWith(`${TERM_FOLDERS[taxonomy]}/`));

const PREVIEW = 'preview/';

/** Drafts and posts to come, for those who were told its address. */
export const previewFeed = (secret: string): FeedKey => PREVIEW + secret;

/** Also one whose secret is not in force any more, and the page of one. */
export const isPreview = (key: FeedKey): boolean => key.startsWith(PREVIEW);

/** The list of all feeds. */
export const OPML: FeedKey = 'opml';

/** `page`, `tags/c-plus-plus/page` */
export const pageOf = (feed: FeedKey): FeedKey => (feed === 'main' ? 'page' : `${feed}/page`);

/** The feed whose page this output is; undefined for what is no page. No feed has such a key: a term's has two parts. */
export function pagedFeed(key: FeedKey): FeedKey | undefined {
  if (key === pageOf('main')) return 'main';
  return /^([^/]+\/[^/]+)\/page$/.exec(key)?.[1];
}

/** Whether an output is for people and not for readers. It shows what feeds show, and is never in a feed's way. */
export const isForPeople = (key: FeedKey): boolean => key === OPML || pagedFeed(key) !== undefined;

/** Whether an output is a feed that anybody may follow. */
export const isFeed = (key: FeedKey): boolean => archivedFeed(key) === undefined && !isForPeople(key) && !isPreview(key);

/** Keys of the feeds that anybody may follow. */
export const feedsAmong = (keys: Iterable<FeedKey>): FeedKey[] => [...keys].filter(isFeed);

/** The formats in which an output is written. */
export function formatsOf(key: FeedKey, { feeds, pages, opml }: Pick<Site, 'feeds' | 'pages' | 'opml'>): DocumentFormat[] {
  if (key === OPML) return opml ? ['opml'] : [];
  if (pagedFeed(key) !== undefined) return pages ? ['html'] : [];
  return FORMATS.filter((format) => feeds[format] !== undefined);
}
