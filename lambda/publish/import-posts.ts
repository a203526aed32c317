/**
 * An import of more posts than memory holds: in portions, each committed behind the placeholder, by as many runs as it takes. First a lost
 * catalog is recovered, then all files are met, then folded in their order (`import-order.ts`), then posts that name later ones are rendered
 * again. Nothing is published before. Price: each file is read twice.
 */
import type { Head } from '../core/catalog/catalog.ts';
import type { Edit } from '../core/catalog/facts/draft.ts';
import { ROWS, TO_FOLD } from '../core/catalog/facts/fact-keys.ts';
import { postsMarked } from '../core/catalog/facts/questions.ts';
import { nextToFold, noteForImport, slugEdits } from '../core/catalog/import-order.ts';
import { recoveryText } from '../core/catalog/recovery.ts';
import { renderDigest } from '../core/entry/entry.ts';
import { isAfter } from '../core/key-order.ts';
import type { Instant, Key, Site } from '../core/model.ts';
import type { CatalogPlaceholder, UnfinishedCatalog } from '../state/catalog-store.ts';
import { CONFLICT } from '../stores/store.ts';
import { computeRevision, OWN_RENDERERS, type RevisionInput } from './compute-revision.ts';
import { isOutOfTime, portionsOf, type RunContext, UnfinishedImportError } from './context.ts';
import { type Most, type Recovering, type Remains, recoverCatalog } from './recover-catalog.ts';
import { checkRead, newRun, putEntries, toolsOf } from './run.ts';
import type { RunCounters } from './run-report.ts';

export interface Import {
  remains: Remains;
  site: Site;
  moment: Instant;
  /** Files of posts, by key. */
  files(): AsyncIterable<Key>;
  publisher: RunContext;
  counters: RunCounters;
}

/** `begun`: as this run found it. */
type Work = Import & { begun: Importing };

export type Importing = CatalogPlaceholder & { import: UnfinishedCatalog };

/** A new configuration begins the import again. */
export const canContinue = (place: CatalogPlaceholder, site: Site): place is Importing =>
  place.import !== undefined &&
  JSON.stringify([place.import.base.catalog.site, place.import.base.catalog.renderers]) === JSON.stringify([site, OWN_RENDERERS]);

export const beginImport = (
  place: CatalogPlaceholder,
  { base, ...progress }: Recovering,
  { publisher }: Import,
): Promise<Importing | typeof CONFLICT> => publisher.catalog.writeImport(place, { head: base.catalog, after: '', ...progress }, [], base);

/**
 * @returns the placeholder with all posts folded; `CONFLICT` if another run was faster
 * @throws UnfinishedImportError if the time is up
 */
export async function importPosts(begun: Importing, given: Import): Promise<Importing | typeof CONFLICT> {
  const work = { ...given, begun };
  let place: Importing | typeof CONFLICT = begun;
  for (const step of [recover, meetFiles, foldPosts, renderStale]) {
    if (place !== CONFLICT) place = await step(place, work);
  }
  return place;
}

function recover(begun: Importing, work: Work): Promise<Importing | typeof CONFLICT> {
  const { publisher, remains } = work;
  return recoverCatalog(begun, remains, mostOf(publisher), async (place, { head, ...progress }, edits) => {
    const next = await publisher.catalog.writeImport(place, { head, after: '', ...progress }, edits, place.import.base);
    if (next !== CONFLICT) await checkTime(next, work);
    return next;
  });
}

async function meetFiles(begun: Importing, work: Work): Promise<Importing | typeof CONFLICT> {
  const { site, moment, publisher } = work;
  let place = begun;
  const { after } = place.import;
  if (after === undefined) return place;
  for await (const keys of portions(work.files(), after, portionsOf(publisher).imported)) {
    await checkTime(place, work);
    const { reader } = newRun(publisher, work.counters);
    const readings = await reader.readAll(keys, new Map(), { site, rendering: renderDigest(site) }, new Set());
    checkRead(false, new Set(), reader.deferred);
    const edits = await place.import.base.ask((facts) => noteForImport(facts, readings, site, moment));
    const next = await commit(place, { after: keys.at(-1) ?? '' }, edits, publisher);
    if (next === CONFLICT) return CONFLICT;
    place = next;
  }
  const edits = await place.import.base.ask((facts) => slugEdits(facts, site));
  return commit(place, { after: undefined }, edits, publisher);
}

