import type { Change } from '../core/catalog/coming.ts';
import type { Instant } from '../core/model.ts';
import { printable } from '../core/text/printable.ts';

/** `1,879`. `toLocaleString` takes 12 ms of CPU time at its first call. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');

export const plural = (count: number, word: string): string => `${grouped(count)} ${word}${count === 1 ? '' : 's'}`;

export const sizeText = (bytes: number): string => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`);

export function localTime(at: Instant, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(new Date(at));
}

const MAX_LISTED = 20;

export function list(heading: string, items: string[]): string[] {
  if (items.length === 0) return [];
  const rest = items.length > MAX_LISTED ? [`  and ${items.length - MAX_LISTED} more`] : [];
  return [`${heading}:`, ...items.slice(0, MAX_LISTED).map((item) => `  ${item}`), ...rest];
}

export function nextChange(coming: readonly Change[], timezone: string): string[] {
  const [next] = coming;
  if (next === undefined) return [];
  const more = coming.filter(({ at }) => at === next.at).length - 1;
  const others = more === 0 ? '' : ` and ${plural(more, 'other')}`;
  return [`next change: ${localTime(next.at, timezone)} ${timezone}: ${next.change} ${printable(next.key)}${others}`];
}

export const comingLines = (coming: readonly Change[], timezone: string): string[] =>
  list(
    `scheduled changes (${timezone})`,
    coming.map(({ at, change, key }) => `${localTime(at, timezone)}  ${change} ${printable(key)}`),
  );
