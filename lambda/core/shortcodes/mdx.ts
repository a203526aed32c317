/** MDX -> Markdown: keeps text and HTML, drops programs with a warning. https://mdxjs.com/docs/what-is-mdx/ */
import { CodeSpans } from '../text/finder.ts';
import { type Expand, Warnings } from './contract.ts';

/** Characters scanned in vain for unclosed braces and tags; afterwards, all are text. */
const SCAN_LIMIT = 2_000_000;

export const expandMdx: Expand = (body, source) => {
  const warnings = new Warnings(body, source.post);
  return { text: new Reader(body, warnings).read(), problems: warnings.problems };
};

const FENCE_LINE = /^[ \t]*(`{3,}|~{3,})[^\n]*(?:\n|$)/gm;
const FENCE = /[ \t]{0,3}(`{3,}|~{3,})[^\n]*(?:\n|$)/y;
const MODULE = /import\b\s*(?:[\w*{'"]|$)|export\s+(?:default|const|let|var|function|async|class|\*|\{)/y;
const EMPTY_LINE = /\n(?=[ \t]*\n)/g;
const COMPONENT = /<(\/?)([A-Z][\w.]*|(?=>))/y;
const ELEMENT = /<[a-z][\w-]*/y;

class Reader {
  private readonly body: string;
  private readonly warnings: Warnings;
  private readonly output: string[] = [];
  private at = 0;
  private remaining = SCAN_LIMIT;
  private known = { end: 0, last: -1 };
  private line = { start: 0, end: 0, spans: new CodeSpans('') };

  constructor(body: string, warnings: Warnings) {
    this.body = body;
    this.warnings = warnings;
  }

  read(): string {
    while (this.at < this.body.length) {
      if (this.atLineStart() && (this.fence() || this.module())) continue;
      if (this.code() || this.component() || this.element() || this.expression()) continue;
      const next = this.body.slice(this.at + 1).search(/[`<{\n]/);
      const end = next < 0 ? this.body.length : this.at + 1 + next + (this.body[this.at + 1 + next] === '\n' ? 1 : 0);
      this.keep(end);
    }
    return this.output.join('');
  }

  private atLineStart = (): boolean => this.at === 0 || this.body[this.at - 1] === '\n';

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.body);
  }

  private keep(end: number): void {
    this.output.push(this.body.slice(this.at, end));
    this.at = end;
  }

  private fence(): boolean {
    const [opening, mark = ''] = this.match(FENCE) ?? [];
    if (opening === undefined) return false;
    // A pattern made of the mark itself can be too large to compile.
    const line = new RegExp(FENCE_LINE);
    line.lastIndex = this.at + opening.length;
    let found = line.exec(this.body);
    while (found && !found[1]?.startsWith(mark)) found = line.exec(this.body);
    this.keep(found ? line.lastIndex : this.body.length);
    return true;
  }

  /** Ends at an empty line. */
  private module(): boolean {
    const [opening] = this.match(MODULE) ?? [];
    if (opening === undefined) return false;
    const { end, last } = this.paragraph();
    // A sentence may start with "import".
    if (this.at + opening.length > end || (opening.startsWith('import') && last < this.at)) return false;
    const word = opening.startsWith('import') ? 'import' : 'export';
    this.warnings.add(this.at, `${word}: a program is never run here; it is left out`);
    this.at = end;
    return true;
  }

  /** The paragraph's end and last word that indicates an import. */
  private paragraph(): { end: number; last: number } {
    if (this.at < this.known.end) return this.known;
    EMPTY_LINE.lastIndex = this.at;
    const empty = EMPTY_LINE.exec(this.body);
    const until = empty ? empty.index + 1 : this.body.length;
    const text = this.body.slice(this.at, until);
    let last = -1;
    for (const { index } of text.matchAll(/\bfrom\b|['"]/g)) last = this.at + index;
    this.known = { end: until, last };
    return this.known;
  }

  private code(): boolean {
    if (this.body[this.at] !== '`') return false;
    if (this.at >= this.line.end) {
      const end = this.lineEnd(this.at);
      this.line = { start: this.at, end, spans: new CodeSpans(this.body.slice(this.at, end)) };
    }
    const end = this.line.spans.endOf(this.at - this.line.start);
    if (end === undefined) return false;
    this.keep(this.line.start + end);
    return true;
  }

  private lineEnd(from: number): number {
    const end = this.body.indexOf('\n', from);
    return end < 0 ? this.body.length : end;
  }

  private component(): boolean {
    const found = this.match(COMPONENT);
    if (!found) return false;
    const end = this.endOfTag(this.at + found[0].length);
    if (end === undefined) return false;
    const [, closing, name = ''] = found;
    if (closing === '' && name !== '')
      this.warnings.add(this.at, `<${name}>: a component, which cannot be used here; it is left out, and the text inside it stays`);
    this.at = end;
    return true;
  }

  /** HTML without programs in attributes. */
  private element(): boolean {
    const found = this.match(ELEMENT);
    if (!found) return false;
    const end = this.endOfTag(this.at + found[0].length);
    if (end === undefined) return false;
    const tag = this.body.slice(this.at, end);
    const plain = withoutBraces(tag);
    if (plain !== tag && /\b(?:src|href)=\{/.test(tag))
      this.warnings.add(this.at, `${found[0]}>: an address that is a program is left out; write it as text`);
    this.output.push(plain.replace(/\bclassName=/g, 'class='));
    this.at = end;
    return true;
  }

  /** Keeps quoted text; drops comments silently. */
  private expression(): boolean {
    if (this.body[this.at] !== '{') return false;
    const end = this.endOfBraces(this.at);
    if (end === undefined) return false;
    const inside = this.body.slice(this.at + 1, end - 1).trim();
    const text = /^(["'`])([^"'`$\\]*)\1$/.exec(inside)?.[2];
    if (text !== undefined) this.output.push(text);
    else if (inside !== '' && !/^\/\*[\s\S]*\*\/$/.test(inside))
      this.warnings.add(
        this.at,
        'an expression in braces is a program, which is never run here; it is left out; to show braces, write \\{',
      );
    this.at = end;
    return true;
  }

  private endOfTag(from: number): number | undefined {
    for (let at = from; at < this.body.length && this.remaining > 0; at += 1) {
      const character = this.body[at];
      if (character === '>') return at + 1;
      const end =
        character === '{'
          ? this.endOfBraces(at)
          : character === '"' || character === "'"
            ? this.body.indexOf(character, at + 1) + 1
            : at + 1;
      if (end === undefined || end === 0) return undefined;
      this.remaining -= end - at;
      at = end - 1;
    }
    return undefined;
  }

  private endOfBraces(from: number): number | undefined {
    let depth = 0;
    for (let at = from; at < this.body.length && this.remaining > 0; at += 1) {
      this.remaining -= 1;
      const character = this.body[at] ?? '';
      if (character === '{') depth += 1;
      else if (character === '}') {
        depth -= 1;
        if (depth === 0) return at + 1;
      } else if (character === '`' || character === '"') {
        const end = this.body.indexOf(character, at + 1);
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
