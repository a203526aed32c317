/** Parses a subset of Tera's templates: outputs with filters, `if`, `for` and `set`. https://keats.github.io/tera/docs/ */
import { type Expression, NESTING, type Statement, split, UnsupportedError } from './syntax.ts';

const TOKEN = /\s*(?:"([^"]*)"|'([^']*)'|`([^`]*)`|(\d+(?:\.\d+)?)|([A-Za-z_]\w*(?:::\w+)*)|(==|!=|<=|>=|[<>=|,()[\].+\-*/%~:]))/y;

type Token = { kind: 'value'; value: unknown } | { kind: 'name' | 'sign'; text: string };

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const next = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (next.lastIndex < end) {
    const from = next.lastIndex;
    const found = next.exec(text);
    if (!found) throw new UnsupportedError(`"${text.slice(from, from + 20).trim()}"`);
    const [, double, single, raw, number, name, sign = ''] = found;
    const quoted = double ?? single ?? raw;
    if (quoted !== undefined) tokens.push({ kind: 'value', value: quoted });
    else if (number !== undefined) tokens.push({ kind: 'value', value: Number(number) });
    else if (name === 'true' || name === 'false') tokens.push({ kind: 'value', value: name === 'true' });
    else tokens.push(name === undefined ? { kind: 'sign', text: sign } : { kind: 'name', text: name });
  }
  return tokens;
}

