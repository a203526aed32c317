/** Reads the catalog only. */

import { isCopy, type Row, visible } from '../core/catalog/catalog.ts';
import { type Change, comingChanges } from '../core/catalog/coming.ts';
import { earlyIn } from '../core/catalog/early-job.ts';
import { feedPart, PENDING, ROWS, TO_FOLD } from '../core/catalog/facts/fact-keys.ts';
import { notableRows } from '../core/catalog/facts/notable-rows.ts';
import { skippedIn } from '../core/catalog/facts/skipped.ts';
import { type Skipped, skippedFiles } from '../core/catalog/membership.ts';
import { namesIn } from '../core/catalog/outbox.ts';
import { recoveryText } from '../core/catalog/recovery.ts';
import { configChanged } from '../core/catalog/references.ts';
import { sharedAddresses } from '../core/catalog/shared-addresses.ts';
import { renderDigest } from '../core/entry/entry.ts';
import { instantAt } from '../core/instant.ts';
import { sortedKeys } from '../core/key-order.ts';
import type { Instant, Key, OutputKey, Problem } from '../core/model.ts';
import { optional } from '../core/optional.ts';
import { printable } from '../core/text/printable.ts';
import { type Base, rowsIn } from '../state/catalog-base.ts';
import { CatalogStore } from '../state/catalog-store.ts';
import { readWaiting, type Waiting } from '../state/waiting.ts';
import type { Store } from '../stores/store.ts';
import { hasColors, REFUSED, writeJson, writeLines } from './output.ts';
import type { Output } from './report/print.ts';
import { skippedLines } from './report/skipped-lines.ts';
import { problemLine } from './report/summary-lines.ts';
import { readTotals } from './report/totals.ts';
import { list, localTime, plural } from './text.ts';

export interface Status {
  title: string;
  /** By the store's clock; the catalog's can be ahead. Runs over a folder write only changes. */
  lastRun: Instant;
  revision: number;
  configuration: Problem[];
  timezone: string;
  posts: number;
  feeds: number;
  pending: OutputKey[];
  stale: Key[];
  /** The first feed that a new configuration or renderer has not reached. */
  comparing?: OutputKey;
  /** Names that changed, of posts that more posts link to than one run compares. */
  renamed: string[];
  /** The first of the posts whose time has come, beyond those that one run takes. */
  due?: Key;
  /** The last date of posts that a clock that was ahead may have published, and that the next runs schedule again. */
  early?: Instant;
  scheduled: { key: Key; title: string; at: Instant }[];
  expiring: { key: Key; title: string; at: Instant }[];
  drafts: Key[];
  unlisted: Key[];
  refused: { key: Key; lastGood: boolean; problems: Problem[] }[];
  warnings: Problem[];
  failed: { feed: OutputKey; problem: string }[];
  skipped: Skipped;
}

/** Stale by a new configuration that a job still applies. Price: reads all later rows. */
async function toBeRendered(base: Base): Promise<Key[]> {
  const { jobs = [], site } = base.catalog;
  const job = jobs.find(({ kind }) => kind === 'render');
  const keys: Key[] = [];
  if (job?.kind !== 'render') return keys;
  const currentDigest = renderDigest(site);
  for await (const [key, row] of rowsIn(base, job.after)) if (configChanged(row, currentDigest)) keys.push(key);
  return keys;
}

/** @param modified epoch milliseconds */
export async function statusOf(base: Base, modified: number): Promise<Status> {
  const { site, moment, rev, refused = [], jobs = [] } = base.catalog;
  const [heads, time] = (['heads', 'time'] as const).map((kind) => jobs.find((job) => job.kind === kind));
  const { posts, pending, skipped } = await base.ask((facts) => ({
    posts: notableRows(facts, moment),
    pending: namesIn(facts, PENDING),
    skipped: skippedIn(facts, base.catalog),
  }));
  const totals = await readTotals(base);
  const rows = Object.entries(posts);
  const rowsInState = (...states: Row['state'][]) => rows.filter(([, { state }]) => states.includes(state));
  const coming = comingChanges({ posts, moment });
  const changesOf = (kind: Change['change']) =>
    coming.flatMap(({ change, key, title, at }) => (change === kind ? [{ key, title, at }] : []));
  const requeued = rows.flatMap(([key, { later }]) => (later ? [key] : []));
  return {
    title: site.title,
    lastRun: instantAt(modified),
    revision: rev,
    configuration: refused,
    timezone: site.timezone,
    posts: totals.posts,
    feeds: totals.feeds,
    pending: [...pending].sort(),
    stale: sortedKeys(new Set([...requeued, ...(await toBeRendered(base))])),
    ...(heads?.kind === 'heads' ? { comparing: feedPart(heads.from) } : {}),
    ...(time?.kind === 'time' ? { due: time.next } : {}),
    ...optional({ early: earlyIn(base.catalog)?.until }),
    renamed: jobs.flatMap((job) => (job.kind === 'names' ? [job.part] : [])),
    scheduled: changesOf('publishes'),
    expiring: changesOf('unpublishes'),
    drafts: rowsInState('draft').map(([key]) => key),
    unlisted: rows.flatMap(([key, row]) => (visible(row, moment)?.unlisted ? [key] : [])),
    refused: rowsInState('rejected', 'duplicate')
      .filter(([, row]) => !isCopy(row))
      .map(([key, row]) => ({ key, lastGood: visible(row, moment) !== undefined, problems: row.problems })),
    warnings: [...rows.flatMap(([, row]) => (isCopy(row) ? row.problems : [])), ...sharedAddresses(totals.shared)],
    failed: [...totals.failed].map(([feed, problem]) => ({ feed, problem })),
    skipped: skippedFiles({ posts, skipped }),
  };
}