async function foldPosts(begun: Importing, work: Work): Promise<Importing | typeof CONFLICT> {
  for (let place = begun; ; ) {
    const { posts, edits } = await place.import.base.ask((facts) => nextToFold(facts, portionsOf(work.publisher).imported));
    if (posts.length === 0) return place;
    const next = await fold(place, { keys: posts, stale: [] }, edits, work);
    if (next === CONFLICT) return CONFLICT;
    place = next;
  }
}

async function renderStale(begun: Importing, work: Work): Promise<Importing | typeof CONFLICT> {
  for (let place = begun; ; ) {
    const stale = await place.import.base.ask((facts) => postsMarked(facts, 'requeue').slice(0, portionsOf(work.publisher).imported));
    if (stale.length === 0) return place;
    const next = await fold(place, { keys: [], stale }, [], work);
    if (next === CONFLICT) return CONFLICT;
    place = next;
  }
}

async function fold(
  place: Importing,
  keys: Pick<RevisionInput, 'keys' | 'stale'>,
  edits: readonly Edit[],
  work: Work,
): Promise<Importing | typeof CONFLICT> {
  await checkTime(place, work);
  const { site, moment, publisher, counters } = work;
  const { base } = place.import;
  const run = newRun(publisher, counters);
  publisher.expect?.(Number.POSITIVE_INFINITY);
  const input: RevisionInput = {
    ...keys,
    ...{ site, moment, takesUpConfig: true, readopt: false, hidden: true },
    ...{ missingEntries: new Set(), outOfDate: new Set(), published: [], deletable: undefined },
  };
  // Posts that name later ones are rendered once, after all others.
  const tools = { ...toolsOf(run, publisher), staleLimit: keys.stale.length };
  const revision = await computeRevision(base, input, tools);
  await putEntries(revision, run, publisher);
  checkRead(false, new Set(), run.reader.deferred);
  const next = await commit(place, { head: revision.catalog, after: undefined }, [...revision.edits, ...edits], publisher);
  if (next !== CONFLICT) counters.committed(revision, undefined);
  return next;
}

/** A document has some 20 entries. */
export const mostOf = (publisher: Pick<RunContext, 'portions'>): Most => {
  const { recovered } = portionsOf(publisher);
  return { entries: recovered, documents: Math.max(1, Math.floor(recovered / 20)) };
};

const commit = (
  place: Importing,
  { head = place.import.base.catalog, after }: { head?: Head; after: Key | undefined },
  edits: readonly Edit[],
  { catalog }: RunContext,
): Promise<Importing | typeof CONFLICT> => {
  const { base, notices } = place.import;
  return catalog.writeImport(place, { head, ...(after === undefined ? {} : { after }), ...(notices ? { notices } : {}) }, edits, base);
};

/** The first portion of a run has no deadline: runs that make no progress would request each other for ever. */
async function checkTime(place: Importing, { begun, publisher }: Work): Promise<void> {
  if (place === begun || !isOutOfTime(publisher)) return;
  const { base, after, recovery } = place.import;
  if (recovery) throw new UnfinishedImportError(`the import goes on: ${recoveryText(recovery)}`);
  const [posts, left] = await base.ask((facts) => [facts.count(...ROWS), facts.count(...TO_FOLD)]);
  const number = (count: number) => count.toLocaleString('en');
  throw new UnfinishedImportError(
    after === undefined
      ? `the import goes on: ${number(left)} of ${number(left + posts)} posts are still to be rendered`
      : `the import goes on: ${number(left)} posts are met, up to ${after}`,
  );
}

async function* portions(keys: AsyncIterable<Key>, after: Key, size: number): AsyncGenerator<Key[]> {
  let portion: Key[] = [];
  for await (const key of keys) {
    if (after !== '' && !isAfter(key, after)) continue;
    portion.push(key);
    if (portion.length < size) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
