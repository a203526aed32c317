/** What the renderers of feeds are given: types only, an example for each field. */
import type { Content, Entry, Format, Instant, OutputKey, Person } from '../model.ts';

/** Where each format of a feed is, absolute: `{ atom: 'https://blog.example/atom.xml' }` */
export type Addresses = Partial<Record<Format, string>>;

/** The parts of a feed, or of one of its archives, that do not come from its entries. */
export interface FeedHead {
  feed: OutputKey;
  /** `Field Notes`, or for a term `Field Notes: C++`. */
  title: string;
  /** The page that the feed is a feed of: the site's `link`. */
  link: string;
  description: string;
  language: string;
  authors: Person[];
  copyright?: string;
  icon?: string;
  logo?: string;
  content: Content;
  self: Addresses;
  /** Where readers can ask to be told of changes, absolute. An archive has none: it is closed. */
  hubs?: string[];
  /** Of an archive: the feed that readers subscribe to. RFC 5005 section 4, as the next two. */
  current?: Addresses;
  /** The archive with the next older entries. */
  previous?: Addresses;
  /** Of an archive: the one with the next newer entries. */
  next?: Addresses;
}

/** All that a format needs to be written. */
export interface FeedDocument extends FeedHead {
  /** That of the newest change among the entries; 1970 for a feed without entries. */
  updated: Instant;
  /** Newest first. */
  entries: Entry[];
}
