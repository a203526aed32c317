/** One run, by the numbered steps of docs/protocol.md. Events are only hints to read a key. Runs may overlap, or die after any request. */

import { isDeepStrictEqual } from 'node:util';
import type { Key } from '../core/model.ts';
import { storeAdoptedItems } from '../state/adopted-items.ts';
import type { VersionedCatalog } from '../state/catalog-store.ts';
import { UnusableRootError } from '../state/node-store.ts';
import { CONFLICT } from '../stores/store.ts';
import { clearPending } from './clear-pending.ts';
import { computeRevision } from './compute-revision.ts';
import { type Batch, isOutOfTime, MaterialsLostError, OutOfTimeError, ReconcileFirstError, type RunContext } from './context.ts';
import { canWork, needsRun } from './jobs.ts';
import { takenBackNotice } from './notices.ts';
import { hasNothingToDo, planRun } from './plan-run.ts';
import { checkRead, newRun, putEntries, type Run, toolsOf } from './run.ts';
import type { RunPlan } from './run-plan.ts';
import { IncompleteRunError, type Report, RunCounters } from './run-report.ts';
import { sendOutbox } from './send-outbox.ts';
import { SUPERSEDED } from './write-output.ts';
import { writePending } from './write-pending.ts';

export { type Batch, ConfigurationError, OutOfTimeError, ReconcileFirstError, type RunContext, UnfinishedImportError } from './context.ts';
export { IncompleteRunError, type Report } from './run-report.ts';

/** Lost swaps before a run gives up; its messages are retried. */
const MOST_ATTEMPTS = 100;

export async function publish(batch: Batch, publisher: RunContext): Promise<Report> {
  const counters = new RunCounters();
  const { latest, report } = await publishBatch(batch, newRun(publisher, counters), publisher);
  if (!needsRun(latest.catalog, publisher)) return report(latest);
  // Only where others may run is there a queue.
  if (!publisher.exclusive) {
    await publisher.requeue([]);
    return report(latest);
  }
  return report(await finishJobs(latest, counters, publisher));
}

async function finishJobs(begun: VersionedCatalog, counters: RunCounters, publisher: RunContext): Promise<VersionedCatalog> {
  let last = begun;
  for (let isAtWork = true; isAtWork; ) {
    const { latest } = await publishBatch({ keys: [] }, newRun(publisher, counters), publisher);
    // Documents that cannot be written keep a job waiting.
    isAtWork = canWork(latest.catalog, publisher) && !isDeepStrictEqual(latest.catalog.jobs, last.catalog.jobs);
    last = latest;
  }
  return last;
}

interface Published {
  latest: VersionedCatalog;
  report(latest: VersionedCatalog): Promise<Report>;
}

async function publishBatch(batch: Batch, run: Run, publisher: RunContext): Promise<Published> {
  let missing: ReadonlySet<Key> = new Set();
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    if (attempt > 1 && isOutOfTime(publisher)) throw new OutOfTimeError('the time is up, and other runs were always faster');
    const result = await attemptRun(batch, missing, run, publisher).catch((error: unknown) => startAgain(error, publisher));
    if (result.kind === 'done') return result;
    if (result.missing) missing = result.missing;
  }
  throw new Error(
    `gave up after ${MOST_ATTEMPTS} attempts: other runs were always faster; the messages return later, or run the command again`,
  );
}

/** `again`: another run was faster, posts were deferred, or `missing` must be rendered. */
type Attempt = ({ kind: 'done' } & Published) | { kind: 'again'; missing?: ReadonlySet<Key> };

const AGAIN: Attempt = { kind: 'again' };

