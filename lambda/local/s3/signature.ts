/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html */
import { createHash, createHmac } from 'node:crypto';
import type { Request } from './request.ts';
import { S3Error } from './response.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Milliseconds, as S3. */
export const MAX_CLOCK_SKEW = 15 * 60_000;

export interface SignatureFields {
  accessKeyId: string;
  /** `20260301/us-east-1/s3/aws4_request` */
  scope: string;
  date: string;
  signedHeaders: string[];
  signature: string;
  /** SHA-256 of the body, or UNSIGNED-PAYLOAD and the like. */
  payload: string;
  /** Epoch milliseconds. */
  expires?: number;
}

const required = (value: string | undefined): string => {
  if (!value) throw new S3Error('AccessDenied', 'the request is not signed; sign it with the credentials that the server printed');
  return value;
};

export const timeOf = (date: string): number => Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

export function parseSignature({ headers, query }: Request): SignatureFields {
  const header = headers.authorization;
  if (header === undefined) return parsePresigned(query);
  const part = (name: string) => required(new RegExp(`\\b${name}=([^,\\s]+)`).exec(header)?.[1]);
  const [accessKeyId = '', ...scope] = part('Credential').split('/');
  return {
    accessKeyId,
    scope: scope.join('/'),
    date: required(headers['x-amz-date']),
    signedHeaders: part('SignedHeaders').split(';'),
    signature: part('Signature'),
    payload: required(headers['x-amz-content-sha256']),
  };
}

function parsePresigned(query: ReadonlyMap<string, string>): SignatureFields {
  const part = (name: string) => required(query.get(`X-Amz-${name}`));
  const [accessKeyId = '', ...scope] = part('Credential').split('/');
  const date = part('Date');
  return {
    ...{ accessKeyId, scope: scope.join('/'), date, signedHeaders: part('SignedHeaders').split(';'), signature: part('Signature') },
    payload: query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
    expires: timeOf(date) + Number(part('Expires')) * 1000,
  };
}

/** RFC 3986 escapes more than `encodeURIComponent`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function canonicalRequest({ method, path, query, headers }: Request, { signedHeaders, payload }: SignatureFields): string {
  const parameters = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a], [b]) => compare(a, b))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const lines = signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`).join('');
  return [method, path.split('/').map(encode).join('/'), parameters, lines, signedHeaders.join(';'), payload].join('\n');
}

export function signatureV4(request: Request, fields: SignatureFields, secret: string): string {
  const hashed = createHash('sha256').update(canonicalRequest(request, fields)).digest('hex');
  const text = ['AWS4-HMAC-SHA256', fields.date, fields.scope, hashed].join('\n');
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const key = fields.scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, text).toString('hex');
}
