import type { Site } from '../model.ts';
import { isPlace, languageOf } from '../taxonomies.ts';

/** Those that the feeds of a post depend on, beside its file. */
export function membershipSettings({
  ownFeeds,
  mainExclude,
  taxonomies,
  terms,
  sectionFolders,
  sectionFeeds,
  unlabelled,
}: Site): unknown[] {
  const places = terms.filter((taxonomy) => isPlace(taxonomy) || languageOf(taxonomy) !== undefined);
  if (ownFeeds === undefined && mainExclude === undefined && taxonomies === undefined && places.length === 0) return [];
  const conditions = Object.entries(ownFeeds ?? {}).map(([name, { where, exclude }]) => [name, where, exclude]);
  return [{ conditions, mainExclude, taxonomies, places, sectionFolders, sectionFeeds, unlabelled }];
}
