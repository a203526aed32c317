/**
 * Conditions that select posts for a feed: `tag = go and not (section in (links, notes) or date < 2020)`. They are parsed, never run as code.
 * Total: every text is a condition or a problem, and a test of any post ends, in time linear in both.
 */
import { nearest } from '../text/fields.ts';
import { canonicalLanguage } from '../text/language.ts';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A test without operator: whether the post has the field. */
export type Condition =
  | { kind: 'and' | 'or'; parts: Condition[] }
  | { kind: 'not'; part: Condition }
  | { kind: 'has'; field: string }
  | { kind: 'compare'; field: string; is: Comparison; value: string }
  | { kind: 'in'; field: string; values: string[] };

/** From 0. */
export type ConditionProblem = { problem: string; at: number };

export const TERM_FIELDS = { tag: 'tags', category: 'categories', author: 'authors' } as const;
export const DATE_FIELDS = ['date', 'updated'] as const;
/** Prefix of front matter fields. */
export const PAGE = 'page.';
const FIELDS = [...Object.keys(TERM_FIELDS), 'section', 'collection', 'language', 'title', 'slug', ...DATE_FIELDS];

/** Characters; parentheses and `not` within each other; comparisons. */
export const CONDITION_LIMITS = { length: 5_000, depth: 50, tests: 500 };

type Token = { kind: 'sign' | 'word' | 'text' | 'end'; text: string; at: number };

class Unreadable extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const TOKEN = /(?<sign>[(),]|[<>!]=|==|[=<>])|"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<word>[^\s(),=<>!"']+)/y;

const SPACE = /\s*/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; ; ) {
    SPACE.lastIndex = at;
    at += SPACE.exec(text)?.[0].length ?? 0;
    if (at >= text.length) return [...tokens, { kind: 'end', text: 'the end', at }];
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)?.groups;
    if (!groups) throw new Unreadable(/["']/.test(text[at] ?? '') ? 'the quote does not end' : `unexpected ${shown(text[at] ?? '')}`, at);
    const { sign, word } = groups;
    const value = sign ?? word ?? groups.double ?? groups.single ?? '';
    tokens.push({ kind: sign === undefined ? (word === undefined ? 'text' : 'word') : 'sign', text: value.normalize('NFC'), at });
    at = TOKEN.lastIndex;
  }
}

const shown = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** `2026`, `2026-03`, `2026-03-01`, with `09:30` or `09:30:00` */
const DATE = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?)?)?$/;

export const isDateText = (text: string): boolean => DATE.test(text);

/** 31 February becomes 3 March. */
const isDay = (text: string): boolean =>
  isDateText(text) && (text.length < 10 || new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(text.slice(0, 10)));

/** Longer ones are names in the language itself, such as `deutsch`. */
const LANGUAGE = /^[a-z]{2,3}(?:-|$)/;

const KEYWORDS = ['and', 'or', 'not', 'in'];

class Parser {
  private readonly tokens: Token[];
  private readonly taxonomies: readonly string[];
  private next = 0;
  private tests = 0;

  constructor(text: string, taxonomies: readonly string[]) {
    this.tokens = tokensOf(text);
    this.taxonomies = taxonomies;
  }

  parse(): Condition {
    const condition = this.any(0);
    const { kind, text, at } = this.token;
    if (kind !== 'end') throw new Unreadable(`expected "and", "or" or the end, got ${shown(text)}`, at);
    return condition;
  }

  private get token(): Token {
    return this.tokens[this.next] ?? { kind: 'end', text: 'the end', at: 0 };
  }

  private accepts(kind: Token['kind'], text: string): boolean {
    const { token } = this;
    if (token.kind !== kind || (kind === 'word' ? token.text.toLowerCase() : token.text) !== text) return false;
    this.next += 1;
    return true;
  }

  private any(depth: number): Condition {
    return this.joined('or', () => this.joined('and', () => this.single(depth)));
  }

  private joined(kind: 'and' | 'or', part: () => Condition): Condition {
    const parts = [part()];
    while (this.accepts('word', kind)) parts.push(part());
    return parts.length > 1 ? { kind, parts } : (parts[0] as Condition);
  }

