/** The shared vocabulary: types only, an example for each field. */

/** A post's path from the root of the posts, with `/`: `_posts/2026-03-01-hello.md`. */
export type Key = string;

/** An instant in UTC, always in the form of `Date.prototype.toISOString`, so that text order is time order: `2026-03-01T09:30:00.000Z`. */
export type Instant = string;

/** The date of a draft without one. */
export const UNDATED: Instant = '1970-01-01T00:00:00.000Z';

export type Severity = 'error' | 'warning';

/** What is wrong with a post or a configuration file, and what to do about it. An error refuses the post, a warning does not. */
export interface Problem {
  /** `_posts/2026-03-01-hello.md` */
  key: Key;
  /** In the file, from 1. */
  line: number;
  /** In the line, from 1. */
  column: number;
  /** `date: expected a date, got "tomorrow"; write it as 2026-03-01 09:30` */
  message: string;
  severity: Severity;
}

export const FORMATS = ['rss', 'atom', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** What is for people beside: pages, and the list of all feeds. */
export type DocumentFormat = Format | 'html' | 'opml';

/** `languages` are those that posts are in beside the blog's own. */
export const TAXONOMIES = ['categories', 'tags', 'authors', 'languages'] as const;
export type Taxonomy = (typeof TAXONOMIES)[number];

/** Where their feeds are: `tags/c-plus-plus/`, `lang/de/`. */
export const TERM_FOLDERS: Record<Taxonomy, string> = { categories: 'categories', tags: 'tags', authors: 'authors', languages: 'lang' };

export interface Person {
  /** `Ada Lovelace` */
  name: string;
  email?: string;
  /** Absolute: `https://ada.example/` */
  url?: string;
}

/** A term with the slug that is its address for ever. */
export interface Term {
  taxonomy: Taxonomy;
  /** As the author wrote it: `C++`, `Q&A`, `日本語`. */
  name: string;
  /** Unique in its taxonomy, also on file systems that fold case: `c-plus-plus`. */
  slug: string;
}

/** How much of a post feeds show. */
export type Content = 'full' | 'summary';

/** A picture that stands for a post. */
export interface Picture {
  /** Absolute: `https://blog.example/lens.jpg` */
  url: string;
  /** What it shows, for those who do not see it. */
  alt?: string;
  /** Wide, to stand above the post. */
  banner?: true;
}

/** Whose conventions the posts follow; decides where dates, slugs and sections are read from. See `core/post/conventions.ts`. */
export const GENERATORS = ['linefeed', 'jekyll', 'hugo', 'zola', 'astro', 'eleventy', 'obsidian', 'wordpress'] as const;
export type Generator = (typeof GENERATORS)[number];

/** One of the languages of a site, as Hugo and Zola have several in one folder. */
export interface SiteLanguage {
  /** BCP 47: `de-CH` */
  language: string;
  title?: string;
  description?: string;
  /** Folder of its posts, where they have one: `content/de`. Else file names tell: `hello.de.md`. */
  folder?: string;
  /** Where its posts are, below the blog's address: `de/`; empty for the default one. */
  path: string;
}

/** How a post without an id of its own gets one. See `core/catalog/identity.ts`. */
export type IdStrategy = 'permalink' | 'tag' | 'wordpress';

/** What a post may have only so much of. See `core/limits.ts`. */
export type Limit = 'size' | 'frontMatter' | 'title' | 'address' | 'terms' | 'references' | 'steps' | 'parsing' | 'body' | 'elements';

/** The configuration, whatever file it came from, with every default filled in. Plain JSON: it is kept in the catalog. */
export interface Site {
  generator: Generator;
  /** `Field Notes` */
  title: string;
  /** Where the blog is, absolute, with a trailing slash: `https://blog.example/` */
  link: string;
  /** Where the feeds are, absolute, with a trailing slash; the same as `link` unless said otherwise. */
  feedLink: string;
  description: string;
  /** BCP 47: `en`, `de-CH`. */
  language: string;
  /** By the code that folders and file names have; left out where there is one language only. `{ en: …, de: … }` */
  languages?: Record<string, SiteLanguage>;
  /** Who wrote what names no author. */
  authors: Person[];
  /** Authors by the key that posts use for them: `{ ada: { name: 'Ada Lovelace' } }` */
  people: Record<string, Person>;
  copyright?: string;
  /** Square, absolute URL. */
  icon?: string;
  /** Wide, absolute URL. */
  logo?: string;
  /** IANA name; dates without a zone are in it, and permalinks take their days from it: `Europe/Zurich`. */
  timezone: string;
  /** Globs of the posts, from the root: `_posts/**`. */
  posts: string[];
  /** A style (`pretty`), or a template of tokens: `/:year/:month/:day/:title/`. See `core/post/permalink.ts`. */
  permalink: string;
  /** The same for the posts of some sections: `{ notes: '/n/:slug/' }` */
  permalinks?: Record<string, string>;
  /** Folders that sections are below, where it is not `content` alone. */
  roots?: string[];
  /** Fields that dates are read from before those where the generator looks by itself. */
  dates?: Partial<Record<'published' | 'updated' | 'expires', string[]>>;
  /** Main feed's file name by format; a format that is not named is not written. `{ rss: 'rss.xml' }` */
  feeds: Partial<Record<Format, string>>;
  /** Names that the main feed's documents had before, each with the format that is found there: `{ 'feed.xml': 'atom' }`; left out where there are none. */
  moved?: Record<string, Format>;
  /** Entries in a feed: `20`. */
  limit: number;
  content: Content;
  /** Whether RSS also carries posts as they were written, for readers that render Markdown themselves. */
  sourceMarkdown: boolean;
  /** The taxonomies whose terms have feeds. */
  terms: Taxonomy[];
  /** Which feeds have archives of what is older than their newest entries. */
  archives: 'main' | 'all' | 'none';
  /** Hubs that are told of changes (WebSub): `['https://pubsubhubbub.appspot.com/']`; left out where there is none. */
  hub?: string[];
  /** Whether there are pages for subscribers: `index.html`, `tags/c-plus-plus/index.html`. */
  pages: boolean;
  /** Whether there is a list of all feeds: `feeds.opml`. */
  opml: boolean;
  /** What nobody can guess, in the address of drafts and scheduled posts; left out where these are not shown. `9f86d081884c7d659a2feaa0` */
  preview?: string;
  /** Jekyll's front matter defaults, and Eleventy's directory data: by path, which is empty for everywhere, and by type, which is `posts`, `drafts` or a collection's name. */
  defaults?: { path: string; type?: string; values: Record<string, unknown> }[];
  /** What folders say of the posts in them, as `core/post/sections.ts` reads it; of the whole site where `key` is empty. */
  sections?: { key: Key; draft?: boolean; cascades: { values: Record<string, unknown>; path?: string; kind?: string; lang?: string }[] }[];
  /** Jekyll's collections whose documents are posts, by their names, with their permalinks: `{ recipes: '/:collection/:path/' }` */
  collections?: Record<string, string>;
  /** Folder that Jekyll reads, with a trailing slash: `src/`; left out where that is the root. */
  source?: string;
  /** Folder in it that `_posts` and collections are in, with a trailing slash; left out where they are not in one. */
  collectionsDir?: string;
  id: IdStrategy;
  /** Ends the summary inside a post: `<!--more-->`. */
  excerptSeparator: string;
  /** Whether posts may use Liquid. */
  liquid: boolean;
  /** Those that are not the usual ones. */
  limits?: Partial<Record<Limit, number>>;
  /** What templates see as `site`. */
  variables: Record<string, unknown>;
  /** The materials in force: what names them and where they are kept, and the names in their `post_url` and `link` tags, no name twice. */
  materials?: { digest: string; references: string[] };
}

/** A post as its file says it: front matter understood, body not yet rendered. */
export interface Post {
  key: Key;
  /** Plain text, one line: `Vec<T> & co` */
  title: string;
  /** Last part of the address: `hello` */
  slug: string;
  published: Instant;
  /** From front matter only. */
  updated?: Instant;
  expires?: Instant;
  /** Permalink, absolute: `https://blog.example/2026/03/01/hello/` */
  link: string;
  /** `id` or `guid` from front matter. */
  ownId?: string;
  /** Where the post was before, absolute; by these it is known in feeds that are adopted. */
  aliases?: string[];
  /** What WordPress numbered the post; used by the id strategy `wordpress`. */
  wordpressId?: number;
  /** Names in the author's order, no name twice. */
  terms: Record<Taxonomy, string[]>;
  authors: Person[];
  /** From front matter: plain text. */
  summary?: string;
  /** BCP 47, when it is not the site's. */
  language?: string;
  image?: Picture;
  /** What a post of a link blog is about, absolute: `https://other.example/article` */
  externalUrl?: string;
  /** When it is not the site's. */
  content?: Content;
  draft: boolean;
  /** Published, but in no feed. */
  unlisted?: true;
  syntax: 'markdown' | 'html';
  /** What follows the front matter, with line ends as `\n`. */
  body: string;
  /** The file's line on which `body` begins, from 1. */
  bodyLine: number;
  excerptSeparator: string;
  /** Names by which the body links to other posts, no name twice: `2009-08-04-some-post`. See `core/entry/names.ts`. */
  references: string[];
  /** What templates see as `page`. */
  variables: Record<string, unknown>;
}

/** What the names in a post's links to others resolved to: an absolute URL, or null where no live post has that name. */
export type Links = Record<string, string | null>;

/** A rendered post as feeds show it; kept under `state/entries/`. Everything in it can be shown, so equal entries need no new documents. */
export interface Entry {
  key: Key;
  /** Never changes: `https://blog.example/2026/03/01/hello` */
  id: string;
  link: string;
  title: string;
  published: Instant;
  updated: Instant;
  authors: Person[];
  /** Categories first, then tags, authors and languages, each in the author's order. */
  terms: Term[];
  summary: string;
  html: string;
  language?: string;
  image?: Picture;
  externalUrl?: string;
  content?: Content;
  markdown?: string;
}

/** Names an output in the catalog: `main`, `tags/c-plus-plus/archive/2010-10`. Only `core/catalog/outputs.ts` reads it. */
export type OutputKey = string;

/** Orders the versions of a document: a later `rev` of the same `generation` is newer. */
export interface FencingToken {
  /** Drawn when the catalog was created: `7f3a90c1` */
  generation: string;
  /** The catalog's revision at the feed's last change. */
  rev: number;
}
