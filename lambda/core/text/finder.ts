/** Scanners that look at each character of a text a fixed number of times, where a regular expression would go back. */

/**
 * Finds marks from left to right. The answer is kept until the search has passed it, so that many questions about a mark that is far away, or
 * absent, cost one search.
 */
export class Finder {
  /** Characters looked at until now. */
  visited = 0;
  readonly text: string;
  readonly #found = new Map<string, { from: number; at: number }>();

  constructor(text: string) {
    this.text = text;
  }

  /** Where the mark stands at `from` or after it; the end of the text if it does not. */
  next(mark: string, from: number): number {
    const known = this.#found.get(mark);
    if (known && known.from <= from && from <= known.at) return known.at;
    const index = this.text.indexOf(mark, from);
    const at = index < 0 ? this.text.length : index;
    this.visited += at - from + 1;
    this.#found.set(mark, { from, at });
    return at;
  }

  /** The first of the marks at `from` or after it. */
  first(marks: readonly string[], from: number): number {
    return marks.reduce((first, mark) => Math.min(first, this.next(mark, from)), this.text.length);
  }
}

/** Where a pattern matches in a text; found once, and asked for from left to right. */
export class Positions {
  readonly #end: number;
  readonly #at: number[];
  #passed = 0;

  constructor(text: string, pattern: RegExp) {
    this.#end = text.length;
    this.#at = Array.from(text.matchAll(pattern), ({ index }) => index);
  }

  /** The first one at `from` or after it; the end of the text if there is none. */
  next(from: number): number {
    while (this.#passed < this.#at.length && (this.#at[this.#passed] ?? 0) < from) this.#passed++;
    return this.#at[this.#passed] ?? this.#end;
  }
}

/** Without the characters at its end that are among these; `/x+$/` would try at each of them again. */
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

/** Spans of code between runs of backticks of one length. A run with no other of its length after it begins none. */
export class CodeSpans {
  readonly #text: string;
  /** By length, the places of runs, in order. */
  readonly #runs = new Map<number, number[]>();
  readonly #passed = new Map<number, number>();
  /** Of the run that was asked about last. */
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

  /**
   * @param at of a backtick, in the order of the text: also one inside of a run, which then counts as shorter
   * @returns where the span that begins there ends; undefined if none does
   */
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
