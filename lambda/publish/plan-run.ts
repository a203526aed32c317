/** Protocol step 1. */

import { withItems } from '../core/catalog/adoption.ts';
import { type Timing, timingOf } from '../core/catalog/as-of.ts';
import type { Head, Row } from '../core/catalog/catalog.ts';
import { PENDING, PINGS, postIn, ROWS, rowKey } from '../core/catalog/facts/fact-keys.ts';
import { duePosts, outputRow, rowsOf } from '../core/catalog/facts/questions.ts';
import { renderDigest } from '../core/entry/entry.ts';
import { FORMATS, type Instant, type Key, type OutputKey, type Problem, type Site } from '../core/model.ts';
import { isInTheWay } from '../core/site/in-the-way.ts';
import { RENDER_INPUTS } from '../keys.ts';
import type { Base } from '../state/catalog-base.ts';
import type { CatalogPlaceholder, VersionedCatalog } from '../state/catalog-store.ts';
import { CONFLICT, type ListedObject, listAll } from '../stores/store.ts';
import { isStale } from './compare-posts.ts';
import { OWN_RENDERERS, type RevisionInput } from './compute-revision.ts';
import { type Batch, portionOf, type RunContext } from './context.ts';
import { listPosts } from './list-posts.ts';
import { clockNotices } from './notices.ts';
import { planImport } from './plan-import.ts';
import { planReconcile } from './plan-reconcile.ts';
import { storeRenderInputs } from './render-inputs.ts';

export type RunPlan = RevisionInput & {
  /** To be replaced by the next catalog. */
  place: VersionedCatalog | CatalogPlaceholder;
  /** Posts are folded into it. */
  base: Base;
  /** With the reason. Their posts stay. */
  unreadFolders?: ReadonlyMap<Key, string>;
  problems: Problem[];
  timing: Timing;
  /** Valid once this run commits. */
  notices: Problem[];
  damaged: string[];
  /** Listed before the commit, for garbage collection. */
  listedState?: ListedObject[];
};

/** No configuration is usable, nor a last good one. */
export class ConfigurationError extends Error {
  readonly problems: Problem[];
  /** `empty`: no posts, no configuration. Set if nothing was ever published. */
  readonly before: 'empty' | 'first' | undefined;

  constructor(problems: Problem[], before?: 'empty' | 'first') {
    super('the configuration cannot be used');
    this.problems = problems;
    this.before = before;
  }
}

/** @returns `CONFLICT` if another run made a catalog */
export async function planRun(
  before: VersionedCatalog | undefined,
  batch: Batch,
  missing: ReadonlySet<Key>,
  publisher: RunContext,
): Promise<RunPlan | typeof CONFLICT> {
  const readopt = batch.adopt !== undefined;
  // A watcher also reports the files of an unmounted folder, so there only deletions by name count.
  const named = publisher.exclusive ? batch.removed : batch.keys;
  const deletable = publisher.allowEmpty || batch.allowEmpty ? undefined : new Set(named);
  const withAdopted = ({ catalog, ...base }: Base): Base => ({
    ...base,
    catalog: batch.adopt ? { ...catalog, adopted: withItems(catalog.adopted, batch.adopt) } : catalog,
  });
  if (before && !batch.full) {
    const { site, moment: last } = before.catalog;
    const timing = await timingFor(last, batch, publisher);
    const nothingElse = { takesUpConfig: false, outOfDate: new Set<OutputKey>(), published: [], problems: [], damaged: [] };
    const { stale, catalog } = await nextPortion(before, publisher);
    return {
      ...nothingElse,
      ...timing,
      place: before,
      base: withAdopted({ ...before, catalog }),
      stale,
      keys: batch.keys,
      missingEntries: missing,
      readopt,
      deletable,
      site,
    };
  }
  const rowsFor = (keys: readonly Key[]) => (before ? before.ask((facts) => rowsOf(facts, keys)) : new Map<Key, Row>());
  const { configuration, ...listing } = await listPosts(publisher.posts, publisher.overrides, async (keys) => rowsFor(keys));
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
  const { catalog, ...base } = withAdopted(plan.base);
  const { refused: _, skipped: __, jobs: ___, ...head } = catalog;
  const refused = configuration.site ? {} : { refused: configuration.problems };
  const [latest] = plan.hasMore ? plan.stale.slice(-1) : [];
  const jobs: Partial<Pick<Head, 'jobs'>> = latest === undefined ? {} : { jobs: [{ kind: 'render', after: latest }] };
  return {
    ...timing,
    place,
    takesUpConfig: true,
    readopt,
    deletable,
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

/** The stale rows after a job's cursor. Another version of the program leaves its own to the next full run. */
async function nextPortion({ catalog, scan }: VersionedCatalog, publisher: RunContext): Promise<{ stale: Key[]; catalog: Head }> {
  const { jobs, ...head } = catalog;
  const [job] = jobs ?? [];
  if (!job || publisher.canImport === false || JSON.stringify(catalog.renderers) !== JSON.stringify(OWN_RENDERERS))
    return { stale: [], catalog };
  const currentDigest = renderDigest(catalog.site);
  const stale: Key[] = [];
  for await (const [name, row] of scan([`${rowKey(job.after)}\0`, ROWS[1]])) {
    if (!isStale(row as unknown as Row, catalog.site, currentDigest)) continue;
    if (stale.length === portionOf(publisher)) return { stale, catalog: { ...head, jobs: [{ ...job, after: stale.at(-1) ?? job.after }] } };
    stale.push(postIn(ROWS, name));
  }
  return { stale, catalog: head };
}

/** Request the store's time after the catalog, which must not be newer. */
async function timingFor(last: Instant | undefined, { scheduledFor: wake }: Batch, { site, now }: RunContext): Promise<TimingNotes> {
  const clocks = { own: now(), store: await site.now(), last, wake };
  const timing = timingOf(clocks);
  return { timing, moment: timing.moment, notices: clockNotices(clocks, timing) };
}

type TimingNotes = Pick<RunPlan, 'timing' | 'moment' | 'notices'>;

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

export function hasNothingToDo({ catalog, ask }: Base, plan: RunPlan): Promise<boolean> {
  return ask(
    (facts) =>
      !plan.readopt &&
      !plan.timing.takenBack &&
      [...plan.keys, ...plan.missingEntries, ...plan.stale, ...plan.outOfDate].length === 0 &&
      facts.count(...PENDING) + facts.count(...PINGS) === 0 &&
      [...plan.published].every((output) => outputRow(facts, output) !== undefined) &&
      JSON.stringify([plan.site, plan.base.catalog.refused, plan.base.catalog.skipped, OWN_RENDERERS]) ===
        JSON.stringify([catalog.site, catalog.refused, catalog.skipped, catalog.renderers]) &&
      duePosts(facts, catalog.moment, plan.moment).length === 0,
  );
}
