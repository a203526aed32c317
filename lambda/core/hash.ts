import { createHash } from 'node:crypto';

/** A name for data: equal data has equal names. 128 bits are more than enough against accident, and half the bytes of SHA-256 in every row. */
export const digest = (...parts: unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
