/** kramdown's table of contents in place of a list with `{:toc}`: linked headings, without those of class `no_toc`. */
import { budgetOf } from './counting.ts';
import type { MarkdownIt, StateCore, Token } from './markdown-it-types.d.ts';

export const CONTENTS = 'toc';

export function kramdownContents(markdown: MarkdownIt): void {
  markdown.core.ruler.after('heading_ids', 'contents', contents);
}

/** Elements that an entry costs as much as: it has an item, a link and an id. */
const COST = 10;

interface Heading {
  level: number;
  id: string;
  children: Token[];
}

function contents(state: StateCore): void {
  const at = state.tokens.findIndex(({ type }) => type === CONTENTS);
  const place = state.tokens[at];
  if (!place) return;
  const headings = headingsOf(state);
  const names = headings.reduce((sum, { id }) => sum + id.length, 0);
  budgetOf(state).elements(headings.length * COST);
  budgetOf(state).write(2 * names);
  state.tokens.splice(at, 1, ...listOf(headings, place, state));
}

const headingsOf = ({ tokens, env }: StateCore): Heading[] =>
  tokens.flatMap((token, index) => {
    if (token.type !== 'heading_open') return [];
    // Of a heading without letters: `#`.
    const id = token.attrGet('id') ?? (env.autoIds === false ? null : '');
    if (id === null || /(?:^|\s)no_toc(?:\s|$)/.test(String(token.attrGet('class') ?? ''))) return [];
    return [{ level: Number(token.tag.slice(1)), id: String(id), children: tokens[index + 1]?.children ?? [] }];
  });

function listOf(headings: readonly Heading[], { tag, meta }: Token, state: StateCore): Token[] {
  const tokens: Token[] = [];
  const push = (type: string, name: string, nesting: -1 | 0 | 1): Token => {
    const token = Object.assign(new state.Token(type, name, nesting), { block: true });
    tokens.push(token);
    return token;
  };
  const id = String(meta?.id ?? 'markdown-toc');
  const levels: number[] = [];
  for (const { level, id: name, children } of headings) {
    const isDeeper = level > (levels.at(-1) ?? 0);
    // A list is open in each item of `levels`.
    for (let last = levels.at(-1); !isDeeper && last !== undefined && last >= level; last = levels.at(-1)) {
      push('list_item_close', 'li', -1);
      levels.pop();
      if ((levels.at(-1) ?? 0) >= level) push('list_close', tag, -1);
    }
    if (isDeeper) {
      const list = push('list_open', tag, 1);
      if (levels.length === 0) list.attrs = [['id', id]];
    }
    levels.push(level);
    push('list_item_open', 'li', 1);
    const link = Object.assign(new state.Token('link_open', 'a', 1), {
      attrs: [
        ['href', `#${name}`],
        ['id', `${id}-${name}`],
      ],
    });
    push('inline', '', 0).children = [link, ...plain(children, state), new state.Token('link_close', 'a', -1)];
  }
  for (; levels.length > 0; levels.pop()) {
    push('list_item_close', 'li', -1);
    push('list_close', tag, -1);
  }
  return tokens;
}

/** Copies: later rules join the texts of each. */
const plain = (tokens: readonly Token[], { Token: Made }: StateCore): Token[] =>
  tokens
    .filter(({ type }) => !/^(?:link_open|link_close|footnote_ref)$/.test(type))
    .map((token) => Object.assign(new Made(token.type, token.tag, token.nesting), token));
