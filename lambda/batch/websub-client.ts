/** The only client of WebSub hubs. */
import type { Ping } from '../core/catalog/pings.ts';
import { RefusedAddressError, request } from '../net/request.ts';

declare const LINEFEED_VERSION: string;

/** `refused` is permanent, `failed` may pass; with the reason. */
export type PingResult = 'taken' | { refused: string } | { failed: string };

export type PingHub = (ping: Ping) => Promise<PingResult>;

export interface HubOptions {
  /** Hosts that may be private: `localhost:8080`; without port, all ports. Never from the configuration, which can be uploaded. */
  allow?: Iterable<string>;
  /** Milliseconds. @default 10,000: a hub only notes the ping */
  timeout?: number;
}

const HUB_TIMEOUT = 10_000;

/** RFC 9110 section 15.5.9, RFC 6585 section 4. */
const RETRY_STATUSES = new Set([408, 429]);

/** PubSubHubbub 0.4 section 7.1, as WebSub leaves this open. Some hubs read `hub.url`, some `hub.topic`. Only the status is read. */
export const hubPinger = ({ allow = [], timeout = HUB_TIMEOUT }: HubOptions = {}): PingHub => {
  const allowed = new Set(allow);
  return async ({ hub, topic }) => {
    const signal = AbortSignal.timeout(timeout);
    try {
      const response = await request(hub, {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': `Linefeed/${LINEFEED_VERSION}` },
        body: new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic }).toString(),
        signal,
        allow: allowed,
      });
      response.destroy();
      return resultOf(response.statusCode ?? 0, response.headers.location);
    } catch (error) {
      if (error instanceof RefusedAddressError)
        return { refused: `${error.message}; write the address of a public hub into the setting hub` };
      return { failed: signal.aborted ? `the hub did not answer within ${timeout / 1000} s` : reasonOf(error) };
    }
  };
};

function resultOf(status: number, location: string | undefined): PingResult {
  if (status >= 200 && status < 300) return 'taken';
  const reason = `the hub answers ${status}`;
  if (status >= 500 || RETRY_STATUSES.has(status)) return { failed: reason };
  return { refused: status < 400 && location ? `${reason}: it has moved; write the address ${location} into the setting hub` : reason };
}

const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
};
