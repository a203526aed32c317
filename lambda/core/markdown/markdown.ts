/** Markdown -> unsafe HTML, like kramdown or Goldmark. */
import createMarkdownIt, { type MarkdownIt, type StateCore, type Token } from 'markdown-it';
import abbreviations from 'markdown-it-abbr';
import definitionLists from 'markdown-it-deflist';
import footnotes from 'markdown-it-footnote';
import { Budget } from '../budget.ts';
import { escapeHtml } from '../liquid/contract.ts';
import { attributeLists } from './attribute-lists.ts';
import { counting } from './counting.ts';
import { footnoteTail } from './footnotes.ts';
import { kramdownLenience } from './kramdown-lenience.ts';
import { hasTypography, typography } from './kramdown-typography.ts';
import { linkLabels } from './link-labels.ts';
import { markdownInHtml } from './markdown-in-html.ts';
import { type Maths, math } from './math.ts';

export { typography as smartify } from './kramdown-typography.ts';

/** `commonmark` has kramdown's extensions; `linked` and `mdx` also link addresses. */
export type Dialect = 'kramdown' | 'commonmark' | 'linked' | 'mdx';

/** What a post has beyond its dialect. */
export interface Extras {
  math?: Maths | undefined;
  emoji?: ((name: string) => string | undefined) | undefined;
  /** See `Site`. */
  lineBreaks?: boolean;
  autolinks?: 'none' | 'all';
  /** Dashes and ellipses as remark-smartypants, of Astro and Quartz. */
  isRemark?: boolean;
}

let loaded: typeof import('./kramdown.ts') | undefined;
let loadedMdx: typeof import('./mdx.ts') | undefined;

/** Before the first text of a dialect: some rules load on demand. */
export async function loadDialect(dialect: Dialect): Promise<void> {
  if (dialect === 'kramdown') loaded ??= await import('./kramdown.ts');
  if (dialect === 'mdx') loadedMdx ??= await import('./mdx.ts');
}

/** By dialect, line breaks and links. */
const made = new Map<string, MarkdownIt>();

/**
 * Its dialect must be loaded.
 * @throws OverBudgetError
 */
export function markdownToHtml(
  text: string,
  dialect: Dialect = 'commonmark',
  budget: Budget = new Budget({}, text.length),
  extras: Extras = {},
): string {
  if ((dialect === 'kramdown' && !loaded) || (dialect === 'mdx' && !loadedMdx)) throw new Error('loadDialect comes first');
  const { lineBreaks = false, autolinks } = extras;
  const name = [dialect, lineBreaks, autolinks].join();
  let markdown = made.get(name);
  if (!markdown) {
    markdown = create(dialect, lineBreaks, autolinks);
    made.set(name, markdown);
  }
  budget.startText();
  return markdown.render(text, { budget, ...extras });
}

function create(dialect: Dialect, lineBreaks: boolean, autolinks: Extras['autolinks']): MarkdownIt {
  const linkify = autolinks === undefined ? dialect === 'linked' || dialect === 'mdx' : autolinks === 'all';
  const markdown = createMarkdownIt({ html: true, linkify, typographer: false, breaks: lineBreaks });
  markdown
    .use(linkLabels)
    .use(footnotes)
    .use(footnoteTail)
    .use(definitionLists)
    .use(abbreviations)
    .use(attributeLists)
    .use(markdownInHtml)
    .use(kramdownLenience);
  if (dialect === 'kramdown') loaded?.kramdown(markdown);
  if (dialect === 'mdx') loadedMdx?.mdx(markdown);
  // By default like GitHub: only with a scheme. Versions of markdown-it before 15, which generators use, link all.
  const isFuzzy = autolinks === 'all';
  markdown.linkify.set({ fuzzyLink: isFuzzy, fuzzyEmail: isFuzzy });
  // kramdown and Hugo have no `^[`.
  markdown.inline.ruler.disable('footnote_inline');
  markdown.core.ruler.after('attribute_list', 'kramdown_typography', typographyRule);
  if (dialect === 'kramdown') loaded?.kramdownHeadings(markdown);
  markdown.use(math).use(diagrams);
  markdown.core.ruler.after('inline', 'emoji', emojiRule);
  // As kramdown, Goldmark and GitHub write it.
  markdown.renderer.rules.s_open = () => '<del>';
  markdown.renderer.rules.s_close = () => '</del>';
  // The sanitiser removes bad links; markdown-it would show source.
  markdown.validateLink = () => true;
  markdown.renderer.rules.footnote_caption = (tokens, index) => String(Number(tokens[index]?.meta?.id ?? 0) + 1);
  // kramdown uses the footnote's name, Hugo its number.
  markdown.renderer.rules.footnote_anchor_name = (tokens, index) => {
    const { id = 0, label } = tokens[index]?.meta ?? {};
    return `:${dialect === 'kramdown' && typeof label === 'string' ? escapeHtml(label) : Number(id) + 1}`;
  };
  markdown.renderer.rules.footnote_block_open = () => '<section class="footnotes">\n<ol>\n';
  return markdown.use(counting);
}

function emojiRule({ tokens, env }: StateCore): void {
  const emoji = env.emoji as Extras['emoji'];
  if (!emoji) return;
  for (const { children } of tokens)
    for (const child of children ?? [])
      if (child.type === 'text' && child.content.includes(':'))
        child.content = child.content.replace(/:([\w+-]{1,50}):/g, (whole, name: string) => emoji(name) ?? whole);
}

const DIAGRAM = /^(?:mermaid|plantuml|dot|graphviz|goat|d2)\b/i;

/** Their text, with a caption: feeds run no scripts. */
function diagrams(markdown: MarkdownIt): void {
  const fence = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const code = fence?.(tokens, index, options, env, self) ?? '';
    const [name] = DIAGRAM.exec(tokens[index]?.info.trim() ?? '') ?? [];
    return name === undefined ? code : `<figure>${code.trimEnd()}<figcaption>${escapeHtml(name)}</figcaption></figure>\n`;
  };
}

function typographyRule(state: StateCore): void {
  for (const token of state.tokens) {
    if (token.type !== 'inline' || !token.children || !hasTypography(token.content)) continue;
    for (const [index, child] of token.children.entries()) {
      if (child.type === 'text' && hasTypography(child.content)) {
        const before = isBreak(token.children[index - 1]) ? '\n' : '';
        child.content = typography(child.content, before, sourceFrom(token.children, index + 1), state.env.isRemark === true);
      }
    }
  }
}

const isBreak = (token: Token | undefined) => token?.type === 'softbreak' || token?.type === 'hardbreak';

/** As far as quote rules look. */
function sourceFrom(tokens: Token[], start: number): string {
  let source = '';
  for (let index = start; index < tokens.length && source.length < 4; index++) source += sourceOf(tokens[index]);
  return source;
}

function sourceOf(token: Token | undefined): string {
  switch (token?.type) {
    case undefined:
      return '';
    case 'softbreak':
    case 'hardbreak':
      return '\n';
    case 'link_open':
      return token.markup === 'autolink' ? '<' : '[';
    case 'link_close':
      return token.markup === 'autolink' ? '>' : '](';
    case 'image':
      return '![';
    case 'footnote_ref':
      return '[^';
    case 'code_inline':
      return token.markup + token.content;
    case 'text_special':
      return token.markup;
    default:
      return token?.markup || token?.content || '';
  }
}
