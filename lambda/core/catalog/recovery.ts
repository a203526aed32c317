/**
 * Rows, ids and slugs from what a lost catalog has left: entries, documents, and the rows of an outdated catalog. First everything is noted
 * in the map, then it is used, newest first, in portions of any size.
 */
import { instantAt } from '../instant.ts';
import type { Instant, Key, Taxonomy } from '../model.ts';
import { taxonomiesIn } from '../taxonomies.ts';
import type { Facts } from '../tree/facts.ts';
import { readTogether } from '../tree/missing.ts';
import type { Version } from './catalog.ts';
import { countChangedTerms } from './changed-outputs.ts';
import { termEntries } from './facts/catalog-entries.ts';
import { Draft, type Edit, editsTo } from './facts/draft.ts';
import { entryIn, metTerms, removedTraits, rowKey, shownWith, slugKey, statedWith, withId } from './facts/fact-keys.ts';
import { nameOf, postsIn, rowOf, slugOf } from './facts/questions.ts';
import { goneToFold } from './import-order.ts';
import { feedKey } from './outputs.ts';
import type { Note, NoteEntry } from './recovery-notes.ts';
import { pairNames } from './traits.ts';

/** In this order. `rows` and `terms` are those of an outdated catalog. */
export const STEPS = ['entries', 'rows', 'terms', 'documents', 'slugs', 'trusted', 'others', 'clear'] as const;

/** Where a recovery goes on. */
export interface Recovery {
  step: (typeof STEPS)[number];
  /** The last entry, post, key of the map or document that the step has taken; empty at first. */
  after: string;
  /** When the first entry of each generation was written, by the store's clock. */
  generations: Record<string, number>;
}

export const RECOVERY: Recovery = { step: 'entries', after: '', generations: {} };

/** Undefined: ended. */
export function nextStep({ step, ...rest }: Recovery): Recovery | undefined {
  const next = STEPS[STEPS.indexOf(step) + 1];
  return next && { ...rest, step: next, after: '' };
}

export const recoveryText = ({ step }: Recovery): string =>
  `it recovers the lost catalog, step ${STEPS.indexOf(step) + 1} of ${STEPS.length} (${DOING[step]})`;

const DOING: Record<Recovery['step'], string> = {
  entries: 'reads entries',
  rows: 'reads the outdated catalog',
  terms: 'reads the outdated catalog',
  documents: 'reads documents',
  slugs: 'gives slugs',
  trusted: 'gives ids that documents show',
  others: 'gives other ids',
  clear: 'deletes notes',
};

/**
 * Known slugs stay, then the newest entry wins. Terms of published posts without a slug get theirs at the end: a row is in no window of such
 * a term.
 */
export function claimSlugs(facts: Facts, notes: readonly NoteEntry[]): Edit[] {
  const claims = notes.flatMap(([, { terms }]) => terms.filter(({ slug }) => slug !== ''));
  const isShown = readTogether(
    notes.map(
      ([, note]) =>
        () =>
          isPublic(facts, note),
    ),
  );
  const met = notes.flatMap(([, { version }], index) =>
    isShown[index] ? termsIn(version).map(([taxonomy, name]) => entryIn(metTerms(taxonomy), name)) : [],
  );
  const keys = [...claims.flatMap(({ taxonomy, name, slug }) => termEntries(taxonomy, name, slug).map(([key]) => key)), ...met];
  readTogether([...new Set(keys)].map((key) => () => facts.get(key)));
  const draft = new Draft(facts, () => undefined);
  for (const { taxonomy, name, slug } of claims) {
    if (slugOf(draft, taxonomy, name) !== undefined || nameOf(draft, feedKey({ kind: 'term', taxonomy, slug })) !== undefined) continue;
    for (const [key, value] of termEntries(taxonomy, name, slug)) draft.set(key, value);
  }
  for (const key of met) draft.set(key, true);
  return draft.edits();
}

const termsIn = ({ terms }: Version): [Taxonomy, string][] =>
  taxonomiesIn(terms).flatMap((taxonomy) => (terms[taxonomy] ?? []).map((name): [Taxonomy, string] => [taxonomy, name]));

