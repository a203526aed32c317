/** On AWS and on one machine. */

import type { Log } from '../aws/log.ts';
import { RECONCILE_MESSAGE, reconcileMessages, requeueMessages, scheduledRunMessage } from '../aws/messages.ts';
import type { Queue } from '../aws/sqs-queue.ts';
import type { Key, Site } from '../core/model.ts';
import { findsByName, isAttachment } from '../core/post/vault-files.ts';
import { configSelector, isConfigFile, isConfigOfAny } from '../core/site/config.ts';
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
  UnfinishedImportError,
} from '../publish/publish.ts';
import { vanishedText } from '../publish/run-report.ts';
import { noteWaiting } from '../state/waiting.ts';
import { logRun, type MemoryUse, type RunTimes } from './log-run.ts';
import { type Message, type ParsedMessages, type PostsLocation, parseMessages } from './parse-messages.ts';
import { pingHubs } from './ping-hubs.ts';
import type { PingHub } from './websub-client.ts';

export interface Work {
  publisher: RunContext;
  location: PostsLocation;
  bulk: Queue;
  pingHub: PingHub;
  log: Log;
  /** Renders posts one at a time in a worker thread, if one may have crashed a function. @default in this process */
  isolatedRenderer?(): Promise<Pick<RunContext, 'makeEntries' | 'readPost'> & { close(): Promise<void> }>;
  memory?(): MemoryUse;
  onRun?(report: Report, times: RunTimes): Promise<void>;
}

/** @returns ids of messages to retry */
export async function handleBatch(messages: Message[], work: Work): Promise<string[]> {
  const received = parseMessages(messages, work.location);
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

/** @returns unread messages with reasons */
async function run(received: ParsedMessages, requested: Batch, work: Work): Promise<[string, string][]> {
  const renderer = received.isolate ? await work.isolatedRenderer?.() : undefined;
  if (!renderer) return await runOnce(received, requested, work);
  const { makeEntries, readPost } = renderer;
  try {
    return await runOnce(received, requested, {
      ...work,
      publisher: { ...work.publisher, makeEntries, ...(readPost ? { readPost } : {}) },
    });
  } finally {
    await renderer.close();
  }
}

async function runOnce(
  received: ParsedMessages,
  requested: Batch,
  { publisher, bulk, log, memory, onRun }: Work,
): Promise<[string, string][]> {
  if (await isAside(requested, publisher)) return [];
  // Only a reconcile adopts a configuration; functions that may not import request one.
  const changesConfig = requested.keys.some(isConfigOfAny);
  const mayChangeSite = requested.keys.some((key) => isConfigFile(key) || isRenderInput(key));
  const batch = mayChangeSite && publisher.canImport !== false ? { ...requested, full: true } : requested;
  if (changesConfig && !batch.full) await bulk.send([RECONCILE_MESSAGE]);
  const started = publisher.now();
  let report: Report;
  try {
    report = await publish(batch, publisher);
  } catch (error) {
    if (error instanceof ConfigurationError && error.before) return await waitForUpload(error, publisher, log);
    const replacements = replacementMessages(error, batch, received.isolate);
    if (replacements === undefined) throw error;
    // Already requested.
    await bulk.send(changesConfig && error instanceof ReconcileFirstError ? requeueMessages(batch.keys) : replacements);
    log.info('handed over', { reason: reasonOf(error), messages: replacements.length });
    if (error instanceof UnfinishedImportError) log.metrics({ JobsUnderWay: 1 });
    if (!(error instanceof IncompleteRunError)) return [];
    report = error.report;
  }
  // Only the catalog knows the generator and the data files.
  if (mayChangeSite && !changesConfig && !batch.full && requested.keys.some(changesSite(report.head.site)))
    await bulk.send([RECONCILE_MESSAGE]);
  const times: RunTimes = { started, ended: publisher.now(), written: received.written, keys: batch.keys.length };
  logRun(report, { ...times, ...(memory ? { memory: memory() } : {}) }, log);
  await onRun?.(report, times);
  const reason = vanishedText(report.vanished, publisher.place);
  const vanished = report.vanished.length === 0 ? [] : received.fullMessages.map((id): [string, string] => [id, reason]);
  const unread = [...report.unread].flatMap(([key, reason]) =>
    [...(received.messagesByKey.get(key) ?? []), ...received.fullMessages].map((id): [string, string] => [id, `${key}: ${reason}`]),
  );
  return [...vanished, ...unread];
}

/** Pictures, sound and film of a blog that is no vault. Price: the catalog's root is read. */
const isAside = async ({ keys, full, scheduledFor }: Batch, { catalog }: RunContext): Promise<boolean> =>
  keys.length > 0 && !full && !scheduledFor && keys.every(isAttachment) && !findsByName((await catalog.read())?.catalog.site ?? {});

function changesSite(site: Site): (key: Key) => boolean {
  const [isConfig, isInput] = [configSelector(site), renderInputSelector(site)];
  return (key) => isConfig(key) || isInput(key);
}

/** An upload sends its own event. */
async function waitForUpload({ before, problems }: ConfigurationError, { site, now }: RunContext, log: Log): Promise<[]> {
  const isEmpty = before === 'empty';
  const isNew = await noteWaiting(site, isEmpty ? [] : problems, now());
  log.info(isEmpty ? 'waiting for the first upload' : 'waiting for a configuration', { problems: isEmpty ? 0 : problems.length });
  if (isEmpty || !isNew) return [];
  for (const problem of problems) log.error('configuration refused', { ...problem });
  log.metrics({ PostsRefused: 1 });
  return [];
}

/** Of a batch out of time: small, since SQS may deliver several together. */
const PARTS = 10;

/**
 * Messages to send instead of failing, so that a timeout or a missing catalog does not use up maxReceiveCount. Undefined for a reconcile
 * out of time or pending writes alone, which would be retried for ever.
 */
function replacementMessages(error: unknown, { keys, full, scheduledFor }: Batch, isolate: boolean): string[] | undefined {
  if (error instanceof ReconcileFirstError) return reconcileMessages(keys);
  if (error instanceof IncompleteRunError) return keys.length > 0 || full || scheduledFor ? requeueMessages([]) : undefined;
  if (!(error instanceof OutOfTimeError) || full) return undefined;
  return [...requeueMessages(keys, Math.ceil(keys.length / PARTS), isolate), ...(scheduledFor ? [scheduledRunMessage(scheduledFor)] : [])];
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigurationError) {
    return error.problems.map(({ key, line, column, message }) => `${key}:${line}:${column}: ${message}`).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}
