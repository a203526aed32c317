/** What people and tools do to published documents: each must be undone by the next full run. */
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { readStamp } from '../../lambda/core/feed/verify.ts';
import type { StoredObject } from '../../lambda/stores/store.ts';

/** A document as it was once written. */
export type Version = Pick<StoredObject, 'bytes' | 'metadata'>;

/** An upload that ended early. It loses the metadata. */
export const cut = ({ bytes }: Version): Version => ({ bytes: bytes.subarray(0, Math.floor(bytes.length / 2)), metadata: {} });

/** A title edited by hand. The stamp in the bytes stays; the upload loses the metadata. */
export function edited(key: string, version: Version): Version {
  const { bytes } = version;
  // It may have been cut before.
  const before = (key.endsWith('.gz') ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : Buffer.from(bytes)).toString();
  // What was cut before the stamp's end and then edited is a file of someone else, which stays where a page was.
  if (readStamp(before) === undefined) return cut(version);
  const after = before.includes('Notes') ? before.replace('Notes', 'Nodes') : `${before} `;
  return { bytes: key.endsWith('.gz') ? gzipSync(after) : Buffer.from(after), metadata: {} };
}
