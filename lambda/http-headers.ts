/**
 * Header values of published documents, and the one rule about a request header. The publisher, the dev server and the CDN (lib/behavior.ts,
 * lib/edge) all take them from here.
 */
import type { DocumentFormat } from './core/model.ts';

/** RFC 4287 section 7, RSS Advisory Board's profile, JSON Feed 1.1 "Suggestions for Publishers", OPML 2.0 "What is a document?". */
export const CONTENT_TYPES: Record<DocumentFormat, string> = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  opml: 'text/x-opml; charset=utf-8',
};

/** Seconds. A reader sees a new post at most this much later. */
const MAX_AGE = 60;

/** No stale-while-revalidate: a hub that was pinged would fetch the old document. */
export const CACHE_CONTROL = `public, max-age=${MAX_AGE}, stale-if-error=86400`;

/** Seconds from the write of a document to the ping of its hub: every cache has expired by then. 5 more, since caches count whole seconds. */
export const PING_DELAY = MAX_AGE + 5;

/** Prefix of the headers in which S3 sends an object's metadata. */
export const METADATA_HEADER = 'x-amz-meta-';

/** Metadata that holds a document's `Link` header. */
export const LINK = 'link';

/** Metadata of a document at an old address. Holds the new address: its `Location` header. */
export const MOVED = 'moved';

/** Metadata that holds a document's `X-Robots-Tag` header. */
export const ROBOTS = 'robots';

/** Documents have styles and no script, and a post must not be able to add one. */
export const CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Access-Control-Expose-Headers, beside the headers that browsers always expose. */
export const EXPOSED_HEADERS = ['ETag', 'Last-Modified', 'Link'];

/**
 * Whether to send gzip: RFC 9110 section 12.5.3. True if `gzip` (or `x-gzip`, or `*`) has a weight above 0 that is not below the weight of
 * `identity`. A weight that is no qvalue counts as 0. Runs in CloudFront Functions too, whose JavaScript has neither Map nor destructuring.
 */
export function wantsGzip(acceptEncoding: string): boolean {
  const weights: Record<string, number> = {};
  for (const item of acceptEncoding.toLowerCase().split(',')) {
    const parts = item.split(';').map((part) => part.trim());
    const weight = parts.find((part) => part.startsWith('q='));
    weights[String(parts[0])] = weight === undefined ? 1 : parseQvalue(weight.slice(2));
  }
  const weightOf = (names: string[]): number => {
    const listed = names.find((name) => weights[name] !== undefined);
    return listed === undefined ? 0 : Number(weights[listed]);
  };
  const gzip = weightOf(['gzip', 'x-gzip', '*']);
  return gzip > 0 && gzip >= weightOf(['identity', '*']);
}

const parseQvalue = (text: string): number => (/^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 0);
