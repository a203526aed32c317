/**
 * One run: dirty keys -> read -> revise -> commit -> write -> clear, by the numbered steps of docs/protocol.md.
 *
 * Events are only hints to read a key again. Runs may overlap, and any run may die after any request.
 */

import type { Catalog } from '../core/catalog/catalog.ts';
import type { EntryJob, EntryResult } from '../core/entry/entry.ts';
import type { Key } from '../core/model.ts';
import { storeAdoptedItems } from '../state/adopted-items.ts';
import { readCatalog, type VersionedCatalog, writeCatalog } from '../state/catalog-root.ts';
import { collectGarbage } from '../state/entry-store.ts';
import { CONFLICT } from '../stores/store.ts';
import { clearPending } from './clear-pending.ts';
import { computeRevision, type Revision } from './compute-revision.ts';
import { type Batch, isOutOfTime, MaterialsLostError, OutOfTimeError, ReconcileFirstError, type RunContext } from './context.ts';
import { takenBackNotice } from './notices.ts';
import { hasNothingToDo, planRun, type RunPlan } from './plan-run.ts';
import { PostReader } from './read-posts.ts';
import { EntryRenderer } from './render-entries.ts';
import { renderInputsReader } from './render-inputs.ts';
import { IncompleteRunError, type Report, RunCounters } from './run-report.ts';
import { sendOutbox } from './send-outbox.ts';
import { SUPERSEDED } from './write-output.ts';
import { writePending } from './write-pending.ts';

export { type Batch, OutOfTimeError, ReconcileFirstError, type RunContext } from './context.ts';
export { ConfigurationError } from './plan-run.ts';
export { IncompleteRunError, type Report } from './run-report.ts';

/** A run that loses so many swaps gives up; its messages are retried. */
const MOST_ATTEMPTS = 100;
/** Posts rendered between two checks of the deadline. The first portion is always rendered, so that every run makes progress. */
const PORTION = 64;

export async function publish(batch: Batch, publisher: RunContext): Promise<Report> {
  const sources = new PostReader(publisher.posts, publisher.readPost);
  const tally = new RunCounters();
  const materials = renderInputsReader(publisher.site, (problem) => tally.note([problem]));
  const maker = new EntryRenderer((jobs) => inPortions(jobs, publisher), materials);
  let lost: ReadonlySet<Key> = new Set();
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    if (attempt > 1 && isOutOfTime(publisher)) throw new OutOfTimeError('the time is up, and other runs were always faster');
    const before = await readCatalog(publisher.site); // 1
    if (!before && !batch.full && publisher.canImport === false) throw new ReconcileFirstError('there is no catalog yet');
    const asked = await planRun(before, batch, lost, publisher);
    if (asked === CONFLICT) continue;
    if (publisher.exclusive && before && hasNothingToDo(before.catalog, asked)) {
      tally.note(asked.notices);
      await sweep(asked, before.catalog, publisher);
      return tally.report(before.catalog, asked, sources);
    }
    publisher.expect?.([...asked.keys].length);
    const { staleLimit, scheduleRuns: wakeAt, ping, publishEvents: tell } = publisher;
    const can = { patient: wakeAt !== undefined, pings: ping !== undefined, news: tell !== undefined };
    const reviser = { sources, maker, staleLimit, ...can };
    const revision = await computeRevision(asked.base, asked, reviser).catch((error: unknown) => orAgain(error, batch)); // 2
    if (revision === CONFLICT) continue;
    checkRead(before, lost, sources.deferred);
    if (batch.adopt) await storeAdoptedItems(publisher.site, batch.adopt);
    if (await putEntries(revision, sources, maker, publisher)) {
      checkRead(before, lost, sources.deferred);
      continue;
    }
    // Commit even if nothing changed: otherwise a run that read a post before its deletion could restore it.
    const held = await writeCatalog(publisher.site, revision.catalog, { etag: asked.place.etag }); // 3
    if (held === CONFLICT) {
      tally.counts.conflicts += 1;
      continue;
    }
    tally.counts.catalogBytes = held.bytes;
    tally.committed(asked.base, revision);
    tally.found(asked.damaged);
    tally.note(asked.notices);
    if (before && asked.timing.takenBack) tally.note([takenBackNotice(before.catalog, revision.catalog)]);
    const report = (catalog: Catalog) => {
      tally.note(publisher.entries.takeNotices());
      return tally.report(catalog, asked, sources);
    };
    const settled = await settleOwed(held, revision, tally, publisher).catch((error: unknown) => {
      throw new IncompleteRunError(error, report(held.catalog));
    });
    if (settled === SUPERSEDED) continue;
    if (settled instanceof Set) {
      lost = settled;
      continue;
    }
    await sweep(asked, settled.catalog, publisher);
    return report(settled.catalog);
  }
  throw new Error(`gave up after ${MOST_ATTEMPTS} attempts: other runs were always faster; the keys are looked at again later`);
}

/** A full run stores lost render inputs again, and starts again; another run has to wait for one. */
function orAgain(error: unknown, { full: all }: Batch): typeof CONFLICT {
  if (all && error instanceof MaterialsLostError) return CONFLICT;
  throw error;
}

async function inPortions(jobs: EntryJob[], publisher: RunContext): Promise<EntryResult[]> {
  // Without a deadline, threads share the work themselves.
  if (publisher.until === undefined) return publisher.makeEntries(jobs);
  const results: EntryResult[] = [];
  for (let start = 0; start < jobs.length; start += PORTION) {
    if (start > 0 && isOutOfTime(publisher))
      throw new OutOfTimeError(`the time is up, and ${jobs.length - start} posts are still to be rendered`);
    results.push(...(await publisher.makeEntries(jobs.slice(start, start + PORTION))));
  }
  return results;
}

/** An unreadable post stays as it is. Without a row or an entry that could stay, the run fails. */
function checkRead(before: VersionedCatalog | undefined, lost: ReadonlySet<Key>, unread: ReadonlyMap<Key, string>): void {
  for (const [key, reason] of unread) if (!before || lost.has(key)) throw new Error(`${key} cannot be taken up: ${reason}`);
}

async function sweep({ kept, timing }: RunPlan, catalog: Catalog, { site }: RunContext): Promise<void> {
  if (kept) await collectGarbage(site, kept, catalog, timing.now);
}

/** @returns whether some failed, so that the fold must be repeated without their posts */
async function putEntries(
  { catalog: { generation, rev }, entries }: Revision,
  sources: PostReader,
  maker: EntryRenderer,
  { entries: store }: RunContext,
): Promise<boolean> {
  const failed = await store.put(entries, { generation, rev });
  maker.markStored(entries.filter(({ entry: { key } }) => !failed.has(key)));
  for (const [key, reason] of failed) sources.defer(key, reason);
  return failed.size > 0;
}

/** Writes and sends what the catalog says is pending. @returns keys whose entries were missing, if any */
async function settleOwed(
  held: VersionedCatalog,
  revision: Revision,
  tally: RunCounters,
  publisher: RunContext,
): Promise<VersionedCatalog | Set<Key> | typeof SUPERSEDED> {
  const written = await writePending(held, revision, tally, publisher); // 4
  if (written === SUPERSEDED) return SUPERSEDED;
  if (written.lost.size > 0) return written.lost;
  const { done, failure = written.failure } = await sendOutbox(written.held.catalog, held.catalog, tally, publisher); // 5
  const settled = await clearPending(written.held, done, publisher);
  if (failure !== undefined) throw failure;
  return settled;
}
