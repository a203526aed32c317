import { type Catalog, newCatalog } from '../core/catalog/catalog.ts';
import { entriesOf, headOf, wholeCatalog } from '../core/catalog/facts/catalog-entries.ts';
import { isFeedFormat } from '../core/feed/feed-document.ts';
import type { Instant, Key, OutputKey, Problem } from '../core/model.ts';
import { NameSet } from '../core/name-set.ts';
import { postSelector } from '../core/post/selection.ts';
import { type Base, inMemory } from '../state/catalog-base.ts';
import type { CatalogPlaceholder } from '../state/catalog-store.ts';
import { recoverCatalog } from '../state/recover-ledger.ts';
import { CONFLICT } from '../stores/store.ts';
import { publishedOutputs } from './compare-documents.ts';
import { OWN_RENDERERS } from './compute-revision.ts';
import { portionsOf } from './context.ts';
import { beginImport, canContinue, type Import, type Importing, importPosts } from './import-posts.ts';
import { checkSeen, unreadFolders } from './list-posts.ts';
import { type FullPlan, type FullRun, knownAt, noteSkipped } from './plan-reconcile.ts';
import { documentTargets } from './write-output.ts';

/**
 * Folds all posts in before any document is written: at once, or in portions if there are many. Price: memory for what is recovered from
 * entries, and for the posts of a portion.
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
  const isPost = postSelector(site);
  const listed = new NameSet();
  let count = 0;
  for await (const { key } of files) {
    listed.add(key);
    if (isPost(key)) count += 1;
  }
  const posts = async function* () {
    for await (const { key } of listing.files()) if (isPost(key)) yield key;
  };
  const work: Import = { site, moment, files: posts, publisher, counters: run.counters };
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
  const inPortions = async (begun: Importing, notices: readonly Problem[]) => {
    const done = await importPosts(begun, work);
    return done === CONFLICT ? CONFLICT : { ...(await planOver(done.import.base, [], notices)), place: done };
  };
  if (canContinue(place, site)) return inPortions(place, []);
  const isThere = (key: Key) => listed.has(key) && isPost(key);
  const { whole, notices } = await recover(generation, place, run, moment, { published, isThere });
  checkSeen(Object.keys(whole.posts), listed, listing.leftOut);
  const base = inMemory(headOf(whole), entriesOf(whole));
  // Read as deleted posts.
  const gone = Object.keys(whole.posts).filter((key) => whole.posts[key]?.state !== 'removed' && !isThere(key));
  if (count <= 2 * portionsOf(publisher).imported) return planOver(base, [...gone, ...(await collected(posts()))], notices);
  const begun = await beginImport(place, base, gone, work);
  return begun === CONFLICT ? CONFLICT : inPortions(begun, notices);
}

async function recover(
  generation: string,
  { old: outdated }: CatalogPlaceholder,
  { site, publisher }: FullRun,
  moment: Instant,
  { published, isThere }: { published: readonly OutputKey[]; isThere(key: Key): boolean },
): Promise<{ whole: Catalog; notices: Problem[] }> {
  const old = outdated && (await outdated.ask((facts) => wholeCatalog(outdated.catalog, facts)));
  const outputs = new Set(['main', ...published, ...Object.keys(old?.feeds ?? {})]);
  const targets = [...outputs].flatMap((output) => documentTargets(output, site));
  const documents = targets.filter(({ packed, format }) => !packed && isFeedFormat(format)).map(({ key }) => key);
  const { notices, ...ledger } = await recoverCatalog(publisher.site, { documents, moment, site, old, isThere });
  return { whole: { ...newCatalog(generation, site, OWN_RENDERERS), ...ledger }, notices };
}

async function collected<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
