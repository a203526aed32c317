/** Protocol step 1. */

import { withItems } from '../core/catalog/adoption.ts';
import { type Timing, timingOf } from '../core/catalog/as-of.ts';
import { type Catalog, newCatalog } from '../core/catalog/catalog.ts';
import { skippedByListing } from '../core/catalog/membership.ts';
import { isDue } from '../core/catalog/outbox.ts';
import { isFeedFormat } from '../core/catalog/outputs.ts';
import { configChanged } from '../core/catalog/references.ts';
import { renderDigest } from '../core/entry/entry.ts';
import { FORMATS, type Instant, type Key, type OutputKey, type Problem, type Site } from '../core/model.ts';
import { isMarkup } from '../core/post/path-facts.ts';
import { postSelector } from '../core/post/selection.ts';
import { isConfigFile } from '../core/site/config.ts';
import { isInTheWay } from '../core/site/settings.ts';
import { ENTRIES, RENDER_INPUTS } from '../keys.ts';
import { type CatalogPlaceholder, putPlaceholder, readClaim, type VersionedCatalog } from '../state/catalog-root.ts';
import { recoverCatalog } from '../state/recover-ledger.ts';
import { CONFLICT, type LeftOut, type ListedObject, listAll, type Store } from '../stores/store.ts';
import { OWN_RENDERERS, type RevisionInput } from './compute-revision.ts';
import type { Batch, RunContext } from './context.ts';
import { checkSeen, isUnseen, listPosts, unreadFolders } from './list-posts.ts';
import { clockNotices } from './notices.ts';
import { changedKeys, keysWithoutEntry, outOfDateOutputs, publishedOutputs } from './reconcile.ts';
import { storeRenderInputs } from './render-inputs.ts';
import { retireIfOld } from './retire-catalog.ts';
import { documentTargets } from './write-output.ts';

export type RunPlan = RevisionInput & {
  /** To be replaced by the next catalog. */
  place: VersionedCatalog | CatalogPlaceholder;
  /** Posts are folded into it. */
  base: Catalog;
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
  const withAdopted = (base: Catalog): Catalog => (batch.adopt ? { ...base, adopted: withItems(base.adopted, batch.adopt) } : base);
  if (before && !batch.full) {
    const { site, moment: last } = before.catalog;
    const timing = await timingFor(last, batch, publisher);
    const nothingElse = { takesUpConfig: false, outOfDate: new Set<OutputKey>(), published: [], problems: [], damaged: [] };
    return {
      ...nothingElse,
      ...timing,
      place: before,
      base: withAdopted(before.catalog),
      keys: batch.keys,
      missingEntries: missing,
      readopt,
      deletable,
      site,
    };
  }
  const { files, leftOut, configuration } = await listPosts(publisher.posts, publisher.overrides, before?.catalog.posts);
  const given = configuration.site ?? before?.catalog.site ?? (await lastSite(publisher.site));
  if (!given)
    throw new ConfigurationError(configuration.problems, files.some(({ key }) => isConfigFile(key) || isMarkup(key)) ? 'first' : 'empty');
  const generation = before?.catalog.generation ?? publisher.drawGeneration();
  const place = before ?? (await putPlaceholder(publisher.site, generation));
  if (place === CONFLICT) return CONFLICT;
  const last = place.kind === 'catalog' ? place.catalog : place.old;
  const timing = await timingFor(last?.moment, batch, publisher);
  // As when read back, for an equal digest in later runs.
  const stored: Site = JSON.parse(JSON.stringify(withOldNames(given, last?.site)));
  const known = await publishedOutputs(publisher.site, before?.catalog.feeds);
  const listed = new Map(files.map(({ key, etag }) => [key, etag]));
  const scope = { batch, listed, leftOut, missing, publisher, known, moment: timing.moment };
  const plan =
    place.kind === 'catalog' ? await planReconcile(place.catalog, stored, scope) : await planImport(generation, stored, place, scope);
  if (plan === CONFLICT) return CONFLICT;
  const inputs = await storeRenderInputs(files, stored, plan, publisher);
  const problems = [...configuration.problems, ...inputs.problems];
  if (!inputs.site) throw new ConfigurationError(problems, before ? undefined : 'first');
  const { refused: _, skipped: __, ...base } = withAdopted(plan.base);
  const skipped = skippedByListing(
    listed.keys(),
    leftOut.filter(({ key }) => !listed.has(key)),
    inputs.site,
  );
  const refused = configuration.site ? {} : { refused: configuration.problems };
  const notices = [...timing.notices, ...plan.notices];
  return {
    ...timing,
    place,
    unreadFolders: unreadFolders(leftOut, plan.base.posts, inputs.site),
    takesUpConfig: true,
    readopt,
    deletable,
    problems,
    published: known,
    ...plan,
    notices,
    site: inputs.site,
    base: { ...base, ...refused, ...(Object.keys(skipped).length > 0 ? { skipped } : {}) },
  };
}