const call = (name: string, positional: Expression[], named: [string, Expression][] = []): Expression => ({
  kind: 'call',
  name,
  positional,
  named,
});
const COMPARISONS: Record<string, string> = { '==': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' };
const SUMS: Record<string, string> = { '+': 'add', '-': 'sub', '~': 'print' };
const PRODUCTS: Record<string, string> = { '*': 'mul', '/': 'div', '%': 'mod' };

class Parser {
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  whole(): Expression {
    const found = this.#or();
    if (this.#at < this.#tokens.length) throw new UnsupportedError('an expression');
    return found;
  }

  /** `a="b", c=1` */
  arguments(end: string | undefined): [string, Expression][] {
    const named: [string, Expression][] = [];
    while (this.#at < this.#tokens.length && !this.#takes(end ?? '')) {
      const name = this.#name();
      if (!this.#takes('=')) throw new UnsupportedError('an argument without a name');
      named.push([name, this.#or()]);
      this.#takes(',');
    }
    return named;
  }

  #peek(): string | undefined {
    const token = this.#tokens[this.#at];
    return token?.kind === 'value' ? undefined : token?.text;
  }

  #takes(text: string): boolean {
    const isNext = this.#peek() === text;
    if (isNext) this.#at++;
    return isNext;
  }

  #name(): string {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== 'name') throw new UnsupportedError('an expression');
    return token.text;
  }

  #or(): Expression {
    if (++this.#depth > NESTING) throw new UnsupportedError('deep parentheses');
    const operands = [this.#and()];
    while (this.#takes('or')) operands.push(this.#and());
    this.#depth--;
    return operands.length === 1 ? (operands[0] as Expression) : call('or', operands);
  }

  #and(): Expression {
    const operands = [this.#not()];
    while (this.#takes('and')) operands.push(this.#not());
    return operands.length === 1 ? (operands[0] as Expression) : call('and', operands);
  }

  #not(): Expression {
    let negations = 0;
    while (this.#takes('not')) negations++;
    const value = this.#comparison();
    return negations % 2 === 1 ? call('not', [value]) : value;
  }

  #comparison(): Expression {
    const left = this.#filtered();
    if (this.#takes('is')) {
      const isNegated = this.#takes('not');
      const test = this.#test(left);
      return isNegated ? call('not', [test]) : test;
    }
    if (this.#takes('in')) return call('in', [this.#filtered(), left]);
    const sign = this.#peek() ?? '';
    if (!Object.hasOwn(COMPARISONS, sign)) return left;
    this.#at++;
    return call(COMPARISONS[sign] ?? '', [left, this.#filtered()]);
  }

  #test(left: Expression): Expression {
    const name = this.#name();
    const positional = [left];
    if (this.#takes('(')) {
      positional.push(this.#or());
      if (!this.#takes(')')) throw new UnsupportedError(`is ${name}`);
    }
    return call(`is ${name}`, positional);
  }

  #filtered(): Expression {
    let value = this.#chain(SUMS, () => this.#chain(PRODUCTS, () => this.#operand()));
    while (this.#takes('|')) {
      const name = this.#name();
      value = call(`| ${name}`, [value], this.#takes('(') ? this.arguments(')') : []);
    }
    return value;
  }

  #chain(signs: Record<string, string>, operand: () => Expression): Expression {
    let value = operand();
    for (let sign = this.#peek() ?? ''; Object.hasOwn(signs, sign); sign = this.#peek() ?? '') {
      this.#at++;
      value = call(signs[sign] ?? '', [value, operand()]);
    }
    return value;
  }

  #operand(): Expression {
    let value = this.#atom();
    for (;;) {
      if (this.#takes('.')) {
        const token = this.#tokens[this.#at++];
        value = { kind: 'field', of: value, name: String(token?.kind === 'value' ? token.value : token?.text) };
      } else if (this.#takes('[')) {
        value = call('get', [value, this.#or()]);
        if (!this.#takes(']')) throw new UnsupportedError('"["');
      } else return value;
    }
  }

  #atom(): Expression {
    const token = this.#tokens[this.#at++];
    if (!token) throw new UnsupportedError('an empty expression');
    if (token.kind === 'value') return token;
    if (token.kind === 'name') return this.#takes('(') ? call(token.text, [], this.arguments(')')) : { kind: 'variable', name: token.text };
    if (token.text === '-') return call('sub', [{ kind: 'value', value: 0 }, this.#operand()]);
    const end = { '(': ')', '[': ']' }[token.text];
    if (end === undefined) throw new UnsupportedError(`"${token.text}"`);
    const items: Expression[] = [];
    while (!this.#takes(end)) {
      if (this.#at >= this.#tokens.length) throw new UnsupportedError(`"${token.text}" without an end`);
      items.push(this.#or());
      this.#takes(',');
    }
    return end === ']' ? call('list', items) : (items[0] ?? { kind: 'value', value: '' });
  }
}

/** `a="b", c=[1]`, the parameters of a shortcode. */
export const parseArguments = (text: string): [string, Expression][] => new Parser(text).arguments(undefined);

const FOR = /^(\w+)\s*(?:,\s*(\w+)\s*)?\bin\b\s*([\s\S]+)$/;
const SET = /^(\w+)\s*=(?!=)\s*([\s\S]+)$/;

interface Open {
  word: string;
  statement: Extract<Statement, { kind: 'if' | 'for' }> | undefined;
  body: Statement[];
}

/** @throws UnsupportedError */
export function parseTera(text: string): Statement[] {
  const root: Statement[] = [];
  const open: Open[] = [{ word: '', statement: undefined, body: root }];
  for (const piece of split(text, /\{\{|\{%|\{#/, '"\'`')) {
    const body = open.at(-1)?.body ?? root;
    if (typeof piece === 'string') {
      if (piece !== '') body.push({ kind: 'text', text: piece });
    } else if (piece.inside.startsWith('{{')) body.push({ kind: 'output', value: new Parser(piece.inside.slice(2)).whole() });
    else if (piece.inside.startsWith('{%')) tag(piece.inside.slice(2).trim(), body, open);
    if (open.length > NESTING) throw new UnsupportedError('deep blocks');
  }
  if (open.length > 1) throw new UnsupportedError(`${open.at(-1)?.word} without an end`);
  return root;
}

function tag(inside: string, body: Statement[], open: Open[]): void {
  const [word = ''] = /^\w+/.exec(inside) ?? [];
  const rest = inside.slice(word.length).trim();
  if (word === 'if') start({ kind: 'if', condition: new Parser(rest).whole(), isWith: false, body: [], otherwise: [] }, word, body, open);
  else if (word === 'for') {
    const [, first = '', second, list = ''] = FOR.exec(rest) ?? [];
    const names = second === undefined ? { item: first } : { key: first, item: second };
    start({ kind: 'for', list: new Parser(list).whole(), ...names, setsDot: false, body: [], otherwise: [] }, word, body, open);
  } else if (word === 'elif' || word === 'else') {
    const current = open.at(-1);
    if (!current?.statement) throw new UnsupportedError(word);
    current.body = current.statement.otherwise;
    if (word === 'elif')
      start({ kind: 'if', condition: new Parser(rest).whole(), isWith: false, body: [], otherwise: [] }, 'elif', current.body, open);
  } else if (word === 'endif' || word === 'endfor') {
    let closed = open.pop();
    while (closed?.word === 'elif') closed = open.pop();
    if (!closed?.statement) throw new UnsupportedError(word);
  } else if (word === 'set' || word === 'set_global') {
    const [, name = '', value = ''] = SET.exec(rest) ?? [];
    body.push({ kind: 'set', name, value: new Parser(value).whole(), isNew: false });
  } else throw new UnsupportedError(`{% ${word} %}`);
}

function start(statement: Extract<Statement, { kind: 'if' | 'for' }>, word: string, body: Statement[], open: Open[]): void {
  body.push(statement);
  open.push({ word, statement, body: statement.body });
}
