/** Tera's filters and tests, and Zola's, as far as they need neither files nor requests. https://keats.github.io/tera/docs/#built-ins */
import { escapeAttribute } from '../../text/escape.ts';
import { isMap } from '../../text/is-map.ts';
import { contains, lengthOf, listOf, numberOf, SHARED, sequence } from './functions.ts';
import { type Call, type Functions, isTrue, pairsOf, Thing, textOf } from './run.ts';
import { Html, UnsupportedError } from './syntax.ts';

const value = ({ positional }: Call): unknown => positional[0];
const given = ({ named }: Call, name: string): unknown => named.get(name);
const word = (call: Call, name: string): string => textOf(given(call, name));
const numeric = (call: Call, name: string, otherwise: number): number => (call.named.has(name) ? numberOf(given(call, name)) : otherwise);

const onText =
  (change: (text: string, call: Call) => unknown) =>
  (call: Call): unknown =>
    change(textOf(value(call)), call);

function replaced(text: string, call: Call): string {
  const [from, to] = [word(call, 'from'), word(call, 'to')];
  if (text.split(from).length * to.length > 1_000_000) throw new UnsupportedError('a text of more than 1,000,000 characters');
  return text.replaceAll(from, to);
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

function truncated(text: string, call: Call): string {
  const [length, end] = [numeric(call, 'length', 255), call.named.has('end') ? word(call, 'end') : '…'];
  const characters = [...text];
  return characters.length <= length ? text : characters.slice(0, length).join('') + end;
}

const FILTERS: Functions = {
  safe: onText((text) => new Html(text)),
  default: (call) => value(call) ?? given(call, 'value'),
  upper: onText((text) => text.toUpperCase()),
  lower: onText((text) => text.toLowerCase()),
  trim: onText((text) => text.trim()),
  capitalize: onText(capitalized),
  title: onText((text) => text.replace(/\S+/g, capitalized)),
  replace: onText(replaced),
  escape: onText((text) => new Html(escapeAttribute(text))),
  striptags: onText((text) => text.replace(/<[^<>]*>/g, '')),
  truncate: onText(truncated),
  split: onText((text, call) => text.split(word(call, 'pat'))),
  urlencode: onText((text) => encodeURI(text)),
  slugify: onText(slug),
  linebreaksbr: onText((text) => text.replaceAll('\n', '<br>')),
  wordcount: onText((text) => text.split(/\s+/).filter((each) => each !== '').length),
  as_str: onText((text) => text),
  join: (call) =>
    pairsOf(value(call))
      .map(([, each]) => textOf(each))
      .join(word(call, 'sep')),
  first: (call) => listOf(value(call))[0],
  last: (call) => listOf(value(call)).at(-1),
  nth: (call) => listOf(value(call))[numeric(call, 'n', 0)],
  slice: (call) => listOf(value(call)).slice(numeric(call, 'start', 0), call.named.has('end') ? numeric(call, 'end', 0) : undefined),
  reverse: (call) => (typeof value(call) === 'string' ? [...textOf(value(call))].reverse().join('') : [...listOf(value(call))].reverse()),
  concat: (call) => [...listOf(value(call)), ...[given(call, 'with')].flat()],
  length: (call) => lengthOf(value(call)),
  int: (call) => Math.trunc(numberOf(value(call))),
  float: (call) => numberOf(value(call)),
  abs: (call) => Math.abs(numberOf(value(call))),
  round: (call) => Number(numberOf(value(call)).toFixed(Math.min(20, numeric(call, 'precision', 0)))),
};

const TESTS: Functions = {
  defined: (call) => value(call) !== undefined,
  undefined: (call) => value(call) === undefined,
  string: (call) => typeof value(call) === 'string',
  number: (call) => typeof value(call) === 'number',
  iterable: (call) => Array.isArray(value(call)) || isMap(value(call)),
  object: (call) => isMap(value(call)),
  odd: (call) => numberOf(value(call)) % 2 !== 0,
  even: (call) => numberOf(value(call)) % 2 === 0,
  divisibleby: ({ positional: [one, other] }) => numberOf(one) % numberOf(other) === 0,
  starting_with: ({ positional: [one, other] }) => textOf(one).startsWith(textOf(other)),
  ending_with: ({ positional: [one, other] }) => textOf(one).endsWith(textOf(other)),
  containing: ({ positional: [one, other] }) => contains(one, other),
};

function got({ positional: [of, name] }: Call): unknown {
  if (Array.isArray(of)) return of[numberOf(name)];
  return isMap(of) && !(of instanceof Thing) && Object.hasOwn(of, textOf(name)) ? of[textOf(name)] : undefined;
}

export const TERA_FUNCTIONS: Functions = {
  ...SHARED,
  ...Object.fromEntries(Object.entries(FILTERS).map(([name, filter]) => [`| ${name}`, filter])),
  ...Object.fromEntries(Object.entries(TESTS).map(([name, test]) => [`is ${name}`, test])),
  list: ({ positional }) => positional,
  get: got,
  in: ({ positional: [list, item] }) => contains(list, item),
  not: ({ positional: [one] }) => !isTrue(one),
  // Files are not read: their pictures have no width and height here.
  get_image_metadata: () => ({}),
  range: (call) => {
    const [start, end, step] = [numeric(call, 'start', 0), numeric(call, 'end', 0), numeric(call, 'step_by', 1)];
    return end > start ? sequence([start, step, end - 1]) : [];
  },
};
