import type { OutputKey, Site } from '../model.ts';
import type { ByTaxonomy } from '../taxonomies.ts';
import { isRendered, isVisible, type Row } from './catalog.ts';
import { publicFeed } from './outputs.ts';
import { byTaxonomy } from './terms.ts';

export const ON_PAGE = 10;

/** Includes scheduled posts, whose entries are rendered with slugs. */
export function termNames(rows: Iterable<Row>, site: Pick<Site, 'preview'>): ByTaxonomy<Set<string>> {
  const names = byTaxonomy(() => new Set<string>());
  for (const row of rows) {
    const version = isRendered(row, site) || isVisible(row) ? row.version : undefined;
    if (!version) continue;
    for (const [taxonomy, given = []] of Object.entries(version.terms)) {
      const known = names[taxonomy] ?? new Set();
      for (const name of given) known.add(name);
      names[taxonomy] = known;
    }
  }
  return names;
}

/** Smaller feeds are not watched. */
const WATCHED = 4;

export const hasShrunk = (feed: OutputKey, before: number, now: number): boolean =>
  publicFeed(feed) !== undefined && before >= WATCHED && now < before / 2;
