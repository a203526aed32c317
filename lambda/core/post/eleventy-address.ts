/** Eleventy's `permalink`, with the outputs in common use. https://www.11ty.dev/docs/permalinks/ */
import type { Post, Site } from '../model.ts';
import { wallClock } from '../text/date.ts';
import type { Fields } from '../text/fields.ts';
import type { PathFacts } from './path-facts.ts';

const OUTPUT = /\{\{-?\s*([A-Za-z_][\w.]*)\s*((?:\|[^|{}]*)*)-?\}\}/g;
const FILTER = /\|\s*(\w+)\s*(?:[:(]\s*["']([^"']*)["']\s*\)?)?\s*/g;

type Filter = (value: string, parameter: string, on: Date) => string | undefined;

const two = (value: number): string => String(value).padStart(2, '0');

/** As LiquidJS reads them. */
const DIRECTIVES: Record<string, (on: Date) => string> = {
  Y: (on) => String(on.getUTCFullYear()),
  y: (on) => two(on.getUTCFullYear() % 100),
  m: (on) => two(on.getUTCMonth() + 1),
  d: (on) => two(on.getUTCDate()),
  H: (on) => two(on.getUTCHours()),
  M: (on) => two(on.getUTCMinutes()),
  S: (on) => two(on.getUTCSeconds()),
};

const dated: Filter = (_, format, on) =>
  /%(?!-?[YymdHMS])/.test(format)
    ? undefined
    : format.replace(/%(-?)([YymdHMS])/g, (_whole, dash: string, name: string) => {
        const value = DIRECTIVES[name]?.(on) ?? '';
        return dash ? value.replace(/^0+(?=\d)/, '') : value;
      });

/** @sindresorhus/slugify on ASCII; other letters need its tables. */
const slugified: Filter = (text) =>
  /[^\x20-\x7e]/.test(text)
    ? undefined
    : text
        .replaceAll('&', ' and ')
        .toLowerCase()
        .replace(/([a-z\d]+)'([ts])(\s|$)/g, '$1$2$3')
        .replace(/[^a-z\d]+/g, '-')
        .replace(/^-|-$/g, '');

const FILTERS: Record<string, Filter> = {
  slugify: slugified,
  url: (text) => text,
  downcase: (text) => text.toLowerCase(),
  lower: (text) => text.toLowerCase(),
  date: dated,
};

/** Without the date before it, wherever that begins. */
const undated = (name: string): string => /\d{4}-\d{2}-\d{2}-(.*)/.exec(name)?.[1] ?? name;

/** https://www.11ty.dev/docs/data-eleventy-supplied/#fileslug */
function fileFacts(inside: string): { fileSlug: string; filePathStem: string } {
  const folders = inside.split('/');
  const name = undated(folders.pop() ?? '');
  return { fileSlug: name === 'index' ? undated(folders.at(-1) ?? '') : name, filePathStem: `/${[...folders, name].join('/')}` };
}

/** Whether only values of a post can be missing. */
export const isEleventyAddress = (template: string): boolean =>
  !/\{[{%]/.test(
    template.replace(OUTPUT, (whole, _, filters: string) =>
      filters.replace(FILTER, (each, name: string) => (Object.hasOwn(FILTERS, name) ? '' : each)) === '' ? '' : whole,
    ),
  );

/** @returns a path without `index.html`, or undefined if an output has no known value */
export function eleventyAddress(
  template: string,
  fields: Fields,
  { published }: Pick<Post, 'published'>,
  { inside }: PathFacts,
  { timezone }: Site,
): string | undefined {
  if (!isEleventyAddress(template)) return undefined;
  const on = wallClock(published, timezone);
  const facts: Record<string, string> = Object.fromEntries(
    Object.entries({ ...fileFacts(inside), date: '' }).map(([name, value]) => [`page.${name}`, value]),
  );
  let isKnown = true;
  const path = template.replace(OUTPUT, (_, name: string, filters: string) => {
    const own = name.includes('.') ? undefined : fields.find(name)?.value;
    let value = Object.hasOwn(facts, name) ? facts[name] : typeof own === 'string' || typeof own === 'number' ? String(own) : undefined;
    const isDate = name === 'page.date' || name === 'date';
    for (const [, filter = '', parameter = ''] of filters.matchAll(FILTER)) {
      const apply = isDate === (filter === 'date') && Object.hasOwn(FILTERS, filter) ? FILTERS[filter] : undefined;
      value = value === undefined ? undefined : apply?.(value, parameter, on);
    }
    if (value === undefined || (isDate && filters.trim() === '')) isKnown = false;
    return value ?? '';
  });
  return isKnown ? path.replace(/^\/+/, '/').replace(/(^|\/)index\.html$/, '$1') : undefined;
}
