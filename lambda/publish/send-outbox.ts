/** Sends requeued keys, schedules, pings and events. Protocol step 5, before the clearing. */
import type { Catalog } from '../core/catalog/catalog.ts';
import { type Done, keysToRequeue, minutesToSchedule } from '../core/catalog/outbox.ts';
import { duePings, pingsFor } from '../core/catalog/pings.ts';
import { dueEvents } from '../core/catalog/post-events.ts';
import type { RunContext } from './context.ts';
import type { RunCounters } from './run-report.ts';

/** Schedules that one run makes, soonest first: ten seconds for an account that may make fifty a second. */
const WAKES = 500;
/** Events that one run publishes. */
const NEWS = 256;

export interface Sent {
  /** Recorded after sending: a duplicate message is harmless. */
  done: Done;
  /** The first error. What failed stays recorded; the rest is not sent again because of it. */
  failure: unknown;
}

/**
 * @param latest decides pings and events: what another run changed since, that run writes and announces
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
