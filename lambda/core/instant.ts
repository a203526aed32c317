import type { Instant } from './model.ts';

/** @param time milliseconds since 1970 */
export const instantAt = (time: number): Instant => new Date(time).toISOString() as Instant;

/** @returns undefined for a text that is no time */
export function instantIn(text: string): Instant | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : instantAt(time);
}
