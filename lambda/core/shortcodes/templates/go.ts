/** Parses a subset of Go's templates: outputs, `if`, `with`, `range`, variables and pipelines. https://pkg.go.dev/text/template */
import { type Expression, NESTING, type Statement, split, UnsupportedError } from './syntax.ts';

const TOKEN = /\s*(?:("(?:[^"\\\n]|\\.)*")|(`[^`]*`)|(-?\d+(?:\.\d+)?)|(:=|=|\||,|\(|\))|(\$\w*|\.?\w+|\.)((?:\.\w+)*)|(\S))/y;

type Token =
  | { kind: 'value'; value: unknown }
  | { kind: 'sign'; text: string }
  | { kind: 'path'; head: string; fields: string[]; isTight: boolean };

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const next = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (next.lastIndex < end) {
    const from = next.lastIndex;
    const [whole = '', quoted, raw, number, sign, head, rest = '', other] = next.exec(text) ?? [];
    if (other !== undefined || whole === '') throw new UnsupportedError(`"${text.slice(from, from + 20).trim()}"`);
    if (quoted !== undefined)
      tokens.push({ kind: 'value', value: quoted.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter) });
    else if (raw !== undefined) tokens.push({ kind: 'value', value: raw.slice(1, -1) });
    else if (number !== undefined) tokens.push({ kind: 'value', value: Number(number) });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push({ kind: 'path', head: head ?? '', fields: rest.split('.').slice(1), isTight: !/^\s/.test(whole) });
  }
  return tokens;
}

const CONSTANTS: Record<string, unknown> = { true: true, false: false, nil: undefined };
const fieldsOf = (of: Expression, names: readonly string[]): Expression =>
  names.reduce<Expression>((inner, name) => ({ kind: 'field', of: inner, name }), of);

class Pipeline {
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  whole(): Expression {
    const found = this.#pipeline();
    if (this.#at < this.#tokens.length) throw new UnsupportedError('a pipeline');
    return found;
  }

  #peek = (): Token | undefined => this.#tokens[this.#at];
  #isSign = (text: string): boolean => {
    const token = this.#peek();
    return token?.kind === 'sign' && token.text === text;
  };

  #pipeline(): Expression {
    if (++this.#depth > NESTING) throw new UnsupportedError('deep parentheses');
    let value = this.#command();
    while (this.#isSign('|')) {
      this.#at++;
      const next = this.#command();
      if (next.kind === 'call') value = { ...next, positional: [...next.positional, value] };
      else if (next.kind === 'field') value = { kind: 'call', name: next.name, of: next.of, positional: [value], named: [] };
      else throw new UnsupportedError('a pipeline');
    }
    this.#depth--;
    return value;
  }

  #command(): Expression {
    const first = this.#operand();
    const rest: Expression[] = [];
    while (this.#at < this.#tokens.length && !this.#isSign('|') && !this.#isSign(')')) rest.push(this.#operand());
    if (first.kind === 'call') return { ...first, positional: [...first.positional, ...rest] };
    if (rest.length === 0) return first;
    if (first.kind !== 'field') throw new UnsupportedError('a value with arguments');
    return { kind: 'call', name: first.name, of: first.of, positional: rest, named: [] };
  }

  #operand(): Expression {
    const token = this.#peek();
    this.#at++;
    if (!token) throw new UnsupportedError('an empty pipeline');
    if (token.kind === 'value') return token;
    if (token.kind === 'sign') {
      if (token.text !== '(') throw new UnsupportedError(`"${token.text}"`);
      const inner = this.#pipeline();
      if (!this.#isSign(')')) throw new UnsupportedError('a parenthesis without an end');
      this.#at++;
      const next = this.#peek();
      if (next?.kind !== 'path' || !next.isTight || !next.head.startsWith('.')) return inner;
      this.#at++;
      return fieldsOf(inner, [next.head.slice(1), ...next.fields]);
    }
    return pathOf(token.head, token.fields);
  }
}

