/** Ends of link labels, each searched once: markdown-it searches again from each bracket, quadratic for open ones. */
import type { MarkdownIt, StateInline } from './markdown-it-types.d.ts';

const NONE = -1;
const [OPEN, CLOSE] = [0x5b, 0x5d];

/** By the bracket's position. */
type Ends = Map<number, number>;

export function linkLabels({ helpers }: MarkdownIt): void {
  const [links, pictures] = [new WeakMap<StateInline, Ends>(), new WeakMap<StateInline, Ends>()];
  helpers.parseLinkLabel = (state, start, disableNested = false) => {
    const known = disableNested ? links : pictures;
    const ends: Ends = known.get(state) ?? new Map();
    known.set(state, ends);
    const { pos } = state;
    const end = ends.get(start) ?? endOf(state, start, disableNested, ends);
    state.pos = pos;
    return end;
  };
}

/** Notes the ends of all brackets on the way: each takes the same way to its own end. */
function endOf(state: StateInline, start: number, disableNested: boolean, ends: Ends): number {
  const open = [start];
  state.pos = start + 1;
  while (state.pos < state.posMax) {
    const at = state.pos;
    const sign = state.src.charCodeAt(at);
    if (sign === CLOSE) ends.set(open.pop() ?? start, at);
    if (open.length === 0) return at;
    state.md.inline.skipToken(state);
    if (sign !== OPEN) continue;
    if (state.pos !== at + 1) {
      if (disableNested) break;
      continue;
    }
    const end = ends.get(at);
    if (end === NONE) break;
    if (end === undefined) {
      open.push(at);
    } else {
      state.pos = end;
      state.md.inline.skipToken(state);
    }
  }
  for (const each of open) ends.set(each, NONE);
  return NONE;
}
