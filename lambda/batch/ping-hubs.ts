/** Sends WebSub pings, and retries with growing delays. */
import pMap from 'p-map';
import type { Log } from '../aws/log.ts';
import { type PingMessage, pingMessage } from '../aws/messages.ts';
import type { Queue } from '../aws/sqs-queue.ts';
import type { PingHub } from './websub-client.ts';

export interface PingWork {
  pingHub: PingHub;
  bulk: Queue;
  log: Log;
}

/** Seconds before each retry, at most SQS's 900; half an hour in all. Then the queue retries. */
const RETRY_DELAYS = [60, 120, 240, 480, 900];
const PINGS_AT_ONCE = 8;

type Outcome = 'taken' | 'refused' | 'later' | { failed: string };

/**
 * Never throws: a hub cannot fail other messages.
 * @returns the reason by message id, for final failures
 */
export async function pingHubs(messages: ReadonlyMap<string, PingMessage>, work: PingWork): Promise<Map<string, string>> {
  if (messages.size === 0) return new Map();
  const outcomes = await pMap(messages, async ([id, message]) => [id, await ping(message, work)] as const, { concurrency: PINGS_AT_ONCE });
  const count = (outcome: Outcome) => outcomes.filter(([, each]) => each === outcome).length;
  const [taken, refused, later] = [count('taken'), count('refused'), count('later')];
  work.log.info('hubs told', { pings: messages.size, taken, refused, later });
  if (taken < messages.size) work.log.metrics({ PingsFailed: messages.size - taken });
  return new Map(outcomes.flatMap(([id, outcome]) => (typeof outcome === 'string' ? [] : [[id, outcome.failed] as const])));
}

async function ping({ hub, topic, tries }: PingMessage, { pingHub, bulk, log }: PingWork): Promise<Outcome> {
  const answer = await pingHub({ hub, topic });
  if (answer === 'taken') return answer;
  if ('refused' in answer) {
    log.error('ping refused', { hub, topic, reason: answer.refused });
    return 'refused';
  }
  const delay = RETRY_DELAYS[tries];
  const failed = `${hub} was not told of ${topic}: ${answer.failed}`;
  if (delay === undefined) return { failed };
  return bulk.send([pingMessage({ hub, topic }, tries + 1)], delay).then(
    () => 'later' as const,
    (error: Error) => ({ failed: `${failed}; ${error.message}` }),
  );
}
