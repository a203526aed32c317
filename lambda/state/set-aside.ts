/** Unreadable state (cut, empty, garbled) counts as lost, after a copy. */
import { digest } from '../core/hash.ts';
import type { Problem } from '../core/model.ts';
import { DAMAGED, STATE } from '../keys.ts';
import type { Store, StoredObject } from '../stores/store.ts';

export const notice = (key: string, message: string): Problem => ({ key, line: 1, column: 1, message, severity: 'warning' });

export type Decoded<T> = { kind: 'ok'; value: T } | { kind: 'damaged'; reason: string };

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');

/**
 * Named by digest, so that no copy replaces another.
 * @param done the consequence: `what it held was recovered`
 */
export async function setAside(site: Store, key: string, { bytes }: StoredObject, reason: string, done: string): Promise<Problem> {
  const name = key.slice(STATE.length).replaceAll('/', '-');
  const copy = `${DAMAGED}${name}-${digest(Buffer.from(bytes).toString('base64')).slice(0, 12)}`;
  await site.put(copy, bytes, { expect: 'absent' });
  return notice(key, `was damaged (${reason}); it is kept as ${copy}, and ${done}`);
}
