import { tzOffset } from '@date-fns/tz';
import type { Instant } from '../model.ts';

export const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const ZONE = '(z|utc|gmt|[a-z]{3,4}|(?:gmt|utc)?[+-]\\d{2}(?::?\\d{2})?)';
const TIME = '(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?(?:\\s*([ap])\\.?m\\.?)?';
const CLOCK = `(?:(?:t|,?\\s+)${TIME}(?:\\s*${ZONE})?(?:\\s*\\([^)]*\\))?)?`;
const WEEKDAY = '(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\\s+)?';
const [MONTH, DAY_OF_MONTH, YEAR] = ['([a-z]{3,9})\\.?', '(\\d{1,2})(?:st|nd|rd|th)?', '(\\d{4})'];

/** `at`: groups of year, month, day. */
const FORMS = [
  { form: '(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})', at: [1, 2, 3] }, // 2026-03-01, 2026/3/1
  { form: `${WEEKDAY}${MONTH}\\s+${DAY_OF_MONTH},?\\s+${YEAR}`, at: [3, 1, 2] }, // July 8, 2026
  { form: `${WEEKDAY}${DAY_OF_MONTH}[\\s-]+${MONTH},?[\\s-]+${YEAR}`, at: [3, 2, 1] }, // Wed, 08 Jul 2026
].map(({ form, at }) => ({ pattern: new RegExp(`^${form}${CLOCK}$`, 'i'), at }));

/** Output of date(1). */
const YEAR_LAST = /^(?:[a-z]{3}\s+)?([a-z]{3})\s+(\d{1,2})\s+(\d{1,2}:\d{2}(?::\d{2})?(?:\s+(?:[a-z]{3,4}|[+-]\d{4}))?)\s+(\d{4})$/i;

/** Hours from UTC: those of RFC 822 section 5.1 and Europe, which Ruby reads. */
const ZONES = new Map(
  Object.entries({
    ...{ z: 0, utc: 0, gmt: 0, est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7 },
    ...{ wet: 0, west: 1, bst: 1, cet: 1, cest: 2, eet: 2, eest: 3 },
  }),
);

/** Minutes from UTC; NaN if unknown. */
function zoneOffset(zone: string): number {
  const named = ZONES.get(zone.toLowerCase());
  if (named !== undefined) return named * 60;
  const [, sign, hours, minutes = '0'] = /([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  return offset > 14 * 60 || Number(minutes) > 59 ? Number.NaN : sign === '-' ? -offset : offset;
}

/** Milliseconds. Rounded: old offsets have odd seconds. */
const offsetAt = (timezone: string, time: number): number =>
  timezone === 'UTC' ? 0 : Math.round(tzOffset(timezone, new Date(time)) * MINUTE);

/** tzOffset also accepts `Foo+02`. */
export function isTimezone(timezone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** In autumn, the earlier of two instants; in spring, as before the change. */
function fromLocal(local: number, timezone: string): number {
  const before = local - offsetAt(timezone, local - DAY);
  const after = local - offsetAt(timezone, local + DAY);
  const readsBack = (time: number) => time + offsetAt(timezone, time) === local;
  return readsBack(before) || !readsBack(after) ? before : after;
}

/** From 1; 0 if unknown. */
function monthNumber(text: string): number {
  if (/^\d/.test(text)) return Number(text);
  const name = text.toLowerCase() === 'sept' ? 'sep' : text.toLowerCase();
  return MONTHS.findIndex((month) => month.toLowerCase() === name || month.toLowerCase().slice(0, 3) === name) + 1;
}

/** From 0; NaN if impossible. */
function hourNumber(text: string, half: string | undefined): number {
  const hour = Number(text);
  if (half === undefined) return hour;
  return hour < 1 || hour > 12 ? Number.NaN : (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

/** Undefined for 31 February, which Date.UTC turns into 3 March. */
function exactTime(parts: [number, number, number, number, number, number]): number | undefined {
  const [year, month, day, hour, minute, second] = parts;
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  if (Number.isNaN(time)) return undefined;
  const shown = new Date(time).toISOString().split(/\D/).map(Number);
  return parts.every((part, index) => part === shown[index]) ? time : undefined;
}

/**
 * @param text in one of `FORMS`
 * @param timezone for dates without a zone
 * @returns undefined if invalid or outside the years 100 to 9999
 */
export function parseDate(text: string, timezone: string): Instant | undefined {
  const trimmed = text.trim().replace(YEAR_LAST, '$1 $2 $4 $3');
  for (const { pattern, at } of FORMS) {
    const found = pattern.exec(trimmed);
    if (!found) continue;
    const [year = '', month = '', day = ''] = at.map((index) => found[index] ?? '');
    const [hour = '0', minute = '0', second = '0', fraction = '0', half, zone] = found.slice(4);
    const local = exactTime([Number(year), monthNumber(month), Number(day), hourNumber(hour, half), Number(minute), Number(second)]);
    if (local === undefined) return undefined;
    const time = zone === undefined ? fromLocal(local, timezone) : local - zoneOffset(zone) * MINUTE;
    // Cut, as Date does.
    const date = new Date(time + Math.floor(Number(`0.${fraction}`) * 1000));
    return date.getUTCFullYear() <= 9999 ? (date.toISOString() as Instant) : undefined;
  }
  return undefined;
}

export function wallClock(instant: Instant, timezone: string): Date {
  const time = Date.parse(instant);
  return new Date(time + offsetAt(timezone, time));
}
