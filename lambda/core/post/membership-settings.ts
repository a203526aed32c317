import type { Site } from '../model.ts';

/** Those that the feeds of a post depend on, beside its file. */
export function membershipSettings({ ownFeeds, mainExclude, taxonomies, terms }: Site): unknown[] {
  if (ownFeeds === undefined && mainExclude === undefined && taxonomies === undefined) return [];
  const conditions = Object.entries(ownFeeds ?? {}).map(([name, { where, exclude }]) => [name, where, exclude]);
  return [{ conditions, mainExclude, taxonomies, languages: terms.includes('languages') }];
}