export function statusLines(status: Status, color: boolean): string[] {
  const { timezone, scheduled, expiring, refused, failed } = status;
  const atTime = ({ at, key, title }: { at: Instant; key: Key; title: string }) =>
    `${localTime(at, timezone)}  ${title}  ${printable(key)}`;
  const reasons = refused.flatMap(({ problems, lastGood }) =>
    problems.map((problem) => `${problemLine(problem, color)}${lastGood ? ' (its last good version is published)' : ''}`),
  );
  return [
    `${status.title}: ${plural(status.posts, 'post')} in ${plural(status.feeds, 'feed')}`,
    `last run that wrote: ${localTime(status.lastRun, timezone)} ${timezone}, revision ${status.revision}`,
    ...list(
      'configuration refused, the last good one is in use',
      status.configuration.map((problem) => problemLine(problem, color)),
    ),
    ...list('pending, to be written by the next run', status.pending),
    ...list('to be rendered again', status.stale.map(printable)),
    ...(status.comparing === undefined ? [] : [`a new configuration or version reaches the feeds from ${status.comparing} on`]),
    ...(status.due === undefined ? [] : [`posts whose time has come appear and leave in the next runs, from ${printable(status.due)} on`]),
    ...(status.early === undefined
      ? []
      : [`the clock was ahead: the next runs take back posts with a future date until ${localTime(status.early, timezone)}`]),
    ...list('names that changed, not yet in all posts that link to them', status.renamed.map(printable)),
    ...list(`scheduled (${timezone})`, scheduled.map(atTime)),
    ...list(`expiring (${timezone})`, expiring.map(atTime)),
    ...list('drafts', status.drafts.map(printable)),
    ...list('unlisted, in no feed', status.unlisted.map(printable)),
    ...list('refused', reasons),
    ...list(
      'copies and shared addresses',
      status.warnings.map((problem) => problemLine(problem, color)),
    ),
    ...list(
      'feeds that could not be written',
      failed.map(({ feed, problem }) => `${feed}: ${problem}`),
    ),
  ];
}

function printWaiting(waiting: Waiting, { format, color }: Output): number {
  const { since, problems } = waiting;
  const text =
    problems.length === 0
      ? [`waiting for the first upload: there are no posts and no configuration yet (since ${since})`]
      : [
          `nothing is published yet: the configuration cannot be used (since ${since})`,
          ...problems.map((each) => problemLine(each, hasColors(process.stdout, color))),
        ];
  if (format === 'json') writeJson({ waiting });
  else writeLines(process.stdout, text);
  return problems.length > 0 ? REFUSED : 0;
}

export interface ImportStatus {
  /** Files. */
  met: number;
  left: number;
  /** A lost catalog is recovered before. */
  recovery?: string;
}

/** @returns undefined if none is under way */
export async function importStatus(site: Store): Promise<ImportStatus | undefined> {
  const begun = (await new CatalogStore(site).readPlaceholder())?.import;
  if (!begun) return undefined;
  const { base, recovery } = begun;
  const [rows, left] = await base.ask((facts) => [facts.count(...ROWS), facts.count(...TO_FOLD)]);
  return { met: rows + left, left, ...(recovery ? { recovery: recoveryText(recovery) } : {}) };
}

export const importLine = ({ met, left, recovery }: ImportStatus): string => {
  const done = recovery ?? `${plural(met, 'file')} read, ${left.toLocaleString('en')} of them still to be rendered`;
  return `an import is under way: ${done}; it publishes all at its end`;
};

/**
 * @param advice what to do if nothing is published
 * @returns the exit code
 */
export async function status(site: Store, { place, advice }: { place: string; advice: string }, output: Output): Promise<number> {
  const catalog = new CatalogStore(site);
  const current = await catalog.read();
  if (!current) {
    const begun = await importStatus(site);
    if (begun) {
      if (output.format === 'json') writeJson({ import: begun });
      else writeLines(process.stdout, [importLine(begun)]);
      return 0;
    }
    const unreadable = await catalog.whyUnreadable();
    if (unreadable !== undefined) throw new Error(`${unreadable}; the next run recovers what it held: ${advice}`);
    const waiting = await readWaiting(site);
    if (!waiting) throw new Error(`nothing has been published in ${place} yet; ${advice}`);
    return printWaiting(waiting, output);
  }
  const now = await statusOf(current, current.modified);
  const { format, verbose = false, color } = output;
  if (format === 'json') writeJson(now);
  else
    writeLines(process.stdout, [...statusLines(now, hasColors(process.stdout, color)), ...skippedLines(now.skipped, now.posts, verbose)]);
  return now.configuration.length + now.refused.length + now.failed.length > 0 ? REFUSED : 0;
}
