/** A catalog as runs ask it: over nodes that it loads, or in memory. */
import type { FeedRow, Head, Row } from '../core/catalog/catalog.ts';
import type { Edit } from '../core/catalog/facts/draft.ts';
import { entryPlace, FEEDS, factsOfFeed, feedPart, postIn, type Range, ROWS, rowKey } from '../core/catalog/facts/fact-keys.ts';
import { outputsAmong } from '../core/catalog/facts/questions.ts';
import type { Key, OutputKey } from '../core/model.ts';
import { type CatalogMap, MapFacts } from '../core/tree/catalog-map.ts';
import { DamagedNodeError } from '../core/tree/codec.ts';
import type { Entry, Facts } from '../core/tree/facts.ts';
import { SortedFacts } from '../core/tree/sorted-facts.ts';
import { LostNodeError, type NodeReader, UnusableRootError } from './node-store.ts';

/** A catalog to fold posts into, and to ask. */
export interface Base {
  catalog: Head;
  contents: Contents;
  /** Pure questions; they run again when nodes are loaded. @throws UnusableRootError */
  ask<T>(question: (facts: Facts) => T): Promise<T>;
  /** In parts, whose nodes are not kept: for ranges of any size. @throws UnusableRootError */
  scan(range: Range): AsyncIterable<Entry>;
}

export type Contents = { kind: 'map'; map: CatalogMap; reader: NodeReader; etag: string } | { kind: 'memory'; entries: readonly Entry[] };

/** Entries of a part. */
const SCANNED = 1_000;

/** Names the root of a node that is lost or damaged. */
export async function ofRoot<T>(etag: string | undefined, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof LostNodeError || error instanceof DamagedNodeError ? new UnusableRootError(etag, error) : error;
  }
}

/** In key order. @param after a post: only later ones */
export async function* rowsIn({ scan }: Base, after?: Key): AsyncGenerator<[Key, Row]> {
  const from = after === undefined ? ROWS[0] : `${rowKey(after)}\0`;
  for await (const [key, row] of scan([from, ROWS[1]])) yield [postIn(ROWS, key), row as unknown as Row];
}

/** Output rows. Skips the rest of a window after one part. */
export async function* outputsIn({ scan }: Base): AsyncGenerator<[OutputKey, FeedRow]> {
  for (let from: string | undefined = FEEDS[0]; from !== undefined; ) {
    const start: string = from;
    let window = { name: '', entries: 0 };
    from = undefined;
    for await (const entry of scan([start, FEEDS[1]])) {
      yield* outputsAmong([entry]);
      if (entryPlace(entry[0]) === undefined) continue;
      const name = feedPart(entry[0]);
      window = { name, entries: window.name === name ? window.entries + 1 : 1 };
      if (window.entries <= SCANNED) continue;
      [from] = factsOfFeed(name);
      break;
    }
  }
}

/** In memory, as for a catalog that is not stored yet. */
export function inMemory(catalog: Head, entries: readonly Entry[]): Base {
  const facts = new SortedFacts(entries);
  const scan = async function* ([from, to]: Range) {
    yield* facts.range(from, to);
  };
  return { catalog, contents: { kind: 'memory', entries }, ask: async (question) => question(facts), scan };
}

/** A catalog in memory, with edits. */
export function withEdits({ contents }: Base, catalog: Head, edits: readonly Edit[]): Base {
  const entries = new Map(contents.kind === 'memory' ? contents.entries : []);
  for (const { key, value } of edits) {
    if (value === undefined) entries.delete(key);
    else entries.set(key, value);
  }
  return inMemory(catalog, [...entries]);
}

/** @param openReader with no nodes loaded */
export function overNodes(catalog: Head, map: CatalogMap, etag: string, openReader: () => NodeReader): Base {
  const reader = openReader();
  const ask = async <T>(question: (facts: Facts) => T, by = reader): Promise<T> =>
    ofRoot(
      etag,
      by.run((nodes) => question(new MapFacts(map, nodes))),
    );
  async function* scan([start, to]: Range): AsyncGenerator<Entry> {
    for (let from: string | undefined = start; from !== undefined; ) {
      const at: string = from;
      const part: Entry[] = await ask((facts) => [...facts.range(at, to, { limit: SCANNED })], openReader());
      yield* part;
      const last = part.at(-1);
      from = last && part.length === SCANNED ? `${last[0]}\0` : undefined;
    }
  }
  return { catalog, contents: { kind: 'map', map, reader, etag }, ask: (question) => ask(question), scan };
}
