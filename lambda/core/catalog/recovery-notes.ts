/** Notes of what a lost catalog has left, in the map: the work of a recovery (`recovery.ts`). */
import type { FencingToken, Instant, Key, Term } from '../model.ts';
import type { Facts, Json } from '../tree/facts.ts';
import { type Row, type Version, visible } from './catalog.ts';
import { type Edit, editsTo } from './facts/draft.ts';
import { entryIn, foundKey, foundOf, RECOVERED, shownWith, statedWith } from './facts/fact-keys.ts';
import { inParts } from './facts/questions.ts';

/** What a version's file, entry or row says of it. */
export interface Note {
  key: Key;
  version: Version;
  terms: readonly Term[];
  /** Of a row only. */
  isPublished?: boolean;
}

export interface Found extends Note {
  written: FencingToken;
  /** By the store's clock, in milliseconds since 1970; infinite for a row. */
  modified: number;
}

/** Nothing of a post that readers never saw. */
export function foundInRow(key: Key, row: Row, { generation, rev, moment }: FencingToken & { moment: Instant }): Found[] {
  const { version, released } = row;
  if (!version || !released || version.id === '') return [];
  const isPublished = visible(row, moment) !== undefined;
  return [{ written: { generation, rev }, modified: Number.POSITIVE_INFINITY, key, version, terms: [], isPublished }];
}

const LATEST = 999_999_999_999_999;
const digits = (number: number): string => String(Math.floor(Math.min(number, LATEST))).padStart(15, '0');

/** Within a generation by revision, because a slow run writes late what it computed early. */
export const noteFound = (facts: Facts, found: readonly Found[]): Edit[] =>
  editsTo(
    facts,
    found.flatMap(({ written: { generation, rev }, modified, ...note }): [string, Json][] => {
      const { id, link, updated, entry } = note.version;
      const newest = [digits(rev), digits(modified), updated];
      return [
        [foundKey(generation, newest, [entry, note.key]), note as unknown as Json],
        [entryIn(statedWith(id, link), note.key), true],
      ];
    }),
  );

/** Ids that readers have seen. A run that lost its swap left entries too, perhaps the newest, with unpublished ids. */
export const noteShown = (facts: Facts, items: readonly { id: string; link: string }[]): Edit[] =>
  editsTo(
    facts,
    items.map(({ id, link }) => [entryIn(shownWith(id), link), true]),
  );

/** Newest first: by the outdated catalog, else by the store's clock. */
export function generationsInOrder(
  ages: Readonly<Record<string, number>>,
  old: { generation: string; former?: string[] } | undefined,
): string[] {
  const rank = (generation: string) =>
    old?.former === undefined ? 0 : generation === old.generation ? 1 : old.former.includes(generation) ? 0 : 2;
  const age = (generation: string) => ages[generation] ?? LATEST;
  const all = new Set([...Object.keys(ages), ...(old ? [old.generation] : [])]);
  return [...all].sort((a, b) => rank(b) - rank(a) || age(b) - age(a) || (a < b ? -1 : 1));
}

export type NoteEntry = readonly [key: string, note: Note];

/** @param after of the one before */
export function nextNotes(facts: Facts, generations: readonly string[], after: string, most: number): NoteEntry[] {
  const begun = generations.findIndex((generation) => after.startsWith(foundOf(generation)[0]));
  const notes: NoteEntry[] = [];
  for (const [index, generation] of generations.slice(Math.max(begun, 0)).entries()) {
    const [from, to] = foundOf(generation);
    for (const [key, note] of inParts(facts, [begun >= 0 && index === 0 ? `${after}\0` : from, to])) {
      if (notes.length === most) return notes;
      notes.push([key, note as unknown as Note]);
    }
  }
  return notes;
}

/** Deletes notes. */
export const clearNotes = (facts: Facts, most: number): Edit[] =>
  [...facts.range(...RECOVERED, { limit: most })].map(([key]) => ({ key, value: undefined, existed: true }));
