/** Parts of audio and video on other hosts, requested with the guards of `lambda/net`. */
import type { IncomingMessage } from 'node:http';
import { followRedirects } from '../net/follow-redirects.ts';
import type { ObjectRange, Store } from '../stores/store.ts';

/** Milliseconds. */
const TIMEOUT = 15_000;
/** Of each request; hosts that count downloads redirect. */
const MOST_REDIRECTS = 5;

/** Its message is the reason, for a warning: the host is neither the author's fault nor the store's. */
export class RemoteFileError extends Error {}

/** Of one run. */
export class RemoteFiles {
  readonly #allow: ReadonlySet<string>;
  readonly #timeout: number;
  /** Hosts that did not answer, with the reason: others of their files are not requested. */
  readonly #silent = new Map<string, string>();

  /**
   * @param allow hosts that may be private; never from the configuration, which can be uploaded
   * @param timeout milliseconds for all requests of a file
   */
  constructor(allow: Iterable<string> = [], timeout = TIMEOUT) {
    this.#allow = new Set(allow);
    this.#timeout = timeout;
  }

  /** Redirects are followed once: later parts come from the last address. */
  file(address: string): Pick<Store, 'getRange'> {
    const signal = AbortSignal.timeout(this.#timeout);
    const seconds = this.#timeout / 1000;
    let last = address;
    const getRange: Store['getRange'] = async (_, from, length, expect) => {
      const { host } = new URL(last);
      const silent = this.#silent.get(host);
      if (silent) throw new RemoteFileError(silent);
      // Else a host may compress.
      const headers = { Range: `bytes=${from}-${from + length - 1}`, 'Accept-Encoding': 'identity', 'User-Agent': 'linefeed' };
      const found = await followRedirects(last, { headers, signal, allow: this.#allow }, MOST_REDIRECTS).catch((error: Error) => {
        const reason = signal.aborted ? `no answer within ${seconds} s` : error.message || String(error);
        this.#silent.set(host, reason);
        throw new RemoteFileError(reason);
      });
      last = found.place;
      try {
        const range = await rangeOf(found.response, from, length);
        if (range && expect && range.etag !== expect.etag) throw new RemoteFileError('it changed while it was read');
        return range;
      } catch (error) {
        if (error instanceof RemoteFileError) throw error;
        throw new RemoteFileError(signal.aborted ? `no end within ${seconds} s` : 'the host ended the connection early');
      } finally {
        found.response.destroy();
      }
    };
    return { getRange };
  }
}

/** Of a host that ignores ranges, the start of the whole file. */
async function rangeOf(response: IncomingMessage, from: number, length: number): Promise<ObjectRange | undefined> {
  const { statusCode, headers } = response;
  if (statusCode === 404 || statusCode === 410) return undefined;
  const given = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers['content-range'] ?? '');
  if (statusCode === 416) throw new RemoteFileError('the file is empty');
  if (statusCode !== 200 && statusCode !== 206) throw new RemoteFileError(`the host answers ${statusCode}`);
  if (statusCode === 206 ? Number(given?.[1]) !== from : from > 0) throw new RemoteFileError('the host ignores byte ranges');
  const type = typeOf(headers['content-type']);
  const size = Number(statusCode === 206 ? given?.[2] : (headers['content-length'] ?? Number.NaN));
  if (size === 0) throw new RemoteFileError('the file is empty');
  if (!Number.isSafeInteger(size) || headers['content-encoding']) throw new RemoteFileError('the host does not state the size');
  const etag = headers.etag ?? headers['last-modified'] ?? `${size} bytes`;
  const bytes = await start(response, Math.max(0, Math.min(length, size - from)));
  return { etag, size, modified: 0, bytes, ...(type && { type }) };
}

/** @throws RemoteFileError for a page instead of the file */
function typeOf(header = ''): string | undefined {
  const type = header.replace(/\s*;.*/, '').toLowerCase();
  if (/^text\/|json|xml/.test(type)) throw new RemoteFileError(`the host sends ${type}, which is no audio or video`);
  return /^[a-z]+\/[\w.+-]+$/.test(type) && !type.endsWith('/octet-stream') ? type : undefined;
}

/** @throws RemoteFileError for less: a host could send one byte a request */
async function start(response: IncomingMessage, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  if (length > 0)
    for await (const part of response) {
      parts.push(part);
      size += part.length;
      if (size >= length) break;
    }
  if (size < length) throw new RemoteFileError('the host sends less than it states');
  return Buffer.concat(parts).subarray(0, length);
}
