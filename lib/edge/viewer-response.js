// CloudFront Function (cloudfront-js-2.0), after the cache: caches between here and the reader have to know that the answer depends on
// Accept-Encoding, since the choice was made before this cache. And a document's links to its hubs and to itself (WebSub), which S3 keeps as
// metadata, become the header that they are. Where a document is kept under an old name, readers are sent on to the new one.

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it.
function handler(event) {
  const headers = event.response.headers;
  headers.vary = { value: 'Accept-Encoding' };
  const link = headers['x-amz-meta-link'];
  if (link) {
    headers.link = { value: link.value };
    delete headers['x-amz-meta-link'];
  }
  const moved = headers['x-amz-meta-moved'];
  if (moved) {
    event.response.statusCode = 301;
    event.response.statusDescription = 'Moved Permanently';
    headers.location = { value: moved.value };
    delete headers['x-amz-meta-moved'];
  }
  return event.response;
}
