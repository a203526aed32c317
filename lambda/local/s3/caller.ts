/** Whether a program sent the request, or a web page in a browser of this machine: pages can have signed addresses, and rebind names. */
import { hostOf, LOOPBACK } from '../http-rules.ts';
import { S3Error } from './answer.ts';
import type { Request } from './request.ts';

/** Headers that browsers add, which no page can leave out or change, and values that a page cannot cause. */
const isFromPage = ({ headers }: Request): boolean =>
  headers.origin !== undefined ||
  headers.referer !== undefined ||
  headers['sec-fetch-mode'] === 'navigate' ||
  (headers['sec-fetch-site'] ?? 'none') !== 'none';

/** @throws S3Error when the caller is a web page, or used a name of another machine */
export function checkCaller(request: Request): void {
  const host = hostOf(request.headers.host);
  if (host === undefined) throw new S3Error('InvalidRequest', 'the Host header names no host');
  if (LOOPBACK.includes(host.name) && !isFromPage(request)) return;
  throw new S3Error(
    'AccessDenied',
    'only programs on this machine may use this endpoint, as localhost or 127.0.0.1: no web page, no address opened in a browser, no other name',
  );
}
