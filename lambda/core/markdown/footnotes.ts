/** Replaces markdown-it-footnote's rule, which copies all tokens for each footnote. */
import { budgetOf } from './counting.ts';
import type { MarkdownIt, StateCore, Token } from './markdown-it-types.d.ts';

interface Note {
  label?: string;
  count?: number;
}

export function footnoteTail(markdown: MarkdownIt): void {
  markdown.core.ruler.at('footnote_tail', tail);
}

function tail(state: StateCore): void {
  const notes = state.env.footnotes as { list?: Note[] } | undefined;
  if (!notes) return;
  const texts = takeTexts(state);
  if (!notes.list) return;
  // Four characters become about 150.
  budgetOf(state).elements(notes.list.reduce((sum, { count = 0 }) => sum + 1 + Math.max(count, 1), 0));
  const { tokens } = state;
  const push = (type: string, nesting: -1 | 0 | 1, meta?: Record<string, unknown>) =>
    tokens.push(Object.assign(new state.Token(type, '', nesting), meta && { meta }));
  push('footnote_block_open', 1);
  for (const [id, { label, count = 0 }] of notes.list.entries()) {
    push('footnote_open', 1, { id, label });
    for (const token of texts.get(label) ?? []) tokens.push(token);
    const last = tokens.at(-1)?.type === 'paragraph_close' ? tokens.pop() : undefined;
    for (let subId = 0; subId < Math.max(count, 1); subId++) push('footnote_anchor', 0, { id, subId, label });
    if (last) tokens.push(last);
    push('footnote_close', -1);
  }
  push('footnote_block_close', -1);
}

/** Footnotes' tokens by label, taken out. */
function takeTexts(state: StateCore): Map<unknown, Token[]> {
  const texts = new Map<unknown, Token[]>();
  let open: Token[] | undefined;
  let label: unknown;
  state.tokens = state.tokens.filter((token) => {
    if (token.type === 'footnote_reference_open') {
      open = [];
      label = token.meta?.label;
    } else if (token.type === 'footnote_reference_close') {
      if (open) texts.set(label, open);
      open = undefined;
    } else {
      open?.push(token);
      return open === undefined;
    }
    return false;
  });
  return texts;
}
