/** Runs a parsed template. Each statement, call and character made is counted; nothing outside of the given values is reached. */
import type { Budget } from '../../budget.ts';
import { escapeAttribute } from '../../text/escape.ts';
import { isMap } from '../../text/is-map.ts';
import { type Expression, Html, type Statement, UnsupportedError } from './syntax.ts';

/** Characters per step. */
const MADE = 16;

export interface Call {
  of?: unknown;
  positional: unknown[];
  named: Map<string, unknown>;
}

export type Functions = Record<string, (call: Call, run: Run) => unknown>;

/** An object of the tool, such as `.Page`: fields and methods by name. */
export class Thing {
  readonly fields: Record<string, unknown>;
  readonly methods: Functions;

  constructor(fields: Record<string, unknown>, methods: Functions = {}) {
    this.fields = fields;
    this.methods = methods;
  }
}

export const isTrue = (value: unknown): boolean =>
  value instanceof Html
    ? value.text !== ''
    : Array.isArray(value)
      ? value.length > 0
      : isMap(value) && !(value instanceof Thing)
        ? Object.keys(value).length > 0
        : Boolean(value);

export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value instanceof Html) return String(value);
  if (value instanceof Date) return value.toISOString();
  throw new UnsupportedError('a list or map as text');
}

export interface Dialect {
  functions: Functions;
  /** Names of maps are compared without case. */
  anyCase: boolean;
  /** Makes Markdown: nothing is escaped. */
  isPlain?: boolean;
}

export class Run {
  readonly budget: Budget;
  readonly #dialect: Dialect;
  #scopes: Map<string, unknown>[];
  #dot: unknown;
  #output: string[] = [];

  constructor(dialect: Dialect, variables: ReadonlyMap<string, unknown>, dot: unknown, budget: Budget) {
    this.#dialect = dialect;
    this.#scopes = [new Map(variables)];
    this.#dot = dot;
    this.budget = budget;
  }

  /** With variables of its own; used by partials too. */
  render(statements: readonly Statement[], dot: unknown = this.#dot): string {
    const [output, before] = [this.#output, this.#dot];
    this.#output = [];
    this.#dot = dot;
    this.#block(statements);
    const text = this.#output.join('');
    [this.#output, this.#dot] = [output, before];
    return text;
  }

  #write(text: string): void {
    this.budget.use(text.length / MADE);
    this.#output.push(text);
  }

  #block(statements: readonly Statement[], variables: [string, unknown][] = []): void {
    this.#scopes.push(new Map(variables));
    for (const statement of statements) {
      this.budget.use(1);
      this.#statement(statement);
    }
    this.#scopes.pop();
  }

  #statement(statement: Statement): void {
    if (statement.kind === 'text') this.#write(statement.text);
    else if (statement.kind === 'output') this.#write(this.#shown(this.value(statement.value)));
    else if (statement.kind === 'set') this.#set(statement);
    else if (statement.kind === 'if') this.#if(statement);
    else this.#for(statement);
  }

  #shown = (value: unknown): string => (value instanceof Html || this.#dialect.isPlain ? textOf(value) : escapeAttribute(textOf(value)));

  #set({ name, value, isNew }: Extract<Statement, { kind: 'set' }>): void {
    const made = this.value(value);
    const scope = isNew ? undefined : this.#scopes.findLast((each) => each.has(name));
    (scope ?? this.#scopes.at(-1))?.set(name, made);
  }

  #if({ condition, isWith, variable, body, otherwise }: Extract<Statement, { kind: 'if' }>): void {
    const value = this.value(condition);
    const given: [string, unknown][] = variable === undefined ? [] : [[variable, value]];
    if (!isTrue(value)) this.#block(otherwise, given);
    else this.#inside(isWith ? value : this.#dot, () => this.#block(body, given));
  }

  #inside(dot: unknown, work: () => void): void {
    const before = this.#dot;
    this.#dot = dot;
    work();
    this.#dot = before;
  }

  #for({ list, key, item, setsDot, body, otherwise }: Extract<Statement, { kind: 'for' }>): void {
    const value = this.value(list);
    const pairs = pairsOf(value);
    if (pairs.length === 0) this.#block(otherwise);
    for (const [index, [name, each]] of pairs.entries()) {
      const loop = { index: index + 1, index0: index, first: index === 0, last: index === pairs.length - 1 };
      const given: [string, unknown][] = [
        ['loop', loop],
        ...(key ? [[key, name] as [string, unknown]] : []),
        ...(item ? [[item, each] as [string, unknown]] : []),
      ];
      this.#inside(setsDot ? each : this.#dot, () => this.#block(body, given));
    }
  }

  value(expression: Expression): unknown {
    this.budget.use(1);
    switch (expression.kind) {
      case 'value':
        return expression.value;
      case 'dot':
        return this.#dot;
      case 'variable':
        return this.#variable(expression.name);
      case 'field':
        return this.#field(this.value(expression.of), expression.name);
      default:
        return this.#call(expression);
    }
  }

  #variable(name: string): unknown {
    return this.#scopes.findLast((scope) => scope.has(name))?.get(name);
  }

  #field(of: unknown, name: string): unknown {
    if (of === undefined || of === null) return undefined;
    if (of instanceof Thing) {
      if (Object.hasOwn(of.fields, name)) return of.fields[name];
      if (Object.hasOwn(of.methods, name)) return of.methods[name]?.({ positional: [], named: new Map() }, this);
      throw new UnsupportedError(`.${name}`);
    }
    if (Array.isArray(of)) return of[Number(name)];
    if (!isMap(of)) throw new UnsupportedError(`.${name}`);
    if (Object.hasOwn(of, name)) return of[name];
    const wanted = name.toLowerCase();
    const found = this.#dialect.anyCase ? Object.keys(of).find((each) => each.toLowerCase() === wanted) : undefined;
    return found === undefined ? undefined : of[found];
  }

  #call({ name, of, positional, named }: Extract<Expression, { kind: 'call' }>): unknown {
    if (of === undefined && (name === 'and' || name === 'or')) return this.#either(name, positional);
    const owner = of && this.value(of);
    const functions = of === undefined ? this.#dialect.functions : owner instanceof Thing ? owner.methods : {};
    const called = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (!called) throw new UnsupportedError(of === undefined ? name : `.${name}`);
    const given = {
      positional: positional.map((each) => this.value(each)),
      named: new Map(named.map(([key, each]) => [key, this.value(each)])),
    };
    const made = called(given, this);
    this.budget.use(sizeOf(made) / MADE);
    return made;
  }

  /** Go and Tera stop at the first that decides. */
  #either(name: string, operands: readonly Expression[]): unknown {
    let value: unknown;
    for (const operand of operands) {
      value = this.value(operand);
      if (isTrue(value) === (name === 'or')) break;
    }
    return value;
  }
}

const sizeOf = (value: unknown): number =>
  typeof value === 'string' || Array.isArray(value) ? value.length : value instanceof Html ? value.text.length : 0;

export function pairsOf(value: unknown): [unknown, unknown][] {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value)) return value.map((each, index) => [index, each]);
  if (!isMap(value) || value instanceof Thing) throw new UnsupportedError('a loop over a value');
  return Object.keys(value)
    .sort()
    .map((name) => [name, value[name]]);
}
