import type { Addresses, FeedHead } from '../feed/feed-document.ts';
import type { Entry, Taxonomy } from '../model.ts';
import { taxonomiesIn } from '../taxonomies.ts';

export interface TermFeed {
  taxonomy: Taxonomy;
  name: string;
  title: string;
  /** `https://blog.example/tags/c-plus-plus/` */
  page: string;
  /** Absent in OPML. */
  posts?: number;
  self: Addresses;
}

/** The basic ones, the site's own feeds, then others. */
export const taxonomiesOf = (terms: readonly TermFeed[]): Taxonomy[] =>
  taxonomiesIn(Object.fromEntries(terms.map(({ taxonomy }) => [taxonomy, true])));

/** A subscribe page, or the OPML list. */
export interface PageDocument {
  head: FeedHead;
  home: string;
  term?: TermFeed;
  /** The page's feed, if it is a show. */
  show?: FeedHead;
  /** Address of an episode's page; `head` and `home` are its show's. */
  episode?: string;
  terms: TermFeed[];
  /** Terms that are not listed. */
  more?: number;
  /** Absolute. */
  opml?: string;
  /** For dates. */
  timezone: string;
  /** Shows unpublished posts: not for search engines. */
  preview?: boolean;
  /** Newest first. */
  entries: Entry[];
}
