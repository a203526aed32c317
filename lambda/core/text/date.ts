/** Dates as blogs write them, and what day an instant is somewhere. The only importer of @date-fns/tz. */
import { tzOffset } from '@date-fns/tz';
import type { Instant } from '../model.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const NAMES = { month: '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?', day: '(\\d{1,2})(?:st|nd|rd|th)?', year: '(\\d{4})' };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const ZONE = '(z|utc|gmt|[ecmp][sd]t|(?:gmt|utc)?[+-]\\d{2}(?::?\\d{2})?)';
const CLOCK = `(?:(?:[t,]|\\s)\\s*(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?(?:\\s*${ZONE})?(?:\\s*\\([^)]*\\))?)?`;
const WEEKDAY = '(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\\s+)?';

/** What comes before the clock, with the places of year, month and day among the groups. */
const FORMS = [
  { form: '(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})', year: 1, month: 2, day: 3 }, // 2026-03-01, 2026/3/1
  { form: `${WEEKDAY}${NAMES.month}\\s+${NAMES.day},?\\s+${NAMES.year}`, year: 3, month: 1, day: 2 }, // Jul 08 2026, July 8, 2026
  { form: `${WEEKDAY}${NAMES.day}[\\s-]+${NAMES.month},?[\\s-]+${NAMES.year}`, year: 3, month: 2, day: 1 }, // Wed, 08 Jul 2026
].map(({ form, ...at }) => ({ pattern: new RegExp(`^${form}${CLOCK}$`, 'i'), ...at }));

/** RFC 822 section 5.1 names these zones; Ruby reads them, so Jekyll's posts have them. Hours from UTC. */
const AMERICAN: Record<string, number> = { est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7 };

/** The zone's distance from UTC in minutes, or undefined where the date carries none. */
function zoneOffset(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  const name = zone.toLowerCase();
  if (name in AMERICAN) return (AMERICAN[name] ?? 0) * 60;
  const signed = /([+-])(\d{2}):?(\d{2})?$/.exec(name);
  if (!signed) return 0;
  const minutes = Number(signed[2]) * 60 + Number(signed[3] ?? 0);
  return signed[1] === '-' ? -minutes : minutes;
}

/** Minutes; NaN for a zone that does not exist. */
const offsetAt = (timezone: string, time: number): number => (timezone === 'UTC' ? 0 : tzOffset(timezone, new Date(time)));

export const isTimezone = (timezone: string): boolean => !Number.isNaN(offsetAt(timezone, 0));

/**
 * The instant at which clocks in the zone show this time. A time that they show twice in autumn is the earlier of the two; one that they
 * skip in spring is taken as if the change had not happened yet, which is what a person who wrote it meant.
 */
function fromLocal(local: number, timezone: string): number {
  const [before, after] = [local - DAY, local + DAY].map((near) => local - offsetAt(timezone, near) * MINUTE) as [number, number];
  const readsBack = (time: number) => time + offsetAt(timezone, time) * MINUTE === local;
  return readsBack(before) || !readsBack(after) ? before : after;
}

/**
 * @param text any form that Jekyll, Hugo, Eleventy or Astro users write: `2026-03-01`, `2026-03-01 09:30:00 +0100`, RFC 3339, `Jul 08 2026`, RFC 822
 * @param timezone IANA name, for dates that carry no zone
 * @returns undefined for what is no date, also for days that do not exist, such as 31 February
 */
export function parseDate(text: string, timezone: string): Instant | undefined {
  const trimmed = text.trim();
  for (const { pattern, year, month, day } of FORMS) {
    const found = pattern.exec(trimmed);
    if (!found) continue;
    const monthText = found[month] ?? '';
    const monthNumber = /^\d/.test(monthText) ? Number(monthText) : MONTHS.indexOf(monthText.toLowerCase()) + 1;
    const [hour, minute, second] = [found[4], found[5], found[6]].map((part) => Number(part ?? 0)) as [number, number, number];
    const parts = [Number(found[year]), monthNumber, Number(found[day]), hour, minute, second];
    const local = Date.UTC(parts[0] ?? 0, monthNumber - 1, parts[2], hour, minute, second);
    const back = new Date(local);
    const same = [
      back.getUTCFullYear(),
      back.getUTCMonth() + 1,
      back.getUTCDate(),
      back.getUTCHours(),
      back.getUTCMinutes(),
      back.getUTCSeconds(),
    ];
    if (same.some((part, index) => part !== parts[index])) return undefined;
    const offset = zoneOffset(found[8]);
    if (offset !== undefined && Math.abs(offset) > 14 * 60) return undefined;
    const time = offset === undefined ? fromLocal(local, timezone) : local - offset * MINUTE;
    return new Date(time + Math.floor(Number(`0.${found[7] ?? 0}`) * 1000)).toISOString();
  }
  return undefined;
}

/** An instant as a Date whose UTC fields are what clocks in the zone show. */
export function wallClock(instant: Instant, timezone: string): Date {
  const time = Date.parse(instant);
  return new Date(time + offsetAt(timezone, time) * MINUTE);
}
