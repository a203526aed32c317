/** Protocol step 1. */

import { withItems } from '../core/catalog/adoption.ts';
import { type Timing, timingOf } from '../core/catalog/as-of.ts';
import { type FeedRow, newCatalog, type Row } from '../core/catalog/catalog.ts';
import { entriesOf, headOf, wholeCatalog } from '../core/catalog/facts/catalog-entries.ts';
import { PENDING, PINGS } from '../core/catalog/facts/fact-keys.ts';
import { allOutputs, allRows, duePosts, outputRow } from '../core/catalog/facts/questions.ts';
import { skippedByListing } from '../core/catalog/membership.ts';
import { revisionsIn } from '../core/catalog/outbox.ts';
import { isFeedFormat } from '../core/catalog/outputs.ts';
import { configChanged } from '../core/catalog/references.ts';
import { renderDigest } from '../core/entry/entry.ts';
import { FORMATS, type Instant, type Key, type OutputKey, type Problem, type Site } from '../core/model.ts';
import { isMarkup } from '../core/post/path-facts.ts';
import { postSelector } from '../core/post/selection.ts';
import { isConfigFile } from '../core/site/config.ts';
import { isInTheWay } from '../core/site/in-the-way.ts';
import { ENTRIES, RENDER_INPUTS } from '../keys.ts';
import { type Base, type CatalogPlaceholder, inMemory, type VersionedCatalog } from '../state/catalog-store.ts';
import { recoverCatalog } from '../state/recover-ledger.ts';
import { CONFLICT, type LeftOut, type ListedObject, listAll } from '../stores/store.ts';
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
    return {
      ...nothingElse,
      ...timing,
      place: before,
      base: withAdopted(before),
      keys: batch.keys,
      missingEntries: missing,
      readopt,
      deletable,
      site,
    };
  }
  const rows = before ? await before.ask((facts) => new Map(allRows(facts))) : new Map<Key, Row>();
  const { files, leftOut, configuration } = await listPosts(publisher.posts, publisher.overrides, rows);
  const given = configuration.site ?? before?.catalog.site ?? (await lastSite(publisher));
  if (!given)
    throw new ConfigurationError(configuration.problems, files.some(({ key }) => isConfigFile(key) || isMarkup(key)) ? 'first' : 'empty');
  const generation = before?.catalog.generation ?? publisher.drawGeneration();
  const place = before ?? (await publisher.catalog.putPlaceholder(generation));
  if (place === CONFLICT) return CONFLICT;
  const last = place.kind === 'catalog' ? place.catalog : place.old?.catalog;
  const timing = await timingFor(last?.moment, batch, publisher);
  // As when read back, for an equal digest in later runs.
  const stored: Site = JSON.parse(JSON.stringify(withOldNames(given, last?.site)));
  const outputs = before ? await before.ask((facts) => new Map(allOutputs(facts))) : new Map<OutputKey, FeedRow>();
  const known = await publishedOutputs(publisher.site, outputs);
  const listed = new Map(files.map(({ key, etag }) => [key, etag]));
  const scope = { batch, listed, leftOut, missing, publisher, known, moment: timing.moment, rows, outputs };
  const plan = place.kind === 'catalog' ? await planReconcile(place, stored, scope) : await planImport(generation, stored, place, scope);
  if (plan === CONFLICT) return CONFLICT;
  const inputs = await storeRenderInputs(files, stored, plan, publisher);
  const problems = [...configuration.problems, ...inputs.problems];
  if (!inputs.site) throw new ConfigurationError(problems, before ? undefined : 'first');
  const { catalog, ...base } = withAdopted(plan.base);
  const { refused: _, skipped: __, ...head } = catalog;
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
    unreadFolders: unreadFolders(leftOut, plan.rows, inputs.site),
    takesUpConfig: true,
    readopt,
    deletable,
    problems,
    published: known,
    ...plan,
    notices,
    site: inputs.site,
    base: { ...base, catalog: { ...head, ...refused, ...(Object.keys(skipped).length > 0 ? { skipped } : {}) } },
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

