/** The map queries of a run. */
import { prefixRange } from '../../key-order.ts';
import { FILE_REFERENCE, hasFacts } from '../../media.ts';
import type { Instant, Key, OutputKey, Site, Taxonomy } from '../../model.ts';
import type { Entry, Facts } from '../../tree/facts.ts';
import { readTogether } from '../../tree/missing.ts';
import type { FeedRow, Row } from '../catalog.ts';
import { decodeOutput, feedKey } from '../outputs.ts';
import { lastPart } from '../references.ts';
import { byTaxonomy, type Slugs } from '../terms.ts';
import {
  atTime,
  FEEDS,
  factsOfFeed,
  feedPart,
  MET_TERMS,
  marked,
  nameKey,
  outputIn,
  outputKey,
  postIn,
  type Range,
  ROWS,
  referringTo,
  rowKey,
  slugKey,
  TERMS,
  taxonomyIn,
  termsOf,
  timesAfter,
  timesUntil,
} from './fact-keys.ts';

export const rowOf = (facts: Facts, key: Key): Row | undefined => facts.get(rowKey(key)) as unknown as Row | undefined;

/** Omits posts without a row. */
export const rowsOf = (facts: Facts, keys: Iterable<Key>): Map<Key, Row> =>
  new Map(
    readTogether([...keys].map((key) => () => [key, rowOf(facts, key)] as const)).flatMap(([key, row]): [Key, Row][] =>
      row ? [[key, row]] : [],
    ),
  );

/** In key order. Price: grows with the catalog, so only for jobs and local commands. */
export function* allRows(facts: Facts, [from, to]: Range = ROWS): Generator<[Key, Row]> {
  for (const [key, row] of facts.range(from, to)) yield [postIn(ROWS, key), row as unknown as Row];
}

export const postsIn = (facts: Facts, range: Range): Key[] => [...facts.range(...range)].map(([key]) => postIn(range, key));

/** Posts with one of these files; other files are compared in full runs only. */
export function postsWithFiles(facts: Facts, keys: Iterable<Key>, site: Site): Key[] {
  const names = [...keys].filter((key) => hasFacts(key, site)).map((key) => FILE_REFERENCE + key);
  const found = readTogether(names.map((name) => () => postsIn(facts, referringTo(lastPart(name)))));
  const rows = rowsOf(facts, new Set(found.flat()));
  const has = (post: Key, name: string) => Object.hasOwn(rows.get(post)?.version?.references ?? {}, name);
  return found.flatMap((posts, index) => posts.filter((post) => has(post, names[index] ?? '')));
}

export const postsMarked = (facts: Facts, mark: string): Key[] => postsIn(facts, marked(mark));

const PART = 500;

/** For a reader that stops early. */
export function* inParts(facts: Facts, [start, to]: Range): Generator<Entry> {
  for (let from = start; ; ) {
    const part = [...facts.range(from, to, { limit: PART })];
    yield* part;
    const last = part.at(-1);
    if (last === undefined || part.length < PART) return;
    from = `${last[0]}\0`;
  }
}

/** Posts that time alone changes up to this one, soonest first. Held copies are not among them, but have times in the map. */
export function duePosts(facts: Facts, until: Instant, limit: number): Key[] {
  const held = new Set(postsMarked(facts, 'duplicate'));
  const due: Key[] = [];
  for (const [key] of inParts(facts, timesUntil(until))) {
    const { post } = atTime(key);
    if (due.length === limit) break;
    if (!held.has(post)) due.push(post);
  }
  return due;
}

/** When time alone changes posts: soonest first, unique. */
export function* comingTimes(facts: Facts, after: Instant): Generator<Instant> {
  let last: Instant | undefined;
  for (const [key] of inParts(facts, timesAfter(after))) {
    const { time } = atTime(key);
    if (time !== last) yield time;
    last = time;
  }
}

/** Rows of files in a folder whose names begin with `index.` */
export const indexesIn = (facts: Facts, folder: string): Iterable<[Key, Row]> => allRows(facts, prefixRange(rowKey(`${folder}/index.`)));

/** Pages and archives show their feed's window. */
export function feedOf(key: OutputKey): OutputKey {
  const output = decodeOutput(key);
  return output === undefined || output.kind === 'opml' || output.kind === 'terms' ? key : feedKey(output.of);
}

export const outputRow = (facts: Facts, output: OutputKey): FeedRow | undefined =>
  facts.get(outputKey(feedOf(output), output)) as unknown as FeedRow | undefined;

/** Published outputs among entries of `FEEDS`. */
export const outputsAmong = (entries: Iterable<Entry>): [OutputKey, FeedRow][] =>
  [...entries].flatMap(([key, row]): [OutputKey, FeedRow][] => {
    const isOutput = key.startsWith(factsOfFeed(feedPart(key))[0]) && key !== nameKey(feedPart(key));
    return isOutput ? [[outputIn(key), row as unknown as FeedRow]] : [];
  });

/** Price: reads all windows. */
export const allOutputs = (facts: Facts): [OutputKey, FeedRow][] => outputsAmong(facts.range(...FEEDS));

export const slugOf = (facts: Facts, taxonomy: Taxonomy, name: string): string | undefined =>
  facts.get(slugKey(taxonomy, name)) as string | undefined;

/** Of a feed's term. */
export const nameOf = (facts: Facts, feed: OutputKey): string | undefined => facts.get(nameKey(feed)) as string | undefined;

/** Price: reads all of them. */
const taxonomiesAmong = (facts: Facts, range: Range): Set<Taxonomy> =>
  new Set([...facts.range(...range)].flatMap(([key]) => taxonomyIn(range, key) ?? []));

export const metTaxonomies = (facts: Facts): Set<Taxonomy> => taxonomiesAmong(facts, MET_TERMS);

export const slugsIn = (facts: Facts): Slugs =>
  byTaxonomy(
    (taxonomy) => {
      const range = termsOf(taxonomy);
      return Object.fromEntries([...facts.range(...range)].map(([key, slug]) => [postIn(range, key), String(slug)]));
    },
    taxonomiesAmong(facts, TERMS),
  );
