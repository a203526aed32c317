/** Every key, prefix, content type and cache header, in one place: grants, handlers and the web server use the same constants. */
import type { DocumentFormat, FeedKey, Format } from './core/model.ts';

export const STATE = 'state/';
export const CATALOG = `${STATE}catalog.json.gz`;
export const ENTRIES = `${STATE}entries/`;
/** What posts are rendered with beside themselves, one object for all of it, named by its digest. */
export const RENDER_INPUTS = `${STATE}materials/`;
/** Adopted feeds' items, as they were read. */
export const ADOPTED = `${STATE}adopted/`;
/** What a run found that could not import, before there is a catalog. */
export const WAITING = `${STATE}waiting.json`;
/** Copies of what could not be read any more; nobody reads or deletes them. */
export const DAMAGED = `${STATE}damaged/`;
export const PUBLIC = 'public/';
export const GZIP = '.gz';

export const renderInputsKey = (digest: string): string => `${RENDER_INPUTS}${digest}.json.gz`;
export const entryKey = (hash: string): string => `${ENTRIES}${hash}`;

/** Name of the documents of term feeds and archives; the main feed's are the configuration's. */
export const TERM_FEED_NAMES: Record<Format, string> = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' };

/** RFC 4287 section 7, RSS Advisory Board's profile, JSON Feed 1.1 "Suggestions for Publishers", OPML 2.0 "What is a document?". */
export const CONTENT_TYPES: Record<DocumentFormat, string> = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  opml: 'text/x-opml; charset=utf-8',
};

/** Seconds for which a cache need not ask again. */
const FRESH = 60;

/** No stale-while-revalidate: a hub that was pinged would fetch old bytes. */
export const CACHE_CONTROL = `public, max-age=${FRESH}, stale-if-error=86400`;

/** Seconds after a document was written until a hub is told: then no cache has the old one. Caches count whole seconds, so there are some more. */
export const PING_DELAY = FRESH + 5;

/** Name of the metadata, `x-amz-meta-link` over HTTP, that holds a document's header `Link`. */
export const LINK = 'link';

/** Name of the metadata that holds where a document is now, which is found at an old address of it: its header `Location`. */
export const MOVED = 'moved';

/** Name of the metadata that holds what search engines may do with a document: its header `X-Robots-Tag`. */
export const ROBOTS = 'robots';

/** What documents may do in a browser: look as they do, and nothing else. They have no script, and a post must not be able to bring one. */
export const CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Where a document is, from the root of what is public: `tags/c-plus-plus/atom.xml`, `tags/c-plus-plus/index.html`, `feeds.opml`. */
export function documentPath(output: FeedKey, format: DocumentFormat, mainNames: Partial<Record<Format, string>>): string | undefined {
  if (format === 'opml') return 'feeds.opml';
  if (format === 'html') return output.replace(/page$/, 'index.html');
  const name = mainNames[format];
  if (name === undefined) return undefined;
  return output === 'main' ? name : `${output}/${TERM_FEED_NAMES[format]}`;
}

/** What pages of any origin may read of an answer, beside what browsers show to all. */
export const EXPOSED_HEADERS = ['ETag', 'Last-Modified', 'Link'];
