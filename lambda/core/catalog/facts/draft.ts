/**
 * The catalog with the changes of one run: reads return the next state, and `edits` the difference. A changed row replaces its index
 * entries. Price of a read: the catalog's, and a look-up among the changes.
 */
import { compareKeys, sortedKeys } from '../../key-order.ts';
import type { Key } from '../../model.ts';
import type { Entry, Facts, Json, RangeOptions } from '../../tree/facts.ts';
import { readTogether } from '../../tree/missing.ts';
import type { Row } from '../catalog.ts';
import { rowKey } from './fact-keys.ts';
import { indexed, type SlugOf } from './indexed.ts';
import { slugOf } from './questions.ts';
import { SortedEntries } from './sorted-entries.ts';

/** `existed`: in the catalog before, so that counts need no read. */
export interface Edit {
  key: string;
  /** Undefined: delete. */
  value: Json | undefined;
  existed: boolean;
}

export class Draft implements Facts {
  readonly #base: Facts;
  readonly #slugOf: SlugOf;
  readonly #rows = new Map<Key, { before: Row | undefined; now: Row | undefined }>();
  /** Changed entries, as in the catalog and as now. */
  readonly #replaced = new SortedEntries();
  readonly #current = new SortedEntries();

  /** @param ofTerm for changed rows; the catalog's own entries were made with its own slugs */
  constructor(base: Facts, ofTerm: SlugOf) {
    this.#base = base;
    this.#slugOf = ofTerm;
  }

  row(key: Key): Row | undefined {
    const set = this.#rows.get(key);
    return set ? set.now : this.rowBefore(key);
  }

  /** As in the catalog. */
  rowBefore(key: Key): Row | undefined {
    const set = this.#rows.get(key);
    return set ? set.before : (this.#base.get(rowKey(key)) as unknown as Row | undefined);
  }

  /** Undefined: delete. */
  setRow(key: Key, row: Row | undefined): void {
    const last = this.#rows.get(key);
    const before = last ? last.before : this.rowBefore(key);
    if (last?.now) for (const [name] of indexed(key, last.now, this.#slugOf)) this.#current.delete(name);
    if (!last && before) for (const [name, value] of indexed(key, before, this.#slugBefore)) this.#replaced.set(name, value);
    if (row) for (const [name, value] of indexed(key, row, this.#slugOf)) this.#current.set(name, value);
    this.#rows.set(key, { before, now: row });
  }

  /** Changed rows, in order of their first change. */
  touched(): Iterable<Key> {
    return this.#rows.keys();
  }

  /** Not for rows and index entries. */
  set(key: string, value: Json | undefined): void {
    const before = this.#base.get(key);
    if (before !== undefined) this.#replaced.set(key, before);
    if (value === undefined) this.#current.delete(key);
    else this.#current.set(key, value);
  }

  get(key: string): Json | undefined {
    const value = this.#current.get(key);
    return value !== undefined || this.#replaced.get(key) !== undefined ? value : this.#base.get(key);
  }

  *range(from: string, to: string, { limit = Number.POSITIVE_INFINITY, back = false }: RangeOptions = {}): Generator<Entry> {
    const direction = back ? -1 : 1;
    const own = this.#current.between(from, to, back);
    let next = own.next();
    let given = 0;
    // Enough entries, even if all replaced ones are among them.
    for (const entry of this.#base.range(from, to, { limit: limit + this.#replaced.count(from, to), back })) {
      for (; !next.done && compareKeys(next.value[0], entry[0]) * direction <= 0 && given < limit; next = own.next(), given += 1)
        yield next.value;
      if (given >= limit) return;
      if (this.#replaced.get(entry[0]) !== undefined) continue;
      yield entry;
      given += 1;
    }
    for (; !next.done && given < limit; next = own.next(), given += 1) yield next.value;
  }

  count(from: string, to: string): number {
    return this.#base.count(from, to) - this.#replaced.count(from, to) + this.#current.count(from, to);
  }

  /** By key. */
  edits(): Edit[] {
    const toEdit = (key: string): Edit => ({ key, value: this.#current.get(key), existed: this.#replaced.get(key) !== undefined });
    return sortedKeys(this.changed()).map(toEdit);
  }

  /** Keys whose entries differ from the catalog's, in no order. */
  *changed(): Generator<string> {
    for (const [key] of this.#replaced) if (this.#current.get(key) === undefined) yield key;
    for (const [key, value] of this.#current) {
      const before = this.#replaced.get(key);
      if (before === undefined || JSON.stringify(before) !== JSON.stringify(value)) yield key;
    }
  }

  #slugBefore: SlugOf = (taxonomy, name) => slugOf(this.#base, taxonomy, name);
}

/** Edits that set entries, or delete them. Not for rows and index entries. */
export function editsTo(facts: Facts, entries: readonly (readonly [key: string, value: Json | undefined])[]): Edit[] {
  const draft = new Draft(facts, () => undefined);
  readTogether(
    entries.map(
      ([key]) =>
        () =>
          facts.get(key),
    ),
  );
  for (const [key, value] of entries) draft.set(key, value);
  return draft.edits();
}
