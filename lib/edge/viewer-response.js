// CloudFront Function (cloudfront-js-2.0), after the cache: caches between here and the reader have to know that the answer depends on
// Accept-Encoding, since the choice was made before this cache. And a document's links to its hubs and to itself (WebSub), which S3 keeps as
// metadata, become the header that they are; and so does what search engines may do. Where a document is kept under an old name, readers are sent on to the new one.

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it.
function handler(event) {
  const headers = event.response.headers;
  headers.vary = { value: 'Accept-Encoding' };
  const link = headers['x-amz-meta-link'];
  if (link) headers.link = { value: link.value };
  const robots = headers['x-amz-meta-robots'];
  if (robots) headers['x-robots-tag'] = { value: robots.value };
  const moved = headers['x-amz-meta-moved'];
  if (moved) {
    event.response.statusCode = 301;
    event.response.statusDescription = 'Moved Permanently';
    headers.location = { value: moved.value };
  }
  // Which run wrote a document, and with what, is nobody else's business; nor is any other metadata.
  for (const name of Object.keys(headers)) if (name.startsWith('x-amz-meta-')) delete headers[name];
  return event.response;
}
