/** Markdown of MDX: no indented code, and Markdown inside of elements. https://mdxjs.com/docs/what-is-mdx/ */
import type { MarkdownIt, StateBlock, StateCore, Token } from './markdown-it-types.d.ts';

/** A line of tags alone. */
const TAGS = /^(?:<\/?[a-z][^<>]*>\s*)+$/i;
const VOID = /^<(?:area|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b/i;

export function mdx(markdown: MarkdownIt): void {
  markdown.disable('code');
  markdown.block.ruler.at('html_block', tags, { alt: ['paragraph', 'reference', 'blockquote'] });
  markdown.core.ruler.after('inline', 'mdx_unravel', unravel);
}

function tags(state: StateBlock, start: number, _: number, silent: boolean): boolean {
  const text = state.src.slice((state.bMarks[start] ?? 0) + (state.tShift[start] ?? 0), state.eMarks[start]);
  if (!text.startsWith('<') || !TAGS.test(text)) return false;
  if (silent) return true;
  state.push('html_block', '', 0).content = `${text}\n`;
  state.line = start + 1;
  return true;
}

/** A paragraph of elements alone is none. */
function unravel({ tokens }: StateCore): void {
  for (const [index, { type, children }] of tokens.entries()) {
    const [opening, closing] = [tokens[index - 1], tokens[index + 1]];
    if (type !== 'inline' || opening?.type !== 'paragraph_open' || !closing || !areElements(children ?? [])) continue;
    opening.hidden = true;
    closing.hidden = true;
  }
}

function areElements(children: readonly Token[]): boolean {
  let depth = 0;
  for (const { type, content } of children) {
    if (type === 'html_inline') depth += content.startsWith('</') ? -1 : content.endsWith('/>') || VOID.test(content) ? 0 : 1;
    else if (depth === 0 && type !== 'softbreak' && (type !== 'text' || content.trim() !== '')) return false;
    if (depth < 0) return false;
  }
  return depth === 0 && children.some(({ type }) => type === 'html_inline');
}
