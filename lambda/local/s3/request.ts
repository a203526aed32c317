/** An HTTP request as S3 understands it: method, bucket, key, parameters; and its body, unpacked and checked. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as zlib from 'node:zlib';
import { S3Error } from './answer.ts';
import { unchunk } from './aws-chunked.ts';

export interface Request {
  method: string;
  /** Decoded once: `/posts/a b.md` */
  path: string;
  bucket: string;
  key: string;
  query: ReadonlyMap<string, string>;
  /** By lower-case name, several of one name joined. */
  headers: Readonly<Record<string, string | undefined>>;
}

/** Objects are held in memory while they come. */
const LARGEST = 256 * 1024 * 1024;

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
  return { method, path, bucket, key: key.join('/'), query: new Map(query), headers: Object.fromEntries(joined) };
}

/**
 * The bytes of the object, whatever they were sent in.
 * @throws S3Error when they are not those that were announced; a connection that ends too early throws too
 */
export async function readBody(message: IncomingMessage, { headers }: Request): Promise<Buffer> {
  const announced = Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? 0);
  if (announced > LARGEST) throw new S3Error('EntityTooLarge', `an object may have ${LARGEST} bytes here`);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > 2 * LARGEST) throw new S3Error('EntityTooLarge', `an object may have ${LARGEST} bytes here`);
    parts.push(part);
  }
  const sent = Buffer.concat(parts);
  const isChunked = headers['x-amz-content-sha256']?.startsWith('STREAMING-') || /\baws-chunked\b/.test(headers['content-encoding'] ?? '');
  const { bytes, trailers } = isChunked ? unchunk(sent) : { bytes: sent, trailers: {} };
  if (headers['x-amz-decoded-content-length'] !== undefined && bytes.length !== announced) {
    throw new S3Error('IncompleteBody', `${announced} bytes were announced, ${bytes.length} came`);
  }
  checkDigests(bytes, { ...headers, ...trailers });
  return bytes;
}

/** Node 20.12 has none. */
const crc32 = (zlib as { crc32?: (bytes: Uint8Array) => number }).crc32;

const DIGESTS: Record<string, (bytes: Buffer) => string | undefined> = {
  'content-md5': (bytes) => createHash('md5').update(bytes).digest('base64'),
  'x-amz-checksum-sha256': (bytes) => createHash('sha256').update(bytes).digest('base64'),
  'x-amz-checksum-sha1': (bytes) => createHash('sha1').update(bytes).digest('base64'),
  'x-amz-checksum-crc32': (bytes) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32?.(bytes) ?? 0);
    return crc32 && sum.toString('base64');
  },
};

function checkDigests(bytes: Buffer, headers: Readonly<Record<string, string | undefined>>): void {
  const hash = headers['x-amz-content-sha256'] ?? '';
  if (/^[0-9a-f]{64}$/.test(hash) && createHash('sha256').update(bytes).digest('hex') !== hash) {
    throw new S3Error('XAmzContentSHA256Mismatch', 'the body is not the one that was signed');
  }
  for (const [name, digest] of Object.entries(DIGESTS)) {
    const said = headers[name];
    const found = said === undefined ? undefined : digest(bytes);
    if (found !== undefined && found !== said) throw new S3Error('BadDigest', `${name} says ${said}, the body has ${found}`);
  }
}
