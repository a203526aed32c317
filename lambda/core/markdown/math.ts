/** Formulas between `$$`, and where a post has them, `$`, `\(` and `\[`. */
import { Finder } from '../text/finder.ts';
import { budgetOf } from './counting.ts';
import type { MarkdownIt, StateBlock, StateInline, Token } from './markdown-it-types.d.ts';

/** Steps per character: temml takes about a microsecond for each. */
const COST = 4;
/** Of each formula, in characters. */
const SET_UP = 20;
const LONGEST = 5_000;

export interface Maths {
  /** `$$…$$` */
  hasDoubled: boolean;
  /** `$…$`, `\(…\)` and `\[…\]` */
  hasAll: boolean;
  /** `$$` inside of a paragraph is inline, as in kramdown. */
  isKramdown: boolean;
  /** @returns undefined if the source stays */
  render(tex: string, display: boolean): string | undefined;
}

const mathsOf = ({ env }: { env: StateInline['env'] }): Maths | undefined => env.math as Maths | undefined;

/** Before all rules of dialects. */
export function math(markdown: MarkdownIt): void {
  markdown.block.ruler.before('code', 'math', block, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
  markdown.inline.ruler.before('newline', 'math', span);
  markdown.renderer.rules.math = (tokens, index, _, env) => {
    const { content = '', markup = '', meta } = tokens[index] ?? {};
    return (env?.math as Maths).render(content, meta?.display === true) ?? markdown.utils.escapeHtml(markup);
  };
}

function fill(token: Token, state: StateBlock | StateInline, tex: string, source: string, display: boolean): Token {
  budgetOf(state).use((tex.length + SET_UP) * COST);
  return Object.assign(token, { content: tex.trim(), markup: source, meta: { display } });
}

/** No blank before the end, and no digit behind it: prices stay. */
const DOLLARS = /\$((?![\s$])(?:\\[\s\S]|[^$\\]){1,1000})\$(?!\d)/y;
const DOUBLED = /\$\$([^$]{1,2000})\$\$/y;
const ENDS: Record<string, string> = { '\\(': '\\)', '\\[': '\\]', '\\\\(': '\\\\)', '\\\\[': '\\\\]' };
const finders = new WeakMap<StateInline, Finder>();

function span(state: StateInline, silent: boolean): boolean {
  const maths = mathsOf(state);
  const sign = state.src[state.pos];
  if (!maths || (sign !== '$' && sign !== '\\')) return false;
  const found = sign === '$' ? dollars(state, maths) : maths.hasAll ? brackets(state) : undefined;
  if (!found) return false;
  if (!silent) fill(state.push('math', 'math', 0), state, found.tex, found.source, found.display);
  state.pos += found.source.length;
  return true;
}

interface Found {
  tex: string;
  source: string;
  display: boolean;
}

function dollars(state: StateInline, maths: Maths): Found | undefined {
  const isDoubled = state.src.startsWith('$$', state.pos);
  if (isDoubled ? !maths.hasDoubled : !maths.hasAll) return undefined;
  const pattern = isDoubled ? DOUBLED : DOLLARS;
  pattern.lastIndex = state.pos;
  const [source, tex = ''] = pattern.exec(state.src) ?? [];
  if (source === undefined || state.pos + source.length > state.posMax || /^\s*$/.test(tex) || (!isDoubled && /\s$|\n\s*\n/.test(tex)))
    return undefined;
  return { tex, source, display: isDoubled && !maths.isKramdown };
}

function brackets(state: StateInline): Found | undefined {
  const opening = Object.keys(ENDS).find((each) => state.src.startsWith(each, state.pos));
  if (opening === undefined) return undefined;
  const finder = finders.get(state) ?? new Finder(state.src);
  finders.set(state, finder);
  const start = state.pos + opening.length;
  const closing = ENDS[opening] ?? '';
  const end = finder.next(closing, start);
  if (end - start > LONGEST || end + closing.length > state.posMax) return undefined;
  return { tex: state.src.slice(start, end), source: state.src.slice(state.pos, end + closing.length), display: opening.endsWith('[') };
}

const lineText = (state: StateBlock, line: number): string =>
  state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);

/** Spans empty lines. */
function block(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  const maths = mathsOf(state);
  if (!maths || silent || (state.sCount[start] ?? 0) - state.blkIndent >= 4) return false;
  const first = lineText(state, start);
  const opening =
    maths.hasDoubled && first.startsWith('$$') ? '$$' : maths.hasAll ? ['\\[', '\\\\['].find((each) => first.startsWith(each)) : undefined;
  if (opening === undefined) return false;
  const closing = ENDS[opening] ?? '$$';
  // None later either: search once.
  state.env.endlessMaths ??= new Set<string>();
  const endless = state.env.endlessMaths as Set<string>;
  if (endless.has(`${closing}:${end}`)) return false;
  for (let line = start; line < end; line++) {
    budgetOf(state).use(1);
    const text = (line === start ? first.slice(opening.length) : lineText(state, line)).trimEnd();
    if (text.endsWith(closing)) {
      const source = state.getLines(start, line + 1, state.blkIndent, false).trim();
      const tex = source.slice(opening.length, -closing.length);
      if (tex.length > LONGEST || tex.includes(opening) || tex.trim() === '') return false;
      state.push('paragraph_open', 'p', 1).map = [start, line + 1];
      const formula = fill(new state.Token('math', 'math', 0), state, tex, source, true);
      Object.assign(state.push('inline', '', 0), { content: '', children: [formula] });
      state.push('paragraph_close', 'p', -1);
      state.line = line + 1;
      return true;
    }
    if (text.includes(closing)) return false;
  }
  endless.add(`${closing}:${end}`);
  return false;
}
