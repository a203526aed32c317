import type { Head } from '../core/catalog/catalog.ts';
import { FORMATS, type Key, type Site } from '../core/model.ts';
import { isInTheWay } from '../core/site/in-the-way.ts';
import { RENDER_INPUTS } from '../keys.ts';
import type { VersionedCatalog } from '../state/catalog-store.ts';
import { CONFLICT, listAll } from '../stores/store.ts';
import { type Batch, ConfigurationError, type RunContext } from './context.ts';
import { listPosts } from './list-posts.ts';
import { planImport } from './plan-import.ts';
import { planReconcile } from './plan-reconcile.ts';
import { storeRenderInputs } from './render-inputs.ts';
import type { RunPlan } from './run-plan.ts';
import { timingFor } from './run-timing.ts';

/** @returns `CONFLICT` if another run made a catalog, or the catalog is outdated */
export async function planFullRun(
  before: VersionedCatalog | undefined,
  batch: Batch,
  missing: ReadonlySet<Key>,
  publisher: RunContext,
): Promise<Omit<RunPlan, 'readopt' | 'deletable'> | typeof CONFLICT> {
  const { configuration, ...listing } = await listPosts(publisher.posts, publisher.overrides, before);
  const given = configuration.site ?? before?.catalog.site ?? (await lastSite(publisher));
  if (!given) throw new ConfigurationError(configuration.problems, listing.hasContent ? 'first' : 'empty');
  const generation = before?.catalog.generation ?? publisher.drawGeneration();
  const place = before ?? (await publisher.catalog.putPlaceholder(generation));
  if (place === CONFLICT) return CONFLICT;
  const last = place.kind === 'catalog' ? place.catalog : place.old?.catalog;
  const timing = await timingFor(last?.moment, batch, publisher);
  // As when read back, for an equal digest in later runs.
  const stored: Site = JSON.parse(JSON.stringify(withOldNames(given, last?.site)));
  const current = place.kind === 'catalog' ? place.catalog : { generation, rev: 0, site: stored };
  const materials = stored.generator === 'jekyll' || current.site.materials ? await listAll(publisher.site, RENDER_INPUTS) : [];
  const inputs = await storeRenderInputs(listing.inputs, stored, { current, materials }, publisher);
  const problems = [...configuration.problems, ...inputs.problems];
  const { site } = inputs;
  if (!site) throw new ConfigurationError(problems, before ? undefined : 'first');
  const run = { batch, listing, materials, site, missing, publisher, now: timing.timing.now };
  const plan = place.kind === 'catalog' ? await planReconcile(place, run) : await planImport(generation, stored, place, run, timing.moment);
  if (plan === CONFLICT) return CONFLICT;
  const { catalog, ...base } = plan.base;
  const { refused: _, skipped: __, jobs: ___, ...head } = catalog;
  const refused = configuration.site ? {} : { refused: configuration.problems };
  const [latest] = plan.hasMore ? plan.stale.slice(-1) : [];
  const jobs: Partial<Pick<Head, 'jobs'>> = latest === undefined ? {} : { jobs: [{ kind: 'render', after: latest }] };
  return {
    ...timing,
    place,
    takesUpConfig: true,
    problems,
    site,
    ...plan,
    notices: [...timing.notices, ...plan.notices],
    base: {
      ...base,
      catalog: { ...head, ...jobs, ...refused, ...(Object.keys(plan.skipped).length > 0 ? { skipped: plan.skipped } : {}) },
    },
  };
}

/** From an outdated catalog. */
async function lastSite({ catalog }: RunContext): Promise<Site | undefined> {
  return (await catalog.readPlaceholder())?.old?.catalog.site;
}

/** Subscribers keep requesting old names. */
function withOldNames(site: Site, before: Site | undefined): Site {
  const renamed = FORMATS.flatMap((format) => {
    const name = before?.feeds[format];
    return name !== undefined && site.feeds[format] !== undefined ? [[name, format] as const] : [];
  });
  const old = { ...before?.moved, ...Object.fromEntries(renamed), ...site.moved };
  const isFree = (name: string) => !Object.values(site.feeds).some((present) => isInTheWay(name, present));
  const moved = Object.fromEntries(Object.entries(old).filter(([name]) => isFree(name)));
  return Object.keys(moved).length > 0 ? { ...site, moved } : site;
}
