/** Sends what a catalog owes beside documents: looks at stale rows, wake-ups, pings, news. Step 5 of the protocol, up to the settling. */
import type { Catalog } from '../core/catalog/catalog.ts';
import { type Done, keysToRequeue, minutesToSchedule } from '../core/catalog/outbox.ts';
import { duePings, pingsFor } from '../core/catalog/pings.ts';
import { dueEvents } from '../core/catalog/post-events.ts';
import type { RunContext } from './context.ts';
import type { RunCounters } from './run-report.ts';

/** Wake-ups that one run makes, the soonest first: ten seconds for an account that may make fifty a second. */
const WAKES = 500;
/** News of posts that one run tells. */
const NEWS = 256;

export interface Sent {
  /** To be noted as done: a message too many does no harm, so it is noted after it was sent. */
  done: Done;
  /** The first error. What failed stays owed, and nothing else is sent again because of it. */
  failure: unknown;
}

/**
 * @param latest by which pings and news go: what another run has changed since is its to write, and then to tell
 * @param committed by this run
 */
export async function sendOutbox(latest: Catalog, committed: Catalog, tally: RunCounters, publisher: RunContext): Promise<Sent> {
  const sent: Sent = { done: {}, failure: undefined };
  for (const send of [sendLooks, sendPings, makeWakes, sendNews]) {
    try {
      Object.assign(sent.done, await send({ latest, committed, tally, publisher }));
    } catch (error) {
      sent.failure ??= error;
    }
  }
  return sent;
}

interface Sending {
  latest: Catalog;
  committed: Catalog;
  tally: RunCounters;
  publisher: RunContext;
}

async function sendLooks({ committed, publisher }: Sending): Promise<Done> {
  const looks = keysToRequeue(committed);
  if (looks.size > 0) await publisher.requeue([...looks.keys()]);
  return { looks };
}

async function sendPings({ latest, tally, publisher: { ping } }: Sending): Promise<Done> {
  if (!ping) return {};
  const told = duePings(latest);
  const pings = pingsFor(told.keys(), latest.site);
  if (pings.length > 0) await ping(pings);
  tally.counts.pings += pings.length;
  return { pings: told };
}

async function makeWakes({ committed, publisher: { scheduleRuns: wakeAt, requeue: lookAgain } }: Sending): Promise<Done> {
  const owed = wakeAt ? minutesToSchedule(committed) : [];
  if (!wakeAt || owed.length === 0) return {};
  const wakes = await wakeAt(owed.slice(0, WAKES));
  if (wakes.length < owed.length) await lookAgain([]);
  return { wakes };
}

async function sendNews({ latest, publisher: { publishEvents: tell, requeue: lookAgain } }: Sending): Promise<Done> {
  const due = tell ? dueEvents(latest) : [];
  const news = due.slice(0, NEWS);
  if (news.length > 0) await tell?.(news);
  if (news.length < due.length) await lookAgain([]);
  return { news };
}
