/** The job that renders rows again, by portions: a new configuration or renderer has more than one run takes. */
import type { Head } from '../core/catalog/catalog.ts';
import { needsRendering } from '../core/catalog/references.ts';
import { renderDigest } from '../core/entry/entry.ts';
import type { Key } from '../core/model.ts';
import { type Base, rowsIn } from '../state/catalog-base.ts';
import { OWN_RENDERERS } from './compute-revision.ts';
import { portionOf, type RunContext } from './context.ts';

/** A run for new posts leaves it to others; so does another version of the program, whose entries would differ. */
export const canRender = ({ jobs, renderers }: Pick<Head, 'jobs' | 'renderers'>, { canImport }: Pick<RunContext, 'canImport'>): boolean =>
  jobs !== undefined && canImport !== false && JSON.stringify(renderers) === JSON.stringify(OWN_RENDERERS);

/** @returns the next stale rows, and the head with the cursor behind them; without a job at the end */
export async function nextPortion(base: Base, publisher: RunContext): Promise<{ stale: Key[]; catalog: Head }> {
  const { jobs, ...head } = base.catalog;
  const [job] = jobs ?? [];
  if (!job || !canRender(base.catalog, publisher)) return { stale: [], catalog: base.catalog };
  const currentDigest = renderDigest(head.site);
  const stale: Key[] = [];
  for await (const [key, row] of rowsIn(base, job.after)) {
    if (!needsRendering(row, head.site, currentDigest)) continue;
    if (stale.length === portionOf(publisher)) return { stale, catalog: { ...head, jobs: [{ ...job, after: stale.at(-1) ?? job.after }] } };
    stale.push(key);
  }
  return { stale, catalog: head };
}
