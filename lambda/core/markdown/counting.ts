/** Counts markdown-it's steps and tokens. Nested brackets, abbreviations and bare addresses are not linear. */
import { Budget } from '../budget.ts';
import type { Env, MarkdownIt, StateBlock, StateCore, StateInline, Token } from './markdown-it-types.d.ts';

/** Comparisons or copied tokens per step. */
const FAST = 64;

/** Steps of a lazy line: markdown-it stores four numbers per quote level. */
const LAZY_LINE = 4;

/** Steps of a line of a quote: read and set back. A quote without a paragraph ends at its first lazy line, and the next one reads on from there. */
const QUOTED_LINE = 0.5;

/** Steps per token skipped in search of a link text's end: no rules run. */
const PASSING = 0.25;

export function budgetOf({ env }: { env: Env }): Budget {
  env.budget ??= new Budget();
  return env.budget as Budget;
}

type Rule = (state: { env: Env }, ...rest: never[]) => unknown;

/** One step per position where rules run. */
function countRules(ruler: { getRules: (chain: string) => Rule[] }): void {
  const getRules = ruler.getRules.bind(ruler);
  const counted = new WeakMap<Rule[], Rule[]>();
  ruler.getRules = (chain) => {
    const steps = chain === 'blockquote' ? LAZY_LINE : 1;
    const rules = getRules(chain);
    const known = counted.get(rules);
    if (known) return known;
    const [first, ...rest] = rules;
    const made: Rule[] = first
      ? [
          (state, ...given) => {
            (state.env.budget as Budget).use(steps);
            return first(state, ...given);
          },
          ...rest,
        ]
      : [];
    counted.set(rules, made);
    return made;
  };
}

/** Must be the last plugin: later rules are not counted. */
export function counting(markdown: MarkdownIt): void {
  countRules(markdown.block.ruler as unknown as { getRules: (chain: string) => Rule[] });
  countRules(markdown.inline.ruler as unknown as { getRules: (chain: string) => Rule[] });
  countPassing(markdown);
  countQuotes(markdown);
  countTokens(markdown);
  markdown.core.ruler.before('linkify', 'count_copies', countCopies);
  markdown.core.ruler.push('count_attributes', countAttributes);
}

function countPassing({ inline }: MarkdownIt): void {
  const skipToken = inline.skipToken.bind(inline);
  inline.skipToken = (state) => {
    budgetOf(state).use(PASSING);
    skipToken(state);
  };
}

function countQuotes({ block }: MarkdownIt): void {
  const tokenize = block.tokenize.bind(block);
  block.tokenize = (state, start, end) => {
    if (state.parentType === 'blockquote') budgetOf(state).use((end - start) * QUOTED_LINE);
    tokenize(state, start, end);
  };
}

function countTokens(markdown: MarkdownIt): void {
  const { block, inline, core } = markdown;
  block.State = class extends block.State {
    override Token = countedToken(this);
    override push(...token: Parameters<StateBlock['push']>): Token {
      countPushed(this, token);
      return super.push(...token);
    }
  };
  inline.State = class extends inline.State {
    override push(...token: Parameters<StateInline['push']>): Token {
      countPushed(this, token);
      return super.push(...token);
    }
    override pushPending(): Token {
      budgetOf(this).token();
      return super.pushPending();
    }
  };
  core.State = class extends core.State {
    override Token = countedToken(this);
  };
}

/** A paragraph of a tight list item and a soft break are no elements. */
function countPushed(state: { env: Env }, [type, tag, nesting]: Parameters<StateBlock['push']>): void {
  const budget = budgetOf(state);
  budget.token();
  if (nesting >= 0 && tag !== '' && tag !== 'p' && type !== 'softbreak') budget.element();
}

/** For rules that call `new state.Token`; `push()` does not. */
function countedToken(state: Pick<StateCore, 'Token' | 'env'>): StateCore['Token'] {
  return class extends state.Token {
    constructor(...token: ConstructorParameters<StateCore['Token']>) {
      budgetOf(state).token();
      super(...token);
    }
  };
}

/** Each text with an address or abbreviation copies its paragraph's tokens. */
function countCopies(state: StateCore): void {
  const abbreviations = (state.env.abbreviations ?? {}) as Record<string, string>;
  const names = Object.keys(abbreviations).reduce((sum, name) => sum + name.length, 0);
  if (names === 0 && !state.md.options.linkify) return;
  const budget = budgetOf(state);
  for (const { children } of state.tokens) {
    if (!children) continue;
    const texts = children.filter(({ type }) => type === 'text');
    const characters = texts.reduce((sum, { content }) => sum + content.length, 0);
    const mayHold = state.env.autolinks === 'all' ? /[:.@]|\/\// : /:|\/\//;
    const copied = names > 0 ? texts : texts.filter(({ content }) => mayHold.test(content));
    budget.use((copied.length * children.length + names * characters) / FAST);
  }
}

/** Addresses, titles and attributes can be used often. */
function countAttributes(state: StateCore): void {
  const budget = budgetOf(state);
  const count = ({ attrs, children }: Token) => {
    for (const [, value] of attrs ?? []) budget.write(String(value).length);
    for (const child of children ?? []) count(child);
  };
  for (const token of state.tokens) count(token);
}
