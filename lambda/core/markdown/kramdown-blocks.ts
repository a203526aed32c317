/** kramdown math (kept as source), `^` lines, `\\` line breaks. */
import { budgetOf } from './counting.ts';
import type { MarkdownIt, StateBlock, StateInline } from './markdown-it-types.d.ts';

/** Bounded: texts of dollars stay linear. */
const SPAN = /\$\$[^$]{1,2000}\$\$/y;
const UNDERLINE = /^[=-]+[ \t]*$/;
const LINE_BREAK = /\\\\(?=\n)/y;

export function kramdownBlocks(markdown: MarkdownIt): void {
  const alt = ['paragraph', 'reference', 'blockquote', 'list'];
  markdown.block.ruler.before('attribute_list', 'kramdown_math', mathBlock);
  markdown.block.ruler.before('attribute_list', 'end_of_block', endOfBlock, { alt });
  markdown.block.ruler.at('heading', inFirstColumn(ruleOf(markdown, 'heading')), { alt });
  markdown.block.ruler.at('lheading', underlined);
  // No rule ends a paragraph.
  markdown.block.ruler.at('hr', ruleOf(markdown, 'hr'), { alt: ['reference', 'blockquote', 'list'] });
  markdown.inline.ruler.before('kramdown_escape', 'kramdown_math', mathSpan);
  markdown.inline.ruler.before('kramdown_escape', 'kramdown_line_break', lineBreak);
}

export type BlockRule = (state: StateBlock, start: number, end: number, silent: boolean) => boolean;

export const ruleOf = ({ block }: MarkdownIt, wanted: string): BlockRule =>
  block.ruler.__rules__.find(({ name }) => name === wanted)?.fn as BlockRule;

export const lineText = (state: StateBlock, line: number): string =>
  state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);

/** Spans empty lines. */
function mathBlock(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  const first = lineText(state, start);
  if (silent || !first.startsWith('$$') || (state.sCount[start] ?? 0) - state.blkIndent >= 4) return false;
  // None later either: search once.
  if (state.env.endlessMath === end) return false;
  for (let line = start; line < end; line++) {
    budgetOf(state).use(1);
    const text = line === start ? first.slice(2) : lineText(state, line);
    if (/\$\$\s*$/.test(text) && !text.trimEnd().slice(0, -2).includes('$$')) {
      state.push('paragraph_open', 'p', 1);
      const source = state.push('inline', '', 0);
      source.content = '';
      source.children = [
        Object.assign(new state.Token('text', '', 0), { content: state.getLines(start, line + 1, state.blkIndent, false).trim() }),
      ];
      state.push('paragraph_close', 'p', -1);
      state.line = line + 1;
      return true;
    }
    if (text.includes('$$')) return false;
  }
  state.env.endlessMath = end;
  return false;
}

function mathSpan(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('$$', state.pos)) return false;
  SPAN.lastIndex = state.pos;
  const [span] = SPAN.exec(state.src) ?? [];
  if (span === undefined) return false;
  if (!silent) state.push('text_special', '', 0).content = span;
  state.pos += span.length;
  return true;
}

/** A line of `^` separates blocks. */
function endOfBlock(state: StateBlock, line: number, _end: number, silent: boolean): boolean {
  if ((state.sCount[line] ?? 0) - state.blkIndent >= 4 || lineText(state, line).trimEnd() !== '^') return false;
  if (silent) return true;
  state.push('end_of_block', '', 0).hidden = true;
  state.line = line + 1;
  return true;
}

/** One line of text, and a line of signs from the first column. */
function underlined(state: StateBlock, start: number, end: number): boolean {
  const next = start + 1;
  if (
    next >= end ||
    state.env.afterComment === start ||
    (state.sCount[start] ?? 0) - state.blkIndent >= 4 ||
    state.sCount[next] !== state.blkIndent
  )
    return false;
  const [sign] = UNDERLINE.exec(lineText(state, next)) ?? [];
  if (sign === undefined) return false;
  const tag = sign.startsWith('=') ? 'h1' : 'h2';
  const map: [number, number] = [start, next + 1];
  Object.assign(state.push('heading_open', tag, 1), { map, markup: sign });
  Object.assign(state.push('inline', '', 0), { map, content: lineText(state, start).trim(), children: [] });
  state.push('heading_close', tag, -1).markup = sign;
  state.line = next + 1;
  return true;
}

/** A heading begins its line and has a text. */
const inFirstColumn =
  (heading: BlockRule): BlockRule =>
  (state, line, end, silent) =>
    (state.sCount[line] ?? 0) <= state.blkIndent && !/^[#\s]*$/.test(lineText(state, line)) && heading(state, line, end, silent);

function lineBreak(state: StateInline, silent: boolean): boolean {
  LINE_BREAK.lastIndex = state.pos;
  if (!LINE_BREAK.test(state.src)) return false;
  if (!silent) state.push('hardbreak', 'br', 0);
  state.pos += 3;
  while (state.src[state.pos] === ' ') state.pos++;
  return true;
}
