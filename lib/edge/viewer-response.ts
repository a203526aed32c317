/** CloudFront Function (cloudfront-js-2.0) after the cache: turns S3 metadata into headers. */
import { LINK, METADATA_HEADER, MOVED, ROBOTS } from '../../lambda/http-headers.ts';
import type { Headers } from './event.ts';

interface ViewerResponse {
  statusCode: number;
  statusDescription: string;
  readonly headers: Headers;
}

export function handler(event: { readonly response: ViewerResponse }): ViewerResponse {
  const response = event.response;
  const headers = response.headers;
  // For caches behind CloudFront: the copy depends on Accept-Encoding.
  headers.vary = { value: 'Accept-Encoding' };
  const link = headers[METADATA_HEADER + LINK];
  if (link) headers.link = { value: link.value };
  const robots = headers[METADATA_HEADER + ROBOTS];
  if (robots) headers['x-robots-tag'] = { value: robots.value };
  const moved = headers[METADATA_HEADER + MOVED];
  if (moved) {
    response.statusCode = 301;
    response.statusDescription = 'Moved Permanently';
    headers.location = { value: moved.value };
  }
  // Readers must not see other metadata.
  for (const name of Object.keys(headers)) if (name.startsWith(METADATA_HEADER)) delete headers[name];
  return response;
}
