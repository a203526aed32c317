import { readFile } from 'node:fs/promises';
import { type DownloadLimits, download } from './download.ts';

export const isAddress = (source: string): boolean => /^https?:\/\//i.test(source);

export interface Loaded {
  text: string;
  place: string;
}

/** @throws Error with a remedy */
export async function load(source: string, limits: DownloadLimits, allow: ReadonlySet<string>): Promise<Loaded> {
  if (isAddress(source)) {
    const { bytes, charset, place } = await download(source, limits, allow);
    return { text: decode(bytes, charset, place), place };
  }
  const bytes = await readFile(source).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${source}: cannot be read (${error.code}); name the file or the address of a feed`);
  });
  return { text: decode(bytes, undefined, source), place: source };
}

/** By byte order mark, `Content-Type`, XML declaration (RFC 7303 section 3). */
function decode(bytes: Uint8Array, charset: string | undefined, place: string): string {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const marked = start.startsWith('\xef\xbb\xbf')
    ? 'utf-8'
    : start.startsWith('\xff\xfe')
      ? 'utf-16le'
      : start.startsWith('\xfe\xff')
        ? 'utf-16be'
        : undefined;
  const encoding = marked ?? charset ?? /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)/.exec(start)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${place}: this is not text in ${encoding}; save the feed as UTF-8 and name the file`);
  }
}
