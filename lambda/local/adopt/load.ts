/** A file or an address -> the text that is there. */
import { readFile } from 'node:fs/promises';

export interface Limits {
  /** Bytes of one page. */
  largest: number;
  /** Milliseconds for one page. */
  patience: number;
}

export const isAddress = (source: string): boolean => /^https?:\/\//i.test(source);

export interface Loaded {
  text: string;
  /** The file's path, or the address that answered in the end. */
  place: string;
}

/** @throws Error that names the place, and what to do */
export async function load(source: string, limits: Limits): Promise<Loaded> {
  if (isAddress(source)) return download(source, limits);
  const bytes = await readFile(source).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${source}: cannot be read (${error.code}); name the file or the address of a feed`);
  });
  return { text: decode(bytes, undefined, source), place: source };
}

async function download(address: string, { largest, patience }: Limits): Promise<Loaded> {
  const signal = AbortSignal.timeout(patience);
  try {
    const response = await fetch(address, { signal, headers: { 'user-agent': 'linefeed adopt', accept: '*/*' } });
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    const charset = /charset="?([^";\s]+)/i.exec(response.headers.get('content-type') ?? '')?.[1];
    const place = response.url;
    return { text: decode(await bytesOf(response, largest), charset, place), place };
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    const reason = signal.aborted ? `no answer within ${patience / 1000} s` : cause?.message || message;
    throw new Error(
      `${address}: ${reason.startsWith(address) ? reason.slice(address.length + 2) : reason}; try again, or save the feed and name the file`,
    );
  }
}

async function bytesOf(response: Response, largest: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > largest) throw new Error(`it has more than ${largest.toLocaleString('en')} bytes; is it a feed?`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A byte order mark tells most, then what the server says, then the XML declaration (RFC 7303 section 3). */
function decode(bytes: Uint8Array, said: string | undefined, place: string): string {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const marked = start.startsWith('\xef\xbb\xbf')
    ? 'utf-8'
    : start.startsWith('\xff\xfe')
      ? 'utf-16le'
      : start.startsWith('\xfe\xff')
        ? 'utf-16be'
        : undefined;
  const encoding = marked ?? said ?? /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)/.exec(start)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${place}: this is no text in ${encoding}; save the feed as UTF-8 and name the file`);
  }
}
