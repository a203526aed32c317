import { hash } from 'node:crypto';

/** What S3 answers for an object put in one part: the MD5 of its bytes, in hexadecimal, without quotes. */
export const etagOf = (bytes: Uint8Array): string => hash('md5', bytes, 'hex');
