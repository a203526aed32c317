import type { Content, Entry, Format, Instant, OutputKey, Person } from '../model.ts';

/** `{ atom: 'https://blog.example/atom.xml' }` */
export type Addresses = Partial<Record<Format, string>>;

/** Without what depends on entries. */
export interface FeedHead {
  feed: OutputKey;
  /** `Field Notes`; of a term, `Field Notes: C++` */
  title: string;
  /** `Site.link` */
  link: string;
  description: string;
  language: string;
  authors: Person[];
  copyright?: string;
  icon?: string;
  logo?: string;
  content: Content;
  self: Addresses;
  /** WebSub hubs; archives do not change and have none. */
  hubs?: string[];
  /** The feed of an archive; this and the next two: RFC 5005 section 4. */
  current?: Addresses;
  /** The older archive. */
  previous?: Addresses;
  /** The newer archive. */
  next?: Addresses;
}

export interface FeedDocument extends FeedHead {
  /** Newest of the entries; 1970 without entries. */
  updated: Instant;
  /** Newest first. */
  entries: Entry[];
}
