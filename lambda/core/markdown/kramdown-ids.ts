/** Heading ids of kramdown's GFM parser, Jekyll's default. */
import { withoutUnresolved } from '../liquid/contract.ts';
import type { MarkdownIt, StateCore, Token } from './markdown-it-types.d.ts';

/** Ruby's `\p{Word}`, hyphens and blanks stay. */
const DROPPED = /[^\p{L}\p{M}\p{Nd}\p{Pc}\- \t]/gu;

/** Typography removes dashes and quotes first. */
export function kramdownIds(markdown: MarkdownIt): void {
  markdown.core.ruler.after('kramdown_typography', 'heading_ids', headingIds);
}

function headingIds({ tokens, env }: StateCore): void {
  if (env.autoIds === false) return;
  const used = new Map<string, number>();
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'heading_open' || token.attrGet('id') !== null) continue;
    const id = withoutUnresolved(textOf(tokens[index + 1]?.children ?? []))
      .toLowerCase()
      .replace(DROPPED, '')
      .replace(/[ \t]/g, '-');
    const times = used.get(id) ?? 0;
    used.set(id, times + 1);
    if (id !== '') token.attrSet('id', times === 0 ? id : `${id}-${times}`);
  }
}

const textOf = (tokens: Token[]): string =>
  tokens.map(({ type, content }) => (type === 'image' || type === 'html_inline' ? '' : type === 'softbreak' ? ' ' : content)).join('');
