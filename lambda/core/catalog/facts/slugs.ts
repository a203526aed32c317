/** Slugs of the terms of the rows that a run touches. */
import type { Site } from '../../model.ts';
import type { Facts } from '../../tree/facts.ts';
import { readTogether } from '../../tree/missing.ts';
import { assignSlugs, byTaxonomy, type NewTerm } from '../terms.ts';
import { termNames } from '../windows.ts';
import { takenKey } from './fact-keys.ts';
import type { SlugOf } from './indexed.ts';
import { slugOf } from './questions.ts';
import type { Slice } from './slice.ts';

export const newTerms = (facts: Facts, { rows }: Slice, site: Site): NewTerm[] =>
  assignSlugs(
    termNames(rows.values(), site),
    (taxonomy, name) => slugOf(facts, taxonomy, name),
    (taxonomy, folded) => facts.get(takenKey(taxonomy, folded)) !== undefined,
    site,
  );

/** Loaded, so that rendering loads nothing. */
export function slugsWith(facts: Facts, terms: readonly NewTerm[], { rows }: Slice): SlugOf {
  const taxonomies = new Set([...rows.values()].flatMap(({ version }) => (version ? Object.keys(version.terms) : [])));
  const slugs = byTaxonomy((taxonomy) => {
    const names = new Set([...rows.values()].flatMap(({ version }) => version?.terms[taxonomy] ?? []));
    return new Map(readTogether([...names].map((name) => (): [string, string | undefined] => [name, slugOf(facts, taxonomy, name)])));
  }, taxonomies);
  for (const { taxonomy, name, slug } of terms) slugs[taxonomy]?.set(name, slug);
  return (taxonomy, name) => slugs[taxonomy]?.get(name);
}
