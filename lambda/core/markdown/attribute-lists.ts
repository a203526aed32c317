/**
 * kramdown's attribute lists and extensions as markdown-it rules: `{: .x #y key="v"}` on the line before or after a block, or right after a span;
 * `{:name: .x}` definitions; `{:toc}`; `{::comment}`, `{::nomarkdown}`, `{::options /}`; and the `{#id}` that ends a heading. The plugin
 * markdown-it-attrs knows neither a list before its block nor definitions, references and extensions.
 */
import type { Env, MarkdownIt, StateBlock, StateCore, StateInline, Token } from './markdown-it-types.d.ts';

const LIST_LINE = /^\{:(?![:/])((?:\\\}|[^}])+)\}\s*$/;
const DEFINITION = /^(\w[\w-]*):(.+)$/;
const EXTENSION_LINE = /^\{::(\w+)(?:\s[^}]*?)?(\/)?\}\s*$/;
/** Bounded, so that a text of nothing but braces takes no longer than any other. */
const SPAN = /\{:(?![:/])((?:\\\}|[^}]){1,500})\}/y;
const SPAN_HTML = /\{::nomarkdown\}([\s\S]{0,2000}?)\{:\/(?:nomarkdown)?\}/y;
const SPAN_COMMENT = /\{::comment\}[\s\S]{0,2000}?\{:\/(?:comment)?\}|\{::options[^}]*\/\}/y;
const HEADING_END = /\s\{:?((?:[#.][\w:-]+\s*)+)\}\s*$/;
const ATTRIBUTE = /(?:^|\s)(?:([\w-]+)=(["'])(.*?)\2|((?:[#.][\w:-]+)+)|(\w[\w-]*))(?=\s|$)/g;

/** Lists that stand for the table of contents, and for the footnotes, which come last here. */
const PLACES = ['toc', 'footnotes'];

interface Attributes {
  pairs: [name: string, value: string][];
  references: string[];
}

export function attributeLists(markdown: MarkdownIt): void {
  const alt = ['paragraph', 'reference', 'blockquote', 'list'];
  markdown.block.ruler.before('blockquote', 'attribute_list', attributeLine, { alt });
  markdown.block.ruler.before('attribute_list', 'kramdown_extension', extensionBlock, { alt });
  markdown.inline.ruler.before('link', 'attribute_list', attributeSpan);
  markdown.core.ruler.after('inline', 'attribute_list', applyAll);
}

function parse(text: string): Attributes {
  const list: Attributes = { pairs: [], references: [] };
  for (const [, name, , value, marks, reference] of text.matchAll(ATTRIBUTE)) {
    if (name) list.pairs.push([name, value ?? '']);
    else if (reference) list.references.push(reference);
    else
      for (const mark of marks?.match(/[#.][\w:-]+?(?=[#.]|$)/g) ?? [])
        list.pairs.push([mark.startsWith('#') ? 'id' : 'class', mark.slice(1)]);
  }
  return list;
}

function lineText(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
}

function startsBrace(state: StateBlock, line: number): boolean {
  return (
    (state.sCount[line] ?? 0) - state.blkIndent < 4 && state.src.startsWith('{:', (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0))
  );
}

function attributeLine(state: StateBlock, line: number, _end: number, silent: boolean): boolean {
  if (!startsBrace(state, line)) return false;
  const text = LIST_LINE.exec(lineText(state, line))?.[1];
  if (text === undefined) return false;
  if (silent) return true;
  const definition = DEFINITION.exec(text);
  if (definition?.[1]) {
    definitions(state.env).set(definition[1], parse(definition[2] ?? ''));
  } else {
    const token = state.push('attribute_list', '', 0);
    token.hidden = true;
    token.meta = { ...parse(text), belongsBefore: line > 0 && !state.isEmpty(line - 1) };
  }
  state.line = line + 1;
  return true;
}

/** `{::comment}` and `{::options /}` leave nothing, `{::nomarkdown}` leaves its text as HTML. One without an end is text, as in kramdown. */
function extensionBlock(state: StateBlock, line: number, end: number, silent: boolean): boolean {
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
  if (name === 'options' && /\sauto_ids="false"/.test(match)) state.env.autoIds = false;
  state.line = last + 1;
  return true;
}

function stopLine(state: StateBlock, name: string, line: number, end: number): number | undefined {
  // What has no end before this line has none for the lines after it: looked for once, not once a line.
  const endless = setIn(state.env, 'endlessExtensions');
  if (endless.has(`${name}:${end}`)) return undefined;
  const stop = new RegExp(String.raw`^\{:/(?:${name})?\}\s*$`);
  for (let last = line + 1; last < end; last++) if (stop.test(lineText(state, last))) return last;
  endless.add(`${name}:${end}`);
  return undefined;
}

function setIn(env: Env, name: string): Set<string> {
  env[name] ??= new Set<string>();
  return env[name] as Set<string>;
}

function attributeSpan(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('{:', state.pos)) return false;
  SPAN_COMMENT.lastIndex = state.pos;
  const comment = SPAN_COMMENT.exec(state.src);
  SPAN_HTML.lastIndex = state.pos;
  const raw = SPAN_HTML.exec(state.src);
  SPAN.lastIndex = state.pos;
  const list = comment || raw ? null : SPAN.exec(state.src);
  if (!comment && !raw && !list) return false;
  if (!silent && raw) state.push('html_inline', '', 0).content = raw[1] ?? '';
  if (!silent && list) {
    const token = state.push('attribute_list', '', 0);
    token.content = list[0];
    token.hidden = true;
    token.meta = { ...parse(list[1] ?? ''), belongsBefore: true };
  }
  state.pos += (comment ?? raw ?? list)?.[0].length ?? 0;
  return true;
}

/** Runs after the spans are known, for a definition may follow its use. */
function applyAll(state: StateCore): void {
  if (!state.src.includes('{:') && !state.src.includes('{#') && !state.src.includes('{.')) return;
  const known = definitions(state.env);
  for (const [index, token] of state.tokens.entries()) {
    if (token.type !== 'inline') continue;
    const heading = state.tokens[index - 1];
    if (heading?.type === 'heading_open') headingAttributes(heading, token, known);
    if (token.children?.some((child) => child.type === 'attribute_list')) token.children = attach(token.children, known, true);
  }
  if (state.tokens.some((token) => token.type === 'attribute_list')) state.tokens = attach(state.tokens, known, false);
}

function headingAttributes(heading: Token, inline: Token, known: Map<string, Attributes>): void {
  const last = inline.children?.at(-1);
  const match = last?.type === 'text' ? HEADING_END.exec(last.content) : null;
  if (!last || !match) return;
  last.content = last.content.slice(0, match.index).trimEnd();
  apply(heading, parse(match[1] ?? ''), known);
}

/** Gives each list's attributes to the token it belongs to, and returns the tokens without the lists. */
function attach(tokens: Token[], known: Map<string, Attributes>, spans: boolean): Token[] {
  const kept: Token[] = [];
  let waiting: Attributes[] = [];
  for (const token of tokens) {
    if (token.type !== 'attribute_list') {
      for (const list of waiting) apply(token, list, known);
      waiting = [];
      kept.push(token);
      continue;
    }
    const list = token.meta as unknown as Attributes & { belongsBefore: boolean };
    const at = list.belongsBefore ? ownerIndex(kept, token.level) : -1;
    const owner = kept[at];
    if (owner && list.references.some((name) => PLACES.includes(name)) && /^(bullet|ordered)_list_open$/.test(owner.type)) kept.length = at;
    else if (owner) apply(owner, list, known);
    else if (!spans) waiting.push(list);
    else if (kept.length > 0) kept.push(asText(token));
  }
  return kept;
}

function asText(token: Token): Token {
  token.type = 'text';
  token.hidden = false;
  return token;
}

/** Where the block or span that ends the tokens begins; -1 after text or at the start of a container. */
function ownerIndex(tokens: Token[], level: number): number {
  const last = tokens.at(-1);
  if (!last || last.nesting === 1 || last.type === 'text' || last.type === 'softbreak') return -1;
  if (last.nesting === 0) return tokens.length - 1;
  return tokens.findLastIndex(
    (token) => token.nesting === 1 && token.level === level && token.type === last.type.replace('_close', '_open'),
  );
}

function apply(token: Token, list: Attributes, known: Map<string, Attributes>): void {
  const pairs = [...list.references.flatMap((name) => known.get(name)?.pairs ?? []), ...list.pairs];
  for (const [name, value] of pairs) {
    if (name === 'class') token.attrJoin(name, value);
    else token.attrSet(name, value);
  }
}

function definitions(env: Env): Map<string, Attributes> {
  env.attributeLists ??= new Map<string, Attributes>();
  return env.attributeLists as Map<string, Attributes>;
}
