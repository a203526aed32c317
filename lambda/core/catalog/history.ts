/** Detects a catalog restored from a backup: an earlier read or a document is newer. */
import type { FencingToken } from '../model.ts';
import type { FeedRow, Head } from './catalog.ts';

/** `digest` is absent if the store dropped the metadata. */
export type Written = FencingToken & { digest?: string | undefined };

/** Whether the catalog, read after the document, is its origin or a successor. @param row of the document's output */
export function knows(
  { generation, former }: Pick<Head, 'generation' | 'former'>,
  row: Pick<FeedRow, 'rev' | 'digest'> | undefined,
  written: Written,
): boolean {
  if (written.generation !== generation) return former === undefined || former.includes(written.generation);
  if (row === undefined || row.rev < written.rev) return false;
  return row.rev > written.rev || written.digest === undefined || written.digest === row.digest;
}

/**
 * Whether `latest`, read after `earlier`, is the same catalog or a successor.
 * @returns undefined if too many commits lie between
 */
export function continues(latest: Head, earlier: Head): boolean | undefined {
  const steps = latest.rev - earlier.rev;
  if (latest.generation !== earlier.generation || steps < 0) return false;
  const [own, there] = [earlier.commits?.[0], latest.commits?.[steps]];
  return own === undefined || there === undefined ? undefined : own === there;
}
