/** Functions of texts, numbers and lists that Go's templates (Hugo) and Tera (Zola) share. Without files, clock, environment and randomness. */
import { isMap } from '../../text/is-map.ts';
import { type Call, type Functions, isTrue, pairsOf, type Run, Thing, textOf } from './run.ts';
import { Html, UnsupportedError } from './syntax.ts';

/** Items that one call may make. */
const MOST_ITEMS = 10_000;

export const text = ({ positional }: Call, index: number): string => textOf(positional[index]);
export const last = ({ positional }: Call): unknown => positional.at(-1);

export function numberOf(value: unknown): number {
  const found = typeof value === 'number' ? value : Number(textOf(value).trim() || Number.NaN);
  if (Number.isNaN(found)) throw new UnsupportedError('a number that is none');
  return found;
}

const plain = (value: unknown): unknown => (value instanceof Html ? value.text : value instanceof Date ? value.getTime() : value);

export function areEqual(one: unknown, other: unknown): boolean {
  const [a, b] = [plain(one), plain(other)];
  return a === b || ((a ?? '') === '' && (b ?? '') === '' && typeof a !== 'number' && typeof b !== 'number');
}

const isNumeric = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value));

const compare = (one: unknown, other: unknown): number => {
  const [a, b] = [plain(one), plain(other)];
  if (typeof a === 'number' || typeof b === 'number' || (isNumeric(a) && isNumeric(b))) return numberOf(a) - numberOf(b);
  return textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0;
};

export function lengthOf(value: unknown): number {
  if (typeof value === 'string') return [...value].length;
  if (value instanceof Html) return [...value.text].length;
  if (value === undefined || value === null) return 0;
  return pairsOf(value).length;
}

export function contains(list: unknown, item: unknown): boolean {
  if (typeof list === 'string' || list instanceof Html) return textOf(list).includes(textOf(item));
  if (isMap(list) && !(list instanceof Thing)) return Object.hasOwn(list, textOf(item));
  return pairsOf(list).some(([, each]) => areEqual(each, item));
}

export function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new UnsupportedError('a list that is none');
  return value;
}

/** `seq 3`, `seq 2 2 10` */
export function sequence(numbers: readonly number[]): number[] {
  const [first = 1, second, third] = numbers;
  const [from, step, to] =
    third !== undefined
      ? [first, second ?? 1, third]
      : second !== undefined
        ? [first, first > second ? -1 : 1, second]
        : [first < 0 ? -1 : 1, first < 0 ? -1 : 1, first];
  const count = step === 0 ? MOST_ITEMS + 1 : Math.floor((to - from) / step) + 1;
  if (count > MOST_ITEMS) throw new UnsupportedError(`more than ${MOST_ITEMS} items`);
  return Array.from({ length: Math.max(0, count) }, (_, index) => from + index * step);
}

/** Go's verbs. */
export function format(pattern: string, values: readonly unknown[]): string {
  let next = 0;
  return pattern.replace(
    /%(%|(\d*)(?:\.(\d{1,2}))?([a-zA-Z]))/g,
    (whole: string, sign: string, width: string, digits: string | undefined, verb: string) => {
      if (sign === '%') return '%';
      const value = values[next++];
      const shown = verbText(verb, value, digits);
      if (shown === undefined || Number(width) > 100) throw new UnsupportedError(`printf "${whole}"`);
      return width === '' ? shown : shown.padStart(Number(width), width.startsWith('0') ? '0' : ' ');
    },
  );
}

function verbText(verb: string, value: unknown, digits: string | undefined): string | undefined {
  if (verb === 's' || verb === 'v') return textOf(value);
  if (verb === 'q') return JSON.stringify(textOf(value));
  if (verb === 'd') return String(Math.trunc(numberOf(value)));
  if (verb === 'f') return numberOf(value).toFixed(digits === undefined ? 6 : Number(digits));
  if (verb === 't') return String(isTrue(value));
  return undefined;
}

const counted =
  (make: (call: Call) => unknown) =>
  (call: Call, run: Run): unknown => {
    for (const value of call.positional) if (typeof value === 'string' || Array.isArray(value)) run.budget.use(value.length / 16);
    return make(call);
  };

const arithmetic =
  (calculate: (one: number, other: number) => number) =>
  ({ positional }: Call): number =>
    positional.map(numberOf).reduce(calculate);

const onText = (change: (text: string) => string) => (call: Call) => change(text(call, call.positional.length - 1));

const COMPARISONS: Record<string, (call: Call) => unknown> = {
  eq: ({ positional: [first, ...rest] }) => rest.some((each) => areEqual(first, each)),
  ne: ({ positional: [first, second] }) => !areEqual(first, second),
  lt: ({ positional: [first, second] }) => compare(first, second) < 0,
  le: ({ positional: [first, second] }) => compare(first, second) <= 0,
  gt: ({ positional: [first, second] }) => compare(first, second) > 0,
  ge: ({ positional: [first, second] }) => compare(first, second) >= 0,
  not: (call) => !isTrue(last(call)),
};

const NUMBERS: Record<string, (call: Call) => unknown> = {
  add: arithmetic((one, other) => one + other),
  sub: arithmetic((one, other) => one - other),
  mul: arithmetic((one, other) => one * other),
  div: ({ positional: [one, other] }) => {
    const divided = numberOf(one) / numberOf(other);
    return Number.isInteger(one) && Number.isInteger(other) ? Math.trunc(divided) : divided;
  },
  mod: arithmetic((one, other) => one % other),
  int: (call) => Math.trunc(numberOf(last(call))),
  float: (call) => numberOf(last(call)),
  // Bytes, as in Go.
  len: (call) => (typeof last(call) === 'string' ? Buffer.byteLength(String(last(call))) : lengthOf(last(call))),
};

/** As the Associated Press. */
const SMALL = /^(?:a|an|and|as|at|but|by|en|for|if|in|of|on|or|the|to|v\.?|vs\.?|via)$/;
const titled = (value: string): string =>
  value.replace(/\S+/gu, (word, at: number) => (at > 0 && SMALL.test(word) ? word : word.charAt(0).toUpperCase() + word.slice(1)));

const TEXTS: Record<string, (call: Call) => unknown> = {
  lower: onText((value) => value.toLowerCase()),
  upper: onText((value) => value.toUpperCase()),
  string: onText((value) => value),
  title: onText(titled),
  'strings.TrimSpace': onText((value) => value.trim()),
  hasPrefix: (call) => text(call, 0).startsWith(text(call, 1)),
  hasSuffix: (call) => text(call, 0).endsWith(text(call, 1)),
  'strings.Contains': (call) => text(call, 0).includes(text(call, 1)),
  split: (call) => text(call, 0).split(text(call, 1)),
  printf: ({ positional: [pattern, ...values] }) => format(textOf(pattern), values),
  print: ({ positional }) => positional.map(textOf).join(''),
};

export const SHARED: Functions = Object.fromEntries(
  Object.entries({ ...COMPARISONS, ...NUMBERS, ...TEXTS }).map(([name, make]) => [name, counted(make)]),
);
