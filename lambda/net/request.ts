/**
 * HTTP requests to addresses that others choose (next pages of feeds, redirects, uploaded hubs), guarded against SSRF.
 *
 * Only public addresses are reachable, checked in the DNS lookup and, against DNS rebinding, on the connected socket. Hosts in `allow` are
 * exempt, but metadata services need a literal address.
 */
import { lookup } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { isMetadataAddress, isPublicAddress } from './public-address.ts';

export interface RequestOptions {
  method?: 'GET' | 'HEAD' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Also aborts reading the response. */
  signal: AbortSignal;
  /** Hosts that may be private, as `hostAndPort` writes them; without port, all ports. */
  allow: ReadonlySet<string>;
  /** @default node:dns */
  resolve?: typeof lookup;
}

/** Permanent: do not retry. */
export class RefusedAddressError extends Error {}

/** `[::1]` -> `::1` */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** `localhost:8484`, `[::1]:80` */
export const hostAndPort = ({ hostname, port, protocol }: URL): string => `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;

function refusalOf(address: string, url: URL, allow: ReadonlySet<string>): Error | undefined {
  if (isPublicAddress(address)) return undefined;
  const host = hostOf(url);
  const isAllowed = allow.has(url.hostname) || allow.has(hostAndPort(url));
  if (isAllowed && (host === address || !isMetadataAddress(address))) return undefined;
  const leads = host === address ? 'is' : `is at ${address}, which is`;
  return new RefusedAddressError(`${url.host} ${leads} no address of the public internet, and nobody allowed this host`);
}

/** Fails if any address is refused. */
const guardedLookup =
  (url: URL, { allow, resolve = lookup }: RequestOptions): LookupFunction =>
  (hostname, options, callback) =>
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const refused = addresses.map(({ address }) => refusalOf(address, url, allow)).find((each) => each !== undefined);
      if (refused) return callback(refused, []);
      const [first] = addresses;
      if (options.all) callback(null, addresses);
      else if (first) callback(null, first.address, first.family);
      else callback(Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' }), []);
    });

/** For sockets that bypass the lookup: literal addresses. */
function guardSocket(request: ClientRequest, url: URL, allow: ReadonlySet<string>): void {
  request.on('socket', (socket: Socket) => {
    const check = () => {
      const refused = refusalOf(socket.remoteAddress ?? '', url, allow);
      if (refused) request.destroy(refused);
    };
    if (socket.connecting) socket.once('connect', check);
    else check();
  });
}

/**
 * Follows no redirect.
 * @throws RefusedAddressError, or the connection's error
 */
export function request(address: string, options: RequestOptions): Promise<IncomingMessage> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    return Promise.reject(new RefusedAddressError(`${address} is no address of http or https`));
  const { method = 'GET', headers, body, signal, allow } = options;
  const host = hostOf(url);
  const refused = isIP(host) ? refusalOf(host, url, allow) : undefined;
  if (refused) return Promise.reject(refused);
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    // A pooled socket was checked for another request.
    const clientRequest = send(
      url,
      { method, headers: { ...headers }, signal, agent: false, lookup: guardedLookup(url, options) },
      resolve,
    );
    clientRequest.on('error', reject);
    // Without an error after `101 Switching Protocols`.
    clientRequest.on('close', () => reject(new Error(`${url.host} ended the connection without an answer`)));
    guardSocket(clientRequest, url, allow);
    clientRequest.end(body);
  });
}
