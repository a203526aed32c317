/** Step 1: what a run has to look at, in view of the catalog just read. */

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
  /** What the next catalog is to replace: the catalog just read, or a claim. */
  place: VersionedCatalog | CatalogPlaceholder;
  /** What is folded into: the catalog just read, or a new one. */
  base: Catalog;
  /** Folders of posts that cannot be read, with the reason. The posts in them stay as they are. */
  unreadFolders?: ReadonlyMap<Key, string>;
  /** Problems of the configuration. */
  problems: Problem[];
  timing: Timing;
  /** What is told of the state once this is committed. */
  notices: Problem[];
  /** Keys of documents that someone changed since they were written. */
  damaged: string[];
  /** Entries and materials as they were listed before the commit; undefined where they were not. */
  kept?: ListedObject[];
};

/** The configuration cannot be used, and there is no last good one. */
export class ConfigurationError extends Error {
  readonly problems: Problem[];
  /** Nothing was ever published: `empty` if there are neither posts nor a configuration, `first` if there are. */
  readonly before: 'empty' | 'first' | undefined;

  constructor(problems: Problem[], before?: 'empty' | 'first') {
    super('the configuration cannot be used');
    this.problems = problems;
    this.before = before;
  }
}

/**
 * @param lost posts whose entry was not there when a document was to be written
 * @returns `CONFLICT` where someone else was faster to make a catalog
 */