  private single(depth: number): Condition {
    const { at } = this.token;
    if (depth > CONDITION_LIMITS.depth) throw new Unreadable(`expected at most ${CONDITION_LIMITS.depth} levels`, at);
    if (this.accepts('word', 'not')) return { kind: 'not', part: this.single(depth + 1) };
    if (!this.accepts('sign', '(')) return this.test();
    const condition = this.any(depth + 1);
    this.expect(')');
    return condition;
  }

  private expect(sign: string): void {
    const { text, at } = this.token;
    if (!this.accepts('sign', sign)) throw new Unreadable(`expected "${sign}", got ${shown(text)}`, at);
  }

  private test(): Condition {
    const { kind, text, at } = this.token;
    if (kind !== 'word' || KEYWORDS.includes(text.toLowerCase()))
      throw new Unreadable(`expected a field such as tag, got ${shown(text)}`, at);
    this.tests += 1;
    if (this.tests > CONDITION_LIMITS.tests) throw new Unreadable(`expected at most ${CONDITION_LIMITS.tests} comparisons`, at);
    const field = this.field(text, at);
    this.next += 1;
    if (this.accepts('word', 'in')) return { kind: 'in', field, values: this.list(field) };
    if (this.accepts('word', 'not')) {
      const { text: other, at: where } = this.token;
      if (!this.accepts('word', 'in')) throw new Unreadable(`expected "in" after "not", got ${shown(other)}`, where);
      return { kind: 'not', part: { kind: 'in', field, values: this.list(field) } };
    }
    return this.comparison(field);
  }

  private comparison(field: string): Condition {
    const { kind, text, at } = this.token;
    const is = text === '==' ? '=' : text;
    if (kind !== 'sign' || !isComparison(is)) return { kind: 'has', field };
    if (!['=', '!='].includes(is) && !isOrdered(field)) throw new Unreadable(`${field} has no order; use = or in`, at);
    this.next += 1;
    return { kind: 'compare', field, is, value: this.value(field) };
  }

  private list(field: string): string[] {
    this.expect('(');
    const values = [this.value(field)];
    while (this.accepts('sign', ',')) values.push(this.value(field));
    this.expect(')');
    return values;
  }

  private value(field: string): string {
    const { kind, text, at } = this.token;
    if (kind !== 'text' && (kind !== 'word' || KEYWORDS.includes(text.toLowerCase())))
      throw new Unreadable(`expected a value for ${field}, got ${shown(text)}; put it in quotes`, at);
    if (DATE_FIELDS.some((each) => each === field) && !isDay(text))
      throw new Unreadable(`expected a date such as 2026, 2026-03 or 2026-03-01, got ${shown(text)}`, at);
    const language = field === 'language' ? canonicalLanguage(text) : text;
    if (language === undefined || (field === 'language' && !LANGUAGE.test(language)))
      throw new Unreadable(`expected a language such as de or pt-BR, got ${shown(text)}`, at);
    this.next += 1;
    return language;
  }

  private field(text: string, at: number): string {
    const known = [...FIELDS, ...this.taxonomies];
    const name = text.startsWith(PAGE) ? text.slice(PAGE.length) : '';
    if (known.includes(text) || (name !== '' && name.split('.').every((part) => part !== ''))) return text;
    throw new Unreadable(
      `no such field: ${shown(text)}; did you mean ${nearest(text.toLowerCase(), known)}? fields of front matter are written ${PAGE}${text.replace(/^\.+|\.+$/g, '') || 'mood'}`,
      at,
    );
  }
}

const COMPARISONS: readonly string[] = ['=', '!=', '<', '<=', '>', '>='];
const isComparison = (text: string): text is Comparison => COMPARISONS.includes(text);
export const isOrdered = (field: string): boolean => field.startsWith(PAGE) || DATE_FIELDS.some((each) => each === field);

/** @param taxonomies of the blog, which are fields too */
export function parseCondition(text: string, taxonomies: readonly string[] = []): Condition | ConditionProblem {
  if (text.length > CONDITION_LIMITS.length) return { problem: `expected at most ${CONDITION_LIMITS.length} characters`, at: 0 };
  try {
    return new Parser(text, taxonomies).parse();
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.message, at: error.at };
    throw error;
  }
}

export function namesField(condition: Condition, field: string): boolean {
  if ('part' in condition) return namesField(condition.part, field);
  return 'parts' in condition ? condition.parts.some((part) => namesField(part, field)) : condition.field === field;
}
