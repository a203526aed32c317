// CloudFront Function (cloudfront-js-2.0), before the cache: which object is asked for.
// A folder is its page. A document has a gzip copy beside it, for those who accept it: CloudFront compresses neither Atom nor
// JSON feeds by itself, and what it compresses loses its strong ETag. The copy has Content-Encoding: gzip and the document's type.

// RFC 9110 section 12.5.3: gzip unless it is refused, or plain bytes are liked better.
function wantsGzip(acceptEncoding) {
  const weights = {};
  for (const item of acceptEncoding.toLowerCase().split(',')) {
    const parts = item.split(';').map((part) => part.trim());
    const q = parts.find((part) => part.startsWith('q='));
    weights[parts[0]] = q === undefined ? 1 : Number(q.slice(2)) || 0;
  }
  const known = ['gzip', 'x-gzip', '*'].find((name) => weights[name] !== undefined);
  return known !== undefined && weights[known] > 0 && weights[known] >= (weights.identity || 0);
}

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it.
function handler(event) {
  const request = event.request;
  if (request.uri.endsWith('/')) request.uri += 'index.html';
  const accepted = request.headers['accept-encoding'];
  if (accepted && /\.(xml|json|rss|atom|opml|html)$/.test(request.uri) && wantsGzip(accepted.value)) request.uri += '.gz';
  return request;
}
