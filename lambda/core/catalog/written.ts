/** ETags of written documents: the condition of their next write. */
import { digest } from '../hash.ts';
import type { FeedRow } from './catalog.ts';

/** Hex digits. Keys of one output may share a mark. */
const KEY = 4;

export const keyMark = (key: string): string => digest(key).slice(0, KEY);

const SEPARATOR = ' ';
/** Before ETags that are no MD5. */
const OTHER = '=';
const MD5 = /^[0-9a-f]{32}$/;

/** 22 characters for an MD5. */
export const packed = (etag: string): string =>
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
export function recordedAt({ etags = '' }: Pick<FeedRow, 'etags'>, key: string): string[] {
  const mark = keyMark(key);
  return etags.split(SEPARATOR).flatMap((each) => (each !== '' && each.startsWith(mark) ? [each.slice(KEY)] : []));
}

/** @returns undefined if none is recorded, or of which document is unclear */
export function recordedEtag(row: Pick<FeedRow, 'etags'>, key: string): string | undefined {
  const [only, ...others] = recordedAt(row, key);
  return only && others.length === 0 ? unpacked(only) : undefined;
}
