/** kramdown's `{::comment}`, `{::nomarkdown}` and `{::options /}`. */
import { Finder } from '../text/finder.ts';
import { budgetOf } from './counting.ts';
import type { StateBlock, StateInline } from './markdown-it-types.d.ts';

const EXTENSION_LINE = /^\{::(\w+)(?:\s[^}]*?)?(\/)?\}\s*$/;
const LONGEST_SPAN = 2_000;

export function lineText(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
}

export function startsBrace(state: StateBlock, line: number): boolean {
  return (
    (state.sCount[line] ?? 0) - state.blkIndent < 4 && state.src.startsWith('{:', (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0))
  );
}

/** `{::nomarkdown}` leaves its text, as HTML. Unclosed ones are text. */
export function extensionBlock(state: StateBlock, line: number, end: number, silent: boolean): boolean {
  if (!startsBrace(state, line)) return false;
  const [match, name, closed] = EXTENSION_LINE.exec(lineText(state, line)) ?? [];
  if (match === undefined || !['comment', 'nomarkdown', 'options'].includes(name ?? '')) return false;
  const last = closed ? line : stopLine(state, name ?? '', line, end);
  if (last === undefined) return false;
  if (silent) return true;
  if (name === 'nomarkdown') {
    const token = state.push('html_block', '', 0);
    token.content = state.getLines(line + 1, last, state.blkIndent, true);
    token.map = [line, last + 1];
  }
  if (name === 'comment') state.push('kramdown_comment', '', 0).hidden = true;
  if (name === 'options' && /\sauto_ids="false"/.test(match)) state.env.autoIds = false;
  state.line = last + 1;
  return true;
}

function stopLine(state: StateBlock, name: string, line: number, end: number): number | undefined {
  // None later either: search once.
  state.env.endlessExtensions ??= new Set<string>();
  const endless = state.env.endlessExtensions as Set<string>;
  if (endless.has(`${name}:${end}`)) return undefined;
  const stop = new RegExp(String.raw`^\{:/(?:${name})?\}\s*$`);
  for (let last = line + 1; last < end; last++) {
    budgetOf(state).use(1);
    if (stop.test(lineText(state, last))) return last;
  }
  endless.add(`${name}:${end}`);
  return undefined;
}

const finders = new WeakMap<StateInline, Finder>();

export function extensionSpan(state: StateInline): { end: number; html?: string } | undefined {
  const { src, pos } = state;
  const finder = finders.get(state) ?? new Finder(src);
  finders.set(state, finder);
  if (src.startsWith('{::options', pos)) {
    const end = finder.next('}', pos);
    return src[end - 1] === '/' && end < src.length ? { end: end + 1 } : undefined;
  }
  const name = ['comment', 'nomarkdown'].find((each) => src.startsWith(`{::${each}}`, pos));
  if (name === undefined) return undefined;
  const start = pos + `{::${name}}`.length;
  const end = finder.first(['{:/}', `{:/${name}}`], start);
  if (end === src.length || end - start > LONGEST_SPAN) return undefined;
  return { end: finder.next('}', end) + 1, ...(name === 'nomarkdown' ? { html: src.slice(start, end) } : {}) };
}
