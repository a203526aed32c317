/** Protocol step 4. */
import { setImmediate, setTimeout } from 'node:timers/promises';
import pMap from 'p-map';
import { PENDING } from '../core/catalog/facts/fact-keys.ts';
import { type DoneFeed, revisionsIn } from '../core/catalog/outbox.ts';
import { decodeOutput, publicFeed } from '../core/catalog/outputs.ts';
import { recordOf } from '../core/catalog/written.ts';
import type { Key, OutputKey } from '../core/model.ts';
import type { VersionedCatalog } from '../state/catalog-store.ts';
import { clearPending } from './clear-pending.ts';
import { isOutOfTime, type RunContext } from './context.ts';
import { isSuccessor, retireFor } from './retire-catalog.ts';
import type { RunCounters } from './run-report.ts';
import { type OutputWriter, SUPERSEDED, type WrittenFeed, writeOutput } from './write-output.ts';

/** Outputs between two clearings: a crash repeats at most so many. */
const CHUNK = 128;
const OUTPUTS_AT_ONCE = 8;
/** In a folder, up to which no thread helps: written in turn, so that the first do not wait for the others. */
const FEW_OUTPUTS = 24;
/** So many failed outputs mean a failing store. */
const MOST_FAILURES = 8;
/** A later version writes the output. */
const NOTHING_WRITTEN: WrittenFeed = { etags: new Map(), documents: 0, bytes: 0, conflicts: 0, missing: [] };

/**
 * This run's first, of these the main feed, then feeds, then archives and pages.
 * @param takeOver limit for outputs of other runs
 */
function pendingOutputs(
  pending: ReadonlyMap<OutputKey, number>,
  rev: number,
  takeOver = Number.POSITIVE_INFINITY,
): { due: [OutputKey, number][]; remaining: number } {
  const urgency = ([feed, since]: [OutputKey, number]) => (since < rev ? 3 : feed === 'main' ? 0 : publicFeed(feed) ? 1 : 2);
  const inOrder = [...pending].sort((a, b) => urgency(a) - urgency(b) || (a[0] < b[0] ? -1 : 1));
  const own = inOrder.filter(([, since]) => since === rev).length;
  const due = inOrder.slice(0, own + takeOver);
  return { due, remaining: inOrder.length - due.length };
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
  counters: RunCounters,
  publisher: RunContext,
): Promise<WrittenPending | typeof SUPERSEDED> {
  const { due, remaining } = pendingOutputs(
    await held.ask((facts) => revisionsIn(facts, PENDING)),
    held.catalog.rev,
    publisher.pendingLimit,
  );
  const missing = new Set<Key>();
  const failures: unknown[] = [];
  const concurrency = publisher.exclusive && due.length <= FEW_OUTPUTS ? 1 : OUTPUTS_AT_ONCE;
  let latest = held;
  let start = 0;
  for (; start < due.length && failures.length < MOST_FAILURES && !isOutOfTime(publisher); start += CHUNK) {
    const writer = writerOf(latest, publisher);
    const done = new Map<OutputKey, DoneFeed>();
    const results = await pMap(
      due.slice(start, start + CHUNK),
      async ([feed, rev]) => {
        if (failures.length >= MOST_FAILURES) return [];
        const output = decodeOutput(feed);
        try {
          return [{ feed, rev, written: output ? await writeOutput(output, rev, held, writer) : NOTHING_WRITTEN }];
        } catch (error) {
          failures.push(error);
          return [];
        } finally {
          // `dev` serves what is written.
          if (publisher.exclusive) await setImmediate();
        }
      },
      { concurrency },
    );
    for (const { feed, rev, written } of results.flat()) {
      if (written === SUPERSEDED) return SUPERSEDED;
      counters.wrote(feed, written);
      for (const key of written.missing) missing.add(key);
      if (written.missing.length === 0) done.set(feed, { rev, problem: written.problem, etags: recordOf(written.etags) });
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
  let successor = held;
  return {
    site,
    entries,
    pause: publisher.pause ?? ((milliseconds) => setTimeout(milliseconds)),
    makeDocuments: (job) => publisher.makeDocuments(job),
    current: async () => {
      const latest = await publisher.catalog.read();
      if (latest?.etag === successor.etag) return successor;
      if (!latest || !(await isSuccessor(latest, successor))) return undefined;
      successor = latest;
      return latest;
    },
    retire: (latest, key, written) => retireFor(latest, key, written, publisher),
  };
}
