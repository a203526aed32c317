/**
 * Whether a catalog is later than what was written from it. A catalog is only replaced by its successor, so one that does not know what an
 * earlier read or a document tells was put back from a copy: a restored version of the object, a folder from a cache.
 */
import type { FencingToken, OutputKey } from '../model.ts';
import type { Catalog, FeedRow } from './catalog.ts';

/** A document's stamp, with the digest of what its output shows; a store that loses metadata has no digest. */
export type Written = FencingToken & { digest?: string | undefined };

type Known = Pick<Catalog, 'generation' | 'former'> & { feeds: Readonly<Record<OutputKey, Pick<FeedRow, 'rev' | 'digest'>>> };

/** Whether the catalog, read after the output's document, is the one it was written from, or a successor of that. */
export function knows({ generation, former, feeds }: Known, output: OutputKey, written: Written): boolean {
  if (written.generation !== generation) return former === undefined || former.includes(written.generation);
  const row = Object.hasOwn(feeds, output) ? feeds[output] : undefined;
  if (row === undefined || row.rev < written.rev) return false;
  return row.rev > written.rev || written.digest === undefined || written.digest === row.digest;
}

/** Whether `latest`, read after `earlier`, is the same catalog or a successor of it. */
export function continues(latest: Catalog, earlier: Catalog): boolean {
  if (latest.generation !== earlier.generation || latest.rev < earlier.rev) return false;
  const { generation } = earlier;
  return Object.entries(earlier.feeds).every(([output, { rev, digest }]) => knows(latest, output, { generation, rev, digest }));
}
