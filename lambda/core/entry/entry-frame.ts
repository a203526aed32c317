/** `entryHeader` and `entryFooter`: Liquid over an entry, sanitised like it. */
import { Budget, OverBudgetError } from '../budget.ts';
import { safeHtml } from '../html/html.ts';
import { limitOf } from '../limits.ts';
import { renderLiquid, withoutUnresolved } from '../liquid/liquid.ts';
import { markdownToHtml, smartify } from '../markdown/markdown.ts';
import { type Entry, type Post, type Problem, type Site, UNDATED } from '../model.ts';
import { TooSlowError } from '../too-slow.ts';

type Part = 'entryHeader' | 'entryFooter';

/** Without members that depend on other posts. */
type FramedEntry = Omit<Entry, 'html'>;

/** `entry` in the templates. */
const variablesOf = (entry: FramedEntry, site: Site) => {
  const { id, link, title, published, updated, terms, summary, language, image, externalUrl } = entry;
  const authors = entry.authors.length > 0 ? entry.authors : site.authors;
  const named = (taxonomy: string) => terms.filter((term) => term.taxonomy === taxonomy).map(({ name }) => name);
  return {
    ...{ id, url: link, title, date: published, updated, authors, author: authors[0]?.name, summary, language },
    ...{ image: image?.url, external_url: externalUrl, categories: named('categories'), tags: named('tags') },
  };
};

async function render(part: Part, entry: FramedEntry, post: Post, site: Site): Promise<{ html: string; problems: Problem[] }> {
  const source = site[part] ?? '';
  if (source === '') return { html: '', problems: [] };
  const budget = new Budget(site, source.length);
  const markdownify = (text: string) => {
    budget.add(text.length);
    return markdownToHtml(text, 'commonmark', budget);
  };
  const template = { ...post, body: source, bodyLine: 1 };
  const { text, problems } = await renderLiquid(template, {}, site, { markdownify, smartify }, undefined, {
    entry: variablesOf(entry, site),
  });
  if (problems.some(({ severity }) => severity === 'error')) return { html: '', problems };
  budget.write(text.length);
  return { html: withoutUnresolved(safeHtml(text, entry.link, budget)), problems };
}

/** A part that fails is left out, with a warning: the post is published. */
async function attempt(part: Part, entry: FramedEntry, post: Post, site: Site): Promise<{ html: string; problems: Problem[] }> {
  const warning = (message: string): Problem => ({
    key: post.key,
    line: 1,
    column: 1,
    message: `${part}: ${message}`,
    severity: 'warning',
  });
  try {
    const { html, problems } = await render(part, entry, post, site);
    return {
      html,
      problems: problems.map(({ message, severity }) => warning(severity === 'error' ? `${message}; it is left out` : message)),
    };
  } catch (error) {
    if (!(error instanceof OverBudgetError)) throw error;
    return { html: '', problems: [warning(`${error.message}; it is left out`)] };
  }
}

/** @returns the HTML of the entry between its header and footer */
export async function framed(html: string, entry: FramedEntry, post: Post, site: Site): Promise<{ html: string; problems: Problem[] }> {
  const parts = [await attempt('entryHeader', entry, post, site), await attempt('entryFooter', entry, post, site)] as const;
  const [header, footer] = parts;
  const whole = [header.html, html, footer.html].filter((part) => part !== '').join('\n');
  const problems = parts.flatMap((part) => part.problems);
  if (whole.length <= limitOf(site, 'body')) return { html: whole, problems };
  const message = 'entryHeader and entryFooter are left out: the post would be too long with them';
  return { html, problems: [...problems, { key: post.key, line: 1, column: 1, message, severity: 'warning' }] };
}

/** Faults of the templates, found with an entry that has texts only. */
export async function frameProblems(site: Site): Promise<{ part: Part; message: string }[]> {
  const entry: FramedEntry = {
    ...{
      key: '',
      id: site.link,
      link: site.link,
      title: 'Title',
      published: UNDATED,
      updated: UNDATED,
      authors: [],
      terms: [],
      summary: '',
    },
  };
  const post: Post = {
    ...{ key: '', title: 'Title', slug: 'title', published: UNDATED, link: site.link, draft: false, syntax: 'html', body: '', bodyLine: 1 },
    ...{
      terms: { categories: [], tags: [], authors: [], languages: [] },
      authors: [],
      excerptSeparator: '',
      references: [],
      variables: {},
    },
  };
  const found: { part: Part; message: string }[] = [];
  for (const part of ['entryHeader', 'entryFooter'] as const) {
    try {
      const { problems } = await render(part, entry, post, site);
      for (const { line, column, message } of problems) found.push({ part, message: `line ${line}, column ${column}: ${message}` });
    } catch (error) {
      if (!(error instanceof OverBudgetError || error instanceof TooSlowError)) throw error;
      found.push({ part, message: error.message });
    }
  }
  return found;
}
