/** Detects a catalog restored from a backup: an earlier read or a document is newer. */
import type { FencingToken, OutputKey } from '../model.ts';
import type { Catalog, FeedRow } from './catalog.ts';

/** `digest` is absent if the store dropped the metadata. */
export type Written = FencingToken & { digest?: string | undefined };

type Known = Pick<Catalog, 'generation' | 'former'> & { feeds: Readonly<Record<OutputKey, Pick<FeedRow, 'rev' | 'digest'>>> };

/** Whether the catalog, read after the document, is its origin or a successor. */
export function knows({ generation, former, feeds }: Known, output: OutputKey, written: Written): boolean {
  if (written.generation !== generation) return former === undefined || former.includes(written.generation);
  const row = Object.hasOwn(feeds, output) ? feeds[output] : undefined;
  if (row === undefined || row.rev < written.rev) return false;
  return row.rev > written.rev || written.digest === undefined || written.digest === row.digest;
}

/** @param latest read after `earlier` */
export function continues(latest: Catalog, earlier: Catalog): boolean {
  if (latest.generation !== earlier.generation || latest.rev < earlier.rev) return false;
  const { generation } = earlier;
  return Object.entries(earlier.feeds).every(([output, { rev, digest }]) => knows(latest, output, { generation, rev, digest }));
}
