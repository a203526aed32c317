/** Replaces markup in one pass: what an expression looks for in vain from each start, this looks for once. */
import { Finder } from '../../core/text/finder.ts';

/** Where marks in lower case end; letters of the text may be capitals. */
export class Ends {
  readonly #finder: Finder;

  constructor(text: string) {
    this.#finder = new Finder(text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()));
  }

  /** Behind the next mark; undefined if there is none. */
  after(mark: string, from: number): number | undefined {
    const at = this.#finder.next(mark, from);
    return at === this.#finder.text.length ? undefined : at + mark.length;
  }
}

export interface Made {
  /** End of what is replaced. */
  to: number;
  made: string;
}

/**
 * @param start global; must not look further than the next start
 * @param make undefined: not replaced
 * @param write for the text between
 */
export function replaced(
  text: string,
  start: RegExp,
  make: (found: RegExpExecArray, ends: Ends) => Made | undefined,
  write = (part: string): string => part,
): string {
  // `make` may replace with the same pattern.
  const pattern = new RegExp(start);
  const ends = new Ends(text);
  const parts: string[] = [];
  let at = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const one = make(found, ends);
    pattern.lastIndex = one?.to ?? found.index + 1;
    if (!one) continue;
    parts.push(write(text.slice(at, found.index)), one.made);
    at = one.to;
  }
  return parts.join('') + write(text.slice(at));
}
