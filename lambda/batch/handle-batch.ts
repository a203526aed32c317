/** A batch of queue messages -> one run -> which messages are to come again. The same on AWS and on one machine. */

import type { Log } from '../aws/log.ts';
import { everythingMessages, RECONCILE_MESSAGE, requeueMessages, scheduledRunMessage } from '../aws/messages.ts';
import type { Queue } from '../aws/sqs-queue.ts';
import { isConfigFile } from '../core/site/config.ts';
import { isRenderInput, renderInputSelector } from '../core/site/render-inputs.ts';
import {
  type Batch,
  ConfigurationError,
  IncompleteRunError,
  OutOfTimeError,
  publish,
  ReconcileFirstError,
  type Report,
  type RunContext,
} from '../publish/publish.ts';
import { vanishedText } from '../publish/run-report.ts';
import { noteWaiting } from '../state/waiting.ts';
import { logRun, type MemoryUse, type RunTimes } from './log-run.ts';
import { type Message, type ParsedMessages, type PostsLocation, parseMessages } from './parse-messages.ts';
import { pingHubs } from './ping-hubs.ts';
import type { PingHub } from './websub-client.ts';

export interface Work {
  publisher: RunContext;
  place: PostsLocation;
  /** Queue of bulk work: for what fresh posts must not wait for. */
  bulk: Queue;
  pingHub: PingHub;
  log: Log;
  /**
   * Reads and renders posts one by one, in a thread: for batches that a function may have died of.
   * @default as others
   */
  careful?(): Promise<Pick<RunContext, 'makeEntries' | 'readPost'> & { close(): Promise<void> }>;
  /** @default nobody knows */
  memory?(): MemoryUse;
  /** Told of each run. */
  onRun?(report: Report, times: RunTimes): void;
}

/** @returns the ids of the messages that were not handled; all others are done for good */
export async function handleBatch(messages: Message[], work: Work): Promise<string[]> {
  const received = parseMessages(messages, work.place);
  const failed = new Map([...received.unparsed, ...(await pingHubs(received.pings, work))]);
  try {
    if (received.batch) for (const [id, reason] of await run(received, received.batch, work)) failed.set(id, reason);
  } catch (error) {
    const reason = reasonOf(error);
    for (const { id } of messages) if (!failed.has(id) && !received.pings.has(id)) failed.set(id, reason);
  }
  for (const [messageId, reason] of failed) work.log.error('message failed', { messageId, reason });
  if (failed.size > 0) work.log.metrics({ MessagesFailed: failed.size });
  return [...failed.keys()];
}

/** @returns messages whose keys could not be read, with the reason */
async function run(received: ParsedMessages, asked: Batch, work: Work): Promise<[string, string][]> {
  const careful = received.isolate ? await work.careful?.() : undefined;
  if (!careful) return await runOnce(received, asked, work);
  const { makeEntries, readPost } = careful;
  try {
    return await runOnce(received, asked, { ...work, publisher: { ...work.publisher, makeEntries, ...(readPost ? { readPost } : {}) } });
  } finally {
    await careful.close();
  }
}

async function runOnce(received: ParsedMessages, asked: Batch, { publisher, bulk, log, memory, onRun }: Work): Promise<[string, string][]> {
  // A new configuration is taken up by a look at everything: by this run, or by one that has time for it.
  const configured = asked.keys.some(isConfigFile);
  const equipped = asked.keys.some(isRenderInput);
  const batch = (configured || equipped) && publisher.canImport !== false ? { ...asked, full: true } : asked;
  if (configured && !batch.full) await bulk.send([RECONCILE_MESSAGE]);
  const started = publisher.now();
  let report: Report;
  try {
    report = await publish(batch, publisher);
  } catch (error) {
    if (error instanceof ConfigurationError && error.before) return await waitForUpload(error, publisher, log);
    const instead = handedOver(error, batch, received.isolate);
    if (instead === undefined) throw error;
    // Because of the configuration, a look at everything is asked for already.
    await bulk.send(configured && error instanceof ReconcileFirstError ? requeueMessages(batch.keys) : instead);
    log.info('handed over', { reason: reasonOf(error), messages: instead.length });
    if (!(error instanceof IncompleteRunError)) return [];
    report = error.report;
  }
  // Only the catalog tells whether the site's posts are rendered with files of such names.
  if (equipped && !configured && !batch.full && asked.keys.some(renderInputSelector(report.catalog.site)))
    await bulk.send([RECONCILE_MESSAGE]);
  const times: RunTimes = { started, ended: publisher.now(), written: received.written, keys: batch.keys.length };
  logRun(report, { ...times, ...(memory ? { memory: memory() } : {}) }, log);
  onRun?.(report, times);
  const reason = vanishedText(report.vanished, publisher.place);
  const vanished = report.vanished.length === 0 ? [] : received.fullMessages.map((id): [string, string] => [id, reason]);
  const unread = [...report.unread].flatMap(([key, reason]) =>
    [...(received.messagesByKey.get(key) ?? []), ...received.fullMessages].map((id): [string, string] => [id, `${key}: ${reason}`]),
  );
  return [...vanished, ...unread];
}

/** Nothing can be published before something is uploaded, or the configuration mended; the event of that comes by itself. @returns no failure */
async function waitForUpload({ before, problems }: ConfigurationError, { site, now }: RunContext, log: Log): Promise<[]> {
  const isEmpty = before === 'empty';
  const isNews = await noteWaiting(site, isEmpty ? [] : problems, now());
  log.info(isEmpty ? 'waiting for the first upload' : 'waiting for a configuration', { problems: isEmpty ? 0 : problems.length });
  if (isEmpty || !isNews) return [];
  for (const problem of problems) log.error('configuration refused', { ...problem });
  log.metrics({ PostsRefused: 1 });
  return [];
}

/**
 * Parts of a batch that ran out of time: small enough that those of one are not together again what was too much, since some messages are
 * received at once.
 */
const PARTS = 10;

/**
 * What is asked of others instead. Neither time nor what is missing is a message's fault, and what is committed need not be asked again: so
 * no message burns its receives. Who was asked for nothing but what is owed fails, so that what can never be written is not tried for ever.
 */
function handedOver(error: unknown, { keys, full: all, scheduledFor: wake }: Batch, careful: boolean): string[] | undefined {
  if (error instanceof ReconcileFirstError) return everythingMessages(keys);
  if (error instanceof IncompleteRunError) return keys.length > 0 || all || wake ? requeueMessages([]) : undefined;
  if (!(error instanceof OutOfTimeError) || all) return undefined;
  return [...requeueMessages(keys, Math.ceil(keys.length / PARTS), careful), ...(wake ? [scheduledRunMessage(wake)] : [])];
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigurationError) {
    return error.problems.map(({ key, line, column, message }) => `${key}:${line}:${column}: ${message}`).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}
