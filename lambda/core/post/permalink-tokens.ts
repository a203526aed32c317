/** What Jekyll's tokens (https://jekyllrb.com/docs/permalinks/) and Hugo's (https://gohugo.io/configuration/permalinks/) stand for. */
import type { Flavor, Instant } from '../model.ts';
import { MONTHS, wallClock } from '../text/date.ts';
import { prettySlug, slugify, urlize } from './slug.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DAY = 86_400_000;

export interface Address {
  flavor: Flavor;
  published: Instant;
  /** As front matter or the file name gives it: `My post`. */
  slug: string;
  title: string;
  categories: string[];
  /** Folder of the post below the posts' root: `notes/2026`. */
  section: string;
  /** File name without ending: `2026-03-01-hello`. */
  fileName: string;
}

export type Tokens = Record<string, () => string>;

const two = (value: number): string => String(value).padStart(2, '0');
const distinct = (names: string[]) => [...new Set(names)].join('/');

/** Week by ISO 8601: the week of a date is the one its Thursday is in. */
function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 4 - (date.getUTCDay() || 7)));
  const firstDay = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return { year: thursday.getUTCFullYear(), week: Math.ceil(((thursday.getTime() - firstDay) / DAY + 1) / 7) };
}

function dateTokens(published: Instant, timezone: string): Tokens {
  const date = wallClock(published, timezone);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const monthName = MONTHS[month - 1] ?? '';
  const dayName = WEEKDAYS[date.getUTCDay()] ?? '';
  const dayOfYear = () => String(Math.floor((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / DAY) + 1);
  return {
    year: () => String(year).padStart(4, '0'),
    short_year: () => two(year % 100),
    month: () => two(month),
    i_month: () => String(month),
    short_month: () => monthName.slice(0, 3),
    long_month: () => monthName,
    monthname: () => monthName,
    day: () => two(day),
    i_day: () => String(day),
    y_day: () => dayOfYear().padStart(3, '0'),
    yearday: dayOfYear,
    w_year: () => String(isoWeek(date).year),
    week: () => two(isoWeek(date).week),
    w_day: () => String(date.getUTCDay() || 7),
    weekday: () => String(date.getUTCDay()),
    weekdayname: () => dayName,
    short_day: () => dayName.slice(0, 3),
    long_day: () => dayName,
    hour: () => two(date.getUTCHours()),
    minute: () => two(date.getUTCMinutes()),
    second: () => two(date.getUTCSeconds()),
  };
}

/** The same name is another thing to each: Jekyll's `:title` is the slug as it was written, Hugo's is the title. */
function nameTokens({ flavor, slug, title, fileName }: Address): Tokens {
  if (flavor === 'hugo') {
    return {
      title: () => urlize(title).replaceAll('/', '-'),
      slug: () => urlize(slug),
      slugorfilename: () => urlize(slug),
      slugorcontentbasename: () => urlize(slug),
      filename: () => urlize(fileName),
      contentbasename: () => urlize(fileName),
    };
  }
  return {
    title: () => prettySlug(slug) || slugify(title),
    slug: () => slugify(slug),
    slugorfilename: () => slugify(slug),
    slugorcontentbasename: () => slugify(slug),
    filename: () => prettySlug(fileName),
    contentbasename: () => prettySlug(fileName),
  };
}

export function tokens(address: Address, timezone: string): Tokens {
  const { flavor, categories, fileName } = address;
  const section = flavor === 'hugo' ? urlize(address.section) : address.section;
  return {
    ...dateTokens(address.published, timezone),
    ...nameTokens(address),
    name: () => slugify(fileName),
    categories: () => distinct(categories.map((name) => name.toLowerCase())),
    slugified_categories: () => distinct(categories.map(slugify)),
    section: () => section.split('/')[0] ?? '',
    sections: () => section,
    collection: () => 'posts',
    path: () => fileName,
    output_ext: () => '.html',
  };
}

/** Hugo's `:sections[1:]`, `:sections[last]` and the like. */
export function sliceOf(path: string, slice: string): string {
  const parts = path.split('/');
  const at = (text: string, otherwise: number) => (text === '' ? otherwise : text === 'last' ? parts.length - 1 : Number(text));
  const [from = '', to] = slice.split(':');
  const first = at(from, 0);
  return parts.slice(first, to === undefined ? first + 1 : at(to, parts.length)).join('/');
}
