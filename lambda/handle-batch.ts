/** A batch of queue messages -> one run -> which messages are to come again. The same on AWS and on one machine. */
import { CONFIG_FILES } from './core/site/config.ts';
import type { Log } from './log.ts';
import { EVERYTHING } from './messages.ts';
import { ConfigurationError, NoCatalogError, type Publisher, publish, type Report } from './publish.ts';
import type { Queue } from './queue.ts';
import { type Message, type Place, type Received, receive } from './receive.ts';
import { reportRun } from './report-run.ts';

export interface Work {
  publisher: Publisher;
  place: Place;
  /** Queue of bulk work: for what fresh posts must not wait for. */
  bulk: Queue;
  log: Log;
}

/** @returns the ids of the messages that were not handled; all others are done for good */
export async function handleBatch(messages: Message[], work: Work): Promise<string[]> {
  const received = receive(messages, work.place);
  const failed = new Map(received.unaccounted);
  try {
    if (received.batch) for (const [id, reason] of await run(received, received.batch, work)) failed.set(id, reason);
  } catch (error) {
    const reason = reasonOf(error);
    for (const { id } of messages) if (!failed.has(id)) failed.set(id, reason);
  }
  for (const [messageId, reason] of failed) work.log.error('message failed', { messageId, reason });
  if (failed.size > 0) work.log.metrics({ MessagesFailed: failed.size });
  return [...failed.keys()];
}

/** @returns messages whose keys could not be read, with the reason */
async function run(received: Received, batch: NonNullable<Received['batch']>, { publisher, bulk, log }: Work) {
  const configured = !batch.all && batch.keys.some((key) => CONFIG_FILES.includes(key));
  if (configured) await bulk.send([EVERYTHING]);
  const started = publisher.now();
  let report: Report;
  try {
    report = await publish(batch, publisher);
  } catch (error) {
    if (!(error instanceof NoCatalogError)) throw error;
    // Whoever looks at everything looks at these keys too.
    if (!configured) await bulk.send([EVERYTHING]);
    log.info('there is no catalog yet: a look at everything is asked for');
    return [];
  }
  reportRun(report, { started, ended: publisher.now(), written: received.written, keys: batch.keys.length }, log);
  return [...report.unread].flatMap(([key, reason]) =>
    (received.askers.get(key) ?? []).map((id): [string, string] => [id, `${key}: ${reason}`]),
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigurationError) return error.problems.map(({ key, message }) => `${key}: ${message}`).join('; ');
  return error instanceof Error ? error.message : String(error);
}
