/**
 * Folding posts in this order, portion by portion, gives the ids and slugs of folding them all at once: an index comes before its folder,
 * copies by name after their originals, posts with ids of their own last, as they resemble none. Before, these ids are reserved, and all
 * terms have slugs.
 */
import type { Instant, Key, Site, Taxonomy } from '../model.ts';
import { CONVENTIONS } from '../post/conventions.ts';
import { taxonomiesIn } from '../taxonomies.ts';
import type { Facts } from '../tree/facts.ts';
import { indexFolder } from './bundles.ts';
import { termEntries } from './facts/catalog-entries.ts';
import { type Edit, editsTo } from './facts/draft.ts';
import { entryIn, metTerms, postToFold, reservedFor, TO_FOLD, takenKey, toFoldKey } from './facts/fact-keys.ts';
import { metTaxonomies, postsIn, slugOf } from './facts/questions.ts';
import type { PostReading } from './fold.ts';
import { assignSlugs, byTaxonomy, type SlugStyle } from './terms.ts';
import { originalKeys } from './traits.ts';

/** Of a known post whose file is not there. Folded first, to give its id to a new file. */
export const goneToFold = (key: Key): string => toFoldKey('0', key);

function orderOf(key: Key, reading: PostReading, { generator }: Pick<Site, 'generator'>): string {
  const folder = CONVENTIONS[generator].bundles ? indexFolder(key) : undefined;
  if (folder !== undefined) return `1a${folder}/`;
  const own = ownIdOf(reading) === undefined ? '1' : '2';
  return originalKeys(key).length > 0 ? `${own}b${String(key.length).padStart(5, '0')}` : `${own}a${key}`;
}

const ownIdOf = (reading: PostReading): string | undefined =>
  reading.kind === 'post' && !reading.post.draft ? reading.post.ownId : undefined;

export function noteForImport(
  facts: Facts,
  readings: ReadonlyMap<Key, PostReading>,
  site: Pick<Site, 'generator' | 'preview'>,
  moment: Instant,
): Edit[] {
  const met = [...readings].flatMap(([key, reading]): [string, string | true][] => {
    const id = ownIdOf(reading);
    return [
      [toFoldKey(orderOf(key, reading, site), key), id ?? true],
      ...(id === undefined ? [] : [[entryIn(reservedFor(id), key), true] as [string, true]]),
      ...termsIn(reading, site, moment).map(([taxonomy, name]): [string, true] => [entryIn(metTerms(taxonomy), name), true]),
    ];
  });
  return editsTo(facts, met);
}

function termsIn(reading: PostReading, { preview }: Pick<Site, 'preview'>, moment: Instant): [Taxonomy, string][] {
  if (reading.kind !== 'post') return [];
  const { terms, draft, expires } = reading.post;
  const isShown = (!draft || preview !== undefined) && (expires === undefined || expires > moment);
  return isShown ? taxonomiesIn(terms).flatMap((each) => (terms[each] ?? []).map((name): [Taxonomy, string] => [each, name])) : [];
}

/** Gives slugs to all terms that were met. */
export function slugEdits(facts: Facts, style: SlugStyle): Edit[] {
  const met = byTaxonomy((taxonomy) => new Set(postsIn(facts, metTerms(taxonomy))), metTaxonomies(facts));
  const made = assignSlugs(
    met,
    (taxonomy, name) => slugOf(facts, taxonomy, name),
    (taxonomy, folded) => facts.get(takenKey(taxonomy, folded)) !== undefined,
    style,
  );
  const done = Object.entries(met).flatMap(([taxonomy, names = new Set()]) =>
    [...names].map((name) => [entryIn(metTerms(taxonomy), name), undefined] as const),
  );
  return editsTo(facts, [...made.flatMap(({ taxonomy, name, slug }) => termEntries(taxonomy, name, slug)), ...done]);
}

/** The next posts to fold, with the edits that take them off the list. */
export function nextToFold(facts: Facts, most: number): { posts: Key[]; edits: Edit[] } {
  const found = [...facts.range(...TO_FOLD, { limit: most })];
  const notes = found.flatMap(([key, id]) => (typeof id === 'string' ? [key, entryIn(reservedFor(id), postToFold(key))] : [key]));
  return { posts: found.map(([key]) => postToFold(key)), edits: notes.map((key) => ({ key, value: undefined, existed: true })) };
}
