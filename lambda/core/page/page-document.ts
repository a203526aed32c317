/** What pages and the list of all feeds are made from: types only. */

import type { Addresses, FeedHead } from '../feed/feed-document.ts';
import type { Entry, Taxonomy } from '../model.ts';

/** A feed of a term, as pages and lists name it. */
export interface TermFeed {
  taxonomy: Taxonomy;
  /** `C++` */
  name: string;
  /** Of the feed: `Field Notes: C++` */
  title: string;
  /** Of its page, absolute: `https://blog.example/tags/c-plus-plus/` */
  page: string;
  /** How many posts have the term; the list of all feeds does not tell. */
  posts?: number;
  self: Addresses;
}

/** All that the page for subscribers of a feed needs to be written, or the list of all feeds, which has no entries. */
export interface PageDocument {
  /** Of the blog. */
  head: FeedHead;
  /** Of the blog's page, absolute: `https://blog.example/` */
  home: string;
  /** Whose page it is; absent on the blog's own. */
  term?: TermFeed;
  /** All that posts have, on the blog's own page. */
  terms: TermFeed[];
  /** Of the list of all feeds, absolute. */
  opml?: string;
  /** In which days are told: `Europe/Zurich`. */
  timezone: string;
  /** Whether it shows what is not published, to those who were told its address: no search engine is to keep it. */
  preview?: boolean;
  /** Newest first. */
  entries: Entry[];
}
