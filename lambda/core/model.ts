import type { BodyOptions } from './body-options.ts';
import type { FeedOptions, Picture } from './feed-options.ts';
import type { Enclosure, Episode, MediaHosting, PostFiles, Show, StatedEnclosure } from './media.ts';
import type { ByTaxonomy, Content, OwnFeed, Taxonomy, Term } from './taxonomies.ts';

export { type Content, TAXONOMIES, type Taxonomy, type Term } from './taxonomies.ts';

/** Below the posts root: `_posts/2026-03-01-hello.md` */
export type Key = string;

/** UTC; text order is time order: `2026-03-01T09:30:00.000Z` */
export type Instant = `${number}-${number}-${number}T${number}:${number}:${number}Z`;

/** Date of an undated draft. */
export const UNDATED: Instant = '1970-01-01T00:00:00.000Z';

export type Severity = 'error' | 'warning';

/** An error refuses the post or configuration. */
export interface Problem {
  key: Key;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  /** `date: expected a date, got "tomorrow"` */
  message: string;
  severity: Severity;
}

export const FORMATS = ['rss', 'atom', 'json'] as const;
export type Format = (typeof FORMATS)[number];

export type DocumentFormat = Format | 'html' | 'opml' | 'chapters';

/** By taxonomy, or by feed (`feeds/releases`). */
export type TermPaths = Partial<Record<string, Partial<Record<Format, string[]>>>>;

/** URLs of the model are absolute. */
export interface Person {
  name: string;
  email?: string;
  url?: string;
}

export type { Picture };

/** Tools whose feed addresses and ids Linefeed can keep; `linefeed`: its own. See `core/site/feed-addresses.ts`. */
export type AddressScheme = 'linefeed' | 'jekyll' | 'hugo' | 'zola' | 'astro' | 'eleventy' | 'quartz' | 'wordpress' | 'ghost';

/** See `core/post/conventions.ts`. */
export const GENERATORS = ['linefeed', 'jekyll', 'hugo', 'zola', 'astro', 'eleventy', 'obsidian', 'wordpress'] as const;
export type Generator = (typeof GENERATORS)[number];

export interface SiteLanguage {
  /** BCP 47 */
  language: string;
  title?: string;
  description?: string;
  /** `content/de`; else, `hello.de.md` */
  folder?: string;
  /** `de/`; empty for the default language. */
  path: string;
}

/** See `core/catalog/identity.ts`. */
export type IdStrategy = 'permalink' | 'tag' | 'wordpress';

/** See `core/limits.ts`. */
export type Limit = 'size' | 'frontMatter' | 'title' | 'address' | 'terms' | 'references' | 'steps' | 'parsing' | 'body' | 'elements';

