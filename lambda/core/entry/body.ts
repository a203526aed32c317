/** Shortcodes, Liquid, Markdown, sanitiser, summary: `[1]: {% post_url x %}` is a link definition only after Liquid. */
import { Budget, OverBudgetError } from '../budget.ts';
import type { Alternatives, Note } from '../html/alternatives.ts';
import { plainText, safeHtml } from '../html/html.ts';
import { mayNeedAlternatives } from '../html/signs.ts';
import { exceeds, limitOf } from '../limits.ts';
import { renderLiquid, usesRenderInputs, withoutUnresolved } from '../liquid/liquid.ts';
import { type Dialect, loadDialect, markdownToHtml, smartify } from '../markdown/markdown.ts';
import type { Generator, Links, Post, Problem, Site } from '../model.ts';
import { withParts } from '../shortcodes/contract.ts';
import { expandShortcodes } from '../shortcodes/shortcodes.ts';
import type { RenderInputs } from '../site/render-inputs.ts';
import { extrasOf, withFormulas } from './extras.ts';
import { shownSummary } from './shown-title.ts';
import { SourceLinks } from './source-links.ts';
import { summarize } from './summary.ts';

declare const RENDERER_BUILD: string;

/** Digest of the core's sources and libraries, set by the build. Another renders each post again. */
export const RENDERER_VERSION = RENDERER_BUILD;

/** Goldmark, remark and Obsidian link plain addresses. */
const DIALECTS: Partial<Record<Generator, Dialect>> = { jekyll: 'kramdown', hugo: 'linked', astro: 'linked', obsidian: 'linked' };

export interface Body {
  /** Sanitised, with absolute URLs. */
  html: string;
  summary: string;
  /** After Liquid, with `Site.sourceMarkdown`. */
  markdown?: string;
  problems: Problem[];
}

export async function renderBody(post: Post, links: Links, site: Site, renderInputs?: RenderInputs): Promise<Body> {
  try {
    return await render(post, links, site, renderInputs);
  } catch (error) {
    if (!(error instanceof OverBudgetError)) throw error;
    return refused(post, [], error.message);
  }
}

async function render(post: Post, links: Links, site: Site, renderInputs: RenderInputs | undefined): Promise<Body> {
  const { tooLong, tooMany } = checksOf(site);
  const sourceProblem = tooLong(post.body);
  if (sourceProblem) return refused(post, [], sourceProblem);
  if (!renderInputs && site.materials && usesRenderInputs(post.body)) throw new Error('the render inputs are missing');
  // Once for all stages. Includes, data and shortcodes add a step per character.
  const budget = new Budget(site, post.body.length);
  const dialect = post.key.endsWith('.mdx') ? 'mdx' : (DIALECTS[site.generator] ?? 'commonmark');
  await loadDialect(dialect);
  const extras = await extrasOf(post, site, dialect);
  const markdown = (source: string) => markdownToHtml(source, dialect, budget, extras);
  const markdownify = (source: string) => {
    budget.add(source.length);
    return markdown(source);
  };
  const expanded = await expandShortcodes(post, { links, site, markdownify: markdown, budget, templates: renderInputs?.includes });
  const liquid = site.liquid
    ? await renderLiquid({ ...post, body: expanded.text }, links, site, { markdownify, smartify }, renderInputs)
    : { text: expanded.text, problems: [] };
  const { text } = liquid;
  const problems = [...expanded.problems, ...liquid.problems];
  if (problems.some((problem) => problem.severity === 'error')) return { html: '', summary: '', problems };
  const liquidProblem = tooLong(text);
  if (liquidProblem) return refused(post, problems, liquidProblem);
  budget.add(text.length - post.body.length);
  const expandedHtml = (source: string) => withParts(post.syntax === 'markdown' ? markdown(source) : source, expanded.parts, budget);
  const toHtml = (source: string) => withFormulas(expandedHtml(source), extras.formulas, budget);
  const page = expandedHtml(text);
  const pageProblem = tooLong(page) ?? tooMany(page);
  if (pageProblem) return refused(post, problems, pageProblem);
  // Formulas of our own need no alternatives.
  const { html: shown, notes } = await alternatives(page, post.link);
  const unsafe = withFormulas(shown, extras.formulas, budget);
  const unsafeProblem = tooLong(unsafe) ?? tooMany(unsafe);
  if (unsafeProblem) return refused(post, problems, unsafeProblem);
  const vault = site.generator === 'obsidian' ? await import('../post/attachments.ts') : undefined;
  const sources = new SourceLinks(post, links, site, vault);
  const html = withoutUnresolved(
    safeHtml(unsafe, post.link, budget, (path, name) => (name === 'href' ? sources.addressOf(path) : sources.pictureOf(path))),
  );
  problems.push(...warningsOf([...notes, ...extras.notes, ...sources.notes], post));
  const htmlProblem = tooLong(html);
  if (htmlProblem) return refused(post, problems, htmlProblem);
  const summary =
    post.summary === undefined
      ? summarize({ text, unsafe, html, separator: post.excerptSeparator, toHtml, plainText: textOf })
      : plain(shownSummary(post.summary, site));
  const markdownSource =
    site.sourceMarkdown && post.syntax === 'markdown' ? { markdown: withoutUnresolved(withParts(text, expanded.parts, budget)) } : {};
  return { html, summary, ...markdownSource, problems };
}

/** The parser's time is quadratic in open elements. */
function checksOf(site: Site) {
  const [maxLength, maxElements] = [limitOf(site, 'body'), limitOf(site, 'elements')];
  return {
    tooLong: (text: string) => (text.length > maxLength ? exceeds(maxLength, 'characters in the body', text.length) : undefined),
    tooMany: (html: string) => (elements(html) > maxElements ? exceeds(maxElements, 'elements in the body', elements(html)) : undefined),
  };
}

async function alternatives(html: string, base: string): Promise<Alternatives> {
  if (!mayNeedAlternatives(html)) return { html, notes: [] };
  const { withAlternatives } = await import('../html/alternatives.ts');
  return withAlternatives(html, base);
}

/** Beyond this, warnings repeat. */
const MAX_WARNINGS = 20;

/** Rendered HTML has no lines: the quote is searched. */
const warningsOf = (notes: Note[], post: Post): Problem[] =>
  notes.slice(0, MAX_WARNINGS).map(({ message, quote }) => {
    const at = [quote, encodeURI(quote)].map((each) => post.body.indexOf(each)).find((found) => found >= 0) ?? 0;
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
