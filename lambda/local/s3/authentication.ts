import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from './request.ts';
import { S3Error } from './response.ts';
import { type Credentials, MAX_CLOCK_SKEW, parseSignature, signatureV4, timeOf } from './signature.ts';
import { isSignedV2, signatureV2 } from './signature-v2.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const equal = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const wrongSecret = (): S3Error => new S3Error('SignatureDoesNotMatch', 'the signature was not made with the secret of this access key');

const expired = (): S3Error => new S3Error('AccessDenied', 'the signed address has expired, or does not say when it expires');

function checkKey(given: string, { accessKeyId }: Credentials): void {
  if (given !== accessKeyId) throw new S3Error('InvalidAccessKeyId', `the access key ${given} is unknown; use ${accessKeyId}`);
}

function checkV2(request: Request, credentials: Credentials, now: number): void {
  const { query } = request;
  checkKey(query.get('AWSAccessKeyId') ?? '', credentials);
  if (!(now <= Number(query.get('Expires') || Number.NaN) * 1000)) throw expired();
  if (!equal(signatureV2(request, credentials.secretAccessKey), query.get('Signature') ?? '')) throw wrongSecret();
}

function checkV4(request: Request, credentials: Credentials, now: number): void {
  const fields = parseSignature(request);
  checkKey(fields.accessKeyId, credentials);
  if (fields.expires === undefined && !(Math.abs(now - timeOf(fields.date)) <= MAX_CLOCK_SKEW)) {
    throw new S3Error('RequestTimeTooSkewed', 'the difference between the request time and the time of this machine is too large');
  }
  if (fields.expires !== undefined && !(now <= fields.expires)) throw expired();
  const isComplete = fields.signedHeaders.includes('host') && fields.signedHeaders.every((name) => request.headers[name] !== undefined);
  if (!isComplete || !equal(signatureV4(request, fields, credentials.secretAccessKey), fields.signature)) throw wrongSecret();
  checkSignedHeaders(request, fields.signedHeaders);
}

/** As S3: a presigned PUT could copy another object. */
function checkSignedHeaders({ headers }: Request, signed: readonly string[]): void {
  const unsigned = Object.keys(headers).find((name) => name.startsWith('x-amz-') && !signed.includes(name));
  if (unsigned !== undefined) throw new S3Error('AccessDenied', `the header ${unsigned} is not signed; sign it, or leave it out`);
}

/** In presigned addresses: signature, and replacements of headers. */
const SIGNATURE = /^(?:X-Amz-.*|AWSAccessKeyId|Signature|Expires)$/;
const HEADER = /^(?:x-amz-[\w.-]+|content-type|content-md5)$/;
/** S3 ignores these in addresses: clients sign the checksum of an empty body. */
const IGNORED = /^x-amz-(?:checksum-|sdk-checksum-)/;

function withoutSignature(request: Request): Request {
  const rest = [...request.query].filter(([name]) => !SIGNATURE.test(name));
  const named = rest.filter(([name]) => HEADER.test(name));
  for (const [name, value] of named) {
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw new S3Error('InvalidArgument', `${name} cannot be a header`);
  }
  const payload = request.query.get('X-Amz-Content-Sha256');
  const headers = Object.assign(
    Object.create(null),
    request.headers,
    Object.fromEntries(named.filter(([name]) => !IGNORED.test(name))),
    payload === undefined ? {} : { 'x-amz-content-sha256': payload },
  );
  return { ...request, headers, query: new Map(rest.filter(([name]) => !HEADER.test(name))) };
}

/**
 * @returns the request as if signed in headers
 * @throws S3Error if unsigned, expired, or signed differently
 */
export function authenticate(request: Request, credentials: Credentials, now: number): Request {
  if (isSignedV2(request)) checkV2(request, credentials, now);
  else checkV4(request, credentials, now);
  return request.headers.authorization === undefined ? withoutSignature(request) : request;
}
