/** kramdown's lists: each item is loose or tight by itself, and a list goes on with another mark. CommonMark loosens and splits whole lists. */
import { budgetOf } from './counting.ts';
import { type BlockRule, lineText, ruleOf } from './kramdown-blocks.ts';
import type { MarkdownIt, StateCore, Token } from './markdown-it-types.d.ts';

export function kramdownLists(markdown: MarkdownIt): void {
  markdown.block.ruler.at('list', anyNumber(ruleOf(markdown, 'list')), { alt: ['paragraph', 'reference', 'blockquote'] });
  markdown.core.ruler.after('block', 'kramdown_lists', looseItems);
}

const START = /^(?:[+*-]|\d+\.)[\t ]/;

/** Each list may interrupt a paragraph. `1)` begins none. */
const anyNumber =
  (list: BlockRule): BlockRule =>
  (state, start, end, silent) => {
    const text = lineText(state, start);
    if (/^\d+\)/.test(text)) return false;
    if (silent && state.parentType === 'paragraph' && START.test(text)) return (state.sCount[start] ?? 0) - state.blkIndent < 4;
    return list(state, start, end, silent);
  };

interface List {
  items: Item[];
  level: number;
}

interface Item {
  /** If the item begins with one. */
  paragraph?: Token;
  end?: Token;
  hasMore: boolean;
  isOpen: boolean;
}

function looseItems(state: StateCore): void {
  if (!state.tokens.some(({ type }) => type === 'list_item_open' || type === 'dd_open')) return;
  const lines = state.src.split('\n');
  state.tokens = nested(joined(state.tokens), lines, state.Token);
  const open: List[] = [];
  let quotes = 0;
  for (const [index, token] of state.tokens.entries()) {
    budgetOf(state).use(1 / 16);
    if (token.type.startsWith('blockquote')) quotes += token.nesting;
    if (token.type === 'dd_open') definition(state.tokens, index, lines, quotes);
    if (isList(token, 1)) {
      // kramdown numbers from 1.
      token.attrs = null;
      note(open.at(-1), token);
      open.push({ items: [], level: token.level });
    } else if (isList(token, -1)) {
      const list = open.pop();
      if (list) tighten(list.items, lines, quotes);
    } else if (token.type === 'list_item_open') open.at(-1)?.items.push({ hasMore: false, isOpen: true });
    else note(open.at(-1), token);
  }
}

/** Bullet lists that follow each other. */
function joined(tokens: readonly Token[]): Token[] {
  const isSeam = (index: number) => tokens[index]?.type === 'bullet_list_close' && tokens[index + 1]?.type === 'bullet_list_open';
  return tokens.filter((_, index) => !isSeam(index) && !isSeam(index - 1));
}

interface Outer {
  itemClose: Token | undefined;
  listClose: Token;
  level: number;
  inner: Token;
}

/** A list of the other kind on the line after an item belongs to the item, and the outer list goes on behind it. */
function nested(tokens: readonly Token[], lines: readonly string[], Made: StateCore['Token']): Token[] {
  const isAfterBlank = ({ map }: Token) => /^[\s>]*$/.test(lines[(map?.[0] ?? 0) - 1] ?? '');
  const made: Token[] = [];
  const outer: Outer[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    const { level } = token;
    token.level += 2 * outer.length;
    const next = tokens[index + 1];
    const follows = isList(token, -1) && next && isList(next, 1) && next.level === level ? next : undefined;
    const last = outer.at(-1);
    if (isList(token, -1) && last?.level === level) {
      outer.pop();
      made.push(token, ...(last.itemClose ? [last.itemClose] : []));
      if (follows?.tag === last.listClose.tag) index++;
      else made.push(last.listClose);
    } else if (follows && follows.tag !== token.tag && !isAfterBlank(follows)) {
      outer.push({ itemClose: made.pop(), listClose: token, level, inner: follows });
    } else if (last?.itemClose && token.type === 'list_item_open' && last.level === level - 1 && isAfterBlank(token)) {
      // The inner list ends, and another one begins outside.
      const { type, tag } = last.inner;
      outer.pop();
      made.push(new Made(type.replace('open', 'close'), tag, -1), last.itemClose, last.listClose);
      made.push(Object.assign(new Made(type, tag, 1), { level: level - 1 }), Object.assign(token, { level }));
    } else made.push(token);
  }
  return made;
}

const isList = ({ type, nesting }: Token, wanted: number): boolean => nesting === wanted && /^(?:bullet|ordered)_list_/.test(type);

/** Loose after a blank line only. */
function definition(tokens: readonly Token[], at: number, lines: readonly string[], quotes: number): void {
  const [paragraph, , end] = tokens.slice(at + 1, at + 4);
  if (paragraph?.type !== 'paragraph_open' || end?.type !== 'paragraph_close') return;
  const line = paragraph.map?.[0] ?? 0;
  paragraph.hidden = end.hidden = !blank(lines[line - 1], quotes);
}

/** The item's own blocks only. */
function note(list: List | undefined, token: Token): void {
  const item = list?.items.at(-1);
  if (!list || !item || token.level !== list.level + 2) return;
  if (token.type === 'paragraph_close') {
    token.hidden = false;
    item.end ??= token;
  }
  if (token.nesting < 0) return;
  if (item.isOpen && token.type === 'paragraph_open') item.paragraph = token;
  else item.hasMore = true;
  if (token.type === 'paragraph_open') token.hidden = false;
  item.isOpen = false;
}

function tighten(items: readonly Item[], lines: readonly string[], quotes: number): void {
  let hasTight = false;
  for (const [index, { paragraph, end, hasMore }] of items.entries()) {
    const isLast = index === items.length - 1;
    const isBlank = paragraph?.map ? blank(lines[paragraph.map[1]], quotes) : false;
    const isTight: boolean = (!isBlank || (isLast && !hasMore)) && (!isLast || index === 0 || hasTight);
    if (paragraph) paragraph.hidden = isTight;
    if (paragraph && end) end.hidden = isTight;
    hasTight ||= isTight || !paragraph;
  }
}

function blank(line: string | undefined, quotes: number): boolean {
  let rest = line?.trimStart();
  for (let depth = 0; depth < quotes && rest?.startsWith('>'); depth++) rest = rest.slice(1).trimStart();
  return rest === '';
}
