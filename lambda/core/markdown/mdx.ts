/** Markdown of MDX: no indented code, and Markdown inside of elements. https://mdxjs.com/docs/what-is-mdx/ */
import type { MarkdownIt, StateBlock, StateCore, Token } from './markdown-it-types.d.ts';

/** A line of tags alone. */
const TAGS = /^(?:<\/?[a-z][^<>]*>\s*)+$/i;
const VOID = /^<(?:area|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b/i;

export function mdx(markdown: MarkdownIt): void {
  markdown.disable('code');
  const { ruler } = markdown.block;
  ruler.at('html_block', tags, { alt: ['paragraph', 'reference', 'blockquote'] });
  for (const named of (ruler as unknown as Rules).__rules__) named.fn = anyIndent(named.fn);
  // Also empties the ruler's cache.
  ruler.at('paragraph', paragraph);
  markdown.core.ruler.after('inline', 'mdx_unravel', unravel);
}

interface Rules {
  __rules__: { fn: BlockRule }[];
}

type BlockRule = (state: StateBlock, start: number, end: number, silent: boolean) => boolean;

/** markdown-it's blocks are indented less than four columns, because it has indented code. */
const anyIndent =
  (rule: BlockRule): BlockRule =>
  (state, start, end, silent) => {
    const { blkIndent } = state;
    const indent = state.sCount[start] ?? 0;
    if (indent > blkIndent + 3) state.blkIndent = indent;
    const isBlock = rule(state, start, end, silent);
    state.blkIndent = blkIndent;
    return isBlock;
  };

/** Without indentation. */
const textOf = (state: StateBlock, from: number, to: number): string => state.getLines(from, to, Infinity, false).trim();

/** Any block may end it. */
function paragraph(state: StateBlock, start: number, end: number): boolean {
  const { parentType, md, sCount } = state;
  const rules = md.block.ruler.getRules('paragraph');
  let next = start;
  state.parentType = 'paragraph';
  do next++;
  while (next < end && !state.isEmpty(next) && ((sCount[next] ?? 0) < 0 || !rules.some((rule) => rule(state, next, end, true))));
  state.parentType = parentType;
  state.line = next;
  state.push('paragraph_open', 'p', 1);
  Object.assign(state.push('inline', '', 0), { content: textOf(state, start, next), children: [] });
  state.push('paragraph_close', 'p', -1);
  return true;
}

function tags(state: StateBlock, start: number, _: number, silent: boolean): boolean {
  const text = textOf(state, start, start + 1);
  const isTags = TAGS.test(text);
  if (!isTags || silent) return isTags;
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
