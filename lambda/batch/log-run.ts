import type { Log } from '../aws/log.ts';
import { RECONCILE_ALLOW_EMPTY_MESSAGE } from '../aws/messages.ts';
import { MEMORY_ALARM_PERCENT } from '../aws/metric-names.ts';
import { isVisible, type Job } from '../core/catalog/catalog.ts';
import { type Report, vanishedText } from '../publish/run-report.ts';

export interface RunTimes {
  /** Epoch milliseconds, as all times here. */
  started: number;
  ended: number;
  written: number[];
  keys: number;
}

export interface MemoryUse {
  /** Peak, in MB. */
  used: number;
  /** MB. */
  of: number;
}

/** By the embedded metric format. */
const VALUES_PER_METRIC = 100;

/** Log lines have a size limit. */
const PATHS_PER_LINE = 100;

export function logRun(report: Report, { started, ended, written, keys, memory }: RunTimes & { memory?: MemoryUse }, log: Log): void {
  const { head, rows, outputs, problems, rendered, unread, vanished, damaged, refused, newlyRefused, copies, feeds } = report;
  const { shrunk, failed, documents, bytes, conflicts, pings } = report;
  for (const problem of problems) {
    if (problem.severity === 'error') log.error('configuration refused', { ...problem });
    else log.info('configuration warning', { ...problem });
  }
  for (const { key, message } of report.notices) log.error('state', { key, message });
  for (const { key, message } of report.shortened) log.info('document shortened', { key, message });
  for (const key of newlyRefused) {
    const row = rows.get(key);
    const lastGoodVersionStays = row !== undefined && isVisible(row);
    for (const { key: file, line, column, message } of row?.problems ?? []) {
      log.error('post refused', { key, ...(file === key ? {} : { file }), line, column, message, lastGoodVersionStays });
    }
  }
  for (const key of copies) {
    for (const { message } of rows.get(key)?.problems ?? []) log.info('copy not published', { key, message });
  }
  if (damaged.length > 0) log.error('documents damaged', { documents: damaged.length, paths: damaged.slice(0, PATHS_PER_LINE) });
  if (vanished.length > 0)
    log.error('posts vanished', { posts: vanished.length, reason: vanishedText(vanished), toAllowIt: RECONCILE_ALLOW_EMPTY_MESSAGE });
  for (const [key, reason] of unread) log.error('post not read', { key, reason });
  for (const feed of failed) log.error('feed not written', { feed, reason: outputs.get(feed)?.problem });
  for (const feed of shrunk) log.error('feed shrank', { feed, entries: outputs.get(feed)?.entries });
  const lags = written.map((time) => Math.max(0, ended - time)).sort((a, b) => b - a);
  const { pending: pendingOutputs } = report;
  const size = { posts: report.posts, catalogBytes: report.catalogBytes };
  const percent = memory && Math.round((100 * memory.used) / memory.of);
  if (memory && percent && percent >= MEMORY_ALARM_PERCENT)
    log.error('memory runs out', { percent, megabytes: memory.used, of: memory.of, ...size });
  log.info('published', {
    ...{
      keys,
      rendered,
      refused: refused.length,
      unread: unread.size,
      feeds: feeds.length,
      documents,
      bytes,
      conflicts,
      pings,
      owed: pendingOutputs,
    },
    ...{
      rev: head.rev,
      generation: head.generation,
      milliseconds: ended - started,
      ...size,
      ...(memory ? { megabytes: memory.used } : {}),
      ...(lags[0] === undefined ? {} : { lag: lags[0] }),
      ...(head.jobs?.[0] ? jobFields(head.jobs[0]) : {}),
    },
  });
  log.metrics({
    PostsPublished: rendered,
    PostsRefused: newlyRefused.length + (problems.some(({ severity }) => severity === 'error') ? 1 : 0),
    FeedsWritten: feeds.length,
    FeedsFailed: failed.length,
    FeedsShrunk: shrunk.length,
    Conflicts: conflicts,
    Duration: ended - started,
    ...(percent === undefined ? {} : { MemoryUsed: percent }),
    ...(head.jobs ? { JobsUnderWay: head.jobs.length } : {}),
    ...(lags.length > 0 ? { Lag: lags.slice(0, VALUES_PER_METRIC) } : {}),
  });
}

const jobFields = ({ kind, ...place }: Job) => ({ job: kind, ...place });
