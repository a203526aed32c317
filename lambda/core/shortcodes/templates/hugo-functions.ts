/** Hugo's functions, as far as they need neither files nor requests. https://gohugo.io/functions/ */
import { escapeAttribute } from '../../text/escape.ts';
import { isMap } from '../../text/is-map.ts';
import { lengthOf, listOf, numberOf, SHARED, sequence, text } from './functions.ts';
import { type Call, type Functions, isTrue, pairsOf, Thing, textOf } from './run.ts';
import { Html, UnsupportedError } from './syntax.ts';

const html = (call: Call): Html => new Html(text(call, call.positional.length - 1));

/** The last argument is the list, so that pipelines work. */
const listAt = ({ positional }: Call): unknown[] => {
  const value = positional.at(-1);
  return value === undefined ? [] : listOf(value);
};

function index({ positional: [of, ...names] }: Call): unknown {
  return names.reduce<unknown>((inner, name) => {
    if (Array.isArray(inner)) return inner[numberOf(name)];
    if (!isMap(inner) || inner instanceof Thing) return undefined;
    return Object.hasOwn(inner, textOf(name)) ? inner[textOf(name)] : undefined;
  }, of);
}

function dict({ positional }: Call): Record<string, unknown> {
  const made: Record<string, unknown> = Object.create(null);
  for (let at = 0; at + 1 < positional.length; at += 2) made[textOf(positional[at])] = positional[at + 1];
  return made;
}

function replaced(call: Call): string {
  const [value, from, to] = [text(call, 0), text(call, 1), text(call, 2)];
  const made = value.split(from).length * to.length;
  if (made > 1_000_000) throw new UnsupportedError('a text of more than 1,000,000 characters');
  return value.replaceAll(from, to);
}

/** `trim "/a/" "/"` */
function trim(call: Call): string {
  const [value, characters] = [[...text(call, 0)], new Set(text(call, 1))];
  const from = value.findIndex((each) => !characters.has(each));
  return from < 0 ? '' : value.slice(from, value.findLastIndex((each) => !characters.has(each)) + 1).join('');
}

const slug = (value: string): string =>
  value
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_./\s-]/gu, '')
    .replace(/\s+/g, '-');

const plainText = (value: string): string => value.replace(/<[^<>]*>/g, '');

const ofLists: Functions = {
  index,
  dict,
  slice: ({ positional }) => positional,
  seq: ({ positional }) => sequence(positional.map(numberOf)),
  first: (call) => listAt(call).slice(0, Math.max(0, numberOf(call.positional[0]))),
  last: (call) => listAt(call).slice(-Math.max(1, numberOf(call.positional[0]))),
  after: (call) => listAt(call).slice(Math.max(0, numberOf(call.positional[0]))),
  append: ({ positional }) => [...listOf(positional.at(-1) ?? []), ...positional.slice(0, -1).flat()],
  uniq: (call) => [...new Set(listAt(call))],
  delimit: ({ positional: [list, separator, end] }) => {
    const texts = pairsOf(list).map(([, each]) => textOf(each));
    return end === undefined || texts.length < 2
      ? texts.join(textOf(separator))
      : `${texts.slice(0, -1).join(textOf(separator))}${textOf(end)}${texts.at(-1)}`;
  },
  in: ({ positional: [list, item] }) =>
    typeof list === 'string' || list instanceof Html
      ? textOf(list).includes(textOf(item))
      : pairsOf(list).some(([, each]) => each === item),
  isset: ({ positional: [of, name] }) => (Array.isArray(of) ? numberOf(name) < of.length : isMap(of) && Object.hasOwn(of, textOf(name))),
  countrunes: ({ positional: [value] }) => lengthOf(textOf(value).replace(/\s/g, '')),
};

const ofTexts: Functions = {
  safeHTML: html,
  safeHTMLAttr: html,
  safeURL: html,
  safeCSS: html,
  safeJS: html,
  htmlEscape: (call) => escapeAttribute(text(call, 0)),
  plainify: (call) => plainText(text(call, 0)),
  urlize: (call) => slug(text(call, 0)),
  anchorize: (call) => slug(text(call, 0)),
  humanize: (call) =>
    text(call, 0)
      .replace(/[-_]+/g, ' ')
      .replace(/^\p{L}/u, (letter) => letter.toUpperCase()),
  chomp: (call) => text(call, 0).replace(/[\r\n]{1,100}$/, ''),
  trim,
  'strings.TrimPrefix': (call) => (text(call, 1).startsWith(text(call, 0)) ? text(call, 1).slice(text(call, 0).length) : text(call, 1)),
  'strings.TrimSuffix': (call) =>
    text(call, 1).endsWith(text(call, 0)) ? text(call, 1).slice(0, -text(call, 0).length || undefined) : text(call, 1),
  replace: replaced,
  default: ({ positional: [fallback, value] }) => (value === undefined || value === '' || value === null ? fallback : value),
  cond: ({ positional: [condition, yes, no] }) => (isTrue(condition) ? yes : no),
  warnf: () => '',
  errorf: () => '',
  querify: ({ positional }) =>
    new Html(
      positional
        .flat()
        .map((each, at) => (at % 2 === 0 ? `${at > 0 ? '&' : ''}${encodeURIComponent(textOf(each))}=` : encodeURIComponent(textOf(each))))
        .join(''),
    ),
};

const NAMESPACES: Record<string, string[]> = {
  strings: ['split', 'trim', 'replace', 'hasPrefix', 'hasSuffix', 'title', 'chomp', 'countrunes'],
  collections: [...Object.keys(ofLists), 'querify'],
  compare: ['default', 'eq', 'ne', 'lt', 'le', 'gt', 'ge'],
  math: ['add', 'sub', 'mul', 'div', 'mod'],
  fmt: ['printf', 'print', 'warnf', 'errorf'],
  cast: [],
};

const all: Functions = { ...SHARED, ...ofLists, ...ofTexts };
const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Also by their long names: `strings.ToLower`, `collections.Dictionary`. */
export const HUGO_FUNCTIONS: Functions = {
  ...all,
  ...Object.fromEntries(
    Object.entries(NAMESPACES).flatMap(([space, names]) =>
      names.flatMap((name) => (all[name] ? [[`${space}.${capital(name)}`, all[name]]] : [])),
    ),
  ),
  ...Object.fromEntries(
    (
      [
        ['strings.ToLower', 'lower'],
        ['strings.ToUpper', 'upper'],
        ['collections.Dictionary', 'dict'],
        ['cast.ToString', 'string'],
        ['cast.ToInt', 'int'],
        ['cast.ToFloat', 'float'],
        ['safe.HTML', 'safeHTML'],
        ['safe.URL', 'safeURL'],
        ['compare.Conditional', 'cond'],
        ['transform.Plainify', 'plainify'],
        ['urls.URLize', 'urlize'],
      ] as const
    ).flatMap(([long, short]) => (all[short] ? [[long, all[short]]] : [])),
  ),
};
