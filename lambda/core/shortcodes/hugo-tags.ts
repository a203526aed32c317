import type { Budget } from '../budget.ts';
import { Finder } from '../text/finder.ts';
import type { Call } from './hugo-built-in.ts';

export interface Tag extends Call {
  from: number;
  to: number;
  closing: boolean;
  /** `{{% %}}`: what it makes is Markdown. */
  isMarkdown: boolean;
  end?: Tag;
}

export type Piece = Tag | { from: number; to: number; literal: string };

const LONGEST = 4_000;

/** Steps per quote or end mark. */
const MARK = 1 / 16;

const NAME = /\{\{[<%]\s*(?:(\/)\s*)?([\w./-]+)/y;
const PARAMETER = /(?:([\w-]+)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`|([^\s"`=]+))/g;

function parseParameters(text: string): Pick<Call, 'named' | 'positional' | 'typed'> {
  const named = new Map<string, string>();
  const positional: string[] = [];
  const typed = new Map<string | number, unknown>();
  for (const [, name, quoted, raw, bare] of text.matchAll(PARAMETER)) {
    const value = quoted?.replace(/\\(["\\])/g, '$1') ?? raw ?? bare ?? '';
    typed.set(name ?? positional.length, bare === undefined ? value : typedValue(bare));
    if (name === undefined) positional.push(value);
    else named.set(name, value);
  }
  return { named, positional, typed };
}

/** Without quotes, as Hugo's parser. */
const typedValue = (text: string): unknown =>
  text === 'true' ? true : text === 'false' ? false : /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;

class Reader {
  readonly #body: string;
  readonly #budget: Budget;
  readonly #literals: Finder;
  readonly #marks: number[];

  constructor(body: string, budget: Budget) {
    this.#body = body;
    this.#budget = budget;
    this.#literals = new Finder(body);
    this.#marks = Array.from(body.matchAll(/["`]|[>%]\}\}/g), ({ index }) => index);
  }

  // Escaped: shows `{{< figure >}}`.
  literalAt(from: number): Piece | undefined {
    const inside = from + '{{</*'.length;
    if (!this.#body.startsWith('/*', from + '{{<'.length)) return undefined;
    const end = this.#literals.first(['*/>}}', '*/%}}'], inside);
    if (end === this.#body.length || end - inside > LONGEST) return undefined;
    const literal = `${this.#body.slice(from, from + 3)}${this.#body.slice(inside, end)}${this.#body.slice(end + 2, end + 5)}`;
    return { from, to: end + '*/>}}'.length, literal };
  }

  tagsAt(from: number): Tag[] {
    NAME.lastIndex = from;
    const [opening, slash, name = ''] = NAME.exec(this.#body) ?? [];
    const end = opening === undefined ? undefined : this.#endOf(NAME.lastIndex);
    if (end === undefined) return [];
    const inside = this.#body.slice(NAME.lastIndex, end).trimEnd();
    const to = end + '>}}'.length;
    const parameters = parseParameters(inside.endsWith('/') ? inside.slice(0, -1) : inside);
    const isMarkdown = this.#body[from + 2] === '%';
    const tag = { from, to, name, closing: slash === '/', isMarkdown, ...parameters, inner: undefined };
    return inside.endsWith('/') ? [tag, { ...tag, from: to, closing: true }] : [tag];
  }

  #endOf(from: number): number | undefined {
    let at = from;
    let outside = 0;
    for (let index = this.#firstMark(from); index < this.#marks.length; index++) {
      this.#budget.use(MARK);
      const mark = this.#marks[index] ?? 0;
      outside += mark - at + 1;
      if (outside > LONGEST) return undefined;
      if (this.#body[mark] === '>' || this.#body[mark] === '%') return mark;
      index = this.#closing(index);
      at = (this.#marks[index] ?? 0) + 1;
    }
    return undefined;
  }

  #firstMark(from: number): number {
    let [low, high] = [0, this.#marks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#marks[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #closing(opening: number): number {
    const quote = this.#body[this.#marks[opening] ?? 0];
    let index = opening + 1;
    for (; index < this.#marks.length; index++) {
      const mark = this.#marks[index] ?? 0;
      this.#budget.use(MARK);
      if (this.#body[mark] === quote && (quote === '`' || !this.#isEscaped(mark))) break;
    }
    return index;
  }

  #isEscaped(at: number): boolean {
    let start = at;
    while (this.#body[start - 1] === '\\') start--;
    this.#budget.use((at - start) * MARK);
    return (at - start) % 2 === 1;
  }
}

/** Unclosed tags are text. */
export function scan(body: string, budget: Budget): Piece[] {
  const pieces: Piece[] = [];
  const reader = new Reader(body, budget);
  const start = /\{\{[<%]/g;
  for (let tag = start.exec(body); tag; tag = start.exec(body)) {
    const at = tag.index;
    const literal = reader.literalAt(at);
    const found = literal ? [literal] : reader.tagsAt(at);
    pieces.push(...found);
    start.lastIndex = found.at(-1)?.to ?? at + 3;
  }
  return pieces;
}
