import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { followRedirects } from '../../net/follow-redirects.ts';

export interface DownloadLimits {
  /** Bytes, decompressed. */
  largest: number;
  /** Milliseconds, with redirects. */
  timeout: number;
  redirects: number;
}

export interface Download {
  bytes: Buffer;
  charset: string | undefined;
  /** After redirects. */
  place: string;
}

/**
 * @param allow hosts that may be private
 * @throws Error with a remedy
 */
export async function download(address: string, limits: DownloadLimits, allow: ReadonlySet<string>): Promise<Download> {
  const signal = AbortSignal.timeout(limits.timeout);
  try {
    return await follow(address, limits, allow, signal);
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    const reason = signal.aborted ? `no answer within ${limits.timeout / 1000} s` : message || code;
    throw new Error(`${address}: ${reason}; try again, or save the feed and name the file`);
  }
}

async function follow(address: string, limits: DownloadLimits, allow: ReadonlySet<string>, signal: AbortSignal): Promise<Download> {
  const headers = { 'User-Agent': 'linefeed adopt', 'Accept-Encoding': 'gzip, br' };
  const { response, place } = await followRedirects(address, { headers, signal, allow }, limits.redirects);
  return { ...(await read(response, limits.largest)), place };
}

async function read(response: IncomingMessage, largest: number): Promise<Omit<Download, 'place'>> {
  const { statusCode = 0, headers } = response;
  if (statusCode < 200 || statusCode > 299) {
    response.destroy();
    throw new Error(`the server answers ${statusCode}`);
  }
  const charset = /charset="?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1];
  return { bytes: await bytesOf(decompressed(response), largest), charset };
}

function decompressed(response: IncomingMessage): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  switch (encoding) {
    case 'identity':
      return response;
    case 'gzip':
    case 'x-gzip':
      return through(response, createGunzip());
    case 'deflate':
      return through(response, createInflate());
    case 'br':
      return through(response, createBrotliDecompress());
    default:
      response.destroy();
      throw new Error(`the server sends ${encoding}, which it was not asked for`);
  }
}

const through = (response: IncomingMessage, decoder: Transform): Readable => pipeline(response, decoder, () => {});

/** A small response can expand to any size. */
async function bytesOf(stream: Readable, largest: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > largest) throw new Error(`it has more than ${largest.toLocaleString('en')} bytes; is it a feed?`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