/** Request the store's time after the catalog, which must not be newer. */
async function timingFor(last: Instant | undefined, { scheduledFor: wake }: Batch, { site, now }: RunContext): Promise<TimingNotes> {
  const clocks = { own: now(), store: await site.now(), last, wake };
  const timing = timingOf(clocks);
  return { timing, moment: timing.moment, notices: clockNotices(clocks, timing) };
}

type TimingNotes = Pick<RunPlan, 'timing' | 'moment' | 'notices'>;

/** From an outdated catalog. */
async function lastSite(site: Store): Promise<Site | undefined> {
  return (await readClaim(site))?.old?.site;
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

interface Scope {
  batch: Batch;
  /** ETags. */
  listed: ReadonlyMap<Key, string>;
  leftOut: readonly LeftOut[];
  missing: ReadonlySet<Key>;
  publisher: RunContext;
  known: OutputKey[];
  moment: Instant;
}

/** @returns `CONFLICT` if the catalog is outdated */
async function planReconcile(catalog: Catalog, site: Site, { batch, listed, leftOut, missing, publisher, known }: Scope) {
  const { outOfDate, damaged, strangers } = await outOfDateOutputs(publisher.site, { ...catalog, site }, known);
  if (await retireIfOld(strangers, publisher)) return CONFLICT;
  const entries = await listAll(publisher.site, ENTRIES);
  const materials = site.generator === 'jekyll' || catalog.site.materials ? await listAll(publisher.site, RENDER_INPUTS) : [];
  return {
    base: catalog,
    keys: new Set([...batch.keys, ...changedKeys(listed, catalog, postSelector(site), (key) => isUnseen(key, leftOut))]),
    missingEntries: new Set([...missing, ...keysWithoutEntry(entries, catalog)]),
    outOfDate,
    damaged,
    listedState: [...entries, ...materials],
    notices: [],
  };
}

/** Folds all posts in before any document is written. */
async function planImport(
  generation: string,
  site: Site,
  { old, why }: CatalogPlaceholder,
  { batch, listed, leftOut, missing, publisher, known, moment }: Scope,
) {
  const outputs = new Set(['main', ...known, ...Object.keys(old?.feeds ?? {})]);
  const targets = [...outputs].flatMap((output) => documentTargets(output, site));
  const documents = targets.filter(({ packed, format }) => !packed && isFeedFormat(format)).map(({ key }) => key);
  const isPost = postSelector(site);
  const isThere = (key: Key) => listed.has(key) && isPost(key);
  const { notices, ...ledger } = await recoverCatalog(publisher.site, { documents, moment, old, isThere });
  checkSeen(Object.keys(ledger.posts), listed, leftOut);
  const base = { ...newCatalog(generation, site, OWN_RENDERERS), ...ledger };
  const keys = new Set([...batch.keys, ...[...listed.keys()].filter(postSelector(site))]);
  // A recovered row may have no file: read it as a deleted post.
  for (const [key, { state }] of Object.entries(base.posts)) if (state !== 'removed') keys.add(key);
  return { base, keys, missingEntries: missing, outOfDate: new Set<string>(), damaged: [], notices: [...(why ? [why] : []), ...notices] };
}

export function hasNothingToDo(catalog: Catalog, plan: RunPlan): boolean {
  const inForce = renderDigest(plan.site);
  return (
    !plan.readopt &&
    !plan.timing.takenBack &&
    [...plan.keys, ...plan.missingEntries, ...plan.outOfDate, ...Object.keys(catalog.pending), ...Object.keys(catalog.pings)].length ===
      0 &&
    [...plan.published].every((feed) => Object.hasOwn(catalog.feeds, feed)) &&
    JSON.stringify([plan.site, plan.base.refused, plan.base.skipped, OWN_RENDERERS]) ===
      JSON.stringify([catalog.site, catalog.refused, catalog.skipped, catalog.renderers]) &&
    !Object.values(catalog.posts).some((row) => configChanged(row, inForce) || isDue(row, catalog.moment, plan.moment))
  );
}
