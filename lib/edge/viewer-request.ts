/**
 * CloudFront Function (cloudfront-js-2.0) before the cache: maps a folder to its page, and a document to its gzip copy if accepted.
 * An address without an ending (`/feed`) redirects to its folder, as WordPress and web servers do. S3 reads `+` as a space.
 * CloudFront compresses neither Atom nor JSON feeds, and weakens ETags.
 */
import { wantsGzip } from '../../lambda/http-headers.ts';
import { GZIP } from '../../lambda/keys.ts';
import type { Headers } from './event.ts';

interface ViewerRequest {
  uri: string;
  readonly headers: Headers;
}

interface ViewerRedirect {
  statusCode: number;
  statusDescription: string;
  headers: Headers;
}

export function handler(event: { readonly request: ViewerRequest }): ViewerRequest | ViewerRedirect {
  const request = event.request;
  request.uri = request.uri.replace(/\+/g, '%2B');
  if (/^\/(?:[^/\\].*\/)?[^./\\]+$/.test(request.uri))
    return { statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: { value: `${request.uri}/` } } };
  if (request.uri.endsWith('/')) request.uri += 'index.html';
  const accepted = request.headers['accept-encoding'];
  if (accepted && /\.(xml|json|rss|atom|opml|html)$/.test(request.uri) && wantsGzip(accepted.value)) request.uri += GZIP;
  return request;
}
