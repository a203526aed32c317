import type { IncomingMessage } from 'node:http';
import { unchunk } from './aws-chunked.ts';
import { checkChecksums, checkPayload } from './checksums.ts';
import { S3Error } from './response.ts';

export interface Request {
  method: string;
  /** Decoded: `/posts/a b.md` */
  path: string;
  rawPath: string;
  bucket: string;
  key: string;
  query: ReadonlyMap<string, string>;
  /** Lower-case; no prototype, since requests choose names. */
  headers: Readonly<Record<string, string | undefined>>;
}

/** In memory. */
export const MAX_OBJECT_BYTES = 256 * 1024 * 1024;
/** 1,000 keys, or 10,000 parts with checksums. */
export const MAX_XML_BYTES = 8 * 1024 * 1024;

const tooLarge = (most: number): S3Error => new S3Error('EntityTooLarge', `a body of this kind may have ${most} bytes here`);

export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI', 'the address is not percent-encoded UTF-8');
  }
}

export function requestOf({ method = 'GET', url = '/', headers }: IncomingMessage): Request {
  const [rawPath = '/', ...rawQuery] = url.split('?');
  const path = percentDecoded(rawPath);
  const [, bucket = '', ...key] = path.split('/');
  const parameters = rawQuery.join('?').split('&').filter(Boolean);
  const query = parameters.map((parameter): [string, string] => {
    const [name = '', ...value] = parameter.split('=');
    return [percentDecoded(name), percentDecoded(value.join('=').replaceAll('+', ' '))];
  });
  const joined = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]);
  const own = Object.assign(Object.create(null), Object.fromEntries(joined));
  return { method, path, rawPath, bucket, key: key.join('/'), query: new Map(query), headers: own };
}

function checkTrailers(announced: string | undefined, trailers: Readonly<Record<string, string>>): void {
  const missing = announced?.split(',').find((name) => !Object.hasOwn(trailers, name.trim().toLowerCase()));
  if (missing !== undefined) throw new S3Error('MalformedTrailerError', `x-amz-trailer announces ${missing}, which did not come`);
}

/** @throws S3Error if not as announced */
export async function readBody(message: IncomingMessage, { headers, query, method }: Request, most = MAX_OBJECT_BYTES): Promise<Buffer> {
  const announced = Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? 0);
  if (announced > most) throw tooLarge(most);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    length += part.length;
    // Frames of chunks.
    if (length > 2 * most) throw tooLarge(most);
    parts.push(part);
  }
  const sent = Buffer.concat(parts);
  const isChunked = headers['x-amz-content-sha256']?.startsWith('STREAMING-') || /\baws-chunked\b/.test(headers['content-encoding'] ?? '');
  const { bytes, trailers } = isChunked ? unchunk(sent) : { bytes: sent, trailers: {} };
  if (bytes.length > most) throw tooLarge(most);
  if (headers['x-amz-decoded-content-length'] !== undefined && bytes.length !== announced) {
    throw new S3Error('IncompleteBody', `${announced} bytes were announced, ${bytes.length} came`);
  }
  await checkPayload(bytes, headers);
  checkTrailers(headers['x-amz-trailer'], trailers);
  // Those of the whole object.
  const isCompletion = method === 'POST' && query.has('uploadId');
  if (!isCompletion) await checkChecksums(bytes, headers['x-amz-trailer'] === undefined ? headers : { ...headers, ...trailers });
  return bytes;
}