async function attemptRun(batch: Batch, missing: ReadonlySet<Key>, run: Run, publisher: RunContext): Promise<Attempt> {
  const { reader, counters } = run;
  const before = await publisher.catalog.read(); // 1
  if (!before && !batch.full && publisher.canImport === false) throw new ReconcileFirstError('there is no catalog yet');
  const plan = await planRun(before, batch, missing, publisher, counters);
  if (plan === CONFLICT) return AGAIN;
  if (publisher.exclusive && before && (await hasNothingToDo(before, plan))) {
    counters.note(plan.notices);
    await removeGarbage(plan, before, publisher);
    return { kind: 'done', latest: before, report: (latest) => counters.report(latest, plan, reader) };
  }
  publisher.expect?.([...plan.keys].length);
  const revision = await computeRevision(plan.base, plan, toolsOf(run, publisher)).catch((error: unknown) => orAgain(error, batch)); // 2
  if (revision === CONFLICT) return AGAIN;
  checkRead(before !== undefined, missing, reader.deferred);
  if (batch.adopt) await storeAdoptedItems(publisher.site, batch.adopt);
  if (await putEntries(revision, run, publisher)) {
    checkRead(before !== undefined, missing, reader.deferred);
    return AGAIN;
  }
  // Commit even without changes: otherwise a run that read a post before its deletion could restore it.
  const committed = await publisher.catalog.write(revision.catalog, revision.edits, plan.base, { etag: plan.place.etag }); // 3
  if (committed === CONFLICT) {
    counters.counts.conflicts += 1;
    return AGAIN;
  }
  counters.counts.catalogBytes = committed.bytes;
  counters.committed(revision, before?.catalog);
  counters.found(plan.damaged);
  counters.note(plan.notices);
  if (before && plan.timing.takenBack) counters.note([takenBackNotice(before.catalog.moment, revision.catalog, revision.rows)]);
  return finish(committed, plan, run, publisher);
}

async function startAgain(error: unknown, { catalog, drawGeneration }: RunContext): Promise<Attempt> {
  if (!(error instanceof UnusableRootError)) throw error;
  await catalog.setAside(error, drawGeneration());
  return AGAIN;
}

/** @throws IncompleteRunError */
async function finish(committed: VersionedCatalog, plan: RunPlan, { reader, counters }: Run, publisher: RunContext): Promise<Attempt> {
  const report = (latest: VersionedCatalog) => {
    counters.note(publisher.entries.takeNotices());
    return counters.report(latest, plan, reader);
  };
  const outcome = await writeAndSend(committed, counters, publisher).catch(async (error: unknown) => {
    if (error instanceof UnusableRootError) throw error;
    throw new IncompleteRunError(error, await report(committed));
  });
  if (outcome.kind === 'superseded') return AGAIN;
  if (outcome.kind === 'missing') return { kind: 'again', missing: outcome.keys };
  await removeGarbage(plan, outcome.latest, publisher);
  return { kind: 'done', latest: outcome.latest, report };
}

/** A full run restores lost render inputs; another run waits for one. */
function orAgain(error: unknown, { full }: Batch): typeof CONFLICT {
  if (full && error instanceof MaterialsLostError) return CONFLICT;
  throw error;
}

async function removeGarbage({ listedState, timing }: RunPlan, latest: VersionedCatalog, publisher: RunContext): Promise<void> {
  if (!listedState) return;
  // On demand: most runs are not full.
  const [{ collectEntries }, { collectNodes }] = await Promise.all([
    import('../state/collect-entries.ts'),
    import('../state/collect-nodes.ts'),
  ]);
  await collectEntries(publisher.site, listedState, latest, timing.now);
  await collectNodes(publisher.site, () => publisher.catalog.readTree());
}

type Outcome = { kind: 'cleared'; latest: VersionedCatalog } | { kind: 'missing'; keys: ReadonlySet<Key> } | { kind: 'superseded' };

async function writeAndSend(committed: VersionedCatalog, counters: RunCounters, publisher: RunContext): Promise<Outcome> {
  const written = await writePending(committed, counters, publisher); // 4
  if (written === SUPERSEDED) return { kind: 'superseded' };
  if (written.missing.size > 0) return { kind: 'missing', keys: written.missing };
  const { done, failure = written.failure } = await sendOutbox(written.latest, committed, counters, publisher); // 5
  const latest = await clearPending(written.latest, done, publisher);
  if (failure !== undefined) throw failure;
  return latest === SUPERSEDED ? { kind: 'superseded' } : { kind: 'cleared', latest };
}
