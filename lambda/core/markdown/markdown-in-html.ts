/** `<div markdown="1">` */
import { budgetOf } from './counting.ts';
import type { MarkdownIt, StateBlock } from './markdown-it-types.d.ts';

const OPENING = /^<([a-z][a-z0-9]*)(\s[^>]*)>\s*$/i;
const ATTRIBUTE = /\smarkdown\s*=\s*["']?(?:1|block|span)["']?(?=\s|$)/i;

export function markdownInHtml(markdown: MarkdownIt): void {
  markdown.block.ruler.before('html_block', 'markdown_in_html', element, { alt: ['paragraph', 'reference', 'blockquote'] });
}

/** kramdown keeps elements raw; CommonMark resumes at an empty line. */
export function rawHtml(markdown: MarkdownIt): void {
  markdown.block.ruler.before('html_block', 'raw_html', rawElement, { alt: ['paragraph', 'reference', 'blockquote'] });
}

const BLOCK =
  /^<(address|article|aside|blockquote|center|dd|details|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|header|iframe|li|main|menu|nav|ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video|audio)(?=[\s>])[^>]*>\s*$/i;

/** No element begins like this. */
const ADDRESS = /<(?=(?:https?|ftp|mailto):|[\w.+-]{1,64}@)/gi;

function rawElement(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  if ((state.sCount[start] ?? 0) - state.blkIndent >= 4) return false;
  const name = BLOCK.exec(lineText(state, start))?.[1];
  const last = name === undefined ? undefined : closingLine(state, name, start, end);
  if (last === undefined) return false;
  if (silent) return true;
  html(state, state.getLines(start, last + 1, state.blkIndent, true).replace(ADDRESS, '&lt;'));
  state.line = last + 1;
  return true;
}

function lineText(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
}

function element(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  const [match, name = '', attributes = ''] = OPENING.exec(lineText(state, start)) ?? [];
  if (match === undefined || !ATTRIBUTE.test(attributes)) return false;
  const last = closingLine(state, name, start, end);
  if (last === undefined) return false;
  if (silent) return true;
  html(state, `<${name}${attributes.replace(ATTRIBUTE, '')}>\n`);
  const { parentType, lineMax } = state;
  state.parentType = 'markdown_in_html';
  state.lineMax = last;
  // markdown-it's nesting limit applies here too.
  state.level++;
  state.md.block.tokenize(state, start + 1, last);
  state.level--;
  state.parentType = parentType;
  state.lineMax = lineMax;
  html(state, `</${name}>\n`);
  state.line = last + 1;
  return true;
}

/** Past nested elements of that name. */
function closingLine(state: StateBlock, name: string, start: number, end: number): number | undefined {
  const tag = new RegExp(`<(/?)${name}\\b[^>]*>`, 'gi');
  // None later either: search once.
  state.env.endlessElements ??= new Set<string>();
  const endless = state.env.endlessElements as Set<string>;
  if (endless.has(`${name.toLowerCase()}:${end}`)) return undefined;
  let depth = 1;
  for (let line = start + 1; line < end; line++) {
    budgetOf(state).use(1);
    const text = lineText(state, line);
    // Cut at the last `>`: each `<` would search to the end.
    for (const [, slash] of text.slice(0, text.lastIndexOf('>') + 1).matchAll(tag)) depth += slash ? -1 : 1;
    if (depth <= 0) return new RegExp(`^</${name}\\s*>\\s*$`, 'i').test(text) ? line : undefined;
  }
  endless.add(`${name.toLowerCase()}:${end}`);
  return undefined;
}

function html(state: StateBlock, content: string): void {
  state.push('html_block', '', 0).content = content;
}
