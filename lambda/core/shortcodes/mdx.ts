/** MDX -> Markdown: keeps text and HTML, drops programs with a warning. https://mdxjs.com/docs/what-is-mdx/ */
import type { Budget } from '../budget.ts';
import { CodeSpans, Finder } from '../text/finder.ts';
import { type Expand, Warnings } from './contract.ts';
import { endOfModule, SCANNED } from './mdx-modules.ts';

/** Characters scanned in vain for unclosed braces and tags; afterwards, all are text. */
const SCAN_LIMIT = 2_000_000;

export const expandMdx: Expand = (body, source) => {
  const warnings = new Warnings(body, source.post);
  return { text: new Reader(body, warnings, source.budget).read(), problems: warnings.problems };
};

/** MDX has no indented code, so a fence can be as deep as its list. */
const FENCE_LINE = /^[ \t>]*(`{3,}|~{3,})[^\n]*(?:\n|$)/gm;
const FENCE = /[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}(?=[^`\n]*(?:\n|$))|~{3,})[^\n]*(?:\n|$)/y;
const MODULE = /(import|export) +(?=[\w$*{'"])/y;
/** Between `import` and the quoted name. */
const CLAUSE = /^(?:[\w$\s{},*]*\bfrom)?\s*$/;
const EMPTY_LINE = /\n(?=[ \t]*\n)/g;
const LONGEST_CLAUSE = 2_000;
const EXPORT = /^export +(?:default|const|let|var|function|async|class|\*|\{)/;
/** Lines that no paragraph continues: blank, a heading, a rule, a tag, an expression. */
const NO_PARAGRAPH = /^\s*$|^ {0,3}#{1,6}(?:\s|$)|^ {0,3}(?:---+|\*\*\*+|___+)\s*$|^\s*[<{][^\n]*[>}]\s*$/;
/** Up to a mark, or through a line end. */
const TEXT = /[^`<{\n]*\n?/y;
const COMPONENT = /<(\/?)([A-Z][\w.]*|(?=>))/y;
const ELEMENT = /<[a-z][\w-]*/y;

class Reader {
  readonly #body: string;
  readonly #warnings: Warnings;
  readonly #budget: Budget;
  readonly #finder: Finder;
  readonly #output: string[] = [];
  #at = 0;
  #remaining = SCAN_LIMIT;
  /** Where the line after a fence or module begins. */
  #blockEnd = -1;
  #line = { start: 0, end: 0, spans: new CodeSpans('') };

  constructor(body: string, warnings: Warnings, budget: Budget) {
    this.#body = body;
    this.#warnings = warnings;
    this.#budget = budget;
    this.#finder = new Finder(body);
  }

  read(): string {
    while (this.#at < this.#body.length) {
      if (this.#atLineStart() && (this.#fence() || this.#module())) continue;
      if (this.#code() || this.#comment() || this.#component() || this.#element() || this.#expression()) continue;
      TEXT.lastIndex = this.#at + (this.#body[this.#at] === '\n' ? 0 : 1);
      TEXT.test(this.#body);
      this.#keep(TEXT.lastIndex);
    }
    return this.#output.join('');
  }

  #atLineStart = (): boolean => this.#at === 0 || this.#body[this.#at - 1] === '\n';

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#body);
  }

  #keep(end: number): void {
    this.#output.push(this.#body.slice(this.#at, end));
    this.#at = end;
  }

  #fence(): boolean {
    const [opening, mark = ''] = this.#match(FENCE) ?? [];
    if (opening === undefined) return false;
    // A pattern made of the mark itself can be too large to compile.
    const line = new RegExp(FENCE_LINE);
    line.lastIndex = this.#at + opening.length;
    let found = line.exec(this.#body);
    while (found && !found[1]?.startsWith(mark)) found = line.exec(this.#body);
    this.#keep(found ? line.lastIndex : this.#body.length);
    this.#blockEnd = this.#at;
    return true;
  }

  /** As MDX does: at the start of a line, not inside of a paragraph. */
  #module(): boolean {
    const [, word] = this.#match(MODULE) ?? [];
    if (
      word === undefined ||
      this.#isInParagraph() ||
      !(word === 'import' ? this.#imports() : EXPORT.test(this.#body.slice(this.#at, this.#at + 30)))
    )
      return false;
    this.#warnings.add(this.#at, `${word}: a program is never run here; it is left out`);
    this.#at = endOfModule(this.#body, this.#at, this.#budget) ?? this.#paragraphEnd();
    this.#blockEnd = this.#at;
    return true;
  }

  /** A sentence may start with "import". */
  #imports(): boolean {
    const from = this.#at + 'import '.length;
    const quote = this.#finder.first(['"', "'"], from);
    if (quote === this.#body.length || quote - from > LONGEST_CLAUSE) return false;
    this.#budget.use((quote - from) / SCANNED);
    return CLAUSE.test(this.#body.slice(from, quote));
  }

  #paragraphEnd(): number {
    EMPTY_LINE.lastIndex = this.#at;
    return EMPTY_LINE.test(this.#body) ? EMPTY_LINE.lastIndex : this.#body.length;
  }

  #isInParagraph(): boolean {
    if (this.#at === 0 || this.#at === this.#blockEnd) return false;
    return !NO_PARAGRAPH.test(this.#body.slice(this.#body.lastIndexOf('\n', this.#at - 2) + 1, this.#at - 1));
  }

  #code(): boolean {
    if (this.#body[this.#at] !== '`') return false;
    if (this.#at >= this.#line.end) {
      const end = this.#lineEnd(this.#at);
      this.#line = { start: this.#at, end, spans: new CodeSpans(this.#body.slice(this.#at, end)) };
    }
    const end = this.#line.spans.endOf(this.#at - this.#line.start);
    if (end === undefined) return false;
    this.#keep(this.#line.start + end);
    return true;
  }

  #lineEnd(from: number): number {
    const end = this.#body.indexOf('\n', from);
    return end < 0 ? this.#body.length : end;
  }

  /** MDX has none, but others read such files too. */
  #comment(): boolean {
    if (!this.#body.startsWith('<!--', this.#at)) return false;
    const end = this.#finder.first(['-->'], this.#at + 4);
    if (end === this.#body.length) return false;
    this.#at = end + 3;
    return true;
  }

  #component(): boolean {
    const found = this.#match(COMPONENT);
    if (!found) return false;
    const end = this.#endOfTag(this.#at + found[0].length);
    if (end === undefined) return false;
    const [, closing, name = ''] = found;
    if (closing === '' && name !== '')
      this.#warnings.add(this.#at, `<${name}>: a component, which cannot be used here; it is left out, and the text inside it stays`);
    this.#at = end;
    return true;
  }

  /** HTML without programs in attributes. */
  #element(): boolean {
    const found = this.#match(ELEMENT);
    if (!found) return false;
    const end = this.#endOfTag(this.#at + found[0].length);
    if (end === undefined) return false;
    const tag = this.#body.slice(this.#at, end);
    const plain = withoutBraces(tag);
    if (plain !== tag && /\b(?:src|href)=\{/.test(tag))
      this.#warnings.add(this.#at, `${found[0]}>: an address that is a program is left out; write it as text`);
    this.#output.push(plain.replace(/\s*\n\s*/g, ' ').replace(/\bclassName=/g, 'class='));
    this.#at = end;
    return true;
  }

  /** Keeps quoted text; drops comments silently. */
  #expression(): boolean {
    if (this.#body[this.#at] !== '{') return false;
    const end = this.#endOfBraces(this.#at);
    if (end === undefined) return false;
    const inside = this.#body.slice(this.#at + 1, end - 1).trim();
    const text = /^(["'`])([^"'`$\\]*)\1$/.exec(inside)?.[2];
    if (text !== undefined) this.#output.push(text);
    else if (inside !== '' && !/^\/\*[\s\S]*\*\/$/.test(inside))
      this.#warnings.add(
        this.#at,
        'an expression in braces is a program, which is never run here; it is left out; to show braces, write \\{',
      );
    this.#at = end;
    return true;
  }

  #endOfTag(from: number): number | undefined {
    for (let at = from; at < this.#body.length && this.#remaining > 0; at += 1) {
      const character = this.#body[at];
      if (character === '>') return at + 1;
      const end =
        character === '{'
          ? this.#endOfBraces(at)
          : character === '"' || character === "'"
            ? this.#body.indexOf(character, at + 1) + 1
            : at + 1;
      if (end === undefined || end === 0) return undefined;
      this.#remaining -= end - at;
      at = end - 1;
    }
    return undefined;
  }

  #endOfBraces(from: number): number | undefined {
    let depth = 0;
    for (let at = from; at < this.#body.length && this.#remaining > 0; at += 1) {
      this.#remaining -= 1;
      const character = this.#body[at] ?? '';
      if (character === '{') depth += 1;
      else if (character === '}') {
        depth -= 1;
        if (depth === 0) return at + 1;
      } else if (character === '`' || character === '"') {
        const end = this.#body.indexOf(character, at + 1);
        if (end < 0) return undefined;
        at = end;
      }
    }
    return undefined;
  }
}

function withoutBraces(tag: string): string {
  let depth = 0;
  let text = '';
  for (const character of tag) {
    if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    else if (depth === 0) text += character;
  }
  return text.replace(/\s[\w:-]+=(?=[\s/>])/g, '');
}
