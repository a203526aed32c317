/**
 * kramdown attribute lists and extensions: `{: .x #y key="v"}` around blocks and after spans, `{:name: .x}`, `{:toc}`, `{#id}`.
 * markdown-it-attrs supports few.
 */
import type { Budget } from '../budget.ts';
import { type Attributes, parseAttributes } from './attributes.ts';
import { budgetOf } from './counting.ts';
import { CONTENTS } from './kramdown-contents.ts';
import { extensionBlock, extensionSpan, lineText, startsBrace } from './kramdown-extensions.ts';
import type { Env, MarkdownIt, StateBlock, StateCore, StateInline, Token } from './markdown-it-types.d.ts';

const LIST_LINE = /^\{:(?![:/])((?:\\\}|[^}])+)\}\s*$/;
const DEFINITION = /^(\w[\w-]*):(.+)$/;
/** Bounded: texts of braces stay linear. */
const SPAN = /\{:(?![:/])((?:\\\}|[^}]){1,500})\}/y;
const HEADING_END = /\s\{:?((?:[#.][\w:-]+\s*)+)\}\s*$/;
const PLACES = [CONTENTS, 'footnotes'];

interface Known {
  definitions: Map<string, Attributes>;
  budget: Budget;
  /** Each holds for the first list only. */
  places: Set<string>;
}

export function attributeLists(markdown: MarkdownIt): void {
  const alt = ['paragraph', 'reference', 'blockquote', 'list'];
  markdown.block.ruler.before('blockquote', 'attribute_list', attributeLine, { alt });
  markdown.block.ruler.before('attribute_list', 'kramdown_extension', extensionBlock, { alt });
  markdown.inline.ruler.before('link', 'attribute_list', attributeSpan);
  markdown.core.ruler.after('inline', 'attribute_list', applyAll);
  markdown.renderer.rules[CONTENTS] = () => '';
}

function attributeLine(state: StateBlock, line: number, _end: number, silent: boolean): boolean {
  if (!startsBrace(state, line)) return false;
  const text = LIST_LINE.exec(lineText(state, line))?.[1];
  if (text === undefined) return false;
  if (silent) return true;
  const definition = DEFINITION.exec(text);
  if (definition?.[1]) {
    definitions(state.env).set(definition[1], parseAttributes(definition[2] ?? ''));
  } else {
    const token = state.push('attribute_list', '', 0);
    token.hidden = true;
    token.meta = { ...parseAttributes(text), belongsBefore: line > 0 && !state.isEmpty(line - 1) };
  }
  state.line = line + 1;
  return true;
}

function attributeSpan(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('{:', state.pos)) return false;
  const extension = extensionSpan(state);
  SPAN.lastIndex = state.pos;
  const list = extension ? null : SPAN.exec(state.src);
  if (!extension && !list) return false;
  if (!silent && extension?.html !== undefined) state.push('html_inline', '', 0).content = extension.html;
  if (!silent && list) {
    const token = state.push('attribute_list', '', 0);
    token.content = list[0];
    token.hidden = true;
    token.meta = { ...parseAttributes(list[1] ?? ''), belongsBefore: true };
  }
  state.pos = extension?.end ?? state.pos + (list?.[0].length ?? 0);
  return true;
}

/** After inline parsing: a definition may follow its use. */
function applyAll(state: StateCore): void {
  if (!state.src.includes('{:') && !state.src.includes('{#') && !state.src.includes('{.')) return;
  const known = { definitions: definitions(state.env), budget: budgetOf(state), places: new Set<string>() };
  for (const [index, token] of state.tokens.entries()) {
    if (token.type !== 'inline') continue;
    const heading = state.tokens[index - 1];
    if (heading?.type === 'heading_open') headingAttributes(heading, token, known);
    if (token.children?.some((child) => child.type === 'attribute_list')) token.children = attach(token.children, known, true);
  }
  if (state.tokens.some((token) => token.type === 'attribute_list')) state.tokens = attach(state.tokens, known, false);
}

function headingAttributes(heading: Token, inline: Token, known: Known): void {
  const last = inline.children?.at(-1);
  const match = last?.type === 'text' ? HEADING_END.exec(last.content) : null;
  if (!last || !match) return;
  last.content = last.content.slice(0, match.index).trimEnd();
  apply(heading, parseAttributes(match[1] ?? ''), known);
}

function attach(tokens: Token[], known: Known, spans: boolean): Token[] {
  const kept: Token[] = [];
  const open: { at: number; before: number }[] = [];
  let waiting: Attributes[] = [];
  // The last two starts of a span or block; -1 after text.
  let [at, before] = [-1, -1];
  for (const token of tokens) {
    if (token.type !== 'attribute_list') {
      for (const list of waiting) apply(token, list, known);
      waiting = [];
      kept.push(token);
      const here = { at: kept.length - 1, before: at };
      if (token.nesting === 1) open.push(here);
      const begins = token.nesting === -1 ? open.pop() : here;
      before = begins?.before ?? -1;
      at = token.nesting === 1 || token.type === 'text' || token.type === 'softbreak' ? -1 : (begins?.at ?? -1);
      continue;
    }
    const list = token.meta as unknown as Attributes & { belongsBefore: boolean };
    const owner = list.belongsBefore ? kept[at] : undefined;
    const place =
      owner && /^(bullet|ordered)_list_open$/.test(owner.type) ? list.references.find((name) => PLACES.includes(name)) : undefined;
    if (owner && place !== undefined && !known.places.has(place)) {
      known.places.add(place);
      kept.length = at;
      if (place === CONTENTS) kept.push(Object.assign(owner, { type: CONTENTS, nesting: 0, meta: Object.fromEntries(list.pairs) }));
      [at, before] = [before, -1];
    } else if (owner) apply(owner, list, known);
    else if (!spans) waiting.push(list);
    else if (kept.length > 0) {
      kept.push(asText(token));
      at = -1;
    }
  }
  return kept;
}

function asText(token: Token): Token {
  token.type = 'text';
  token.hidden = false;
  return token;
}

function apply(token: Token, list: Attributes, known: Known): void {
  const pairs = [...list.references.flatMap((name) => known.definitions.get(name)?.pairs ?? []), ...list.pairs];
  for (const [name, value] of pairs) {
    known.budget.use(1 + (token.attrs?.length ?? 0) / 16);
    if (name === 'class') token.attrJoin(name, value);
    else token.attrSet(name, value);
  }
}

function definitions(env: Env): Map<string, Attributes> {
  env.attributeLists ??= new Map<string, Attributes>();
  return env.attributeLists as Map<string, Attributes>;
}
