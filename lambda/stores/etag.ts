import { createHash, hash } from 'node:crypto';
import { readSync } from 'node:fs';

/** As S3's for single-part objects; some clients delete objects that differ. */
export const etagOf = (bytes: Uint8Array): string => hash('md5', bytes, 'hex');

/** Bytes. */
const CHUNK = 256 * 1024;

export function etagOfFile(file: number): string {
  const made = createHash('md5');
  const part = Buffer.allocUnsafe(CHUNK);
  for (let length = readSync(file, part); length > 0; length = readSync(file, part)) made.update(part.subarray(0, length));
  return made.digest('hex');
}
