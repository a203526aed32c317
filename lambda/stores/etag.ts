import { createHash, hash } from 'node:crypto';
import { readSync } from 'node:fs';

/** S3's ETag of an object that was put in one part: clients compare it with the MD5 of the file they sent, and some delete what differs. */
export const etagOf = (bytes: Uint8Array): string => hash('md5', bytes, 'hex');

/** Bytes of a file that are held to make its ETag. */
const PART = 256 * 1024;

/** The same, for an open file that is too large to be held in memory. */
export function etagOfFile(file: number): string {
  const made = createHash('md5');
  const part = Buffer.allocUnsafe(PART);
  for (let length = readSync(file, part); length > 0; length = readSync(file, part)) made.update(part.subarray(0, length));
  return made.digest('hex');
}
