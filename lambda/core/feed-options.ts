export interface Picture {
  url: string;
  alt?: string;
  /** Shown above the post. */
  banner?: true;
  /** Pixels. */
  width?: number;
  height?: number;
  /** Bytes. */
  length?: number;
}

/** Beside `media:content`. `content`: above the text. */
export const COVER_PLACES = ['content', 'enclosure', 'thumbnail'] as const;
export type CoverPlace = (typeof COVER_PLACES)[number];

/** `webfeeds:cover` */
export interface ChannelElement {
  name: string;
  attributes?: Record<string, string>;
  text?: string;
  children?: ChannelElement[];
}

/** Settings of what documents contain; members of `Site`. */
export interface FeedOptions {
  /** Of a document and its gzip copy; by default `BYTE_LIMITS`. */
  byteLimits?: { bytes?: number; gzip?: number };
  /** Folders without gzip copies. */
  copies?: false;
  /** Time of a new post that is dated by day only; by default `midnight`. */
  dayDates?: 'midnight' | 'first-published';
  /** If not configured: other languages leave the main feed if its oldest post is in the blog's. */
  languageFeeds?: 'found';
  /** Paths of feeds of all terms, by taxonomy, as the tool has them: `{ tags: 'tags/index.xml' }` */
  termLists?: Record<string, string>;
  /** Whether sections have feeds, and those of which the opposite is true. */
  sectionFeeds?: { all: boolean; except: string[] };
  /** Set, also empty: sizes of pictures are read from their files. */
  cover?: CoverPlace[];
  /** Where entries with an external page link to; by default `post`. */
  linkPosts?: 'post' | 'external';
  /** Liquid, before and after the content of each entry. See `core/entry/entry-frame.ts`. */
  entryHeader?: string;
  entryFooter?: string;
  /** Namespaces by prefix, of those used. `objects`: of JSON feeds, as JSON by name. */
  extensions?: { namespaces: Record<string, string>; elements: ChannelElement[]; objects?: Record<string, string> };
}
