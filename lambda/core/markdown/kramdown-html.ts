/** kramdown's HTML: a comment ends a block by itself, an inline element begins a paragraph, and `<<` opens no element. */
import { budgetOf } from './counting.ts';
import { type BlockRule, lineText, ruleOf } from './kramdown-blocks.ts';
import type { MarkdownIt, StateBlock, StateInline } from './markdown-it-types.d.ts';

const INLINE =
  /^<\/?(?:a|abbr|acronym|b|big|bdo|br|button|cite|code|del|dfn|em|i|img|input|ins|kbd|label|mark|option|q|rb|rbc|rp|rt|rtc|ruby|samp|select|small|span|strong|sub|sup|tt|u|var)(?![\w-])/i;

export function kramdownHtml(markdown: MarkdownIt): void {
  markdown.block.ruler.at('html_block', block(ruleOf(markdown, 'html_block')), { alt: ['paragraph', 'reference', 'blockquote'] });
  markdown.inline.ruler.before('autolink', 'guillemet', guillemet);
}

function guillemet(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('<<', state.pos)) return false;
  if (!silent) state.pending += '<<';
  state.pos += 2;
  return true;
}

const block =
  (html: BlockRule): BlockRule =>
  (state, start, end, silent) => {
    const text = lineText(state, start);
    if (text.startsWith('<!--')) return !silent && (state.sCount[start] ?? 0) - state.blkIndent < 4 && comments(state, start, end);
    return !INLINE.test(text) && html(state, start, end, silent);
  };

/** The rest of its last line is a block of its own. */
function comments(state: StateBlock, start: number, end: number): boolean {
  let [line, from] = [start, startOf(state, start)];
  let rest = '';
  do {
    const last = lastLine(state, line, from, end);
    if (last === undefined) break;
    const close = state.src.indexOf('-->', from) + 3;
    state.push('html_block', '', 0).content = `${state.src.slice(from, close)}\n`;
    const text = state.src.slice(close, state.eMarks[last]);
    rest = text.trimStart();
    [line, from] = [last, close + text.length - rest.length];
  } while (rest.startsWith('<!--'));
  if (from === startOf(state, start)) return false;
  if (rest === '') state.line = line + 1;
  else restOf(state, line, from, end);
  return true;
}

function restOf(state: StateBlock, line: number, from: number, end: number): void {
  const [bMark, tShift, sCount] = [state.bMarks[line] ?? 0, state.tShift[line] ?? 0, state.sCount[line] ?? 0];
  [state.bMarks[line], state.tShift[line], state.sCount[line]] = [from, 0, state.blkIndent];
  // No underlined heading.
  state.env.afterComment = line;
  state.md.block.ruler.getRules('').some((rule) => rule(state, line, end, false));
  [state.bMarks[line], state.tShift[line], state.sCount[line]] = [bMark, tShift, sCount];
}

const startOf = (state: StateBlock, line: number): number => (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);

function lastLine(state: StateBlock, start: number, from: number, end: number): number | undefined {
  // None later either: search once.
  if (state.env.endlessComment === end) return undefined;
  for (let line = start; line < end; line++) {
    budgetOf(state).use(1);
    if (state.src.slice(line === start ? from : startOf(state, line), state.eMarks[line]).includes('-->')) return line;
  }
  state.env.endlessComment = end;
  return undefined;
}
