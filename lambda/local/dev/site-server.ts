/** Serves documents as the CDN does. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isPreviewPath } from '../../core/catalog/document-path.ts';
import { CACHE_CONTROL, CONTENT_POLICY, EXPOSED_HEADERS, LINK, MOVED, ROBOTS, wantsGzip } from '../../http-headers.ts';
import { GZIP, PUBLIC } from '../../keys.ts';
import { type Store, type StoredObject, UNCHANGED } from '../../stores/store.ts';
import { contentType } from '../content-type.ts';
import { hostOf, isNotModified, LOOPBACK, pathOfTarget, rangeOf, type Validators } from '../http-rules.ts';
import { type Listener, listener } from '../listen.ts';
import { mediaKey, sendMedia } from '../media-files.ts';
import { EventChannel } from './events.ts';

export interface SiteServerOptions {
  /** Keys begin with `public/`. */
  store: Store;
  /** HTML for a path (`''` is the root), before the store's. */
  page?: (path: string, nonce: string) => Promise<string | undefined> | string | undefined;
  /** Whose media are served, if the blog has some. */
  media?: () => Store | undefined;
  /** Of configured names. */
  typeOf?: (path: string) => string | undefined;
  /** `blog.test`, or `blog.test:8080` for one port. */
  hosts?: readonly string[];
  onError?: (error: unknown) => void;
}

export interface SiteServer extends Listener {
  announce(detail?: unknown): void;
}

export const EVENTS_PATH = '-/events';

export function createSiteServer({
  store,
  page = () => undefined,
  media = () => undefined,
  typeOf = () => undefined,
  hosts = [],
  onError = () => {},
}: SiteServerOptions): SiteServer {
  const events = new EventChannel();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // DNS rebinding keeps a page's own host name.
    if (!hasKnownHost(request, hosts)) return sendNotice(response, 421, MISDIRECTED);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendNotice(response, 405, 'Only GET and HEAD are answered here.', { Allow: 'GET, HEAD' });
    const path = pathOfTarget(request.url ?? '');
    if (path === undefined) return sendNotice(response, 400, 'This address is not one that can exist.');
    if (path === EVENTS_PATH && request.method === 'GET') {
      if (!isSameOrigin(request)) return sendNotice(response, 403, 'Only the pages of this server may follow its events.');
      return events.open(response);
    }
    const nonce = randomBytes(16).toString('base64');
    const html = await page(path, nonce);
    if (html !== undefined) return sendPage(response, html, nonce);
    const [files, key] = [media(), mediaKey(path)];
    if (files && key !== undefined && (await sendMedia(request, response, files, key))) return;
    const found = await find(
      store,
      /(?:^|\/)$/.test(path) ? `${path}index.html` : path,
      wantsGzip(String(request.headers['accept-encoding'] ?? '')),
    );
    if (found === undefined) {
      // As the CDN does.
      const folder = /^\/(?:[^/\\?][^?]*\/)?[^./\\?]+(?=\?|$)/.exec(request.url ?? '')?.[0];
      if (folder !== undefined && (await find(store, `${path}/index.html`, false)))
        return sendNotice(response, 301, 'This address has a slash at the end.', { Location: `${folder}/` });
      return sendNotice(response, 404, 'Nothing is published at this address.');
    }
    // Case-insensitive file systems accept other spellings.
    const sharing = isPreviewPath(found.path.toLowerCase()) ? PRIVATE : SHARED;
    sendDocument(request, response, { ...found, headers: { ...sharing, 'Content-Type': typeOf(found.path) ?? contentType(found.path) } });
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      onError(error);
      if (response.headersSent) response.destroy();
      else sendNotice(response, 500, 'This document could not be read.');
    });
  });

  const { listen, close } = listener(server);
  return {
    listen,
    announce: (detail = {}) => events.send('published', detail),
    close: () => {
      events.close();
      return close();
    },
  };
}

const MISDIRECTED =
  'This server answers to localhost and 127.0.0.1 with its port. To use another name, start it with: linefeed dev --host &lt;name&gt;';

