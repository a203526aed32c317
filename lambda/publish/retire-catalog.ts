/** Retires catalogs older than a document or an earlier read. The next run imports. */

import { knows, type Written } from '../core/catalog/history.ts';
import type { FencingToken, OutputKey } from '../core/model.ts';
import { CATALOG } from '../keys.ts';
import { readCatalog, retireCatalog, type VersionedCatalog } from '../state/catalog-root.ts';
import { notice } from '../state/set-aside.ts';
import type { RunContext } from './context.ts';

type Retiring = Pick<RunContext, 'site' | 'drawGeneration'>;

/** @param newer the evidence: `public/rss.xml has revision 12` */
async function retire(held: VersionedCatalog, newer: string, { site, drawGeneration }: Retiring, met?: string): Promise<void> {
  const { generation, rev } = held.catalog;
  const what = `was older (revision ${rev} of ${generation}) than what is published: ${newer}`;
  const why = notice(CATALOG, `${what}; a copy was put back, and what came after it was recovered from entries and documents`);
  await retireCatalog(site, held, drawGeneration(), why, met);
}

export const retireFor = (held: VersionedCatalog, key: string, { generation, rev }: FencingToken, publisher: Retiring): Promise<void> =>
  retire(held, `${key} has revision ${rev} of ${generation}`, publisher, generation);

export const retireBehind = (held: VersionedCatalog, { generation, rev }: FencingToken, publisher: Retiring): Promise<void> =>
  retire(held, `a run has written revision ${rev} of ${generation}`, publisher);

export type Strangers = ReadonlyMap<string, { feed: OutputKey; written: Written }>;

/**
 * Reads the catalog again: another run may have written the documents from a successor.
 * @returns whether it is retired
 */
export async function retireIfOld(strangers: Strangers, publisher: Retiring): Promise<boolean> {
  if (strangers.size === 0) return false;
  const latest = await readCatalog(publisher.site);
  const found = latest && [...strangers].find(([, { feed, written }]) => !knows(latest.catalog, feed, written));
  if (!latest || !found) return false;
  const [key, { written }] = found;
  await retireFor(latest, key, written, publisher);
  return true;
}
