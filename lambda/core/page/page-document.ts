import type { Addresses, FeedHead } from '../feed/feed-document.ts';
import type { Entry, Taxonomy } from '../model.ts';

export interface TermFeed {
  taxonomy: Taxonomy;
  name: string;
  /** `Field Notes: C++` */
  title: string;
  /** Absolute: `https://blog.example/tags/c-plus-plus/` */
  page: string;
  /** Absent in OPML. */
  posts?: number;
  self: Addresses;
}

/** A subscribe page, or the OPML list without entries. */
export interface PageDocument {
  head: FeedHead;
  home: string;
  term?: TermFeed;
  /** Empty except on the main page and in OPML. */
  terms: TermFeed[];
  /** Absolute. */
  opml?: string;
  /** For dates: `Europe/Zurich` */
  timezone: string;
  /** With unpublished posts; search engines must not index it. */
  preview?: boolean;
  /** Newest first. */
  entries: Entry[];
}
