/** Detects edited documents by ETag. Full runs alone load it. */
import { digest } from '../hash.ts';
import type { FeedRow } from './catalog.ts';
import { keyMark, packed, recordedAt } from './written.ts';

type Compared = 'written' | 'changed' | 'unknown' | 'unmarked';

/** `unknown`: perhaps edited since the write. `unmarked`: cannot be compared. */
export function comparedWithWritten(row: Pick<FeedRow, 'marks' | 'etags'>, key: string, etag: string): Compared {
  // An earlier version wrote the documents last: it keeps our `etags` without a change.
  if (row.marks !== undefined) return comparedWithMarks(row.marks, key, etag);
  const own = recordedAt(row, key);
  if (own.length === 0) return 'unmarked';
  if (own.includes(packed(etag))) return 'written';
  return own.includes('') ? 'unknown' : 'changed';
}

/** Hex digits of an ETag's digest: one edit in 268 million is missed. */
const ETAG = 7;

/** Of earlier versions, which write hyphens for an unknown ETag. */
function comparedWithMarks(marks: string, key: string, etag: string): Compared {
  const all = marks.match(/.{11}/g) ?? [];
  const own = all.filter((mark) => mark.startsWith(keyMark(key)));
  if (own.length === 0) return 'unmarked';
  if (own.includes(keyMark(key) + digest(etag).slice(0, ETAG))) return 'written';
  return own.includes(keyMark(key) + '-'.repeat(ETAG)) ? 'unknown' : 'changed';
}
