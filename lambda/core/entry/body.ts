/** Post -> Body: shortcodes -> Liquid -> Markdown -> safe HTML -> summary. The order matters: `[1]: {% post_url x %}` is a link definition only after Liquid ran. */
import { Budget, OverBudgetError } from '../budget.ts';
import type { Alternatives, Note } from '../html/alternatives.ts';
import { plainText, safeHtml } from '../html/html.ts';
import { mayNeedAlternatives } from '../html/signs.ts';
import { exceeds, limitOf } from '../limits.ts';
import { renderLiquid, usesRenderInputs, withoutUnresolved } from '../liquid/liquid.ts';
import { type Dialect, markdownToHtml, smartify } from '../markdown/markdown.ts';
import type { Generator, Links, Post, Problem, Site } from '../model.ts';
import { expandShortcodes } from '../shortcodes/shortcodes.ts';
import type { RenderInputs } from '../site/render-inputs.ts';
import { summarize } from './summary.ts';

declare const RENDERER_BUILD: string;

/**
 * Part of what a rendered body is remembered by: set by the build from the sources of the core and the locked libraries, so that nobody
 * has to think of it. After an upgrade every post is rendered once more; feeds change only where a post comes out differently.
 */
export const RENDERER_VERSION = RENDERER_BUILD;

/** Hugo's Goldmark, Astro's remark and Obsidian make links of addresses in a text. */
const DIALECTS: Partial<Record<Generator, Dialect>> = { jekyll: 'kramdown', hugo: 'linked', astro: 'linked', obsidian: 'linked' };

/** A post's body, rendered. */
export interface Body {
  /** Safe, with absolute URLs only. */
  html: string;
  /** Plain text, one line. */
  summary: string;
  /** What the HTML was made from, after Liquid; if feeds are to carry it. */
  markdown?: string;
  problems: Problem[];
}

export async function renderBody(post: Post, links: Links, site: Site, materials?: RenderInputs): Promise<Body> {
  try {
    return await render(post, links, site, materials);
  } catch (error) {
    if (!(error instanceof OverBudgetError)) throw error;
    return refused(post, [], error.message);
  }
}

async function render(post: Post, links: Links, site: Site, materials: RenderInputs | undefined): Promise<Body> {
  // A feed with one entry of this size is already more than most readers fetch; the parser's time grows with the square of the elements that are open at once.
  const [longest, most] = [limitOf(site, 'body'), limitOf(site, 'elements')];
  const tooLong = (text: string) => (text.length > longest ? exceeds(longest, 'characters in the body', text.length) : undefined);
  const tooMany = (html: string) => (elements(html) > most ? exceeds(most, 'elements in the body', elements(html)) : undefined);
  const unread = tooLong(post.body);
  if (unread) return refused(post, [], unread);
  if (!materials && site.materials && site.liquid && usesRenderInputs(post.body)) throw new Error('the materials are missing');
  // Five steps a character for the body, once for all stages; one for each character that includes, data and shortcodes add.
  const budget = new Budget(site, post.body.length);
  const markdown = (source: string) => markdownToHtml(source, DIALECTS[site.generator] ?? 'commonmark', budget);
  const markdownify = (source: string) => {
    budget.add(source.length);
    return markdown(source);
  };
  const expanded = await expandShortcodes(post, { links, site, markdownify: markdown, budget });
  const liquid = site.liquid
    ? await renderLiquid({ ...post, body: expanded.text }, links, site, { markdownify, smartify }, materials)
    : { text: expanded.text, problems: [] };
  const { text } = liquid;
  const problems = [...expanded.problems, ...liquid.problems];
  if (problems.some((problem) => problem.severity === 'error')) return { html: '', summary: '', problems };
  const grownByLiquid = tooLong(text);
  if (grownByLiquid) return refused(post, problems, grownByLiquid);
  budget.add(text.length - post.body.length);
  const toHtml = post.syntax === 'markdown' ? markdown : (source: string) => source;
  const page = toHtml(text);
  const unfit = tooLong(page) ?? tooMany(page);
  if (unfit) return refused(post, problems, unfit);
  const { html: unsafe, notes } = await alternatives(page, post.link);
  problems.push(...warningsOf(notes, post));
  const html = withoutUnresolved(safeHtml(unsafe, post.link, budget));
  const grown = tooLong(html);
  if (grown) return refused(post, problems, grown);
  const summary =
    post.summary === undefined
      ? summarize({ text, unsafe, html, separator: post.excerptSeparator, toHtml, plainText: textOf })
      : plain(post.summary);
  const markdownSource = site.sourceMarkdown && post.syntax === 'markdown' ? { markdown: withoutUnresolved(text) } : {};
  return { html, summary, ...markdownSource, problems };
}

async function alternatives(html: string, base: string): Promise<Alternatives> {
  if (!mayNeedAlternatives(html)) return { html, notes: [] };
  const { withAlternatives } = await import('../html/alternatives.ts');
  return withAlternatives(html, base);
}

/** A post with more has the same ones all over. */
const MOST_WARNINGS = 20;

/** At the line of the post that has what is meant; Markdown's HTML has no lines. */
const warningsOf = (notes: Note[], post: Post): Problem[] =>
  notes.slice(0, MOST_WARNINGS).map(({ message, quote }) => {
    const at = Math.max(0, quote === '' ? 0 : post.body.indexOf(quote));
    const lines = post.body.slice(0, at).split('\n');
    const place = { line: post.bodyLine + lines.length - 1, column: (lines.at(-1)?.length ?? 0) + 1 };
    return { key: post.key, ...place, message, severity: 'warning' };
  });

function elements(html: string): number {
  let count = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) if (html[at + 1] !== '/') count++;
  return count;
}

const textOf = (html: string) => withoutUnresolved(plainText(html));
const plain = (text: string) => text.replace(/\s+/g, ' ').trim();

function refused(post: Post, problems: Problem[], reason: string): Body {
  const message = `${reason}; split the post`;
  return { html: '', summary: '', problems: [...problems, { key: post.key, line: post.bodyLine, column: 1, message, severity: 'error' }] };
}
