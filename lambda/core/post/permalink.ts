/** A post's address, by the templates of Jekyll (https://jekyllrb.com/docs/permalinks/) and the tokens that Hugo adds. */
import { wallClock } from '../text/date.ts';
import type { Instant } from '../model.ts';

const STYLES: Record<string, string> = {
  date: '/:categories/:year/:month/:day/:title.html',
  pretty: '/:categories/:year/:month/:day/:title/',
  ordinal: '/:categories/:year/:y_day/:title.html',
  weekdate: '/:categories/:year/W:week/:short_day/:title.html',
  none: '/:categories/:title.html',
};

const NAMES_OF_MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const NAMES_OF_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DAY = 86_400_000;

export interface Address {
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

/** Jekyll's `slugify` in its mode "pretty": keeps what may stand in a URL, other runs become one hyphen. */
const pretty = (text: string): string => text.replace(/[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+/gu, '-').replace(/^-+|-+$/g, '');

/** Jekyll's `slugify` in its default mode: letters and digits, lower case. */
export const slugify = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{M}\p{L}\p{Nd}]+/gu, '-')
    .replace(/^-+|-+$/g, '');

const two = (value: number): string => String(value).padStart(2, '0');

/** Week by ISO 8601: the week of a date is the one its Thursday is in. */
function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 4 - (date.getUTCDay() || 7)));
  const firstDay = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return { year: thursday.getUTCFullYear(), week: Math.ceil(((thursday.getTime() - firstDay) / DAY + 1) / 7) };
}

function tokens(address: Address, timezone: string): Record<string, () => string> {
  const date = wallClock(address.published, timezone);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const monthName = NAMES_OF_MONTHS[month - 1] ?? '';
  const dayName = NAMES_OF_DAYS[date.getUTCDay()] ?? '';
  const dayOfYear = () => String(Math.floor((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / DAY) + 1);
  const distinct = (names: string[]) => [...new Set(names)].join('/');
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
    title: () => pretty(address.slug) || slugify(address.title),
    slug: () => slugify(address.slug),
    slugorfilename: () => slugify(address.slug),
    filename: () => pretty(address.fileName),
    contentbasename: () => pretty(address.fileName),
    categories: () => distinct(address.categories.map((name) => name.toLowerCase())),
    slugified_categories: () => distinct(address.categories.map(slugify)),
    section: () => address.section.split('/')[0] ?? '',
    sections: () => address.section,
    collection: () => 'posts',
    path: () => address.fileName,
    output_ext: () => '.html',
  };
}

/** Escapes what may not stand in a path and leaves escapes as they are; no empty, `.` or `..` segment survives. */
function cleanPath(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
  const trailing = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return segments.map(escapeSegment).join('/') + trailing;
}

/** RFC 3986 section 3.3: a segment is made of unreserved characters, sub-delims, `:`, `@` and escapes. */
const escapeSegment = (segment: string): string =>
  encodeURIComponent(segment)
    .replace(/%(?:2[46BC]|3[ABD]|40)/g, decodeURIComponent)
    .replace(/%25([\dA-F]{2})/gi, '%$1');

/** Names of tokens in a template that do not exist. */
export function unknownTokens(template: string): string[] {
  const known = tokens({ published: '1970-01-01T00:00:00.000Z', slug: '', title: '', categories: [], section: '', fileName: '' }, 'UTC');
  return [...(STYLES[template] ?? template).matchAll(/:([a-z_]+)/g)].map((found) => found[1] ?? '').filter((name) => !(name in known));
}

/** @returns the path below the site's link, without a leading slash: `2026/03/01/hello/` */
export function permalink(template: string, address: Address, timezone: string): string {
  const known = tokens(address, timezone);
  const path = (STYLES[template] ?? template).replace(/:([a-z_]+)/g, (whole, name: string) => known[name]?.() ?? whole);
  return cleanPath(path);
}

/** The path of a post in Jekyll's ids: the link's folder and the slug as it was written. */
export function jekyllIdPath(path: string, slug: string): string {
  const folder = path.replace(/\/$/, '').split('/').slice(0, -1).join('/');
  return `${folder}/${encodeURIComponent(slug)}`.replace(/^\//, '');
}
