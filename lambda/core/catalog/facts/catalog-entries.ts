/** Converts a whole catalog to map entries and back: for catalogs of form 1, local commands and tests. Price: grows with the catalog. */
import type { Instant, Taxonomy } from '../../model.ts';
import { ofTaxonomy, taxonomiesIn } from '../../taxonomies.ts';
import type { Entry, Facts, Json } from '../../tree/facts.ts';
import { SortedFacts } from '../../tree/sorted-facts.ts';
import type { Catalog, Head, UnsentEvent } from '../catalog.ts';
import { feedKey } from '../outputs.ts';
import { foldedSlug } from '../terms.ts';
import { EVENTS, factKey, nameIn, nameKey, outputKey, PENDING, PINGS, type Range, SCHEDULED, slugKey, takenKey } from './fact-keys.ts';
import { indexed } from './indexed.ts';
import { allOutputs, allRows, feedOf, slugsIn } from './questions.ts';
import { skippedIn, skippedKeys } from './skipped.ts';
import { countEdits } from './term-counts.ts';

/** The catalog without its facts. */
export function headOf({
  posts: _,
  slugs: __,
  feeds: ___,
  pending: ____,
  pings: _____,
  news: ______,
  wakes: _______,
  skipped: ________,
  ...head
}: Catalog): Head {
  return head;
}

export function entriesOf({ posts, slugs, feeds, pending, pings, news, wakes, skipped = {} }: Catalog): Entry[] {
  const slugIn = (taxonomy: Taxonomy, name: string) => ofTaxonomy(ofTaxonomy(slugs, taxonomy) ?? {}, name);
  const rows = Object.entries(posts).flatMap(([key, row]) => indexed(key, row, slugIn));
  const terms = taxonomiesIn(slugs).flatMap((taxonomy) =>
    Object.entries(slugs[taxonomy] ?? {}).map(([name, slug]) => ({ taxonomy, name, slug })),
  );
  const named = terms.flatMap(({ taxonomy, name, slug }) => termEntries(taxonomy, name, slug));
  const windows = new SortedFacts([...rows, ...named]);
  const nothing = new SortedFacts([]);
  return [
    ...rows,
    ...named,
    ...terms.flatMap(({ taxonomy, slug }) =>
      countEdits(nothing, windows, feedKey({ kind: 'term', taxonomy, slug })).flatMap(([key, value]): Entry[] =>
        value === undefined ? [] : [[key, value]],
      ),
    ),
    ...Object.entries(feeds).map(([output, row]): Entry => [outputKey(feedOf(output), output), row as unknown as Json]),
    ...skippedKeys(skipped).map((key): Entry => [key, true]),
    ...recordEntries(PENDING, pending),
    ...recordEntries(PINGS, pings),
    ...recordEntries(EVENTS, news as unknown as Record<string, Json>),
    ...recordEntries(SCHEDULED, Object.fromEntries(wakes.map((minute) => [minute, true]))),
  ];
}

const recordEntries = (range: Range, facts: Readonly<Record<string, Json>>): Entry[] =>
  Object.entries(facts).map(([name, value]) => [factKey(range, name), value]);

/** The slug, its reservation, and the feed's name. */
export const termEntries = (taxonomy: Taxonomy, name: string, slug: string): Entry[] => [
  [slugKey(taxonomy, name), slug],
  [takenKey(taxonomy, foldedSlug(slug)), true],
  [nameKey(feedKey({ kind: 'term', taxonomy, slug })), name],
];

export function wholeCatalog(head: Head, facts: Facts): Catalog {
  const record = <T>(range: Range): Record<string, T> =>
    Object.fromEntries([...facts.range(...range)].map(([key, value]) => [nameIn(range, key), value as unknown as T]));
  const skipped = skippedIn(facts, head);
  return {
    ...head,
    ...(Object.keys(skipped).length > 0 ? { skipped } : {}),
    posts: Object.fromEntries(allRows(facts)),
    slugs: slugsIn(facts),
    feeds: Object.fromEntries(allOutputs(facts)),
    pending: record<number>(PENDING),
    pings: record<number>(PINGS),
    news: record<UnsentEvent>(EVENTS),
    wakes: Object.keys(record(SCHEDULED)) as Instant[],
  };
}
