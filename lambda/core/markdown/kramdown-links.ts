/** kramdown's `[text] [name]`: white space may stand before the name, and an unknown name leaves text. */
import { budgetOf } from './counting.ts';
import type { MarkdownIt, StateInline } from './markdown-it-types.d.ts';

/** Bounded: texts of brackets stay linear. */
const NAME = /\s+\[([^\]]{0,500})\]/y;

export function kramdownLinks(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('link', 'kramdown_link', spacedReference);
}

/** Whether a text has any. */
const known = new WeakMap<StateInline, boolean>();

function hasSpacedNames(state: StateInline): boolean {
  const has = known.get(state) ?? /\]\s+\[/.test(state.src);
  known.set(state, has);
  return has;
}

function spacedReference(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  if (src[pos] !== '[' || src[pos + 1] === '^' || !hasSpacedNames(state)) return false;
  budgetOf(state).use(1);
  const end = state.md.helpers.parseLinkLabel(state, pos, true);
  NAME.lastIndex = end + 1;
  const found = end < 0 ? null : NAME.exec(src);
  const after = NAME.lastIndex;
  if (!found || after > state.posMax) return false;
  const label = state.md.utils.normalizeReference(found[1] || src.slice(pos + 1, end));
  const reference = state.env.references?.[label];
  if (!reference) {
    if (!silent) state.pending += '[';
    state.pos++;
    return true;
  }
  if (!silent) {
    const { posMax } = state;
    [state.pos, state.posMax] = [pos + 1, end];
    state.push('link_open', 'a', 1).attrs = [
      ['href', reference.href],
      ...(reference.title ? [['title', reference.title] as [string, string]] : []),
    ];
    state.linkLevel++;
    state.md.inline.tokenize(state);
    state.linkLevel--;
    state.push('link_close', 'a', -1);
    state.posMax = posMax;
  }
  state.pos = after;
  return true;
}
