/** Header values of documents, and the rule for Accept-Encoding. Shared by the publisher, the dev server and the CDN. */
import type { DocumentFormat } from './core/model.ts';

/** RFC 4287 section 7, RSS Advisory Board's profile, JSON Feed 1.1 "Suggestions for Publishers", OPML 2.0 "What is a document?". */
export const CONTENT_TYPES: Record<DocumentFormat, string> = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  opml: 'text/x-opml; charset=utf-8',
  // https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/chapters.md
  chapters: 'application/json+chapters',
};

/** Seconds until a reader sees a new post. */
const MAX_AGE = 60;

/** No stale-while-revalidate: a pinged hub would fetch the old document. */
export const CACHE_CONTROL = `public, max-age=${MAX_AGE}, stale-if-error=86400`;

/** Seconds from a write to its ping, when every cache has expired. Caches count whole seconds, so 5 more. */
export const PING_DELAY = MAX_AGE + 5;

/** S3 sends an object's metadata in headers of this prefix. */
export const METADATA_HEADER = 'x-amz-meta-';

/** Metadata that becomes the `Link` header. */
export const LINK = 'link';

/** Metadata of a document at an old address: its `Location` header. */
export const MOVED = 'moved';

/** Metadata that becomes the `X-Robots-Tag` header. */
export const ROBOTS = 'robots';

/** Styles, and of shows pictures and audio of other hosts: no post may add a script. */
export const CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https:; media-src 'self' https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const EXPOSED_HEADERS = ['ETag', 'Last-Modified', 'Link'];

/**
 * RFC 9110 section 12.5.3: whether `gzip`, `x-gzip` or `*` has a weight above 0 and not below that of `identity`. An invalid weight counts
 * as 0. CloudFront Functions run this too: no Map, no destructuring.
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