/** With all defaults. Stored in the catalog as JSON. */
export interface Site extends FeedOptions, BodyOptions {
  generator: Generator;
  title: string;
  /** With a trailing slash: `https://blog.example/` */
  link: string;
  /** By default `link`. */
  feedLink: string;
  description: string;
  /** BCP 47. */
  language: string;
  /** By code; absent with one language. */
  languages?: Record<string, SiteLanguage>;
  authors: Person[];
  /** `{ ada: { name: 'Ada Lovelace' } }` */
  people: Record<string, Person>;
  copyright?: string;
  /** Square. */
  icon?: string;
  /** Wide. */
  logo?: string;
  /** IANA name, for dates without a zone and for permalinks: `Europe/Zurich` */
  timezone: string;
  /** Globs: `_posts/**` */
  posts: string[];
  /** `pretty`, `/:year/:title/`. See `core/post/permalink.ts`. */
  permalink: string;
  /** By section: `{ notes: '/n/:slug/' }` */
  permalinks?: Record<string, string>;
  /** Content roots; by default `content`. */
  roots?: string[];
  /** Read before the generator's. */
  dates?: Partial<Record<'published' | 'updated' | 'expires', string[]>>;
  /** Main feed; absent formats are not written. `{ rss: 'rss.xml' }`, or with a slash at the end: `{ rss: 'feed/' }` */
  feeds: Partial<Record<Format, string>>;
  /** Old paths, with a format of the main feed or the path of a feed: `{ 'feed.xml': 'atom', 'tag/go/feed/': 'tags/go/rss.xml' }` */
  moved?: Record<string, string>;
  /** Absent: Linefeed's own, as in older catalogs. */
  addresses?: Exclude<AddressScheme, 'linefeed'>;
  /** Path templates of term feeds that are not Linefeed's own, the present one first: `{ tags: { rss: ['tags/:slug/index.xml'] } }` */
  termPaths?: TermPaths;
  ownFeeds?: Record<string, OwnFeed>;
  /** Condition of the posts that the main feed leaves out. */
  mainExclude?: string;
  /** Of its own: `series` */
  taxonomies?: Taxonomy[];
  /** Below the content root, for feeds of sections: `blog/notes` */
  sectionFolders?: string[];
  /** Taxonomies with feeds whose terms are no categories: the tool's sections. */
  unlabelled?: Taxonomy[];
  limit: number;
  content: Content;
  /** Adds the Markdown source to RSS. */
  sourceMarkdown: boolean;
  terms: Taxonomy[];
  archives: 'main' | 'all' | 'none';
  /** WebSub. */
  hub?: string[];
  pages: boolean;
  opml: boolean;
  /** Secret path segment of previews. */
  preview?: string;
  /** Jekyll's defaults, Eleventy's directory data. `type`: `posts`, `drafts` or a collection; `layout`: names, of posts in that layout. */
  defaults?: { path: string; type?: string; layout?: string[]; values: Record<string, unknown> }[];
  /** By folder; with an empty `key`, site-wide. See `core/post/sections.ts`. */
  sections?: { key: Key; draft?: boolean; cascades: { values: Record<string, unknown>; path?: string; kind?: string; lang?: string }[] }[];
  /** Quartz's `markdownLinkResolution`; `vault`, of older catalogs, is as `absolute`. */
  attachments?: 'absolute' | 'relative' | 'shortest' | 'vault';
  /** Eleventy: a post has one of these tags. */
  feedTags?: string[];
  /** Published Jekyll collections with their permalinks. */
  collections?: Record<string, string>;
  /** Jekyll's other collections with pages, and how the addresses of pages end; by default as files. */
  sitePages?: { collections: Record<string, string>; ending: '/' | ':output_ext' | '' };
  /** Jekyll's: `src/`; and below it, with a trailing slash too. */
  source?: string;
  collectionsDir?: string;
  podcast?: Show[];
  media?: MediaHosting;
  /** Whether runs request audio of other hosts, for its facts. */
  remoteMedia?: true;
  id: IdStrategy;
  limits?: Partial<Record<Limit, number>>;
  /** `site` in templates. */
  variables: Record<string, unknown>;
  /** Render inputs: digest of the stored copy, and distinct names in its `post_url` and `link` tags. */
  materials?: { digest: string; references: string[] };
}

export interface Post extends PostFiles {
  key: Key;
  /** Empty for a note. */
  title: string;
  /** Last segment of the address: `hello` */
  slug: string;
  published: Instant;
  /** Dated by day only, if `Site.dayDates` asks. */
  dayOnly?: true;
  updated?: Instant;
  expires?: Instant;
  link: string;
  ownId?: string;
  /** Old addresses, for matching adopted feeds. */
  aliases?: string[];
  /** For the id strategy `wordpress`. */
  wordpressId?: number;
  /** Distinct, in the author's order. */
  terms: ByTaxonomy<string[]>;
  /** Not in the main feed. */
  besideMain?: true;
  splitFeeds?: string[];
  authors: Person[];
  /** Plain text. */
  summary?: string;
  /** BCP 47; absent if it is the site's. */
  language?: string;
  image?: Picture;
  /** Keys that the picture can have in the posts bucket, best first. */
  imageFiles?: Key[];
  /** The first is the RSS enclosure. */
  enclosures?: StatedEnclosure[];
  episode?: Episode;
  externalUrl?: string;
  content?: Content;
  draft: boolean;
  unlisted?: true;
  syntax: 'markdown' | 'html';
  /** With `\n`. */
  body: string;
  /** First line of `body`, from 1. */
  bodyLine: number;
  excerptSeparator: string;
  /** Distinct names of linked posts. See `core/entry/names.ts`. */
  references: string[];
  /** `page` in templates. */
  variables: Record<string, unknown>;
}

/** URL by name; null without a live post. */
export type Links = Record<string, string | null>;

/** A rendered post, stored in `state/entries/`. */
export interface Entry {
  key: Key;
  /** Permanent: `https://blog.example/2026/03/01/hello` */
  id: string;
  link: string;
  title: string;
  published: Instant;
  updated: Instant;
  authors: Person[];
  /** In the author's order, by taxonomy. */
  terms: Term[];
  summary: string;
  html: string;
  language?: string;
  image?: Picture;
  /** The first is the RSS enclosure. */
  enclosures?: Enclosure[];
  episode?: Episode;
  externalUrl?: string;
  content?: Content;
  markdown?: string;
}

/** Names an output: `main`, `tags/c-plus-plus/archive/2010-10`. Only `core/catalog/outputs.ts` reads it. */
export type OutputKey = string;

/** Orders documents of one `generation`. */
export interface FencingToken {
  /** Random. */
  generation: string;
  /** Revision of the feed's last change. */
  rev: number;
}