export async function planRun(
  before: VersionedCatalog | undefined,
  batch: Batch,
  lost: ReadonlySet<Key>,
  publisher: RunContext,
): Promise<RunPlan | typeof CONFLICT> {
  const reclaim = batch.adopt !== undefined;
  // A watcher names the files of an unmounted folder too, so in a folder only a deletion by name counts. A bucket is never unmounted.
  const named = publisher.exclusive ? batch.removed : batch.keys;
  const deletable = publisher.allowEmpty || batch.allowEmpty ? undefined : new Set(named);
  const asking = (base: Catalog): Catalog => (batch.adopt ? { ...base, adopted: withItems(base.adopted, batch.adopt) } : base);
  if (before && !batch.full) {
    const { site, moment: last } = before.catalog;
    const timing = await timingFor(last, batch, publisher);
    const nothingElse = { takesUpConfig: false, outOfDate: new Set<OutputKey>(), published: [], problems: [], damaged: [] };
    return {
      ...nothingElse,
      ...timing,
      place: before,
      base: asking(before.catalog),
      keys: batch.keys,
      missingEntries: lost,
      readopt: reclaim,
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
  const last = 'catalog' in place ? place.catalog : place.old;
  const timing = await timingFor(last?.moment, batch, publisher);
  // As it will be read back, so that what is rendered now and what is rendered later agree.
  const asKept: Site = JSON.parse(JSON.stringify(withOldNames(given, last?.site)));
  const known = await publishedOutputs(publisher.site, before?.catalog.feeds);
  const listed = new Map(files.map(({ key, etag }) => [key, etag]));
  const whole = { batch, listed, leftOut, lost, publisher, known, moment: timing.moment };
  const asked = 'catalog' in place ? await everything(place.catalog, asKept, whole) : await anew(generation, asKept, place, whole);
  if (asked === CONFLICT) return CONFLICT;
  const taken = await storeRenderInputs(files, asKept, asked, publisher);
  const problems = [...configuration.problems, ...taken.problems];
  if (!taken.site) throw new ConfigurationError(problems, before ? undefined : 'first');
  const { refused: _, skipped: __, ...base } = asking(asked.base);
  const skipped = skippedByListing(
    listed.keys(),
    leftOut.filter(({ key }) => !listed.has(key)),
    taken.site,
  );
  const refused = configuration.site ? {} : { refused: configuration.problems };
  const notices = [...timing.notices, ...asked.notices];
  return {
    ...timing,
    place,
    unreadFolders: unreadFolders(leftOut, asked.base.posts, taken.site),
    takesUpConfig: true,
    readopt: reclaim,
    deletable,
    problems,
    published: known,
    ...asked,
    notices,
    site: taken.site,
    base: { ...base, ...refused, ...(Object.keys(skipped).length > 0 ? { skipped } : {}) },
  };
}

/** After the commit's catalog was read, so that what it says of time is not newer than what the store says. */
async function timingFor(last: Instant | undefined, { scheduledFor: wake }: Batch, { site, now }: RunContext): Promise<TimingNotes> {
  const clocks = { own: now(), store: await site.now(), last, wake };
  const timing = timingOf(clocks);
  return { timing, moment: timing.moment, notices: clockNotices(clocks, timing) };
}

type TimingNotes = Pick<RunPlan, 'timing' | 'moment' | 'notices'>;

/** The last good configuration, of a catalog that is too old to be used otherwise. */
async function lastSite(site: Store): Promise<Site | undefined> {
  return (await readClaim(site))?.old?.site;
}

/** Subscribers go on asking for the names that the feed had before, whoever gave it others. */
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

interface Whole {
  batch: Batch;
  /** Every file among the posts, with its ETag. */
  listed: ReadonlyMap<Key, string>;
  /** What the listing left out. */
  leftOut: readonly LeftOut[];
  lost: ReadonlySet<Key>;
  publisher: RunContext;
  /** Outputs that have documents. */
  known: OutputKey[];
  moment: Instant;
}

/** Whatever differs from the catalog. @returns `CONFLICT` where the catalog turns out to be an old one */
async function everything(catalog: Catalog, site: Site, { batch, listed, leftOut, lost, publisher, known }: Whole) {
  const { unfit, damaged, strangers } = await outOfDateOutputs(publisher.site, { ...catalog, site }, known);
  if (await retireIfOld(strangers, publisher)) return CONFLICT;
  const entries = await listAll(publisher.site, ENTRIES);
  const materials = site.generator === 'jekyll' || catalog.site.materials ? await listAll(publisher.site, RENDER_INPUTS) : [];
  return {
    base: catalog,
    keys: new Set([...batch.keys, ...changedKeys(listed, catalog, postSelector(site), (key) => isUnseen(key, leftOut))]),
    missingEntries: new Set([...lost, ...keysWithoutEntry(entries, catalog)]),
    outOfDate: unfit,
    damaged,
    kept: [...entries, ...materials],
    notices: [],
  };
}

/** No catalog means import, never empty: every post is taken up, and none is published before all are. */
async function anew(
  generation: string,
  site: Site,
  { old, why }: CatalogPlaceholder,
  { batch, listed, leftOut, lost, publisher, known, moment }: Whole,
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
  // What readers have of files that are gone is taken from them by a look at those files, as in any other run.
  for (const [key, { state }] of Object.entries(base.posts)) if (state !== 'removed') keys.add(key);
  return { base, keys, missingEntries: lost, outOfDate: new Set<string>(), damaged: [], notices: [...(why ? [why] : []), ...notices] };
}

/** Nothing to look at, nothing owed, and no state that the moment changes. */
export function hasNothingToDo(catalog: Catalog, asked: RunPlan): boolean {
  const inForce = renderDigest(asked.site);
  return (
    !asked.readopt &&
    !asked.timing.takenBack &&
    [...asked.keys, ...asked.missingEntries, ...asked.outOfDate, ...Object.keys(catalog.pending), ...Object.keys(catalog.pings)].length ===
      0 &&
    [...asked.published].every((feed) => Object.hasOwn(catalog.feeds, feed)) &&
    JSON.stringify([asked.site, asked.base.refused, asked.base.skipped, OWN_RENDERERS]) ===
      JSON.stringify([catalog.site, catalog.refused, catalog.skipped, catalog.renderers]) &&
    !Object.values(catalog.posts).some((row) => configChanged(row, inForce) || isDue(row, catalog.moment, asked.moment))
  );
}
