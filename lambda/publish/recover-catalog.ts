/**
 * Recovers a lost catalog from what it has left, step by step (`recovery.ts`), each in portions. Ids, `updated` and feed addresses stay.
 */
import type { Head } from '../core/catalog/catalog.ts';
import { termEntries } from '../core/catalog/facts/catalog-entries.ts';
import { type Edit, editsTo } from '../core/catalog/facts/draft.ts';
import { postIn, TERMS, taxonomyIn, termsOf } from '../core/catalog/facts/fact-keys.ts';
import { slugEdits } from '../core/catalog/import-order.ts';
import { claimSlugs, nextStep, placeOthers, placeTrusted, type Recovery } from '../core/catalog/recovery.ts';
import {
  clearNotes,
  type Found,
  foundInRow,
  generationsInOrder,
  type NoteEntry,
  nextNotes,
  noteFound,
  noteShown,
} from '../core/catalog/recovery-notes.ts';
import type { Instant, Key, Problem, Site } from '../core/model.ts';
import { ENTRIES } from '../keys.ts';
import { type Base, rowsIn } from '../state/catalog-base.ts';
import { readDocuments, readEntries } from '../state/read-remains.ts';
import { CONFLICT, type ListedObject, type Store } from '../stores/store.ts';

/** What a lost catalog has left. */
export interface Remains {
  site: Store;
  /** Keys, sorted. */
  documents(): Promise<readonly Key[]>;
  /** An outdated catalog. */
  old: Base | undefined;
  settings: Site;
  moment: Instant;
  /** Whether the post has a file. */
  isThere(key: Key): boolean;
  /** @throws Error if a post with a row would leave the feeds, as its file cannot be read */
  check(rows: readonly Key[]): void;
}

/** A catalog under recovery. */
export interface Recovering {
  base: Base;
  recovery?: Recovery;
  notices?: readonly Problem[];
}

/** Most entries or rows of a portion, and most documents. */
export interface Most {
  entries: number;
  documents: number;
}

/** What a portion has made, and where the step goes on; `after` undefined: the step has ended. */
interface Made {
  edits: Edit[];
  after?: string | undefined;
  /** When an entry of a generation was written; undefined: its documents are there. */
  met?: readonly (readonly [generation: string, modified?: number])[];
  notices?: readonly Problem[];
}

type Step = (base: Base, recovery: Recovery, remains: Remains, most: Most) => Promise<Made>;

/** Notices of damaged entries that an import keeps. Price: some 300 bytes each, in the root. */
const MOST_NOTICES = 1_000;

/**
 * @param commit a portion; the recovery is undefined with the last one
 * @returns `CONFLICT` if another run was faster
 */
export async function recoverCatalog<T extends { import: Recovering }>(
  begun: T,
  remains: Remains,
  most: Most,
  commit: (place: T, made: { head: Head } & Omit<Recovering, 'base'>, edits: readonly Edit[]) => Promise<T | typeof CONFLICT>,
): Promise<T | typeof CONFLICT> {
  let place = begun;
  for (let { recovery } = place.import; recovery; ) {
    const { base, notices = [] } = place.import;
    const made: Made = await STEPS[recovery.step](base, recovery, remains, most);
    const { edits, after, met = [], notices: found = [] } = made;
    const generations = { ...recovery.generations };
    for (const [generation, modified] of met)
      if (modified !== undefined) generations[generation] = Math.min(modified, generations[generation] ?? Number.POSITIVE_INFINITY);
    const known: Recovery = { ...recovery, generations };
    recovery = after === undefined ? nextStep(known) : { ...known, after };
    // A step without work needs no commit.
    if (edits.length + met.length + found.length === 0) continue;
    const former = [...new Set([...(base.catalog.former ?? []), ...met.map(([generation]) => generation)])];
    const head = { ...base.catalog, former };
    const next = await commit(
      place,
      { head, ...(recovery ? { recovery } : {}), notices: [...notices, ...found].slice(0, MOST_NOTICES) },
      edits,
    );
    if (next === CONFLICT) return CONFLICT;
    place = next;
  }
  return place;
}

