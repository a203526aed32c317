/** Marks of an output's documents, so that an edited document is detected by its ETag. */
import { digest } from '../hash.ts';

/** Hex digits: one edited document in 268 million is missed. */
const KEY = 4;
const ETAG = 7;

const keyMark = (key: string): string => digest(key).slice(0, KEY);
const markOf = (key: string, etag: string): string => keyMark(key) + digest(etag).slice(0, ETAG);

/** @param etags by key; an empty ETag has no mark */
export const marksOf = (etags: ReadonlyMap<string, string>): string =>
  [...etags]
    .filter(([, etag]) => etag !== '')
    .map(([key, etag]) => markOf(key, etag))
    .join('');

/** A document without a mark is not compared. */
export function isChanged(marks: string | undefined, key: string, etag: string): boolean {
  const all = marks?.match(new RegExp(`.{${KEY + ETAG}}`, 'g')) ?? [];
  // Keys of one output may share a mark.
  const own = all.filter((mark) => mark.startsWith(keyMark(key)));
  return own.length > 0 && !own.includes(markOf(key, etag));
}
