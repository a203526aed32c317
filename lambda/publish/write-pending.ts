/** Protocol step 4. */
import { setTimeout } from 'node:timers/promises';
import pMap from 'p-map';
import type { Catalog } from '../core/catalog/catalog.ts';
import { continues } from '../core/catalog/history.ts';
import type { DoneFeed } from '../core/catalog/outbox.ts';
import { decodeOutput, publicFeed } from '../core/catalog/outputs.ts';
import { emptyView, type View } from '../core/catalog/windows.ts';
import { marksOf } from '../core/catalog/written.ts';
import type { Key, OutputKey } from '../core/model.ts';
import { catalogWatch, type VersionedCatalog } from '../state/catalog-root.ts';
import { clearPending } from './clear-pending.ts';
import type { Revision } from './compute-revision.ts';
import { isOutOfTime, type RunContext } from './context.ts';
import { retireFor } from './retire-catalog.ts';
import type { RunCounters } from './run-report.ts';
import { type OutputWriter, SUPERSEDED, type WrittenFeed, writeOutput } from './write-output.ts';

/** Outputs between two clearings: a crash repeats at most so many. */
const CHUNK = 128;
const OUTPUTS_AT_ONCE = 8;
/** So many failed outputs mean a failing store. */
const MOST_FAILURES = 8;
/** A later version writes the output. */
const NOTHING_WRITTEN: WrittenFeed = { etags: new Map(), documents: 0, bytes: 0, conflicts: 0, missing: [] };

/**
 * This run's first, of these the main feed, then feeds, then archives and pages.
 * @param takeOver limit for outputs of other runs
 */
function pendingOutputs({ pending, rev }: Catalog, takeOver = Number.POSITIVE_INFINITY): { due: [OutputKey, number][]; remaining: number } {
  const urgency = ([feed, since]: [OutputKey, number]) => (since < rev ? 3 : feed === 'main' ? 0 : publicFeed(feed) ? 1 : 2);
  const inOrder = Object.entries(pending).sort((a, b) => urgency(a) - urgency(b) || (a[0] < b[0] ? -1 : 1));
  const own = inOrder.filter(([, since]) => since === rev).length;
  const due = inOrder.slice(0, own + takeOver);
  return { due, remaining: inOrder.length - due.length };
}

function viewOfUnknown(key: OutputKey): View | undefined {
  const output = decodeOutput(key);
  return output && emptyView(output);
}

interface WrittenPending {
  latest: VersionedCatalog;
  missing: Set<Key>;
  /** The first error. Only failed outputs stay pending. */
  failure: unknown;
}

/** Also those of dead runs. */
export async function writePending(
  held: VersionedCatalog,
  { views }: Revision,
  counters: RunCounters,
  publisher: RunContext,
): Promise<WrittenPending | typeof SUPERSEDED> {
  const { due, remaining } = pendingOutputs(held.catalog, publisher.pendingLimit);
  const missing = new Set<Key>();
  const failures: unknown[] = [];
  let latest = held;
  let start = 0;
  for (; start < due.length && failures.length < MOST_FAILURES && !isOutOfTime(publisher); start += CHUNK) {
    const writer = writerOf(latest, publisher);
    const done = new Map<OutputKey, DoneFeed>();
    const results = await pMap(
      due.slice(start, start + CHUNK),
      async ([feed, rev]) => {
        if (failures.length >= MOST_FAILURES) return [];
        const view = views.get(feed) ?? viewOfUnknown(feed);
        try {
          return [{ feed, rev, written: view ? await writeOutput(view, rev, held.catalog, writer) : NOTHING_WRITTEN }];
        } catch (error) {
          failures.push(error);
          return [];
        }
      },
      { concurrency: OUTPUTS_AT_ONCE },
    );
    for (const { feed, rev, written } of results.flat()) {
      if (written === SUPERSEDED) return SUPERSEDED;
      counters.wrote(feed, written);
      for (const key of written.missing) missing.add(key);
      if (written.missing.length === 0) done.set(feed, { rev, problem: written.problem, marks: marksOf(written.etags) });
    }
    const cleared = await clearPending(latest, { feeds: done }, publisher);
    if (cleared === SUPERSEDED) return SUPERSEDED;
    latest = cleared;
  }
  // Requeue instead of failing, so that a timeout does not use up maxReceiveCount.
  if (start < due.length || remaining > 0) await publisher.requeue([]);
  return { latest, missing, failure: failures[0] };
}

function writerOf(held: VersionedCatalog, publisher: RunContext): OutputWriter {
  const { site, entries } = publisher;
  const watch = catalogWatch(site, held);
  let successor = held;
  return {
    site,
    entries,
    pause: publisher.pause ?? ((milliseconds) => setTimeout(milliseconds)),
    makeDocuments: (job) => publisher.makeDocuments(job),
    current: async () => {
      const latest = await watch();
      if (latest === successor) return latest;
      if (!latest || !continues(latest.catalog, successor.catalog)) return undefined;
      successor = latest;
      return latest;
    },
    retire: (latest, key, written) => retireFor(latest, key, written, publisher),
  };
}
