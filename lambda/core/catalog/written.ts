/** ETags of written documents: the condition of their next write, and proof that nobody edited them. */
import { digest } from '../hash.ts';
import type { FeedRow } from './catalog.ts';

/** Hex digits. Keys of one output may share a mark. */
const KEY = 4;
/** Hex digits of an ETag's digest, in rows of earlier versions: one edit in 268 million is missed. */
const ETAG = 7;

const keyMark = (key: string): string => digest(key).slice(0, KEY);
const markOf = (key: string, etag: string): string => keyMark(key) + digest(etag).slice(0, ETAG);

const SEPARATOR = ' ';
/** Before ETags that are no MD5. */
const OTHER = '=';
const MD5 = /^[0-9a-f]{32}$/;

/** 22 characters for an MD5. */
const packed = (etag: string): string =>
  MD5.test(etag) ? Buffer.from(etag, 'hex').toString('base64url') : OTHER + encodeURIComponent(etag);

const unpacked = (text: string): string =>
  text.startsWith(OTHER) ? decodeURIComponent(text.slice(OTHER.length)) : Buffer.from(text, 'base64url').toString('hex');

/** @param etags by key; empty: none; undefined: perhaps edited since the write */
export const recordOf = (etags: ReadonlyMap<string, string | undefined>): string =>
  [...etags]
    .filter(([, etag]) => etag !== '')
    .map(([key, etag]) => keyMark(key) + (etag === undefined ? '' : packed(etag)))
    .join(SEPARATOR);

/** Packed ETags; an empty one is unknown. */
function recordedAt({ etags = '' }: Pick<FeedRow, 'etags'>, key: string): string[] {
  const mark = keyMark(key);
  return etags.split(SEPARATOR).flatMap((each) => (each !== '' && each.startsWith(mark) ? [each.slice(KEY)] : []));
}

/** @returns undefined if none is recorded, or of which document is unclear */
export function recordedEtag(row: Pick<FeedRow, 'etags'>, key: string): string | undefined {
  const [only, ...others] = recordedAt(row, key);
  return only && others.length === 0 ? unpacked(only) : undefined;
}

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

/** Of earlier versions, which write hyphens for an unknown ETag. */
function comparedWithMarks(marks: string, key: string, etag: string): Compared {
  const all = marks.match(new RegExp(`.{${KEY + ETAG}}`, 'g')) ?? [];
  const own = all.filter((mark) => mark.startsWith(keyMark(key)));
  if (own.length === 0) return 'unmarked';
  if (own.includes(markOf(key, etag))) return 'written';
  return own.includes(keyMark(key) + '-'.repeat(ETAG)) ? 'unknown' : 'changed';
}
