/** Marks of the documents of an output: what the store answered when they were written, so that a changed document is known by its ETag alone. */
import { digest } from '../hash.ts';

/** Hex digits that stand for a key, and for an ETag: one changed document in 268 million passes for unchanged. */
const KEY = 4;
const ETAG = 7;

const keyMark = (key: string): string => digest(key).slice(0, KEY);
const markOf = (key: string, etag: string): string => keyMark(key) + digest(etag).slice(0, ETAG);

/** @param etags by key; an empty ETag says nothing */
export const marksOf = (etags: ReadonlyMap<string, string>): string =>
  [...etags]
    .filter(([, etag]) => etag !== '')
    .map(([key, etag]) => markOf(key, etag))
    .join('');

/** Whether the document is not the one that was written. What has no mark is not compared. */
export function isChanged(marks: string | undefined, key: string, etag: string): boolean {
  const all = marks?.match(new RegExp(`.{${KEY + ETAG}}`, 'g')) ?? [];
  // Keys of one output may have equal marks.
  const own = all.filter((mark) => mark.startsWith(keyMark(key)));
  return own.length > 0 && !own.includes(markOf(key, etag));
}
