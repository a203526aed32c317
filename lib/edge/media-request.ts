/** CloudFront Function (cloudfront-js-2.0) before the cache: `/media/a.mp3` is `a.mp3` in the posts bucket. S3 reads `+` as a space. */
interface ViewerRequest {
  uri: string;
}

export function handler(event: { readonly request: ViewerRequest }): ViewerRequest {
  const request = event.request;
  request.uri = request.uri.replace(/\+/g, '%2B').replace(/^\/media(?=\/)/, '');
  return request;
}
