/** Protocol step 5. */

import { continues } from '../core/catalog/history.ts';
import { type Done, withoutDone } from '../core/catalog/outbox.ts';
import { readCatalog, type VersionedCatalog, writeCatalog } from '../state/catalog-root.ts';
import { CONFLICT } from '../stores/store.ts';
import type { RunContext } from './context.ts';
import { retireBehind } from './retire-catalog.ts';
import { SUPERSEDED } from './write-output.ts';

const MOST_ATTEMPTS = 100;

/** Also in a later catalog. */
export async function clearPending(
  committed: VersionedCatalog,
  done: Done,
  publisher: RunContext,
): Promise<VersionedCatalog | typeof SUPERSEDED> {
  const { site } = publisher;
  let current = committed;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const next = withoutDone(current.catalog, done);
    if (next === current.catalog) return current;
    const written = await writeCatalog(site, next, { etag: current.etag });
    if (written !== CONFLICT) return written;
    const latest = await readCatalog(site);
    if (!latest || latest.catalog.generation !== committed.catalog.generation) return SUPERSEDED;
    if (!continues(latest.catalog, current.catalog)) {
      await retireBehind(latest, current.catalog, publisher);
      return SUPERSEDED;
    }
    current = latest;
  }
  throw new Error(`could not clear what is done after ${MOST_ATTEMPTS} attempts; the next run takes it over`);
}
