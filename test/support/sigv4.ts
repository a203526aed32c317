/** Signature Version 4 by hand, so that tests can make invalid ones. */
import { createHash, createHmac } from 'node:crypto';
import { CREDENTIALS } from './s3.ts';

const UNSIGNED = 'UNSIGNED-PAYLOAD';

export const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

export interface Signing {
  method?: string;
  /** Percent-encoded. */
  path?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  payload?: string;
  time?: number;
  accessKeyId?: string;
  secretAccessKey?: string;
}

const dateOf = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
const scopeOf = (time: number): string => `${dateOf(time).slice(0, 8)}/us-east-1/s3/aws4_request`;
const queryOf = (query: Record<string, string>): string =>
  Object.keys(query)
    .sort()
    .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(query[name] ?? '')}`)
    .join('&');

function signatureOf({ method, path, query, headers, payload, time, secretAccessKey }: Required<Signing>): string {
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]?.trim().replace(/ +/g, ' ')}\n`).join('');
  const canonical = [method, path, queryOf(query), lines, names.join(';'), payload].join('\n');
  const text = ['AWS4-HMAC-SHA256', dateOf(time), scopeOf(time), sha256(canonical)].join('\n');
  const key = scopeOf(time).split('/').reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, text).toString('hex');
}

/** @param time of requests that do not set their own */
export function signerFor(endpoint: string, time: number) {
  const { host } = new URL(endpoint);
  const complete = (signing: Signing): Required<Signing> => ({
    ...{ method: 'GET', path: '/b/a%20b', query: {}, headers: {}, payload: UNSIGNED, time },
    ...CREDENTIALS,
    ...signing,
  });

  function presigned(signing: Signing = {}, seconds = 60): string {
    const whole = complete(signing);
    const headers = { host, ...whole.headers };
    const query = {
      ...whole.query,
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `${whole.accessKeyId}/${scopeOf(whole.time)}`,
      'X-Amz-Date': dateOf(whole.time),
      'X-Amz-Expires': String(seconds),
      'X-Amz-SignedHeaders': Object.keys(headers).sort().join(';'),
    };
    return `${endpoint}${whole.path}?${queryOf(query)}&X-Amz-Signature=${signatureOf({ ...whole, headers, query })}`;
  }

  /** The headers of a signed request, without Host. */
  function signed(signing: Signing = {}): Record<string, string> {
    const whole = complete(signing);
    const own = { ...whole.headers, 'x-amz-date': dateOf(whole.time), 'x-amz-content-sha256': whole.payload };
    const headers = { host, ...own };
    const signature = signatureOf({ ...whole, headers });
    const credential = `${whole.accessKeyId}/${scopeOf(whole.time)}`;
    const names = Object.keys(headers).sort().join(';');
    return { ...own, authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}` };
  }
  return { presigned, signed };
}
