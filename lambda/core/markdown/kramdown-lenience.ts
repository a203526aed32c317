import { withoutEnd } from '../text/finder.ts';
import type { MarkdownIt, StateBlock, StateCore, StateInline, Token } from './markdown-it-types.d.ts';

/** kramdown keeps the backslash in `Smith\, Bob`. */
const NO_ESCAPE = /\\[,;/?@&%^]/y;
const DEFINITION = /^\[((?:[^\]\\\n]|\\.)+)\]:[ \t]+(\S+)[ \t]*$/;

export function kramdownEscapes(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('escape', 'kramdown_escape', plainBackslash);
}

export function spacedDestinations(markdown: MarkdownIt): void {
  const { parseLinkDestination } = markdown.helpers;
  markdown.helpers.parseLinkDestination = (text, start, max) => {
    const found = parseLinkDestination(text, start, max);
    if (!found.ok || text[found.pos] !== ' ' || text[start] === '<') return found;
    const spaced = spacedDestination(text.slice(start, Math.min(max, start + LONGEST_DESTINATION)));
    if (spaced === undefined || start + spaced.length <= found.pos) return found;
    return { ok: true, pos: start + spaced.length, str: markdown.utils.unescapeAll(spaced).replace(/ /g, '%20') };
  };
}

const LONGEST_DESTINATION = 500;

function spacedDestination(text: string): string | undefined {
  const end = text.search(/[()<>"'\n]/);
  if (end < 0) return undefined;
  const spaced = withoutEnd(text.slice(0, end), ' ');
  const isEnd = text[end] === ')' || (`"'`.includes(text[end] ?? '') && spaced.length < end);
  return isEnd && spaced !== '' && !/\s$/.test(spaced) ? spaced : undefined;
}

/** For all dialects: otherwise readers see source. */
export function kramdownLenience(markdown: MarkdownIt): void {
  markdown.block.ruler.after('reference', 'lenient_reference', lenientDefinition);
  markdown.core.ruler.after('inline', 'empty_emphasis', emptyEmphasis);
}

function plainBackslash(state: StateInline, silent: boolean): boolean {
  NO_ESCAPE.lastIndex = state.pos;
  if (!NO_ESCAPE.test(state.src)) return false;
  if (!silent) state.pending += '\\';
  state.pos++;
  return true;
}

/** Accepts `[1]: https://example.org/)` */
function lenientDefinition(state: StateBlock, line: number, _end: number, silent: boolean): boolean {
  const from = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
  if (silent || !state.src.startsWith('[', from)) return false;
  const [match, label = '', url = ''] = DEFINITION.exec(state.src.slice(from, state.eMarks[line])) ?? [];
  if (match === undefined || label.startsWith('^')) return false;
  state.env.references ??= {};
  state.env.references[state.md.utils.normalizeReference(label)] ??= { title: '', href: state.md.normalizeLink(withoutEnd(url, ')')) };
  state.line = line + 1;
  return true;
}

/** Keeps the marks of `_<Your Name>_`: the sanitiser removes the unknown tag. */
function emptyEmphasis(state: StateCore): void {
  for (const { children } of state.tokens) {
    if (!children?.some((token) => token.type === 'html_inline')) continue;
    for (const [index, token] of children.entries()) {
      const [open, close] = [children[index - 1], children[index + 1]];
      if (open?.type === 'em_open' && close?.type === 'em_close' && /^<[a-z]+ [^=>]*>$/i.test(token.content)) {
        toText(open);
        toText(close);
      }
    }
  }
}

function toText(token: Token): void {
  token.type = 'text';
  token.content = token.markup;
  token.nesting = 0;
}
