/** Lets a request through to the S3 server only if a role allows it, and answers 403 else, as S3 does. */
import type { RequestListener } from 'node:http';
import { errorResponse, S3Error } from '../../lambda/local/s3/response.ts';
import type { S3Handler } from '../../lambda/local/s3/server.ts';
import type { Store } from '../../lambda/stores/store.ts';
import { isAllowed, type Question, type Statement } from './policy.ts';

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

/** @param caller a service and what it tells of itself; a function if left out */
export const guard =
  (statements: readonly Statement[], buckets: Readonly<Record<string, Store>>, caller: Pick<Question, 'service' | 'context'> = {}) =>
  (handler: S3Handler): RequestListener =>
  async (request, response) => {
    const { bucket, key, actions } = neededFor(request.method ?? '', request.url ?? '', request.headers);
    const arn = `arn:aws:s3:::${bucket}`;
    const resource = key === '' ? arn : `${arn}/${key}`;
    // Who may not list is not told that a key is absent.
    const reads = key !== '' && (request.method === 'GET' || request.method === 'HEAD');
    const absent = reads && (await buckets[bucket]?.head(key)) === undefined;
    const allowed =
      actions.every((action) => isAllowed(statements, { ...caller, action, resource })) &&
      (!absent || isAllowed(statements, { ...caller, action: 's3:ListBucket', resource: arn }));
    if (allowed) return handler(request, response);
    request.resume();
    const { status, headers, body } = errorResponse(new S3Error('AccessDenied', `${actions} of ${resource} is not allowed`), 'denied');
    response.writeHead(status, headers).end(request.method === 'HEAD' ? '' : body);
  };
