/** WebSub pings, after CDN caches have expired. */
import { setTimeout } from 'node:timers/promises';
import pMap from 'p-map';
import { privateHubsIn } from '../aws/environment.ts';
import { hubPinger, type PingHub } from '../batch/websub-client.ts';
import type { Ping } from '../core/catalog/pings.ts';
import { PING_DELAY } from '../http-headers.ts';
import { plural } from './text.ts';

/** Seconds before each attempt; then the next ping must do. */
const DELAYS = [PING_DELAY, 5, 25];
const MAX_CONCURRENT_PINGS = 8;

export interface PingClient {
  send: PingHub;
  wait(milliseconds: number): Promise<unknown>;
}

interface FailedPing {
  ping: Ping;
  reason: string;
  retry: boolean;
}

export function pingAndWait(
  report: (line: string) => void,
  { send, wait }: PingClient = { send: hubPinger({ allow: privateHubsIn(process.env) }), wait: setTimeout },
) {
  const attempt = async (ping: Ping): Promise<FailedPing[]> => {
    const answer = await send(ping);
    if (answer === 'taken') return [];
    return 'refused' in answer ? [{ ping, reason: answer.refused, retry: false }] : [{ ping, reason: answer.failed, retry: true }];
  };
  return async (pings: Ping[]): Promise<void> => {
    let remaining = pings;
    const failed: FailedPing[] = [];
    for (const [index, seconds] of DELAYS.entries()) {
      if (remaining.length === 0) break;
      await wait(seconds * 1000);
      const failures = (await pMap(remaining, attempt, { concurrency: MAX_CONCURRENT_PINGS })).flat();
      const isFinal = ({ retry }: FailedPing) => !retry || index === DELAYS.length - 1;
      failed.push(...failures.filter(isFinal));
      remaining = failures.filter((each) => !isFinal(each)).map(({ ping }) => ping);
    }
    for (const line of failureLines(failed)) report(line);
  };
}

function failureLines(failed: FailedPing[]): string[] {
  const counts = new Map<string, number>();
  for (const { ping, reason } of failed) {
    const key = `${ping.hub}: ${reason}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => `${key}; the hub was not notified of ${plural(count, 'document')}`);
}
