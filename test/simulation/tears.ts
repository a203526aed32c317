/** What people and tools do to published documents: each must be undone by the next full run. */
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import type { StoredObject } from '../../lambda/stores/store.ts';

/** A document as it was once written. */
export type Version = Pick<StoredObject, 'bytes' | 'metadata'>;

/** An upload that ended early. It loses the metadata. */
export const cut = ({ bytes }: Version): Version => ({ bytes: bytes.subarray(0, Math.floor(bytes.length / 2)), metadata: {} });

/** A title edited by hand. The stamp in the bytes stays; the upload loses the metadata. */
export function edited(key: string, { bytes }: Version): Version {
  // It may have been cut before.
  const before = (key.endsWith('.gz') ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : Buffer.from(bytes)).toString();
  const after = before.includes('Notes') ? before.replace('Notes', 'Nodes') : `${before} `;
  return { bytes: key.endsWith('.gz') ? gzipSync(after) : Buffer.from(after), metadata: {} };
}
