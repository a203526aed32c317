/**
 * HTTP requests to addresses that somebody else chose: a feed's next page, a redirect, the hub of an uploaded configuration.
 *
 * They go to public addresses only. The check is made on the addresses that the connection is opened to, inside of the lookup and again on
 * the socket, so that a name that resolves to another address the second time gains nothing. Hosts in `allow` are exempt, except that a name
 * may not lead to a metadata service: who wants that has to write its address.
 */
import { lookup } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { isMetadataAddress, isPublicAddress } from './public-address.ts';

export interface RequestOptions {
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Ends the request and the reading of its answer. */
  signal: AbortSignal;
  /** Hosts that may have addresses that are not public: `localhost:8484`, or without a port for all of its ports. See `hostAndPort`. */
  allow: ReadonlySet<string>;
  /** @default node:dns, as for every other connection */
  resolve?: typeof lookup;
}

/** The request was not made, and would not be made later either. */
export class RefusedAddressError extends Error {}

/** `[::1]` in a URL is `::1` for a socket. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** For `allow`: `localhost:8484`, `[::1]:80` */
export const hostAndPort = ({ hostname, port, protocol }: URL): string => `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;

function checked(address: string, url: URL, allow: ReadonlySet<string>): Error | undefined {
  if (isPublicAddress(address)) return undefined;
  const host = hostOf(url);
  const isAllowed = allow.has(url.hostname) || allow.has(hostAndPort(url));
  if (isAllowed && (host === address || !isMetadataAddress(address))) return undefined;
  const leads = host === address ? 'is' : `is at ${address}, which is`;
  return new RefusedAddressError(`${url.host} ${leads} no address of the public internet, and nobody allowed this host`);
}

/** As the default lookup, but fails if one of the addresses is refused. */
const guarded =
  (url: URL, { allow, resolve = lookup }: RequestOptions): LookupFunction =>
  (hostname, options, callback) =>
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const refused = addresses.map(({ address }) => checked(address, url, allow)).find((each) => each !== undefined);
      if (refused) return callback(refused, []);
      const [first] = addresses;
      if (options.all) callback(null, addresses);
      else if (first) callback(null, first.address, first.family);
      else callback(Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' }), []);
    });

/** For what no lookup sees: an address instead of a name, or a socket that went another way. */
function guardSocket(request: ClientRequest, url: URL, allow: ReadonlySet<string>): void {
  request.on('socket', (socket: Socket) => {
    const check = () => {
      const refused = checked(socket.remoteAddress ?? '', url, allow);
      if (refused) request.destroy(refused);
    };
    if (socket.connecting) socket.once('connect', check);
    else check();
  });
}

/**
 * One request, no redirect followed.
 * @throws RefusedAddressError, or what the connection failed with
 */
export function request(address: string, options: RequestOptions): Promise<IncomingMessage> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    return Promise.reject(new RefusedAddressError(`${address} is no address of http or https`));
  const { method = 'GET', headers, body, signal, allow } = options;
  const host = hostOf(url);
  const refused = isIP(host) ? checked(host, url, allow) : undefined;
  if (refused) return Promise.reject(refused);
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    // A connection of its own: one from a pool was checked for somebody else.
    const sent = send(url, { method, headers: { ...headers }, signal, agent: false, lookup: guarded(url, options) }, resolve);
    sent.on('error', reject);
    guardSocket(sent, url, allow);
    sent.end(body);
  });
}
