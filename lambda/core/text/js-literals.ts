/** Reads the literals of an exported object from JavaScript or TypeScript, without running it. */

export interface Literals {
  data: Record<string, unknown>;
  /** Paths of members that only a program can compute, with their offsets: `permalink`, `i18n.locales`. */
  computed: { name: string; at: number }[];
}

const COMPUTED = Symbol('computed');
const MAX_DEPTH = 32;
const MAX_LENGTH = 500_000;
/** A module has one default export; each more would be read to the end of the file. */
const MAX_EXPORTS = 4;

const EXPORT = /(?:\bexport\s+default|\bmodule\.exports\s*=)\s*/g;
const NAME = /([A-Za-z_$][\w$]*)\s*;?\s*$/my;
/** A call, a function that returns an object, or parentheses. */
const WRAPPER =
  /(?:[\w$.]+\s*\(\s*|(?:async\s*)?(?:\([^()]*\)|[\w$]+)\s*=>\s*(?:\(\s*|\{[^{}]*?\breturn\s*)?|(?:async\s+)?function\b[^{]*\{[^{}]*?\breturn\s*|\(\s*)*\{/y;
const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const KEY = /(?:([A-Za-z_$][\w$]*)|"([^"\\\n]*)"|'([^'\\\n]*)'|(\d+))\s*(?=[:,}(])/y;
const WORDS = new Map<string, unknown>(Object.entries({ true: true, false: false, null: null }));
const WORD = /(?:true|false|null|-?\d+(?:\.\d+)?)(?![\w$.])/y;
const CASTS = /(?:\s*(?:as\s+const\b|satisfies\s+[\w$.<>]+))*/y;
const END = /[ \t]*(?:;|\n|\/\/|$)/y;
const DECLARATION = /^(?:export[ \t]+)?(?:const|let|var)[ \t]+([A-Za-z_$][\w$]*)[ \t]*=[ \t]*/gm;
/** A regular expression. */
const PATTERN = /\/(?:\\[^\n]|\[(?:\\[^\n]|[^\]\\\n])*\]|[^/\\[\n])+\//y;
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

class Reader {
  readonly source: string;
  readonly computed: Literals['computed'] = [];
  at: number;

  constructor(source: string, at: number) {
    this.source = source;
    this.at = at;
  }

  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  next(): string {
    this.match(SPACE);
    return this.source[this.at] ?? '';
  }

  /** Ends at the `,` or the bracket after it. */
  value(path: string, depth = 0): unknown {
    const start = this.at;
    const known = depth > MAX_DEPTH ? COMPUTED : this.#literal(path, depth);
    this.match(CASTS);
    if (known !== COMPUTED && /^[,}\])]?$/.test(this.next())) return known;
    this.at = start;
    this.#skip();
    return COMPUTED;
  }

  #literal(path: string, depth: number): unknown {
    const sign = this.next();
    if (sign === '{') return this.object(path, depth);
    if (sign === '[') return this.#list(path, depth);
    if (/["'`]/.test(sign)) return this.#text(sign);
    const word = this.match(WORD)?.[0];
    return word === undefined ? COMPUTED : WORDS.has(word) ? WORDS.get(word) : Number(word);
  }

  object(path: string, depth: number): Record<string, unknown> {
    const data: Record<string, unknown> = {};
    this.at += 1;
    while (this.at < this.source.length && this.next() !== '}') {
      const at = this.at;
      const [whole, ...names] = this.match(KEY) ?? [];
      const name = names.find((each) => each !== undefined);
      const isPair = whole !== undefined && this.next() === ':';
      if (isPair) this.at += 1;
      const inner = path === '' ? (name ?? '') : `${path}.${name ?? ''}`;
      const found = isPair ? this.value(inner, depth + 1) : this.#skip();
      if (found === COMPUTED) this.computed.push({ name: inner, at });
      else if (name !== undefined && name !== '__proto__') data[name] = found;
      if (this.next() === ',') this.at += 1;
      else if (this.next() !== '}') break;
    }
    this.at += 1;
    return data;
  }

  /** The text of each member's value; a shorthand's is its name. */
  texts(): Record<string, string> {
    const found: Record<string, string> = {};
    this.at += 1;
    while (this.at < this.source.length && this.next() !== '}') {
      const name = this.match(KEY)
        ?.slice(1)
        .find((each) => each !== undefined);
      const isPair = name !== undefined && this.next() === ':';
      if (isPair) this.at += 1;
      this.next();
      const start = this.at;
      this.#skip();
      if (name !== undefined && name !== '__proto__') found[name] = isPair ? this.source.slice(start, this.at).trim() : name;
      if (this.next() === ',') this.at += 1;
      else if (this.next() !== '}') break;
    }
    return found;
  }

  #list(path: string, depth: number): unknown {
    const items: unknown[] = [];
    this.at += 1;
    while (this.at < this.source.length && this.next() !== ']') {
      items.push(this.value(path, depth + 1));
      if (this.next() === ',') this.at += 1;
      else if (this.next() !== ']') break;
    }
    this.at += 1;
    return items.includes(COMPUTED) ? COMPUTED : items;
  }

  #text(quote: string): string | typeof COMPUTED {
    const start = this.at + 1;
    const end = endOfText(this.source, start, quote);
    this.at = end + 1;
    const inside = this.source.slice(start, end);
    if (quote === '`' && inside.includes('${')) return COMPUTED;
    return inside.replace(/\\(?:u([\dA-Fa-f]{4})|x([\dA-Fa-f]{2})|([\s\S]))/g, (_, long?: string, short?: string, one = '') => {
      const code = long ?? short;
      return code === undefined ? (ESCAPES[one] ?? one.replace('\n', '')) : String.fromCharCode(Number.parseInt(code, 16));
    });
  }

  /** The value of a declaration, which ends with its line or `;`. */
  declared(): unknown {
    const known = this.#literal('', 0);
    this.match(CASTS);
    return known !== COMPUTED && this.match(END) ? known : COMPUTED;
  }

  /** Past an expression: to the `,` or the bracket that ends it. */
  #skip(): typeof COMPUTED {
    let [depth, before] = [0, ':'];
    for (; this.at < this.source.length; this.at += 1) {
      const sign = this.next();
      if (sign === '/' && /[(,=:[!&|?{};+>]/.test(before) && this.match(PATTERN)) this.at -= 1;
      else if (/["'`]/.test(sign)) this.at = endOfText(this.source, this.at + 1, sign);
      else if (/[({[]/.test(sign)) depth += 1;
      else if (depth === 0 && /[,)}\]]/.test(sign)) break;
      else if (/[)}\]]/.test(sign)) depth -= 1;
      before = sign;
    }
    return COMPUTED;
  }
}

function endOfText(source: string, from: number, quote: string): number {
  let at = from;
  while (at < source.length && source[at] !== quote) at += source[at] === '\\' ? 2 : 1;
  return at;
}

/** @returns undefined if no object is exported, or another program makes it */
export function exportedLiterals(source: string): Literals | undefined {
  if (source.length > MAX_LENGTH) return undefined;
  let exports = 0;
  for (const { index, 0: word } of source.matchAll(EXPORT)) {
    if (++exports > MAX_EXPORTS) return undefined;
    const found = literalsAt(source, index + word.length) ?? literalsOf(source, index + word.length);
    if (found) return found;
  }
  return undefined;
}

function literalsAt(source: string, at: number): Literals | undefined {
  const reader = new Reader(source, at);
  if (!reader.match(WRAPPER)) return undefined;
  reader.at -= 1;
  const data = reader.object('', 0);
  return source[reader.at - 1] === '}' ? { data, computed: reader.computed } : undefined;
}

/** `const config = {…}; export default config` */
function literalsOf(source: string, at: number): Literals | undefined {
  const name = new Reader(source, at).match(NAME)?.[1];
  if (name === undefined) return undefined;
  const start = new RegExp(`\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\b[^=;]*=\\s*`).exec(source);
  return start ? literalsAt(source, start.index + start[0].length) : undefined;
}

/** Members of the object whose brace is at `at`, as the program writes their values. */
export const memberTexts = (source: string, at: number): Record<string, string> => new Reader(source, at).texts();

/** Of an object in braces, else of the declarations at the start of lines. https://www.11ty.dev/docs/data-frontmatter/#javascript-front-matter */
export function frontMatterLiterals(source: string): Literals {
  const start = source.length - source.trimStart().length;
  const whole = source[start] === '{' ? literalsAt(source, start) : undefined;
  if (whole) return whole;
  const found: Literals = { data: {}, computed: [] };
  for (const { index, 0: word, 1: name = '' } of source.matchAll(DECLARATION)) {
    const value = new Reader(source, index + word.length).declared();
    if (value === COMPUTED) found.computed.push({ name, at: index });
    else if (name !== '__proto__') found.data[name] = value;
  }
  return found;
}
