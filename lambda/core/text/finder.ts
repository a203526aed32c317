/** Linear scanners where regular expressions would backtrack. */

/** Caches the next place of each mark: distant or absent marks cost one search. */
export class Finder {
  visited = 0;
  readonly text: string;
  readonly #found = new Map<string, { from: number; at: number }>();

  constructor(text: string) {
    this.text = text;
  }

  /** The text's length if absent. */
  next(mark: string, from: number): number {
    const known = this.#found.get(mark);
    if (known && known.from <= from && from <= known.at) return known.at;
    const index = this.text.indexOf(mark, from);
    const at = index < 0 ? this.text.length : index;
    this.visited += at - from + 1;
    this.#found.set(mark, { from, at });
    return at;
  }

  first(marks: readonly string[], from: number): number {
    return marks.reduce((first, mark) => Math.min(first, this.next(mark, from)), this.text.length);
  }
}

export class Positions {
  readonly #end: number;
  readonly #at: number[];
  #passed = 0;

  constructor(text: string, pattern: RegExp) {
    this.#end = text.length;
    this.#at = Array.from(text.matchAll(pattern), ({ index }) => index);
  }

  next(from: number): number {
    while (this.#passed < this.#at.length && (this.#at[this.#passed] ?? 0) < from) this.#passed++;
    return this.#at[this.#passed] ?? this.#end;
  }
}

/** `/x+$/` is quadratic. */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1] ?? '')) end--;
  return text.slice(0, end);
}

export function withoutStart(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text[start] ?? '')) start++;
  return text.slice(start);
}

/** Equal runs of backticks delimit a span. */
export class CodeSpans {
  readonly #text: string;
  readonly #runs = new Map<number, number[]>();
  readonly #passed = new Map<number, number>();
  #end = 0;

  constructor(text: string) {
    this.#text = text;
    for (let at = text.indexOf('`'); at >= 0; at = text.indexOf('`', at)) {
      const start = at;
      while (text[at] === '`') at++;
      const known = this.#runs.get(at - start);
      if (known) known.push(start);
      else this.#runs.set(at - start, [start]);
    }
  }

  /** @param at ascending; inside a run, its rest counts */
  endOf(at: number): number | undefined {
    if (at >= this.#end) {
      this.#end = at;
      while (this.#text[this.#end] === '`') this.#end++;
    }
    const length = this.#end - at;
    const runs = this.#runs.get(length) ?? [];
    let next = this.#passed.get(length) ?? 0;
    while (next < runs.length && (runs[next] ?? 0) <= at) next++;
    this.#passed.set(length, next);
    const end = runs[next];
    return end === undefined ? undefined : end + length;
  }
}
