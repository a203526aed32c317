import type { CoverPlace, FeedOptions } from '../feed-options.ts';
import type { Show } from '../media.ts';
import {
  type Content,
  type DocumentFormat,
  type Entry,
  FORMATS,
  type Format,
  type Instant,
  type OutputKey,
  type Person,
} from '../model.ts';

/** `{ atom: 'https://blog.example/atom.xml' }` */
export type Addresses = Partial<Record<Format, string>>;

export interface ByteLimits {
  /** Of a document. */
  bytes: number;
  /** Of its gzip copy. */
  gzip: number;
}

/** A term in the feed of all terms. */
export interface ListItem {
  name: string;
  link: string;
  newest: Instant;
}

/** The same for any entries. */
export interface FeedHead {
  feed: OutputKey;
  title: string;
  link: string;
  description: string;
  language: string;
  authors: Person[];
  copyright?: string;
  icon?: string;
  logo?: string;
  content: Content;
  /** By default `BYTE_LIMITS`. */
  limits?: Partial<ByteLimits>;
  /** Entries with an external page link to it in RSS and Atom. */
  linksOut?: true;
  cover?: CoverPlace[];
  extensions?: FeedOptions['extensions'];
  show?: Show;
  /** Instead of posts. */
  list?: ListItem[];
  self: Addresses;
  /** WebSub hubs; archives do not change and have none. */
  hubs?: string[];
  /** The archive's feed, older and newer archive (RFC 5005 section 4). */
  current?: Addresses;
  previous?: Addresses;
  next?: Addresses;
}

export interface FeedDocument extends FeedHead {
  /** The newest entry's; 1970 without entries. */
  updated: Instant;
  /** Newest first. */
  entries: Entry[];
}

export const isFeedFormat = (format: DocumentFormat): format is Format => FORMATS.some((each) => each === format);
