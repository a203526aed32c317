/** What the parsers of Go's and Tera's templates make, and `run.ts` runs. */
export type Expression =
  | { kind: 'value'; value: unknown }
  | { kind: 'dot' }
  | { kind: 'variable'; name: string }
  | { kind: 'field'; of: Expression; name: string }
  | { kind: 'call'; name: string; of?: Expression; positional: Expression[]; named: [string, Expression][] };

export type Statement =
  | { kind: 'text'; text: string }
  | { kind: 'output'; value: Expression }
  | { kind: 'set'; name: string; value: Expression; isNew: boolean }
  | { kind: 'if'; condition: Expression; isWith: boolean; variable?: string; body: Statement[]; otherwise: Statement[] }
  | { kind: 'for'; list: Expression; key?: string; item?: string; setsDot: boolean; body: Statement[]; otherwise: Statement[] };

/** Outside of the subset; the message names what. */
export class UnsupportedError extends Error {}

/** Not to be escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** Longer templates are not parsed. */
export const LONGEST_TEMPLATE = 100_000;
/** Statements and parentheses open at once. */
export const NESTING = 50;

interface Action {
  /** With its opening: `{% if a` */
  inside: string;
}

/** Texts and actions in turn; `-` trims the text beside it. Ends are found outside of quotes. */
export function split(text: string, opening: RegExp, quotes: string): (string | Action)[] {
  if (text.length > LONGEST_TEMPLATE) throw new UnsupportedError(`a template of more than ${LONGEST_TEMPLATE} characters`);
  const pieces: (string | Action)[] = [];
  let at = 0;
  let trims = false;
  const next = new RegExp(opening, 'g');
  for (let found = next.exec(text); found; found = next.exec(text)) {
    const close = found[0].startsWith('{%') ? '%}' : found[0].startsWith('{#') ? '#}' : '}}';
    const inner = next.lastIndex;
    const end = endOf(text, inner, close, close === '#}' ? '' : quotes);
    if (end === undefined) throw new UnsupportedError(`"${found[0]}" without an end`);
    const trimsBefore = text[inner] === '-' && /\s/.test(text[inner + 1] ?? '');
    const trimsAfter = text[end - 1] === '-' && (close !== '}}' || /\s/.test(text[end - 2] ?? '') || trimsBefore);
    const before = text.slice(at, found.index);
    pieces.push(trimmed(before, trims, trimsBefore));
    const inside = text.slice(inner + (trimsBefore ? 1 : 0), end - (trimsAfter ? 1 : 0));
    pieces.push({ inside: found[0] + inside });
    [at, trims] = [end + 2, trimsAfter];
    next.lastIndex = at;
  }
  pieces.push(trimmed(text.slice(at), trims, false));
  return pieces;
}

function trimmed(text: string, start: boolean, end: boolean): string {
  const first = start ? text.trimStart() : text;
  return end ? first.trimEnd() : first;
}

const COMMENT = /^-?\s*\/\*/;

function endOf(text: string, from: number, close: string, quotes: string): number | undefined {
  const [comment] = COMMENT.exec(text.slice(from, from + 100)) ?? [];
  const start = comment === undefined ? from : text.indexOf('*/', from) + 2;
  if (start < from) return undefined;
  for (let at = start; at < text.length; at++) {
    const character = text[at] ?? '';
    if (text.startsWith(close, at)) return at;
    if (!quotes.includes(character)) continue;
    for (at++; at < text.length && text[at] !== character; at++) if (text[at] === '\\' && character !== '`') at++;
  }
  return undefined;
}
