/** Rejects web pages, which may know presigned addresses or use DNS rebinding. */
import { hostOf, LOOPBACK } from '../http-rules.ts';
import type { Request } from './request.ts';
import { S3Error } from './response.ts';

/** Pages cannot change these headers. */
const isFromPage = ({ headers }: Request): boolean =>
  headers.origin !== undefined ||
  headers.referer !== undefined ||
  headers['sec-fetch-mode'] === 'navigate' ||
  (headers['sec-fetch-site'] ?? 'none') !== 'none';

export function checkCaller(request: Request): void {
  const host = hostOf(request.headers.host);
  if (host === undefined) throw new S3Error('InvalidRequest', 'the Host header names no host');
  if (LOOPBACK.includes(host.name) && !isFromPage(request)) return;
  throw new S3Error(
    'AccessDenied',
    'only programs on this machine may use this endpoint, as localhost or 127.0.0.1: no web page, no address opened in a browser, no other name',
  );
}
