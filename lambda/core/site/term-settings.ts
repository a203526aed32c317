import { TAXONOMIES } from '../model.ts';
import { baseOf, PLACES, type Taxonomy } from '../taxonomies.ts';

/**
 * Taxonomies with feeds, in one order, for an equal digest.
 * @param given by the configuration
 * @param own of the site's own
 * @param tool by default: others that have feeds, basic ones without, and those of other languages
 */
export function termsWithFeeds(
  given: Taxonomy[] | undefined,
  own: Taxonomy[],
  { fed, unfed, local }: Record<'fed' | 'unfed' | 'local', Taxonomy[]>,
  report: (problem: string) => void,
): Taxonomy[] {
  const known = [...new Set<Taxonomy>([...TAXONOMIES, ...PLACES, ...own])];
  const wrong = given?.filter((name) => !known.includes(name)) ?? [];
  if (wrong.length > 0) report(`no such terms: ${wrong.join(', ')}; known are ${known.join(', ')}; name others under taxonomies`);
  const chosen = given ?? [...TAXONOMIES.filter((name) => !unfed.includes(name)), ...fed];
  const isChosen = (name: Taxonomy) => chosen.includes('languages') && chosen.includes(baseOf(name));
  return [...known.filter((name) => chosen.includes(name)), ...local.filter(isChosen).sort()];
}
