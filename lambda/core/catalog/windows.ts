import type { OutputKey, Site, Taxonomy } from '../model.ts';
import { TAXONOMIES } from '../model.ts';
import { isRendered, isVisible, type Row } from './catalog.ts';
import { publicFeed } from './outputs.ts';
import { byTaxonomy } from './terms.ts';

export const ON_PAGE = 10;

/** Includes scheduled posts, whose entries are rendered with slugs. */
export function termNames(rows: Iterable<Row>, site: Pick<Site, 'preview'>): Record<Taxonomy, Set<string>> {
  const names = byTaxonomy(() => new Set<string>());
  for (const row of rows) {
    const version = isRendered(row, site) || isVisible(row) ? row.version : undefined;
    if (!version) continue;
    for (const taxonomy of TAXONOMIES) for (const name of version.terms[taxonomy]) names[taxonomy].add(name);
  }
  return names;
}

/** Smaller feeds are not watched. */
const WATCHED = 4;

export const hasShrunk = (feed: OutputKey, before: number, now: number): boolean =>
  publicFeed(feed) !== undefined && before >= WATCHED && now < before / 2;