interface Scope {
  batch: Batch;
  /** ETags. */
  listed: ReadonlyMap<Key, string>;
  leftOut: readonly LeftOut[];
  missing: ReadonlySet<Key>;
  publisher: RunContext;
  known: OutputKey[];
  moment: Instant;
  /** The catalog's. */
  rows: ReadonlyMap<Key, Row>;
  outputs: ReadonlyMap<OutputKey, FeedRow>;
}

/** @returns `CONFLICT` if the catalog is outdated */
async function planReconcile(
  before: VersionedCatalog,
  site: Site,
  { batch, listed, leftOut, missing, publisher, known, rows, outputs }: Scope,
) {
  const { catalog } = before;
  const pending = await before.ask((facts) => revisionsIn(facts, PENDING));
  const documents = { rows: outputs, pending, published: known };
  const { outOfDate, damaged, strangers } = await outOfDateOutputs(publisher.site, { ...catalog, site }, documents);
  if (await retireIfOld(strangers, publisher)) return CONFLICT;
  const entries = await listAll(publisher.site, ENTRIES);
  const materials = site.generator === 'jekyll' || catalog.site.materials ? await listAll(publisher.site, RENDER_INPUTS) : [];
  return {
    base: before as Base,
    rows,
    keys: new Set([...batch.keys, ...changedKeys(listed, rows, postSelector(site), (key) => isUnseen(key, leftOut))]),
    missingEntries: new Set([...missing, ...keysWithoutEntry(entries, rows, catalog.site)]),
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
  { old: outdated, why }: CatalogPlaceholder,
  { batch, listed, leftOut, missing, publisher, known, moment }: Scope,
) {
  const old = outdated && (await outdated.ask((facts) => wholeCatalog(outdated.catalog, facts)));
  const outputs = new Set(['main', ...known, ...Object.keys(old?.feeds ?? {})]);
  const targets = [...outputs].flatMap((output) => documentTargets(output, site));
  const documents = targets.filter(({ packed, format }) => !packed && isFeedFormat(format)).map(({ key }) => key);
  const isPost = postSelector(site);
  const isThere = (key: Key) => listed.has(key) && isPost(key);
  const { notices, ...ledger } = await recoverCatalog(publisher.site, { documents, moment, old, isThere });
  checkSeen(Object.keys(ledger.posts), listed, leftOut);
  const whole = { ...newCatalog(generation, site, OWN_RENDERERS), ...ledger };
  const base = inMemory(headOf(whole), entriesOf(whole));
  const rows: ReadonlyMap<Key, Row> = new Map(Object.entries(whole.posts));
  const keys = new Set([...batch.keys, ...[...listed.keys()].filter(postSelector(site))]);
  // A recovered row may have no file: read it as a deleted post.
  for (const [key, { state }] of rows) if (state !== 'removed') keys.add(key);
  return {
    base,
    rows,
    keys,
    missingEntries: missing,
    outOfDate: new Set<string>(),
    damaged: [],
    notices: [...(why ? [why] : []), ...notices],
  };
}

export function hasNothingToDo({ catalog, ask }: Base, plan: RunPlan): Promise<boolean> {
  const inForce = renderDigest(plan.site);
  return ask(
    (facts) =>
      !plan.readopt &&
      !plan.timing.takenBack &&
      [...plan.keys, ...plan.missingEntries, ...plan.outOfDate].length === 0 &&
      facts.count(...PENDING) + facts.count(...PINGS) === 0 &&
      [...plan.published].every((output) => outputRow(facts, output) !== undefined) &&
      JSON.stringify([plan.site, plan.base.catalog.refused, plan.base.catalog.skipped, OWN_RENDERERS]) ===
        JSON.stringify([catalog.site, catalog.refused, catalog.skipped, catalog.renderers]) &&
      duePosts(facts, catalog.moment, plan.moment).length === 0 &&
      ![...allRows(facts)].some(([, row]) => configChanged(row, inForce)),
  );
}