const isPublic = (facts: Facts, { version: { id }, isPublished }: Note): boolean =>
  isPublished === true || facts.count(...shownWith(id)) > 0;

export interface Placing {
  moment: Instant;
  isThere(key: Key): boolean;
}

/** Milliseconds: a fast clock's posts are not future posts. */
const SKEW = 3_600_000;

/**
 * Rows of trusted notes. Trusts an entry if documents show its id, and with its file's link if they show it with any file's: an uncommitted
 * run may have given the id to a similar file.
 */
export function placeTrusted(facts: Facts, notes: readonly NoteEntry[], placing: Placing): { edits: Edit[]; rows: Key[] } {
  const isTrusted = readTogether(
    notes.map(
      ([, note]) =>
        () =>
          isSure(facts, note),
    ),
  );
  const trusted = notes.filter((_, index) => isTrusted[index]);
  const removed = trusted.filter(([, { key }]) => !placing.isThere(key));
  const traits = [...new Set(removed.flatMap(([, { version }]) => traitsOf(version)))];
  const { edits, rows } = place(facts, trusted, trusted, placing);
  const noted = editsTo(
    facts,
    traits.map((key) => [key, true]),
  );
  return { edits: [...edits, ...noted], rows };
}

/** Of the rest, after all trusted ones, without new names of trusted removed posts, which identify themselves again. */
export function placeOthers(facts: Facts, notes: readonly NoteEntry[], placing: Placing): { edits: Edit[]; rows: Key[] } {
  const isNewName = readTogether(
    notes.map(([, { version }]) => {
      const traits = traitsOf(version);
      return () => traits.some((key) => facts.get(key) !== undefined);
    }),
  );
  return place(
    facts,
    notes,
    notes.filter((_, index) => !isNewName[index]),
    placing,
  );
}

const traitsOf = (version: Version): string[] => pairNames(version).map(removedTraits);

function isSure(facts: Facts, { key, version: { id }, isPublished }: Note): boolean {
  if (isPublished !== undefined) return true;
  const links = postsIn(facts, shownWith(id));
  const holders = links.flatMap((link) => postsIn(facts, statedWith(id, link)));
  return links.length > 0 && (holders.length === 0 || holders.includes(key));
}

/**
 * Rows count as removed posts, which their files take over. A published post keeps its last good version if its file is invalid. Skips
 * future posts, whose ids were not published.
 * @param used the others are deleted only
 */
function place(facts: Facts, notes: readonly NoteEntry[], used: readonly NoteEntry[], { moment, isThere }: Placing) {
  const reads = used.flatMap(([, { key, version }]) => {
    const { id } = version;
    const slugs = termsIn(version).map(([taxonomy, name]) => slugKey(taxonomy, name));
    const keys = [rowKey(key), goneToFold(key), ...slugs].map((each) => () => facts.get(each));
    return [...keys, ...[withId(id), shownWith(id)].map((range) => () => facts.count(...range))];
  });
  readTogether<unknown>(reads);
  const draft = new Draft(facts, (taxonomy, name) => slugOf(facts, taxonomy, name));
  const future = instantAt(Date.parse(moment) + SKEW);
  const rows: Key[] = [];
  for (const [name] of notes) draft.set(name, undefined);
  for (const [, note] of used) {
    const { key, version, isPublished } = note;
    // The older holder of an id is the name before a rename.
    const isTaken = rowOf(draft, key) !== undefined || draft.count(...withId(version.id)) > 0;
    if (isTaken || (isPublished === undefined && version.published > future)) continue;
    const isKept = isPublic(facts, note);
    const row = removedRow(version, moment);
    draft.setRow(key, isKept ? { ...row, ...LAST_GOOD } : row);
    if (isKept && !isThere(key)) draft.set(goneToFold(key), true);
    rows.push(key);
  }
  countChangedTerms(facts, draft);
  return { edits: draft.edits(), rows };
}

/** Readers have it, whatever the file says now. */
const LAST_GOOD = { state: 'rejected', kept: true } as const;

const removedRow = (version: Version, removed: Instant) => ({
  ...{ etag: '', state: 'removed' as const, rendering: '', problems: [], released: true, version },
  removed,
});