function hasKnownHost({ headers, socket }: IncomingMessage, hosts: readonly string[]): boolean {
  const host = hostOf(headers.host);
  if (host === undefined) return false;
  if (LOOPBACK.includes(host.name) && host.port === socket.localPort) return true;
  return hosts.some((each) => [host.name, `${host.name}:${host.port}`].includes(each.toLowerCase()));
}

/** Browsers always send it; programs do not. */
const isSameOrigin = ({ headers }: IncomingMessage): boolean =>
  ['same-origin', 'none'].includes(String(headers['sec-fetch-site'] ?? 'none'));

/** For web feed readers. */
const SHARED = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': EXPOSED_HEADERS.join(', ') };
/** Drafts. */
const PRIVATE = { 'Cross-Origin-Resource-Policy': 'same-origin' };

interface FoundDocument {
  /** Without gzip suffix. */
  path: string;
  object: StoredObject;
  gzip: boolean;
}

async function find(store: Store, path: string, gzip: boolean): Promise<FoundDocument | undefined> {
  const read = async (key: string): Promise<StoredObject | undefined> => {
    const object = key.includes('//') || key.endsWith('/') ? undefined : await store.get(key);
    return object === UNCHANGED ? undefined : object;
  };
  const isCopy = path.endsWith(GZIP);
  const copy = gzip && !isCopy ? await read(PUBLIC + path + GZIP) : undefined;
  if (copy !== undefined) return { path, object: copy, gzip: true };
  const object = await read(PUBLIC + path);
  return object && { path: isCopy ? path.slice(0, -GZIP.length) : path, object, gzip: isCopy };
}

type Sent = Pick<FoundDocument, 'object' | 'gzip'> & { headers: Record<'Content-Type', string> & Record<string, string> };

function sendDocument(request: IncomingMessage, response: ServerResponse, { object, gzip, headers }: Sent): void {
  const validators: Validators = { etag: `"${object.etag}"`, 'last-modified': new Date(object.modified).toUTCString() };
  const { 'Content-Type': type, ...sharing } = headers;
  const always = {
    ...sharing,
    ETag: validators.etag,
    'Last-Modified': validators['last-modified'],
    'Cache-Control': CACHE_CONTROL,
    Vary: 'Accept-Encoding',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    ...(object.metadata[LINK] === undefined ? {} : { Link: object.metadata[LINK] }),
    ...(object.metadata[ROBOTS] === undefined ? {} : { 'X-Robots-Tag': object.metadata[ROBOTS] }),
    'Content-Security-Policy': CONTENT_POLICY,
  };
  if (isNotModified(request.headers, validators)) {
    response.writeHead(304, always).end();
    return;
  }
  const described = { ...always, 'Content-Type': type, 'Accept-Ranges': 'bytes', ...(gzip && { 'Content-Encoding': 'gzip' }) };
  const range = request.method === 'GET' ? rangeOf(request.headers, object.size, validators) : undefined;
  const now = object.metadata[MOVED];
  if (now !== undefined) {
    send(response, 301, { ...described, Location: now }, object.bytes);
  } else if (range === 'unsatisfiable') {
    sendNotice(response, 416, 'The document is shorter than that.', { 'Content-Range': `bytes */${object.size}` });
  } else if (range === undefined) {
    send(response, 200, described, object.bytes);
  } else {
    const partial = { ...described, 'Content-Range': `bytes ${range.first}-${range.last}/${object.size}` };
    send(response, 206, partial, object.bytes.subarray(range.first, range.last + 1));
  }
}

function sendPage(response: ServerResponse, html: string, nonce: string): void {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const headers = {
    'Content-Security-Policy': policy,
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
  };
  send(response, 200, { ...PAGE, ...headers }, Buffer.from(html));
}

/** @param sentence not from the request */
function sendNotice(response: ServerResponse, status: number, sentence: string, headers: Record<string, string> = {}): void {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${status}</title><h1>${status}</h1><p>${sentence}</p></html>\n`;
  send(response, status, { ...PAGE, ...headers }, Buffer.from(html));
}

const PAGE = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: Uint8Array): void {
  response.writeHead(status, { ...headers, 'Content-Length': body.length }).end(body);
}
