/** Protocol step 5, before the clearing. */
import { type Done, keysToRequeue, minutesToSchedule } from '../core/catalog/outbox.ts';
import { duePings, pingsFor } from '../core/catalog/pings.ts';
import { dueEvents } from '../core/catalog/post-events.ts';
import type { VersionedCatalog } from '../state/catalog-store.ts';
import type { RunContext } from './context.ts';
import type { RunCounters } from './run-report.ts';

/** Ten seconds' work at fifty a second. */
const MOST_SCHEDULES = 500;
const MOST_EVENTS = 256;

export interface Sent {
  /** Recorded after sending: a duplicate message is harmless. */
  done: Done;
  /** The first error. Only failed work stays recorded. */
  failure: unknown;
}

/**
 * @param latest decides pings and events: another run announces its own changes
 * @param committed by this run
 */
export async function sendOutbox(
  latest: VersionedCatalog,
  committed: VersionedCatalog,
  counters: RunCounters,
  publisher: RunContext,
): Promise<Sent> {
  const sent: Sent = { done: {}, failure: undefined };
  for (const send of [requeueKeys, sendPings, scheduleRuns, sendEvents]) {
    try {
      Object.assign(sent.done, await send({ latest, committed, counters, publisher }));
    } catch (error) {
      sent.failure ??= error;
    }
  }
  return sent;
}

interface Sending {
  latest: VersionedCatalog;
  committed: VersionedCatalog;
  counters: RunCounters;
  publisher: RunContext;
}

async function requeueKeys({ committed, publisher }: Sending): Promise<Done> {
  const requeued = await committed.ask(keysToRequeue);
  if (requeued.size > 0) await publisher.requeue([...requeued.keys()]);
  return { requeued };
}

async function sendPings({ latest, counters, publisher: { ping } }: Sending): Promise<Done> {
  if (!ping) return {};
  const due = await latest.ask(duePings);
  const pings = pingsFor(due.keys(), latest.catalog.site);
  if (pings.length > 0) await ping(pings);
  counters.counts.pings += pings.length;
  return { pings: due };
}

async function scheduleRuns({ committed, publisher }: Sending): Promise<Done> {
  const minutes = publisher.scheduleRuns
    ? await committed.ask((facts) => minutesToSchedule(facts, committed.catalog.moment, MOST_SCHEDULES + 1))
    : [];
  if (!publisher.scheduleRuns || minutes.length === 0) return {};
  const scheduled = await publisher.scheduleRuns(minutes.slice(0, MOST_SCHEDULES));
  if (scheduled.length < minutes.length) await publisher.requeue([]);
  return { scheduled };
}

async function sendEvents({ latest, publisher: { publishEvents, requeue } }: Sending): Promise<Done> {
  const due = publishEvents ? await latest.ask((facts) => dueEvents(facts, latest.catalog.generation, MOST_EVENTS + 1)) : [];
  const events = due.slice(0, MOST_EVENTS);
  if (events.length > 0) await publishEvents?.(events);
  if (events.length < due.length) await requeue([]);
  return { events };
}
