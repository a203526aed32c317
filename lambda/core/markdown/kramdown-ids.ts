/** Ids of headings, as kramdown's parser of GitHub's dialect, which is Jekyll's, makes them: so that links inside of a post lead somewhere. */
import { withoutUnresolved } from '../liquid/contract.ts';
import type { MarkdownIt, StateCore, Token } from './markdown-it-types.d.ts';

/** What Ruby's `\p{Word}` is, and what stays beside. */
const DROPPED = /[^\p{L}\p{M}\p{Nd}\p{Pc}\- \t]/gu;

/** After typography, which takes dashes and quotes out of them. */
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
  tokens
    .map(({ type, content, children }) =>
      type === 'image' ? textOf(children ?? []) : type === 'html_inline' ? '' : type === 'softbreak' ? ' ' : content,
    )
    .join('')
    .trim();
