/**
 * boto3's for addresses in us-east-1.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html#RESTAuthenticationQueryStringAuth
 */
import { createHmac } from 'node:crypto';
import type { Request } from './request.ts';

const SIGNED_PARAMETERS = ['acl', 'delete', 'location', 'partNumber', 'uploadId', 'uploads', 'versionId', 'versioning'];

export const isSignedV2 = ({ headers, query }: Request): boolean => headers.authorization === undefined && query.has('AWSAccessKeyId');

export function signatureV2({ method, rawPath, query, headers }: Request, secret: string): string {
  const header = (name: string): string => query.get(name) ?? headers[name] ?? '';
  const names = new Set([...query.keys(), ...Object.keys(headers)].filter((name) => name.startsWith('x-amz-')));
  const amz = [...names].sort().map((name) => `${name}:${header(name).trim()}\n`);
  const parameters = SIGNED_PARAMETERS.filter((name) => query.has(name)).map((name) =>
    query.get(name) ? `${name}=${query.get(name)}` : name,
  );
  const resource = rawPath + (parameters.length > 0 ? `?${parameters.join('&')}` : '');
  const lines = [method, header('content-md5'), header('content-type'), header('Expires'), amz.join('') + resource];
  return createHmac('sha1', secret).update(lines.join('\n')).digest('base64');
}
