/** Counts requests at the S3 server, so it includes retries, HEADs and failures. */
import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { S3Handler } from '../../lambda/local/s3/server.ts';
import { PRICES } from '../../lib/prices.ts';

export type Kind = 'GET' | 'HEAD' | 'PUT' | 'LIST' | 'DELETE' | 'POST';

export interface Count {
  requests: number;
  /** Responses with a status of 400 or more, absent objects included. */
  failed: number;
  /** Bytes of bodies. */
  bytesIn: number;
  bytesOut: number;
}

const { s3Read, s3Write } = PRICES;
/** USD a request. */
const REQUESTS: Record<Kind, number> = { GET: s3Read, HEAD: s3Read, PUT: s3Write, POST: s3Write, LIST: s3Write, DELETE: 0 };

const NONE: Count = { requests: 0, failed: 0, bytesIn: 0, bytesOut: 0 };

export class Meter {
  #counts = new Map<Kind, Count>();
  readonly sockets = new Set<Socket>();

  /** Returns the counts by kind, and resets them. */
  take(): Map<Kind, Count> {
    const counts = this.#counts;
    this.#counts = new Map();
    return counts;
  }

  wrap =
    (handler: S3Handler): RequestListener =>
    (message, response) => {
      const isList = message.method === 'GET' && message.url?.includes('list-type=2');
      const kind = isList ? 'LIST' : (message.method as Kind);
      const sent = lengthOf(response);
      this.sockets.add(message.socket);
      response.on('close', () => {
        const before = this.#counts.get(kind) ?? NONE;
        this.#counts.set(kind, {
          requests: before.requests + 1,
          failed: before.failed + (response.statusCode >= 400 ? 1 : 0),
          bytesIn: before.bytesIn + Number(message.headers['content-length'] ?? 0),
          bytesOut: before.bytesOut + sent(),
        });
      });
      void handler(message, response);
    };
}

function lengthOf(response: ServerResponse): () => number {
  let length = 0;
  const { end } = response;
  response.end = ((body: string | Uint8Array = '') => {
    length = response.req.method === 'HEAD' ? 0 : Buffer.byteLength(body);
    return end.call(response, body, 'utf8');
  }) as typeof end;
  return () => length;
}

/** USD. */
export const priceOf = (counts: ReadonlyMap<Kind, Count>): number =>
  [...counts].reduce((sum, [kind, { requests }]) => sum + requests * REQUESTS[kind], 0);
