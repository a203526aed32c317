/** Protocol step 5. */

import { Draft } from '../core/catalog/facts/draft.ts';
import { slugOf } from '../core/catalog/facts/questions.ts';
import { type Done, takeOut } from '../core/catalog/outbox.ts';
import type { VersionedCatalog } from '../state/catalog-store.ts';
import { CONFLICT } from '../stores/store.ts';
import type { RunContext } from './context.ts';
import { isSuccessor, retireBehind } from './retire-catalog.ts';
import { SUPERSEDED } from './write-output.ts';

const MOST_ATTEMPTS = 100;

/** Also in a later catalog. */
export async function clearPending(
  committed: VersionedCatalog,
  done: Done,
  publisher: RunContext,
): Promise<VersionedCatalog | typeof SUPERSEDED> {
  let current = committed;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const edits = await current.ask((facts) => {
      const draft = new Draft(facts, (taxonomy, name) => slugOf(facts, taxonomy, name));
      return takeOut(draft, done) ? draft.edits() : undefined;
    });
    if (edits === undefined) return current;
    const written = await publisher.catalog.write({ ...current.catalog, rev: current.catalog.rev + 1 }, edits, current, {
      etag: current.etag,
    });
    if (written !== CONFLICT) return written;
    const latest = await publisher.catalog.read();
    if (!latest || latest.catalog.generation !== committed.catalog.generation) return SUPERSEDED;
    if (!(await isSuccessor(latest, current))) {
      await retireBehind(latest, current.catalog, publisher);
      return SUPERSEDED;
    }
    current = latest;
  }
  throw new Error(`could not clear what is done after ${MOST_ATTEMPTS} attempts; the next run takes it over`);
}