const STEPS: Record<Recovery['step'], Step> = {
  async entries({ ask }, { after }, { site }, most) {
    const listed: ListedObject[] = [];
    for await (const object of site.list(ENTRIES, after === '' ? {} : { after })) {
      if (listed.length === most.entries) break;
      listed.push(object);
    }
    const { entries, notices } = await readEntries(site, listed);
    return {
      edits: await ask((facts) => noteFound(facts, entries)),
      after: listed.length < most.entries ? undefined : listed.at(-1)?.key,
      met: entries.map(({ written: { generation }, modified }) => [generation, modified]),
      notices,
    };
  },

  async rows({ ask }, { after }, { old }, most) {
    if (!old) return { edits: [] };
    const found: Found[] = [];
    let [count, last]: [number, string | undefined] = [0, undefined];
    for await (const [key, row] of rowsIn(old, after === '' ? undefined : after)) {
      if (count === most.entries) break;
      [count, last] = [count + 1, key];
      found.push(...foundInRow(key, row, old.catalog));
    }
    return { edits: await ask((facts) => noteFound(facts, found)), after: count < most.entries ? undefined : last };
  },

  async terms({ ask }, { after }, { old }, most) {
    if (!old) return { edits: [] };
    const slugs: [string, string][] = [];
    for await (const [key, slug] of old.scan([after === '' ? TERMS[0] : `${after}\0`, TERMS[1]])) {
      if (slugs.length === most.entries) break;
      if (taxonomyIn(TERMS, key) !== undefined) slugs.push([key, String(slug)]);
    }
    const entries = slugs.flatMap(([key, slug]) => {
      const taxonomy = taxonomyIn(TERMS, key) ?? '';
      return termEntries(taxonomy, postIn(termsOf(taxonomy), key), slug);
    });
    return { edits: await ask((facts) => editsTo(facts, entries)), after: slugs.length < most.entries ? undefined : slugs.at(-1)?.[0] };
  },

  async documents({ ask }, { after }, { site, documents }, most) {
    const keys = (await documents()).filter((key) => key > after).slice(0, most.documents);
    const { items, generations } = await readDocuments(site, keys);
    return {
      edits: await ask((facts) => noteShown(facts, items)),
      after: keys.length < most.documents ? undefined : keys.at(-1),
      met: [...generations].map((generation) => [generation]),
    };
  },

  async slugs(base, recovery, { old, settings }, most) {
    const notes = await notesOf(base, recovery, old, most);
    // All terms are met before the first gets a slug.
    const edits = await base.ask((facts) => (notes.length > 0 ? claimSlugs(facts, notes) : slugEdits(facts, settings)));
    return { edits, after: notes.at(-1)?.[0] };
  },

  async trusted(base, recovery, remains, most) {
    const notes = await notesOf(base, recovery, remains.old, most);
    const { edits, rows } = await base.ask((facts) => placeTrusted(facts, notes, remains));
    remains.check(rows);
    return { edits, after: notes.length < most.entries ? undefined : notes.at(-1)?.[0] };
  },

  async others(base, recovery, remains, most) {
    const notes = await notesOf(base, recovery, remains.old, most);
    const { edits, rows } = await base.ask((facts) => placeOthers(facts, notes, remains));
    remains.check(rows);
    return { edits, after: notes.length < most.entries ? undefined : notes.at(-1)?.[0] };
  },

  async clear({ ask }, _, __, most) {
    const edits = await ask((facts) => clearNotes(facts, most.entries));
    return { edits, after: edits.length < most.entries ? undefined : edits.at(-1)?.key };
  },
};

const notesOf = ({ ask }: Base, { after, generations }: Recovery, old: Base | undefined, most: Most): Promise<NoteEntry[]> =>
  ask((facts) => nextNotes(facts, generationsInOrder(generations, old?.catalog), after, most.entries));
