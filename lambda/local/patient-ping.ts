/** Pings of a run from the command line, which has no queue: it waits until no cache has the old documents, asks, and asks again what failed. */
import { setTimeout } from 'node:timers/promises';
import pMap from 'p-map';
import { privateHubsIn } from '../aws/environment.ts';
import { hubPinger, type PingHub } from '../batch/websub-client.ts';
import type { Ping } from '../core/catalog/pings.ts';
import { PING_DELAY } from '../http-headers.ts';
import { plural } from './text.ts';

/** Seconds before each try. After the last the hub is left alone: it learns of the change with the next one. */
const WAITS = [PING_DELAY, 5, 25];
const CONCURRENCY = 8;

export interface Patience {
  tell: PingHub;
  wait(milliseconds: number): Promise<unknown>;
}

interface Untold {
  ping: Ping;
  reason: string;
  again: boolean;
}

/** @param say is given what hubs did not take, a line for each hub and reason */
export function patientPing(
  say: (line: string) => void,
  { tell, wait }: Patience = { tell: hubPinger({ allow: privateHubsIn(process.env) }), wait: setTimeout },
) {
  const untoldOf = async (ping: Ping): Promise<Untold[]> => {
    const answer = await tell(ping);
    if (answer === 'taken') return [];
    return 'refused' in answer ? [{ ping, reason: answer.refused, again: false }] : [{ ping, reason: answer.failed, again: true }];
  };
  return async (pings: Ping[]): Promise<void> => {
    let left = pings;
    const untold: Untold[] = [];
    for (const [index, seconds] of WAITS.entries()) {
      if (left.length === 0) break;
      await wait(seconds * 1000);
      const found = (await pMap(left, untoldOf, { concurrency: CONCURRENCY })).flat();
      const isOver = ({ again }: Untold) => !again || index === WAITS.length - 1;
      untold.push(...found.filter(isOver));
      left = found.filter((each) => !isOver(each)).map(({ ping }) => ping);
    }
    for (const line of complaints(untold)) say(line);
  };
}

function complaints(untold: Untold[]): string[] {
  const counts = new Map<string, number>();
  for (const { ping, reason } of untold) {
    const what = `${ping.hub}: ${reason}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => `${what}; it was not told of ${plural(count, 'document')}`);
}
