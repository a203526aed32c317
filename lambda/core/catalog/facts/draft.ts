/**
 * A catalog with the changes of one run: reads answer as the next catalog will, and `edits` is the difference. Rows are set whole, and their
 * index entries follow. The price of a read is that of the catalog's, and a look-up among the entries of the rows that changed.
 */
import { compareKeys } from '../../key-order.ts';
import type { Key } from '../../model.ts';
import type { Entry, Facts, Json, RangeOptions } from '../../tree/facts.ts';
import type { Row } from '../catalog.ts';
import { rowKey } from './fact-keys.ts';
import { indexed, type SlugOf } from './indexed.ts';
import { SortedEntries } from './sorted-entries.ts';

/** `existed`: whether the catalog had the key before, so that counts follow without another read. */
export interface Edit {
  key: string;
  /** Undefined: the key goes. */
  value: Json | undefined;
  existed: boolean;
}

export class Draft implements Facts {
  readonly #base: Facts;
  readonly #slugOf: SlugOf;
  /** Rows that were set, with what they were. */
  readonly #rows = new Map<Key, { before: Row | undefined; now: Row | undefined }>();
  /** Entries that these rows, and single keys that were set, had in the catalog and have now. */
  readonly #replaced = new SortedEntries();
  readonly #current = new SortedEntries();

  constructor(base: Facts, slugOf: SlugOf) {
    this.#base = base;
    this.#slugOf = slugOf;
  }

  row(key: Key): Row | undefined {
    const set = this.#rows.get(key);
    return set ? set.now : this.rowBefore(key);
  }

  /** As the catalog has it. */
  rowBefore(key: Key): Row | undefined {
    const set = this.#rows.get(key);
    return set ? set.before : (this.#base.get(rowKey(key)) as unknown as Row | undefined);
  }

  /** Undefined: the row goes. */
  setRow(key: Key, row: Row | undefined): void {
    const last = this.#rows.get(key);
    const before = last ? last.before : this.rowBefore(key);
    if (last?.now) for (const [name] of this.#entriesOf(key, last.now)) this.#current.delete(name);
    if (!last && before) for (const [name, value] of this.#entriesOf(key, before)) this.#replaced.set(name, value);
    if (row) for (const [name, value] of this.#entriesOf(key, row)) this.#current.set(name, value);
    this.#rows.set(key, { before, now: row });
  }

  /** The rows that were set, in the order in which they were set first. */
  touched(): Iterable<Key> {
    return this.#rows.keys();
  }

  /** For what is no row and no index entry. */
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
    const own = this.#current.between(from, to);
    if (back) own.reverse();
    let at = 0;
    let given = 0;
    const replaced = this.#replaced.between(from, to).length;
    // So many of the catalog's entries are enough, even if all that were replaced are among them.
    for (const entry of this.#base.range(from, to, { limit: limit + replaced, back })) {
      for (let next = own[at]; next && compareKeys(next[0], entry[0]) * direction <= 0 && given < limit; next = own[++at], given += 1)
        yield next;
      if (given >= limit) return;
      if (this.#replaced.get(entry[0]) !== undefined) continue;
      yield entry;
      given += 1;
    }
    for (let next = own[at]; next && given < limit; next = own[++at], given += 1) yield next;
  }

  count(from: string, to: string): number {
    return this.#base.count(from, to) - this.#replaced.between(from, to).length + this.#current.between(from, to).length;
  }

  /** What the next catalog differs in, by key. */
  edits(): Edit[] {
    const gone = [...this.#replaced].flatMap(([key]): Edit[] =>
      this.#current.get(key) === undefined ? [{ key, value: undefined, existed: true }] : [],
    );
    const set = [...this.#current].flatMap(([key, value]): Edit[] => {
      const before = this.#replaced.get(key);
      return before !== undefined && JSON.stringify(before) === JSON.stringify(value)
        ? []
        : [{ key, value, existed: before !== undefined }];
    });
    return [...gone, ...set].sort((a, b) => compareKeys(a.key, b.key));
  }

  #entriesOf(key: Key, row: Row): Entry[] {
    return indexed(key, row, this.#slugOf);
  }
}
