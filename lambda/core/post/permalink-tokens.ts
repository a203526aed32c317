/** https://jekyllrb.com/docs/permalinks/, https://gohugo.io/configuration/permalinks/ */
import type { Generator, Instant } from '../model.ts';
import { MONTHS } from '../text/date.ts';
import { githubSlug, prettySlug, quartzSlug, slugify, urlize } from './slug.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DAY = 86_400_000;

export interface Address {
  generator: Generator;
  published: Instant;
  /** Not yet slugified: `My post`. */
  slug: string;
  title: string;
  categories: string[];
  /** `notes/2026` */
  section: string;
  fileName: string;
  collection?: string | undefined;
  /** See `PathFacts`. */
  inside?: string;
  /** From front matter. */
  ownSlug?: string | undefined;
}

/** @param on local time of the site's zone in UTC fields */
export type Token = (post: Address, on: Date) => string;

const two = (value: number): string => String(value).padStart(2, '0');
const distinct = (names: string[]) => [...new Set(names)].join('/');

/** A date belongs to the ISO week of its Thursday. */
function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 4 - (date.getUTCDay() || 7)));
  const firstDay = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return { year: thursday.getUTCFullYear(), week: Math.ceil(((thursday.getTime() - firstDay) / DAY + 1) / 7) };
}

const monthName = (on: Date): string => MONTHS[on.getUTCMonth()] ?? '';
const dayName = (on: Date): string => WEEKDAYS[on.getUTCDay()] ?? '';
const year = (on: Date): string => String(on.getUTCFullYear()).padStart(4, '0');
const yearDay = (on: Date): string =>
  String(Math.floor((Date.UTC(on.getUTCFullYear(), on.getUTCMonth(), on.getUTCDate()) - Date.UTC(on.getUTCFullYear(), 0, 1)) / DAY) + 1);

const COMMON: Record<string, Token> = {
  year: (_, on) => year(on),
  short_year: (_, on) => two(on.getUTCFullYear() % 100),
  month: (_, on) => two(on.getUTCMonth() + 1),
  i_month: (_, on) => String(on.getUTCMonth() + 1),
  short_month: (_, on) => monthName(on).slice(0, 3),
  long_month: (_, on) => monthName(on),
  monthname: (_, on) => monthName(on),
  day: (_, on) => two(on.getUTCDate()),
  i_day: (_, on) => String(on.getUTCDate()),
  y_day: (_, on) => yearDay(on).padStart(3, '0'),
  yearday: (_, on) => yearDay(on),
  w_year: (_, on) => String(isoWeek(on).year),
  week: (_, on) => two(isoWeek(on).week),
  w_day: (_, on) => String(on.getUTCDay() || 7),
  weekday: (_, on) => String(on.getUTCDay()),
  weekdayname: (_, on) => dayName(on),
  short_day: (_, on) => dayName(on).slice(0, 3),
  long_day: (_, on) => dayName(on),
  hour: (_, on) => two(on.getUTCHours()),
  minute: (_, on) => two(on.getUTCMinutes()),
  second: (_, on) => two(on.getUTCSeconds()),
  name: ({ fileName }) => slugify(fileName),
  categories: ({ categories }) => distinct(categories.map((name) => name.toLowerCase())),
  slugified_categories: ({ categories }) => distinct(categories.map(slugify)),
  collection: ({ collection }) => collection ?? 'posts',
  path: ({ fileName }) => fileName,
  output_ext: () => '.html',
};

/** Jekyll's `:title` is the slug, Hugo's the title. */
const PLAIN: Record<string, Token> = {
  ...COMMON,
  title: ({ slug, title }) => prettySlug(slug) || slugify(title),
  slug: ({ slug }) => slugify(slug),
  slugorfilename: ({ slug }) => slugify(slug),
  slugorcontentbasename: ({ slug }) => slugify(slug),
  filename: ({ fileName }) => prettySlug(fileName),
  contentbasename: ({ fileName }) => prettySlug(fileName),
  section: ({ section }) => section.split('/')[0] ?? '',
  sections: ({ section }) => section,
  quartz: ({ inside = '' }) => quartzSlug(inside),
};

const JEKYLL: Record<string, Token> = {
  ...PLAIN,
  path: ({ section, fileName }) => (section === '' ? fileName : `${section}/${fileName}`),
};

const HUGO: Record<string, Token> = {
  ...COMMON,
  title: ({ title }) => urlize(title).replaceAll('/', '-'),
  slug: ({ slug }) => urlize(slug),
  slugorfilename: ({ slug }) => urlize(slug),
  slugorcontentbasename: ({ slug }) => urlize(slug),
  filename: ({ fileName }) => urlize(fileName),
  contentbasename: ({ fileName }) => urlize(fileName),
  section: ({ section }) => urlize(section).split('/')[0] ?? '',
  sections: ({ section }) => urlize(section),
};

/** A `slug` replaces the path in the collection. https://docs.astro.build/en/reference/content-loader-reference/#generateid */
const ASTRO: Record<string, Token> = {
  ...PLAIN,
  path: ({ fileName, ownSlug }) => ownSlug ?? githubSlug(fileName),
  sections: ({ section, ownSlug }) =>
    ownSlug === undefined ? section.split('/').map(githubSlug).join('/') : (section.split('/')[0] ?? ''),
  /** Of AstroPaper: without those that begin with `_`. */
  shown_sections: ({ section }) =>
    section
      .replace(/(?:^|\/)_[^/]*/g, '')
      .split('/')
      .map(githubSlug)
      .join('/'),
};

/** A file named as its folder, or `index`, is the folder's page. */
const ELEVENTY: Record<string, Token> = {
  ...PLAIN,
  path: ({ fileName, inside = '' }) => (inside === 'index' || `/${inside}`.endsWith(`/${fileName}/${fileName}`) ? '' : fileName),
};

const TOKENS: Partial<Record<Generator, Record<string, Token>>> = { jekyll: JEKYLL, hugo: HUGO, astro: ASTRO, eleventy: ELEVENTY };

export const tokensOf = (generator: Generator): Record<string, Token> => TOKENS[generator] ?? PLAIN;

/** Hugo: `:sections[1:]`, `:sections[last]`. */
export function sliceOf(path: string, slice: string): string {
  const parts = path.split('/');
  const at = (text: string, otherwise: number) => (text === '' ? otherwise : text === 'last' ? parts.length - 1 : Number(text));
  const [from = '', to] = slice.split(':');
  const first = at(from, 0);
  return parts.slice(first, to === undefined ? first + 1 : at(to, parts.length)).join('/');
}
