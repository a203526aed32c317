import { createHash, hash } from 'node:crypto';

/** S3's ETag of an object that was put in one part: clients compare it with the MD5 of the file they sent, and some delete what differs. */
export const etagOf = (bytes: Uint8Array): string => hash('md5', bytes, 'hex');

/** The same, for a file that is too large to be held in memory. */
export function etagOfParts(parts: Iterable<Uint8Array>): string {
  const made = createHash('md5');
  for (const part of parts) made.update(part);
  return made.digest('hex');
}
