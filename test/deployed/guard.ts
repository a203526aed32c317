/** A layer in front of the S3 server that answers 403 to requests that a role does not allow. */
import type { RequestListener } from 'node:http';
import { errorResponse, S3Error } from '../../lambda/local/s3/response.ts';
import type { S3Handler } from '../../lambda/local/s3/server.ts';
import type { Store } from '../../lambda/stores/store.ts';
import type { Question } from './policy.ts';

interface Needed {
  bucket: string;
  key: string;
  actions: string[];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
function neededFor(method: string, url: string, headers: Readonly<Record<string, unknown>>): Needed {
  const [, bucket = '', ...rest] = (url.split('?')[0] ?? '').split('/').map(decodeURIComponent);
  const key = rest.join('/');
  const conditional = headers['if-match'] === undefined ? [] : ['s3:GetObject'];
  const actions: Record<string, string[]> = {
    GET: [key === '' ? 's3:ListBucket' : 's3:GetObject'],
    HEAD: ['s3:GetObject'],
    PUT: ['s3:PutObject', ...conditional],
    DELETE: ['s3:DeleteObject', ...conditional],
  };
  return { bucket, key, actions: actions[method] ?? [`s3:${method}`] };
}

export const guard =
  (allows: (question: Question) => boolean, buckets: Readonly<Record<string, Store>>) =>
  (handler: S3Handler): RequestListener =>
  async (request, response) => {
    const { bucket, key, actions } = neededFor(request.method ?? '', request.url ?? '', request.headers);
    const arn = `arn:aws:s3:::${bucket}`;
    const resource = key === '' ? arn : `${arn}/${key}`;
    // Without ListBucket, S3 answers 403 instead of 404.
    const reads = key !== '' && (request.method === 'GET' || request.method === 'HEAD');
    const absent = reads && (await buckets[bucket]?.head(key)) === undefined;
    const allowed =
      actions.every((action) => allows({ action, resource })) && (!absent || allows({ action: 's3:ListBucket', resource: arn }));
    if (allowed) return handler(request, response);
    request.resume();
    const { status, headers, body } = errorResponse(new S3Error('AccessDenied', `${actions} of ${resource} is not allowed`), 'denied');
    response.writeHead(status, headers).end(request.method === 'HEAD' ? '' : body);
  };
