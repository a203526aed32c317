/** A batch of queue messages -> one run -> which messages are to come again. The same on AWS and on one machine. */
import { CONFIG_FILES } from './core/site/config.ts';
import type { Log } from './log.ts';
import { EVERYTHING } from './messages.ts';
import { type Batch, ConfigurationError, NoCatalogError, type Publisher, publish, type Report } from './publish.ts';
import type { Queue } from './queue.ts';
import { type Message, type Place, type Received, receive } from './receive.ts';
import { type RunTimes, reportRun } from './report-run.ts';

export interface Work {
  publisher: Publisher;
  place: Place;
  /** Queue of bulk work: for what fresh posts must not wait for. */
  bulk: Queue;
  log: Log;
  /** Told of each run. */
  onRun?(report: Report, times: RunTimes): void;
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
async function run(received: Received, asked: Batch, { publisher, bulk, log, onRun }: Work): Promise<[string, string][]> {
  // A new configuration is taken up by a look at everything: by this run, or by one that has time for it.
  const configured = asked.keys.some((key) => CONFIG_FILES.includes(key));
  const batch = configured && publisher.imports !== false ? { ...asked, all: true } : asked;
  if (configured && !batch.all) await bulk.send([EVERYTHING]);
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
  const times: RunTimes = { started, ended: publisher.now(), written: received.written, keys: batch.keys.length };
  reportRun(report, times, log);
  onRun?.(report, times);
  return [...report.unread].flatMap(([key, reason]) =>
    [...(received.askers.get(key) ?? []), ...received.allAskers].map((id): [string, string] => [id, `${key}: ${reason}`]),
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigurationError) {
    return error.problems.map(({ key, line, column, message }) => `${key}:${line}:${column}: ${message}`).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}
