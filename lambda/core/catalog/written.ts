/** Detects edited documents by ETag. */
import { digest } from '../hash.ts';

/** Hex digits: one edit in 268 million is missed. */
const KEY = 4;
const ETAG = 7;

const keyMark = (key: string): string => digest(key).slice(0, KEY);
const markOf = (key: string, etag: string): string => keyMark(key) + digest(etag).slice(0, ETAG);

/** Equals no digest, so the document is written again. */
const UNKNOWN = '-'.repeat(ETAG);

/** @param etags by key; empty: no mark; undefined: perhaps edited since the write */
export const marksOf = (etags: ReadonlyMap<string, string | undefined>): string =>
  [...etags]
    .filter(([, etag]) => etag !== '')
    .map(([key, etag]) => (etag === undefined ? keyMark(key) + UNKNOWN : markOf(key, etag)))
    .join('');

/** `unknown`: perhaps edited since the write. `unmarked`: cannot be compared. */
export function comparedWithWritten(marks: string | undefined, key: string, etag: string): 'written' | 'changed' | 'unknown' | 'unmarked' {
  const all = marks?.match(new RegExp(`.{${KEY + ETAG}}`, 'g')) ?? [];
  // Keys of one output may share a mark.
  const own = all.filter((mark) => mark.startsWith(keyMark(key)));
  if (own.length === 0) return 'unmarked';
  if (own.includes(markOf(key, etag))) return 'written';
  return own.includes(keyMark(key) + UNKNOWN) ? 'unknown' : 'changed';
}
