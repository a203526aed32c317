// CloudFront Function (cloudfront-js-2.0), after the cache: caches between here and the reader have to know that the answer depends on
// Accept-Encoding, since the choice was made before this cache.

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it.
function handler(event) {
  const response = event.response;
  response.headers.vary = { value: 'Accept-Encoding' };
  return response;
}
