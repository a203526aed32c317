/** Jobs of the catalog, by portions: what one run cannot do, the next ones continue. */
import type { Head, Job } from '../core/catalog/catalog.ts';
import { PENDING } from '../core/catalog/facts/fact-keys.ts';
import { withJobs } from '../core/catalog/jobs.ts';
import { namesPortion } from '../core/catalog/names-job.ts';
import { needsRendering } from '../core/catalog/references.ts';
import { renderDigest } from '../core/entry/entry.ts';
import type { Key } from '../core/model.ts';
import { type Base, rowsIn } from '../state/catalog-base.ts';
import { OWN_RENDERERS } from './compute-revision.ts';
import { portionOf, type RunContext } from './context.ts';

/** Outputs that wait to be written, up to which a run adds others: memory and documents must not grow faster than they are written. */
const MOST_PENDING = 1_000;

/** A run for new posts leaves jobs to others; so does another version of the program, whose documents would differ. */
export const canWork = ({ jobs, renderers }: Pick<Head, 'jobs' | 'renderers'>, { canImport }: Pick<RunContext, 'canImport'>): boolean =>
  jobs !== undefined && canImport !== false && JSON.stringify(renderers) === JSON.stringify(OWN_RENDERERS);

/**
 * Whether another run is to continue a job. Any run requests it: each can begin all but `render`, and the run that began it may be dead; a
 * full run, which begins `render`, is repeated.
 */
export const needsRun = (head: Pick<Head, 'jobs' | 'renderers'>, publisher: Pick<RunContext, 'canImport'>): boolean =>
  canWork(head, head.jobs?.some(({ kind }) => kind !== 'render') ? {} : publisher);

/** `catalog`: the head with the jobs that are left after it. */
export interface Portion {
  stale: Key[];
  heads?: string;
  catalog: Head;
}

/** The next portion of the first job: outputs follow the entries that they show. */
export async function nextPortion(base: Base, publisher: RunContext): Promise<Portion> {
  const [job, ...others] = base.catalog.jobs ?? [];
  // Each run does these.
  if (!job || job.kind === 'early' || job.kind === 'time' || !canWork(base.catalog, publisher)) return { stale: [], catalog: base.catalog };
  const withLeft = (left: readonly Job[]): Head => withJobs(base.catalog, left);
  if (job.kind === 'heads') {
    const { heads } = await headsOf(base, job);
    return heads === undefined ? { stale: [], catalog: base.catalog } : { stale: [], heads, catalog: withLeft(others) };
  }
  if (job.kind === 'names') {
    const { posts, left } = await base.ask((facts) => namesPortion(facts, job, portionOf(publisher)));
    return { stale: posts, catalog: withLeft([...left, ...others]) };
  }
  const { stale, hasMore } = await staleAfter(base, job.after, portionOf(publisher));
  return { stale, catalog: withLeft(hasMore ? [{ ...job, after: stale.at(-1) ?? job.after }, ...others] : others) };
}

/** @returns nothing while too many outputs wait */
export async function headsOf({ ask }: Base, job: Job | undefined): Promise<{ heads?: string }> {
  if (job?.kind !== 'heads') return {};
  return (await ask((facts) => facts.count(...PENDING))) > MOST_PENDING ? {} : { heads: job.from };
}

async function staleAfter(base: Base, after: Key, most: number): Promise<{ stale: Key[]; hasMore: boolean }> {
  const { site } = base.catalog;
  const currentDigest = renderDigest(site);
  const stale: Key[] = [];
  for await (const [key, row] of rowsIn(base, after)) {
    if (!needsRendering(row, site, currentDigest)) continue;
    if (stale.length === most) return { stale, hasMore: true };
    stale.push(key);
  }
  return { stale, hasMore: false };
}
