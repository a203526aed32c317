/** Dates in other forms that a generator accepts. Each is rewritten to a form of `parseDate`. */
import type { Generator, Instant } from '../model.ts';
import { parseDate } from './date.ts';

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
/** With names of groups; the first that matches counts. */
const DATES = [
  /(?<![\d:])(?<y>\d{4})[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})(?!\d)/,
  /(?<![\d:])(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})(?=$|\D)/,
  // The day first, as in Ruby.
  /(?<![\d:])(?<d>\d{1,2})[-/.](?<m>\d{1,2})[-/.](?<y>\d{4})(?!\d)/,
  new RegExp(`(?<![\\d:])(?<d>\\d{1,2})(?:st|nd|rd|th)?[\\s.-]+(?<m>${MONTH})[\\s.,-]+(?<y>\\d{4})(?!\\d)`, 'i'),
  new RegExp(`(?<m>${MONTH})\\.?\\s+(?<d>\\d{1,2})(?:st|nd|rd|th)?(?:,|\\s).*?(?<![\\d:+-])(?<y>\\d{4})(?!\\d)`, 'i'),
  new RegExp(`(?<![\\d:])(?<y>\\d{4})\\s+(?<m>${MONTH})\\s+(?<d>\\d{1,2})(?!\\d)`, 'i'),
];
const TIMES = [
  /(?<![\d:+-])(?<h>\d{1,2}):(?<min>\d{2})(?::(?<s>\d{2})(?:[.,]\d+)?)?(?:\s*(?<half>[ap])\.?m\b\.?)?/i,
  /T(?<h>\d{2})(?<min>\d{2})(?<s>\d{2})?/,
  /(?<![\d:.])(?<h>\d{1,2})\s*(?<half>[ap])\.?m\b/i,
  /(?<![\d:])(?<h>\d{1,2})h(?<min>\d{2})?\b/i,
];
/** Other names are ignored, as in Ruby's `Time.parse`. */
const ZONE = /^\s*(z|utc|gmt|[ecmp][sd]t|[+-]\d{2}:?\d{2})(?![\w+-])/i;
const LONGEST = 100;

type Parts = Partial<Record<'y' | 'm' | 'd' | 'h' | 'min' | 's' | 'half', string>>;

/** Ruby's `Time.parse`, by which Jekyll reads dates that YAML does not know. */
function parseRuby(text: string, timezone: string): Instant | undefined {
  if (text.length > LONGEST) return undefined;
  const date = DATES.map((pattern) => pattern.exec(text)?.groups as Parts | undefined).find(Boolean);
  if (!date) return undefined;
  const time = TIMES.map((pattern) => pattern.exec(text)).find(Boolean);
  const { h = '0', min = '00', s = '00', half } = (time?.groups ?? {}) as Parts;
  const zone = time ? (ZONE.exec(text.slice(time.index + time[0].length))?.[1] ?? '') : '';
  const day = /^\d/.test(date.m ?? '') ? `${date.y}-${date.m}-${date.d}` : `${date.d} ${date.m?.slice(0, 3)} ${date.y}`;
  return parseDate(`${day} ${h}:${min}:${s}${half === undefined ? '' : ` ${half}m`} ${zone}`, timezone);
}

/** JavaScript's `Date`, by which Astro and Quartz read dates, takes the month first. */
const parseAmerican = (text: string, timezone: string): Instant | undefined =>
  parseDate(text.replace(/^(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/, '$3-$1-$2'), timezone);

const LENIENT: Partial<Record<Generator, typeof parseDate>> = { jekyll: parseRuby, astro: parseAmerican, obsidian: parseAmerican };

/** Also Go's `-0800 PST`. */
export function parseDateAs(generator: Generator, value: unknown, timezone: string): Instant | undefined {
  const text = typeof value === 'number' && generator === 'jekyll' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  return parseDate(text.replace(/([+-]\d{2}:?\d{2})\s+[A-Z]{2,5}$/, '$1'), timezone) ?? LENIENT[generator]?.(text, timezone);
}
