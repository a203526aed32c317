/** The rows that a fold may change, or compares others with; all others stay. In key order: the order of loading must not matter. */
import { inKeyOrder, sortedKeys } from '../../key-order.ts';
import type { Key } from '../../model.ts';
import type { Facts } from '../../tree/facts.ts';
import { readTogether } from '../../tree/missing.ts';
import type { Row, RowChange } from '../catalog.ts';
import { lastPart } from '../references.ts';
import { answeringTo, referringTo, reservedFor, withId } from './fact-keys.ts';
import { indexesIn, postsIn, rowOf } from './questions.ts';

export class Slice {
  readonly facts: Facts;
  readonly #isImport: boolean;
  readonly #before = new Map<Key, Row | undefined>();
  #rows = new Map<Key, Row>();
  readonly #loaded = new Set<Key>();
  #byLastPart: Map<string, Key[]> | undefined;

  /** @param isImport ids of posts that an import has still to fold are reserved */
  constructor(facts: Facts, isImport: boolean) {
    this.facts = facts;
    this.#isImport = isImport;
  }

  get rows(): ReadonlyMap<Key, Row> {
    return this.#rows;
  }

  /** Of a loaded post. Undefined: delete. */
  set(key: Key, row: Row | undefined): void {
    if (row) this.#rows.set(key, row);
    else this.#rows.delete(key);
  }

  /** As in the catalog. */
  before(key: Key): Row | undefined {
    if (!this.#before.has(key)) this.#before.set(key, rowOf(this.facts, key));
    return this.#before.get(key);
  }

  now = (key: Key): Row | undefined => (this.#loaded.has(key) ? this.#rows.get(key) : this.before(key));

  *changes(): Generator<RowChange> {
    for (const key of this.#loaded) {
      const [before, now] = [this.before(key), this.#rows.get(key)];
      if (before !== now) yield [key, before, now];
    }
  }

  /** Rows of a folder's files whose names begin with `index.`, in key order. */
  indexesIn(folder: string): [Key, Row][] {
    const known = [...indexesIn(this.facts, folder)].map(([key]) => key);
    const own = [...this.#loaded].filter((key) => key.startsWith(`${folder}/index.`));
    return this.#existing([...new Set([...known, ...own])]);
  }

  loadReferring(lastParts: Iterable<string>): void {
    this.load(readTogether([...lastParts].map((part) => () => postsIn(this.facts, referringTo(part)))).flat());
  }

  /** Posts that names with a last part can stand for, in key order. */
  answering(part: string): [Key, Row][] {
    const own = this.#loadedByLastPart().get(part) ?? [];
    const others = postsIn(this.facts, answeringTo(part)).filter((key) => !this.#loaded.has(key));
    return this.#existing([...others, ...own]);
  }

  /** Among posts that are not loaded; the last one. */
  holderOf(id: string): Key | undefined {
    return postsIn(this.facts, withId(id)).findLast((key) => !this.#loaded.has(key));
  }

  /** A post that an import has still to fold, with this id in front matter. */
  reservedBy(id: string): Key | undefined {
    return this.#isImport ? postsIn(this.facts, reservedFor(id)).find((key) => !this.#loaded.has(key)) : undefined;
  }

  load(keys: Iterable<Key>): void {
    const missing = [...new Set(keys)].filter((key) => !this.#loaded.has(key));
    if (missing.length === 0) return;
    this.#byLastPart = undefined;
    readTogether(missing.map((key) => () => this.before(key)));
    for (const key of missing) {
      this.#loaded.add(key);
      const row = this.before(key);
      if (row) this.#rows.set(key, row);
    }
    this.#rows = new Map(inKeyOrder(this.#rows));
  }

  #existing(keys: Key[]): [Key, Row][] {
    return sortedKeys(keys).flatMap((key): [Key, Row][] => {
      const row = this.now(key);
      return row ? [[key, row]] : [];
    });
  }

  #loadedByLastPart(): Map<string, Key[]> {
    if (this.#byLastPart) return this.#byLastPart;
    const found = new Map<string, Key[]>();
    for (const key of this.#loaded) {
      const part = lastPart(key);
      const keys = found.get(part);
      if (keys) keys.push(key);
      else found.set(part, [key]);
    }
    this.#byLastPart = found;
    return found;
  }
}
