import { withItems } from '../core/catalog/adoption.ts';
import { newCatalog } from '../core/catalog/catalog.ts';
import { headOf } from '../core/catalog/facts/catalog-entries.ts';
import { ROWS } from '../core/catalog/facts/fact-keys.ts';
import { nextToFold } from '../core/catalog/import-order.ts';
import { RECOVERY } from '../core/catalog/recovery.ts';
import { isFeedFormat } from '../core/feed/feed-document.ts';
import type { Instant, Key, OutputKey, Problem, Site } from '../core/model.ts';
import { NameSet } from '../core/name-set.ts';
import { readSelector } from '../core/post/pages.ts';
import { postSelector } from '../core/post/selection.ts';
import { ENTRIES } from '../keys.ts';
import { readAdoptedItems } from '../state/adopted-items.ts';
import { type Base, inMemory, outputsIn, withEdits } from '../state/catalog-base.ts';
import type { CatalogPlaceholder } from '../state/catalog-store.ts';
import { CONFLICT } from '../stores/store.ts';
import { publishedOutputs } from './compare-documents.ts';
import { OWN_RENDERERS } from './compute-revision.ts';
import { portionsOf, type RunContext } from './context.ts';
import { beginImport, canContinue, type Import, type Importing, importPosts } from './import-posts.ts';
import { checkSeen, unreadFolders } from './list-posts.ts';
import { type FullPlan, type FullRun, knownAt, noteSkipped } from './plan-reconcile.ts';
import { type Recovering, type Remains, recoverCatalog } from './recover-catalog.ts';
import { documentTargets } from './write-output.ts';

/**
 * Folds all posts in before any document is written: at once, or in portions if there are many posts or entries of a lost catalog. Price:
 * memory for a portion.
 * @returns `CONFLICT` if another run was faster
 */
export async function planImport(
  generation: string,
  place: CatalogPlaceholder,
  run: FullRun,
  moment: Instant,
): Promise<FullPlan | typeof CONFLICT> {
  const { batch, listing, site, missing, publisher } = run;
  const published = (await publishedOutputs(publisher.site, site)).outputs;
  const { files, skipped } = noteSkipped(listing, site);
  const [isPost, isRead] = [postSelector(site), readSelector(site)];
  const listed = new NameSet();
  let count = 0;
  for await (const { key } of files) {
    listed.add(key);
    if (isRead(key)) count += 1;
  }
  const posts = async function* () {
    for await (const { key } of listing.files()) if (isRead(key)) yield key;
  };
  let documents: Promise<Key[]> | undefined;
  const remains: Remains = {
    ...{ site: publisher.site, old: place.old, settings: site, moment },
    documents: () => (documents ??= feedDocuments(published, place.old, site)),
    isThere: (key) => listed.has(key) && isPost(key),
    check: (rows) => checkSeen(rows, listed, listing.leftOut),
  };
  const work: Import = { remains, site, moment, files: posts, publisher, counters: run.counters };
  const planOver = async (base: Base, keys: Iterable<Key>, notices: readonly Problem[]): Promise<FullPlan> => ({
    base,
    keys: new Set([...batch.keys, ...keys]),
    missingEntries: new Set(missing),
    stale: [],
    hasMore: false,
    outOfDate: new Set(),
    published,
    damaged: [],
    skipped: skipped(),
    unreadFolders: await unreadFolders(listing.leftOut, (each) => base.ask((facts) => knownAt(facts, each)), site),
    notices: [...(place.why ? [place.why] : []), ...notices],
  });
  const inPortions = async (begun: Importing) => {
    const done = await importPosts(begun, work);
    return done === CONFLICT ? CONFLICT : { ...(await planOver(done.import.base, [], done.import.notices ?? [])), place: done };
  };
  if (canContinue(place, site)) return inPortions(place);
  const begun = await withNothing(generation, place, run);
  if (await isLarge(count, place.old, publisher)) {
    const importing = await beginImport(place, begun, work);
    return importing === CONFLICT ? CONFLICT : inPortions(importing);
  }
  const most = { entries: Number.POSITIVE_INFINITY, documents: Number.POSITIVE_INFINITY };
  const done = await recoverCatalog({ import: begun }, work.remains, most, async (last, { head, ...progress }, edits) => ({
    import: { base: withEdits(last.import.base, head, edits), ...progress },
  }));
  if (done === CONFLICT) return CONFLICT;
  const { base, notices = [] } = done.import;
  const gone = await base.ask((facts) => nextToFold(facts, Number.POSITIVE_INFINITY));
  return planOver(withEdits(base, base.catalog, gone.edits), [...gone.posts, ...(await collected(posts()))], notices);
}

/** Knows adopted items alone. */
async function withNothing(generation: string, { old }: CatalogPlaceholder, { site, publisher }: FullRun): Promise<Recovering> {
  const { adopted, notices } = await readAdoptedItems(publisher.site);
  const former = old ? [...(old.catalog.former ?? []), old.catalog.generation] : [];
  const catalog = { ...newCatalog(generation, site, OWN_RENDERERS), adopted: withItems(adopted, old?.catalog.adopted ?? []), former };
  return { base: inMemory(headOf(catalog), []), recovery: RECOVERY, notices };
}

async function isLarge(files: number, old: Base | undefined, publisher: RunContext): Promise<boolean> {
  const { imported, recovered } = portionsOf(publisher);
  const rows = (await old?.ask((facts) => facts.count(...ROWS))) ?? 0;
  if (files > 2 * imported || rows > 2 * recovered) return true;
  let entries = 0;
  for await (const _ of publisher.site.list(ENTRIES)) {
    entries += 1;
    if (entries > 2 * recovered) return true;
  }
  return false;
}

/** Documents of feeds, with those of an outdated catalog. */
async function feedDocuments(published: readonly OutputKey[], old: Base | undefined, site: Site): Promise<Key[]> {
  const outputs = new Set(['main', ...published]);
  if (old) for await (const [output] of outputsIn(old)) outputs.add(output);
  const targets = [...outputs].flatMap((output) => documentTargets(output, site));
  return targets
    .filter(({ packed, format }) => !packed && isFeedFormat(format))
    .map(({ key }) => key)
    .sort();
}

async function collected<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
