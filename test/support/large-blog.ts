/**
 * Generates the state of a published blog of any size: building a million posts takes hours. The newest posts of the feeds that `NEXT`
 * enters are real; the rows of all others have made-up digests. `large-blog.test.ts` compares it with a build.
 */
import type { FeedRow, Row } from '../../lambda/core/catalog/catalog.ts';
import { termEntries } from '../../lambda/core/catalog/facts/catalog-entries.ts';
import { entryIn, nameKey, outputKey, rowKey, windowKey, windowOf, withText } from '../../lambda/core/catalog/facts/fact-keys.ts';
import { indexed } from '../../lambda/core/catalog/facts/indexed.ts';
import { countEntry } from '../../lambda/core/catalog/facts/term-counts.ts';
import { decodeOutput, encodeOutput, type Feed, feedKey, MAIN } from '../../lambda/core/catalog/outputs.ts';
import { recordOf } from '../../lambda/core/catalog/written.ts';
import { digest } from '../../lambda/core/hash.ts';
import { instantAt } from '../../lambda/core/instant.ts';
import { compareKeys } from '../../lambda/core/key-order.ts';
import type { Instant, Key, OutputKey, Taxonomy } from '../../lambda/core/model.ts';
import type { Entry, Json } from '../../lambda/core/tree/facts.ts';
import { dayOf, postText } from './archive.ts';

/** The newest posts are a day apart, so that the newest month is the same at every size; all others spread over the years before. */
const DAILY = 50;
const YEARS = 20 * 365.25 * 86_400_000;

/** Posts in the window of a feed. */
const SHOWN = 20;

/** Posts of the smallest feeds. */
const FEW = 40;

interface Term {
  taxonomy: Taxonomy;
  name: string;
  slug: string;
  /** The term has the posts whose index has this remainder. */
  every: number;
  remainder: number;
}

export class LargeBlog {
  readonly #size: number;
  readonly #pools: readonly (readonly [name: string, size: number])[];

