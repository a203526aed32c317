/**
 * liquidjs set up as Jekyll's users know Liquid, for templates that anyone may have uploaded: no files, no clock, no chance, no prototypes, and a
 * budget that is counted alike on every machine.
 */

import { limitOf } from '../limits.ts';
import type { Links, Post, Problem, Severity, Site } from '../model.ts';
import { TooSlowError } from '../too-slow.ts';
import { BudgetError, countedOperators, LimitedOutput, limitSteps, MEMORY, TIME } from './budget.ts';
import type { LiquidResult, TextFunctions } from './contract.ts';
import { Context, type FilterImplOptions, Liquid, type LiquidError, type Token, toValueSync } from './engine.ts';
import { dateValue, type FilterSettings, TEXT_FILTERS } from './filters.ts';
import { LenientParser } from './parser.ts';
import { registerTags, setRun } from './tags.ts';

/** Tags and outputs in a template: reading so many takes some 500 ms. */
const TAGS = 10_000;
/** Warnings about one post; a post with more has the same one all over. */
const MOST_PROBLEMS = 100;
const SETTINGS = 'linefeed-settings';
const DATE_FILTERS = ['date', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string'];

const engine = create();

export function renderTemplate(post: Post, links: Links, site: Site, texts: TextFunctions): LiquidResult {
  const problems = new Map<string, Problem>();
  const report = (token: Token | undefined, text: string, severity: Severity) => {
    // A tag in a loop says it once. Finding a position reads the text up to it, hence the limit.
    const seen = `${token?.begin}:${text}`;
    if (problems.has(seen) || (problems.size >= MOST_PROBLEMS && severity === 'warning')) return;
    const [row = 1, column = 1] = token?.getPosition() ?? [];
    problems.set(seen, { key: post.key, line: post.bodyLine + row - 1, column, message: text, severity });
  };
  const current = { links, warn: (token: Token, text: string) => report(token, text, 'warning') };
  const context = newContext(post, site);
  setRun(context, current);
  context.setRegister(SETTINGS, { ...texts, link: site.link, published: post.published, timezone: site.timezone });
  const output = new LimitedOutput(context);
  try {
    if (post.body.split(/\{[{%]/, TAGS + 2).length > TAGS + 1)
      throw new BudgetError(`the template has more than ${TAGS} tags; split the post`);
    const templates = new LenientParser(engine, current).parse(post.body);
    toValueSync(engine.renderer.renderTemplates(templates, context, output));
    return { text: output.buffer, problems: [...problems.values()] };
  } catch (error) {
    if (originalOf(error) instanceof TooSlowError) throw originalOf(error);
    report((error as Partial<LiquidError>).token, message(error), 'error');
    return { text: '', problems: [...problems.values()] };
  }
}

function newContext(post: Post, site: Site): Context {
  // Without prototypes, for liquidjs finds top-level names with `in`; a copy, for `increment` writes into it.
  const variables = Object.assign(Object.create(null), { site: site.variables, page: post.variables });
  const context = new Context(variables, { ...engine.options, timezoneOffset: site.timezone }, { sync: true }, { liquid: engine });
  limitSteps(context, limitOf(site, 'steps'));
  return context;
}

const originalOf = (error: unknown): unknown => (error as Partial<LiquidError>).originalError ?? error;

function message(error: unknown): string {
  if (!(error instanceof Error)) return 'Liquid failed';
  const original = originalOf(error);
  if (original instanceof BudgetError) return `Liquid: ${original.message}`;
  const text = error.message.replace(/, line:\d+, col:\d+$/, '');
  if (/limit exceeded$/.test(text)) return `Liquid: the template makes too much text (${text}); make its loops and texts shorter`;
  if (original instanceof RangeError) return 'Liquid: the template is nested too deeply; make it flatter';
  return `Liquid: ${text}; correct the tag, or write {% raw %} before and {% endraw %} after text with braces`;
}

function create(): Liquid {
  const liquid = new Liquid({
    // Everything that would read a file is left out by the parser; this is the second lock.
    templates: {},
    ownPropertyOnly: true,
    jekyllWhere: true,
    strictFilters: false,
    strictVariables: false,
    locale: 'en-US',
    memoryLimit: MEMORY,
    renderLimit: TIME,
    operators: countedOperators,
  });
  for (const name of ['include', 'render', 'layout', 'block']) delete liquid.tags[name];
  Object.setPrototypeOf(liquid.filters, null);
  delete liquid.filters.sample;
  registerTags(liquid);
  registerFilters(liquid);
  return liquid;
}

function registerFilters(liquid: Liquid): void {
  for (const [name, filter] of Object.entries(TEXT_FILTERS)) {
    liquid.registerFilter(name, function (value: unknown) {
      const text = String(value ?? '');
      this.context.memoryLimit.use(text.length);
      return filter(text, this.context.getRegister<FilterSettings>(SETTINGS));
    });
  }
  for (const name of DATE_FILTERS) {
    const format = handler(liquid.filters[name]);
    liquid.registerFilter(name, function (value: unknown, ...rest: unknown[]) {
      const { published, timezone } = this.context.getRegister<{ published: string; timezone: string }>(SETTINGS);
      const date = dateValue(value, published, timezone);
      const context = Object.create(this.context, { opts: { value: { ...this.context.opts, timezoneOffset: date.timezone } } }) as Context;
      return format.call({ ...this, context }, date.value, ...rest);
    });
  }
}

function handler(filter: FilterImplOptions | undefined) {
  if (!filter) throw new Error('liquidjs lacks a filter for dates');
  return typeof filter === 'function' ? filter : filter.handler;
}