function pathOf(head: string, fields: readonly string[]): Expression {
  if (head === '.') return { kind: 'dot' };
  if (head.startsWith('$')) return fieldsOf({ kind: 'variable', name: head }, fields);
  if (head.startsWith('.')) return fieldsOf({ kind: 'dot' }, [head.slice(1), ...fields]);
  if (Object.hasOwn(CONSTANTS, head)) return { kind: 'value', value: CONSTANTS[head] };
  if (head === 'site' || head === 'page') return fieldsOf({ kind: 'variable', name: head }, fields);
  return { kind: 'call', name: [head, ...fields].join('.'), positional: [], named: [] };
}

const SET = /^(\$\w+)\s*(:?=)(?!=)\s*([\s\S]+)$/;
const RANGE = /^(?:(\$\w+)\s*(?:,\s*(\$\w+)\s*)?:=\s*)?([\s\S]+)$/;

interface Open {
  word: string;
  statement: Extract<Statement, { kind: 'if' | 'for' }> | undefined;
  body: Statement[];
}

/** @throws UnsupportedError */
export function parseGo(text: string): Statement[] {
  const root: Statement[] = [];
  const open: Open[] = [{ word: '', statement: undefined, body: root }];
  for (const piece of split(text, /\{\{/, '"`')) {
    const body = open.at(-1)?.body ?? root;
    if (typeof piece === 'string') {
      if (piece !== '') body.push({ kind: 'text', text: piece });
    } else action(piece.inside.slice(2).trim(), body, open);
    if (open.length > NESTING) throw new UnsupportedError('deep blocks');
  }
  if (open.length > 1) throw new UnsupportedError(`${open.at(-1)?.word} without an end`);
  return root;
}

function action(inside: string, body: Statement[], open: Open[]): void {
  if (inside.startsWith('/*')) return;
  const [word = ''] = /^\w+/.exec(inside) ?? [];
  const rest = inside.slice(word.length).trim();
  if (word === 'if' || word === 'with' || word === 'range') start(word, rest, body, open);
  else if (word === 'else') otherwise(rest, open);
  else if (word === 'end') end(open);
  else if (['define', 'block', 'template', 'return', 'break', 'continue', 'try'].includes(word)) throw new UnsupportedError(word);
  else {
    const [, name, sign, value = ''] = SET.exec(inside) ?? [];
    if (name !== undefined) body.push({ kind: 'set', name, value: new Pipeline(value).whole(), isNew: sign === ':=' });
    else body.push({ kind: 'output', value: new Pipeline(inside).whole() });
  }
}

function start(word: string, rest: string, body: Statement[], open: Open[]): void {
  const [, first, second, list = ''] = RANGE.exec(rest) ?? [];
  const value = new Pipeline(list).whole();
  const names = second === undefined ? { item: first } : { key: first, item: second };
  const statement: Open['statement'] =
    word === 'range'
      ? { kind: 'for', list: value, setsDot: true, body: [], otherwise: [], ...(first === undefined ? {} : (names as { item: string })) }
      : {
          kind: 'if',
          condition: value,
          isWith: word === 'with',
          body: [],
          otherwise: [],
          ...(first === undefined ? {} : { variable: first }),
        };
  body.push(statement);
  open.push({ word, statement, body: statement.body });
}

/** `else if` is a block in the other branch, with one end for both. */
function otherwise(rest: string, open: Open[]): void {
  const current = open.at(-1);
  if (!current?.statement) throw new UnsupportedError('else without a start');
  current.body = current.statement.otherwise;
  if (rest === '') return;
  const [word = ''] = /^(?:if|with)\b/.exec(rest) ?? [];
  if (word === '') throw new UnsupportedError(`else ${rest}`);
  start(word, rest.slice(word.length).trim(), current.body, open);
  const inner = open.at(-1);
  if (inner) inner.word = 'else';
}

function end(open: Open[]): void {
  let closed = open.pop();
  while (closed?.word === 'else') closed = open.pop();
  if (!closed?.statement) throw new UnsupportedError('end without a start');
}
