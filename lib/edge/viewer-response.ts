/** CloudFront Function (cloudfront-js-2.0) that runs after the cache: turns the metadata that S3 sends into the headers of a document. */
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
  // For caches between CloudFront and the reader: the copy was chosen by Accept-Encoding.
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
  // Readers must not see which run wrote a document, nor any other metadata.
  for (const name of Object.keys(headers)) if (name.startsWith(METADATA_HEADER)) delete headers[name];
  return response;
}
