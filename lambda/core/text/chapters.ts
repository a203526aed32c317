import type { Chapter } from '../media.ts';
import { oneLine } from './one-line.ts';

/** Podcast apps show no more. */
export const MOST_CHAPTERS = 1_000;
/** Characters. */
const LONGEST_TITLE = 300;

/** Sorted and bounded, with distinct starts in milliseconds. */
export function chaptersInOrder(given: readonly Chapter[]): Chapter[] {
  const bounded = given.slice(0, MOST_CHAPTERS).map(({ title, ...chapter }) => {
    const short = title === undefined ? '' : [...oneLine(title)].slice(0, LONGEST_TITLE).join('');
    return { ...chapter, start: Math.round(chapter.start * 1_000) / 1_000, ...(short && { title: short }) };
  });
  const sorted = bounded.sort((a, b) => a.start - b.start);
  return sorted.filter(({ start }, index) => Number.isFinite(start) && start !== sorted[index - 1]?.start);
}
