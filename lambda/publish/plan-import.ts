import { newCatalog } from '../core/catalog/catalog.ts';
import { entriesOf, headOf, wholeCatalog } from '../core/catalog/facts/catalog-entries.ts';
import { isFeedFormat } from '../core/catalog/outputs.ts';
import type { Key, Site } from '../core/model.ts';
import { postSelector } from '../core/post/selection.ts';
import { inMemory } from '../state/catalog-base.ts';
import type { CatalogPlaceholder } from '../state/catalog-store.ts';
import { recoverCatalog } from '../state/recover-ledger.ts';
import { publishedOutputs } from './compare-documents.ts';
import { OWN_RENDERERS } from './compute-revision.ts';
import { checkSeen, unreadFolders } from './list-posts.ts';
import { type FullPlan, type FullRun, noteSkipped } from './plan-reconcile.ts';
import { documentTargets } from './write-output.ts';

/** Folds all posts in before any document is written. Price: memory for all of them. @param given without render inputs */
export async function planImport(
  generation: string,
  given: Site,
  { old: outdated, why }: CatalogPlaceholder,
  { batch, listing, site, missing, publisher }: FullRun,
  moment: Parameters<typeof recoverCatalog>[1]['moment'],
): Promise<FullPlan> {
  const old = outdated && (await outdated.ask((facts) => wholeCatalog(outdated.catalog, facts)));
  const published = await publishedOutputs(publisher.site, site);
  const outputs = new Set(['main', ...published.outputs, ...Object.keys(old?.feeds ?? {})]);
  const targets = [...outputs].flatMap((output) => documentTargets(output, site));
  const documents = targets.filter(({ packed, format }) => !packed && isFeedFormat(format)).map(({ key }) => key);
  const isPost = postSelector(site);
  const { files, skipped } = noteSkipped(listing, site);
  const listed = new Set<Key>();
  for await (const { key } of files) listed.add(key);
  const isThere = (key: Key) => listed.has(key) && isPost(key);
  const { notices, ...ledger } = await recoverCatalog(publisher.site, { documents, moment, old, isThere });
  checkSeen(Object.keys(ledger.posts), listed, listing.leftOut);
  const whole = { ...newCatalog(generation, given, OWN_RENDERERS), ...ledger };
  const keys = new Set([...batch.keys, ...[...listed].filter(isPost)]);
  // A recovered row may have no file: read it as a deleted post.
  for (const [key, { state }] of Object.entries(whole.posts)) if (state !== 'removed') keys.add(key);
  const known = (name: Key) => Object.entries(whole.posts).filter(([key, { state }]) => key.startsWith(name) && state !== 'removed').length;
  const at = async ({ key }: { key: Key }) => ({
    isPost: Object.hasOwn(whole.posts, key),
    inside: known(key.endsWith('/') ? key : `${key}/`),
  });
  return {
    base: inMemory(headOf(whole), entriesOf(whole)),
    keys,
    missingEntries: new Set(missing),
    stale: [],
    hasMore: false,
    outOfDate: new Set(),
    published: published.outputs,
    damaged: [],
    skipped: skipped(),
    unreadFolders: await unreadFolders(listing.leftOut, at, site),
    notices: [...(why ? [why] : []), ...notices],
  };
}
