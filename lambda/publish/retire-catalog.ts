/** Retires catalogs older than a document or an earlier read. The next run imports. */

import { allOutputs, outputRow } from '../core/catalog/facts/questions.ts';
import { continues, knows, type Written } from '../core/catalog/history.ts';
import type { FencingToken, OutputKey } from '../core/model.ts';
import { CATALOG } from '../keys.ts';
import type { VersionedCatalog } from '../state/catalog-store.ts';
import { notice } from '../state/set-aside.ts';
import type { RunContext } from './context.ts';

type Retiring = Pick<RunContext, 'catalog' | 'drawGeneration'>;

/** @param newer the evidence: `public/rss.xml has revision 12` */
async function retire(held: VersionedCatalog, newer: string, { catalog, drawGeneration }: Retiring, met?: string): Promise<void> {
  const { generation, rev } = held.catalog;
  const what = `was older (revision ${rev} of ${generation}) than what is published: ${newer}`;
  const why = notice(CATALOG, `${what}; a copy was put back, and what came after it was recovered from entries and documents`);
  await catalog.retire(held, drawGeneration(), why, met);
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
  const latest = await publisher.catalog.read();
  const found =
    latest &&
    (await latest.ask((facts) => [...strangers].find(([, { feed, written }]) => !knows(latest.catalog, outputRow(facts, feed), written))));
  if (!latest || !found) return false;
  const [key, { written }] = found;
  await retireFor(latest, key, written, publisher);
  return true;
}

/** @param latest read after `earlier`. Price, if many commits lie between: grows with the number of outputs */
export async function isSuccessor(latest: VersionedCatalog, earlier: VersionedCatalog): Promise<boolean> {
  const known = continues(latest.catalog, earlier.catalog);
  if (known !== undefined) return known;
  const { generation } = earlier.catalog;
  const outputs = await earlier.ask((facts) => allOutputs(facts));
  return latest.ask((facts) =>
    outputs.every(([output, { rev, digest }]) => knows(latest.catalog, outputRow(facts, output), { generation, rev, digest })),
  );
}
