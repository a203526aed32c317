/** liquidjs configured like Jekyll for untrusted templates: no files, clock, randomness or prototypes; counted. */

import { OverBudgetError } from '../budget.ts';
import { limitOf } from '../limits.ts';
import type { Post, Site } from '../model.ts';
import type { RenderInputs } from '../site/render-inputs.ts';
import { TooSlowError } from '../too-slow.ts';
import { BudgetError, countedFilter, countedOperators, LimitedOutput, limitSteps, MEMORY, TIME } from './budget.ts';
import type { LiquidInput, LiquidResult } from './contract.ts';
import { Context, type FilterImplOptions, Liquid, type LiquidError, toValueSync } from './engine.ts';
import { dateValue, type FilterSettings, inspect, TEXT_FILTERS, toInteger } from './filters.ts';
import { registerIncludes } from './includes.ts';
import { registerListFilters } from './list-filters.ts';
import { LISTS } from './parser.ts';
import { PostRun } from './run.ts';
import { registerTags, setRun } from './tags.ts';

const SETTINGS = 'linefeed-settings';
const DATE_FILTERS = ['date', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string'];

const EMPTY = Object.fromEntries(LISTS.map((name) => [name, []]));
const JEKYLL = { environment: 'production', version: '4.4.1' };

const engine = create();

export function renderTemplate(...[post, links, site, texts, materials, globals = {}]: LiquidInput): LiquidResult {
  const run = new PostRun(engine, post, links, site, materials);
  const context = newContext(post, site, materials, globals);
  setRun(context, run);
  context.setRegister(SETTINGS, { ...texts, link: site.link, published: post.published, timezone: site.timezone });
  const output = new LimitedOutput(context);
  try {
    toValueSync(engine.renderer.renderTemplates(run.parse(post.body), context, output));
    return { text: output.buffer, problems: run.problems };
  } catch (error) {
    const original = originalOf(error);
    // The caller reports these.
    if (original instanceof TooSlowError || original instanceof OverBudgetError) throw original;
    run.report((error as Partial<LiquidError>).token, message(error), 'error');
    return { text: '', problems: run.problems };
  }
}

function newContext(post: Post, site: Site, materials: RenderInputs | undefined, globals: Readonly<Record<string, unknown>>): Context {
  // `site.time` is the post's date.
  const shown = { ...site.variables, time: post.published, ...EMPTY, ...(materials ? { data: materials.data } : {}) };
  // No prototype: liquidjs looks names up with `in`. Copied: `increment` writes to it.
  // Eleventy has front matter at the top level.
  const own = site.generator === 'eleventy' ? post.variables : {};
  const variables = Object.assign(Object.create(null), { ...own, site: shown, page: post.variables, jekyll: JEKYLL, ...globals });
  const context = new Context(variables, { ...engine.options, timezoneOffset: site.timezone }, { sync: true }, { liquid: engine });
  limitSteps(context, limitOf(site, 'steps'));
  return context;
}

const originalOf = (error: unknown): unknown => (error as Partial<LiquidError>).originalError ?? error;

function message(error: unknown): string {
  if (!(error instanceof Error)) return 'Liquid failed';
  const original = originalOf(error);
  if (original instanceof BudgetError) return `Liquid: ${original.message}`;
  if (/limit exceeded$/.test(error.message))
    return `Liquid: the template makes too much text (${error.message}); make its loops and texts shorter`;
  if (original instanceof RangeError) return 'Liquid: the template is nested too deeply; make it flatter';
  return `Liquid: ${error.message}; correct the tag, or write {% raw %} before and {% endraw %} after text with braces`;
}

function create(): Liquid {
  const liquid = new Liquid({
    // The parser already skips tags that read files.
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
  registerIncludes(liquid);
  registerListFilters(liquid);
  registerFilters(liquid);
  for (const [name, filter] of Object.entries(liquid.filters)) {
    const counted = countedFilter(handler(filter));
    liquid.filters[name] = typeof filter === 'function' ? counted : { ...filter, handler: counted };
  }
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
  liquid.registerFilter('to_integer', toInteger);
  const [json, escapeXml] = [handler(liquid.filters.jsonify), handler(liquid.filters.xml_escape)];
  liquid.registerFilter('inspect', function (value: unknown) {
    // Counted, and free of cycles.
    return escapeXml.call(this, inspect(JSON.parse(String(json.call(this, value) ?? 'null'))));
  });
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
  if (!filter) throw new Error('liquidjs lacks a filter');
  return typeof filter === 'function' ? filter : filter.handler;
}