  constructor(size: number) {
    const rare = Math.ceil(size / FEW);
    this.#size = size;
    this.#pools = [
      ['light', 12],
      ['wind', Math.min(300, rare)],
      ['sea', rare],
      ['ship', Math.ceil((rare * 4) / 5)],
    ];
  }

  /** @param index 0 for the next post; larger ones are older */
  key = (index: number): Key => `_posts/${this.#published(index).slice(0, 10)}-day-${index}.md`;

  text = (index: number): string => postText(index, this.#published(index), this.#tags(index));

  get terms(): number {
    return this.#terms().length;
  }

  /** Indices of the posts that must be real, older than the first. */
  shown(first: number, last: number): number[] {
    const found = new Set<number>();
    const note = (every: number, from: number) => {
      for (let at = from, left = SHOWN; at <= this.#size && left > 0; at += every) {
        if (at < first) continue;
        found.add(at);
        left -= 1;
      }
    };
    note(1, first);
    for (let at = first; at <= Math.min(DAILY, this.#size); at += 1) found.add(at);
    for (let next = last; next < first; next += 1) for (const [, every] of this.#pools) note(every, modulo(next, every));
    return [...found];
  }

  /** Sorted. */
  outputs(from: number, to: number): OutputKey[] {
    const indices = Array.from({ length: to - from }, (_, at) => from + at);
    const entered = ({ every, remainder }: Term) => indices.some((index) => modulo(index, every) === remainder);
    const feeds = [MAIN, ...this.#terms().filter(entered).map(feedOf)];
    const outputs = feeds.flatMap((of) => [encodeOutput({ kind: 'feed', of }), encodeOutput({ kind: 'page', of })]);
    return outputs.sort(compareKeys);
  }

  /**
   * In key order.
   * @param first the newest post
   * @param real rows, one of which is the template of all others
   */
  *entries(first: number, real: ReadonlyMap<Key, Row>): Generator<Entry> {
    const rowOf = this.#rows(real);
    yield* this.#termEntries();
    yield* this.#counts(first);
    yield* this.#byDay(first, (index) => [[rowKey(this.key(index)), rowOf(index) as unknown as Json]]);
    for (const prefix of ['n/', 'u/'])
      yield* this.#byDay(first, (index) =>
        indexed(this.key(index), rowOf(index), () => undefined).filter(([key]) => key.startsWith(prefix)),
      );
    yield* this.#windows(first, real);
    const texts = this.#indices(first).map((index) => [factOf(real.get(this.key(index)), 'text', index), index] as const);
    texts.sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [text, index] of texts) yield [entryIn(withText(text), this.key(index)), true];
  }

  #published(index: number): Instant {
    if (index <= DAILY) return dayOf(index);
    const older = Math.max(1, this.#size - DAILY);
    return instantAt(Date.parse(dayOf(DAILY)) - Math.floor(((index - DAILY) * YEARS) / older));
  }

  #tags = (index: number): string[] => this.#pools.map(([name, size]) => `${name}-${modulo(index, size)}`);

  #terms(): Term[] {
    const tags = this.#pools.flatMap(([name, every]) =>
      Array.from({ length: every }, (_, remainder): Term => {
        const tag = `${name}-${remainder}`;
        return { taxonomy: 'tags', name: tag, slug: tag, every, remainder };
      }),
    );
    return [{ taxonomy: 'categories', name: 'Log', slug: 'log', every: 1, remainder: 0 }, ...tags];
  }

  #rows(real: ReadonlyMap<Key, Row>): (index: number) => Row {
    const [model] = real.values();
    return (index) => {
      const key = this.key(index);
      const known = real.get(key);
      if (known) return known;
      if (!model?.version || model.state !== 'live') throw new Error('the model is no published post');
      const published = this.#published(index);
      const id = `https://blog.example/${published.slice(0, 10).replaceAll('-', '/')}/day-${index}`;
      const made = { id, link: `${id}/`, title: `Day ${index}`, slug: `day-${index}`, published, updated: published };
      const [text, shown, entry] = [factOf(undefined, 'text', index), madeUp(2, index), factOf(undefined, 'entry', index)];
      const version = { ...model.version, ...made, terms: { ...model.version.terms, tags: this.#tags(index) }, text, shown, entry };
      return { ...model, etag: madeUp(3, index), version };
    };
  }

  *#termEntries(): Generator<Entry> {
    const all = this.#terms().flatMap(({ taxonomy, name, slug }) => termEntries(taxonomy, name, slug));
    yield* inOrder(all.filter(([key]) => key.startsWith('T/')));
  }

  *#counts(first: number): Generator<Entry> {
    yield* inOrder(
      this.#terms().map((term) => {
        const members = this.#members(term, first);
        const [newest] = members;
        return countEntry(feedOf(term), {
          ...{ name: term.name, own: members.length, foreign: 0 },
          newest: [newest === undefined ? '' : this.#published(newest), ''],
        });
      }),
    );
  }

  /** For ranges whose keys begin with the day. */
  *#byDay(first: number, entriesOf: (index: number) => Entry[]): Generator<Entry> {
    let day = '';
    let group: Entry[] = [];
    for (let index = this.#size; index >= first; index -= 1) {
      const next = this.#published(index).slice(0, 10);
      if (next !== day) yield* inOrder(group);
      if (next !== day) group = [];
      day = next;
      group.push(...entriesOf(index));
    }
    yield* inOrder(group);
  }

  *#windows(first: number, real: ReadonlyMap<Key, Row>): Generator<Entry> {
    const feeds = this.#terms().map((term) => ({ term, feed: feedOf(term) }));
    const main = { term: { every: 1, remainder: 0, name: undefined }, feed: MAIN };
    const inKeyOrder = [main, ...feeds]
      .map(({ term, feed }) => ({ term, feed, key: feedKey(feed) }))
      .sort((a, b) => compareKeys(a.key, b.key));
    const opml = outputKey('opml', 'opml');
    let hasOpml = false;
    for (const { term, feed, key } of inKeyOrder) {
      if (!hasOpml && compareKeys(`w/${key}`, opml) > 0) {
        yield [opml, outputRow('opml', 0)];
        hasOpml = true;
      }
      const members = this.#members(term, first);
      const window = windowOf(key);
      for (const index of members) {
        const post = this.key(index);
        yield [windowKey(window, this.#published(index), post), factOf(real.get(post), 'entry', index)];
      }
      yield* inOrder(this.#outputs(feed, key, term.name, members));
    }
  }

  #outputs(feed: Feed, key: OutputKey, name: string | undefined, members: readonly number[]): Entry[] {
    const page = encodeOutput({ kind: 'page', of: feed });
    const months = feed.kind === 'main' ? groupBy(members, (index) => this.#published(index).slice(0, 7)) : new Map<string, number[]>();
    const [newest] = months.keys();
    const archives = [...months].flatMap(([month, { length }]): Entry[] => {
      const parts = month === newest ? Math.floor(length / 100) : Math.ceil(length / 100);
      return Array.from({ length: parts }, (_, index): Entry => {
        const archive = encodeOutput({ kind: 'archive', of: feed, month, part: index + 1 });
        return [outputKey(key, archive), outputRow(archive, Math.min(100, length - index * 100))];
      });
    });
    return [
      ...(name === undefined ? [] : [[nameKey(key), name] as const]),
      [outputKey(key, key), outputRow(key, members.length)],
      [outputKey(key, page), outputRow(page, 10)],
      ...archives,
    ];
  }

  /** Newest first. */
  #members({ every, remainder }: Pick<Term, 'every' | 'remainder'>, first: number): number[] {
    const members: number[] = [];
    for (let index = remainder; index <= this.#size; index += every) if (index >= first) members.push(index);
    return members;
  }

  #indices = (first: number): number[] => Array.from({ length: this.#size - first + 1 }, (_, at) => first + at);
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

/** 128 bits, like a digest; hashing takes ten times as long. */
function madeUp(kind: number, index: number): string {
  let state = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(kind + 1, 0x85ebca6b);
  const part = () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    return ((state ^ (state >>> 15)) >>> 0).toString(16).padStart(8, '0');
  };
  return part() + part() + part() + part();
}

const factOf = (real: Row | undefined, fact: 'text' | 'entry', index: number): string =>
  real?.version?.[fact] ?? madeUp(fact === 'text' ? 0 : 1, index);

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

const feedOf = ({ taxonomy, slug }: Term): Feed & { kind: 'term' } => ({ kind: 'term', taxonomy, slug });

const inOrder = (entries: Entry[]): Entry[] => entries.sort(([a], [b]) => compareKeys(a, b));

function outputRow(output: OutputKey, entries: number): Json {
  const documents = ['page', 'opml'].includes(decodeOutput(output)?.kind ?? '') ? 2 : 6;
  const etags = Array.from({ length: documents }, (_, index): [string, string] => [`${output} ${index}`, digest(output, index)]);
  const row: FeedRow = { rev: 1, digest: digest(output), entries, etags: recordOf(new Map(etags)) };
  return row as unknown as Json;
}
