/** Protocol step 1. */
import { isDeepStrictEqual } from 'node:util';
import { withItems } from '../core/catalog/adoption.ts';
import { movedTarget } from '../core/catalog/document-path.ts';
import { earlyIn } from '../core/catalog/early-job.ts';
import { PENDING, PINGS } from '../core/catalog/facts/fact-keys.ts';
import { duePosts, outputRow } from '../core/catalog/facts/questions.ts';
import { skippedIn } from '../core/catalog/facts/skipped.ts';
import type { Key } from '../core/model.ts';
import type { Base } from '../state/catalog-base.ts';
import type { VersionedCatalog } from '../state/catalog-store.ts';
import { CONFLICT } from '../stores/store.ts';
import { OWN_RENDERERS } from './compute-revision.ts';
import type { Batch, RunContext } from './context.ts';
import { nextPortion } from './jobs.ts';

import type { RunPlan } from './run-plan.ts';
import type { RunCounters } from './run-report.ts';
import { timingFor } from './run-timing.ts';

/** @returns `CONFLICT` if another run made a catalog */
export async function planRun(
  before: VersionedCatalog | undefined,
  batch: Batch,
  missing: ReadonlySet<Key>,
  publisher: RunContext,
  counters: RunCounters,
): Promise<RunPlan | typeof CONFLICT> {
  const readopt = batch.adopt !== undefined;
  // A watcher also reports the files of an unmounted folder, so there only deletions by name count.
  const named = publisher.exclusive ? batch.removed : batch.keys;
  const deletable = publisher.allowEmpty || batch.allowEmpty ? undefined : new Set(named);
  const plan =
    before && !batch.full ? await planKeys(before, batch, missing, publisher) : await planAll(before, batch, missing, publisher, counters);
  if (plan === CONFLICT) return CONFLICT;
  const { catalog } = plan.base;
  const adopted = batch.adopt ? withItems(catalog.adopted, batch.adopt) : catalog.adopted;
  return { ...plan, readopt, deletable, base: { ...plan.base, catalog: { ...catalog, adopted } } };
}

type Plan = Omit<RunPlan, 'readopt' | 'deletable'>;

async function planKeys(before: VersionedCatalog, batch: Batch, missing: ReadonlySet<Key>, publisher: RunContext): Promise<Plan> {
  const timing = await timingFor(before.catalog.moment, batch, publisher);
  const { stale, heads, catalog } = await nextPortion(before, publisher);
  const { moved } = batch;
  const targets = Object.values(moved ?? {}).flatMap((to) => movedTarget(to, catalog.site)?.split(' ')[0] ?? []);
  return {
    ...timing,
    place: before,
    base: { ...before, catalog },
    site: moved && targets.length > 0 ? { ...catalog.site, moved: { ...moved, ...catalog.site.moved } } : catalog.site,
    takesUpConfig: false,
    keys: batch.keys,
    missingEntries: missing,
    stale,
    heads,
    outOfDate: new Set(targets),
    published: [],
    problems: [],
    damaged: [],
  };
}

/** On demand: most runs are not full. */
async function planAll(...given: Parameters<typeof import('./plan-full-run.ts')['planFullRun']>): Promise<Plan | typeof CONFLICT> {
  const { planFullRun } = await import('./plan-full-run.ts');
  return planFullRun(...given);
}

export function hasNothingToDo({ catalog, ask }: Base, plan: RunPlan): Promise<boolean> {
  return ask(
    (facts) =>
      !plan.readopt &&
      !plan.timing.takenBack &&
      plan.heads === undefined &&
      earlyIn(catalog) === undefined &&
      [...plan.keys, ...plan.missingEntries, ...plan.stale, ...plan.outOfDate].length === 0 &&
      facts.count(...PENDING) + facts.count(...PINGS) === 0 &&
      [...plan.published].every((output) => outputRow(facts, output) !== undefined) &&
      JSON.stringify([plan.site, ...optional(plan.base), OWN_RENDERERS]) ===
        JSON.stringify([catalog.site, ...optional({ catalog }), catalog.renderers]) &&
      (plan.skipped === undefined || isDeepStrictEqual(skippedIn(facts, catalog), plan.skipped)) &&
      duePosts(facts, plan.moment, 1).length === 0,
  );
}

const optional = ({ catalog: { refused, jobs } }: Pick<Base, 'catalog'>) => [refused, jobs];
