/** Parameters that `getStaticPaths` gives, as parts of the entry's id. The program is never run. */
import { memberTexts } from '../text/js-literals.ts';

/**
 * By name: text, tokens of permalinks, and `:id` for the entry's id, with `:id[0]`, `:id[1:]` and `:id[last]` for its parts,
 * `:id[shown]` without folders that begin with `_`. Undefined if only the program knows.
 */
export type Params = Record<string, string> | undefined;

/** The address of one post, not of a list of posts. */
export const isOfEntry = (value: string): boolean => /:id(?!\[\d\])/.test(value);

const MAX_DEPTH = 8;
const NAME = '[A-Za-z_$][\\w$]*';
const ID = new RegExp(`^(?:${NAME}\\.)?(?:id|slug)$`);
/** AstroPaper's own functions: the slugs of the folders, and the last part of the id. */
const PAPER = new RegExp(
  `^(?:getPath\\((?:${NAME}\\.)?id,(?:${NAME}\\.)?filePath,false|getPostSlug\\((?:${NAME}\\.)?id,(?:${NAME}\\.)?filePath)\\)$`,
);
const OWN_SLUG = new RegExp(`^(?:${NAME}\\.)?data\\.slug$`);
const DATE = `(?:${NAME}\\.)?data\\.\\w+`;
const DATES: [RegExp, string][] = [
  [new RegExp(`^${DATE}\\.get(?:UTC)?FullYear\\(\\)$`), ':year'],
  [new RegExp(`^\\(?${DATE}\\.get(?:UTC)?Month\\(\\)\\+1\\)?$`), ':i_month'],
  [new RegExp(`^${DATE}\\.get(?:UTC)?Date\\(\\)$`), ':i_day'],
];
const CASTS = /(?:\s+(?:as|satisfies)\s+[\w$.<>[\] |]+|!)$/;
/** Calls that keep the value: ids have no ending. */
const KEPT = /\.toString\(\)$|\.replace\((?:\/\\\.[\w?()|[\]^.+]*\$?\/[a-z]*|'\.mdx?'),''\)$/;
const PART = /^(.+)\.split\('\/'\)(?:(\.pop\(\)|\.at\(-1\))|\[(\d)\]|\.at\((\d)\)|\.slice\((\d)\)\.join\('\/'\))$/;
const SPLIT = /\b(?:const|let)\s+\[([^\]]*)\]\s*=\s*([^;\n]+?)\.split\(["']\/["']\)/g;

class Script {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  valueOf(expression: string, depth = 0): string | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const inside = (text: string) => this.valueOf(text, depth + 1);
    const written = expression.trim().replace(CASTS, '');
    if (/^`[^`]*`$/.test(written)) return filled(written.slice(1, -1), inside);
    const text = written.replace(/\s+/g, '').replaceAll('?.', '.').replaceAll('"', "'");
    if (/^'[^'\\:]*'$/.test(text)) return text.slice(1, -1);
    const [first = '', second] = text.split(/\?\?|\|\|/);
    if (second !== undefined) return second === 'undefined' ? inside(first) : OWN_SLUG.test(first) ? inside(second) : undefined;
    const padded = /^(.*)\.padStart\(2,'0'\)$/.exec(text)?.[1];
    if (padded !== undefined) return inside(padded)?.replace(/^:i_(month|day)$/, ':$1');
    const kept = /^String\((.*)\)$/.exec(text)?.[1] ?? text.replace(KEPT, '');
    if (kept !== text) return inside(kept);
    const date = DATES.find(([pattern]) => pattern.test(text))?.[1];
    return date ?? (OWN_SLUG.test(text) ? ':id[last]' : (partOf(text, inside) ?? this.#named(text, inside)));
  }

  #named(text: string, inside: (text: string) => string | undefined): string | undefined {
    const name = text.replace(/\.join\('\/'\)$/, '');
    const value = new RegExp(`\\b(?:const|let)\\s+${name.replace(/[^\w$]/g, '').replaceAll('$', '\\$')}\\s*(?::[^=;\\n]+)?=\\s*([^;\\n]+)`);
    const declared = /^[\w$]+$/.test(text) ? value.exec(this.source)?.[1] : undefined;
    if (declared !== undefined) return inside(declared);
    for (const [, list = '', id = ''] of this.source.matchAll(SPLIT)) {
      const names = list.split(',').map((each) => each.trim());
      const at = names.findIndex((each) => each.replace(/^\.\.\./, '') === name);
      if (at >= 0 && inside(id) === ':id')
        return names[at]?.startsWith('...') ? `:id[${at}:]` : at === names.length - 1 ? ':id[last]' : `:id[${at}]`;
    }
    return ID.test(text) ? ':id' : PAPER.test(text) ? ':id[shown]' : undefined;
  }
}

function partOf(text: string, inside: (text: string) => string | undefined): string | undefined {
  const [, id = '', last, index, at = index, from] = PART.exec(text) ?? [];
  if (id === '' || inside(id) !== ':id') return undefined;
  return last !== undefined ? ':id[last]' : from !== undefined ? `:id[${from}:]` : `:id[${at}]`;
}

/** A template literal. */
function filled(text: string, inside: (text: string) => string | undefined): string | undefined {
  const parts = text.split(/\$\{([^{}]+)\}/).map((part, index) => (index % 2 === 0 ? part : inside(part)));
  return parts.includes(undefined) ? undefined : parts.join('');
}

/** @param names of the route's parameters */
export function paramsIn(script: string, names: readonly string[]): Params {
  const reader = new Script(script);
  const all = [...script.matchAll(/\bparams\s*:\s*(?=\{)/g)].map(({ index, 0: word }) => {
    const texts = new Map(Object.entries(memberTexts(script, index + word.length)));
    return names.map((name) => [name, reader.valueOf(texts.get(name) ?? '')] as const);
  });
  const [first] = all;
  if (!first) return withoutPaths(script, names);
  const values = first.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const isOne = all.every((each) => JSON.stringify(each) === JSON.stringify(first));
  return isOne && values.length === names.length ? Object.fromEntries(values) : undefined;
}

/** A page made on request looks its entry up by the id in its address. https://docs.astro.build/en/guides/routing/#on-demand-dynamic-routes */
function withoutPaths(script: string, names: readonly string[]): Params {
  const [only] = names;
  const isLookedUp = /\bgetEntry(?:BySlug)?\s*\(/.test(script) && !/\bgetStaticPaths\b/.test(script);
  return isLookedUp && only !== undefined && names.length === 1 ? { [only]: ':id' } : undefined;
}
