/** Some stores ignore conditions of writes and answer 200. */
import { randomBytes } from 'node:crypto';
import { STATE } from '../keys.ts';
import { CONFLICT, type Store } from '../stores/store.ts';

const WHY =
  'Without conditional writes two runs can undo each other’s work, so Linefeed does not use it; ' +
  'use a store that has them, such as Amazon S3, Cloudflare R2 or MinIO in their current versions';

/**
 * Costs five PUT and three DELETE requests.
 * @returns the store; without conditional deletes if ignored, so old entries stay
 * @throws Error if it accepts writes against their condition
 */
export async function checkStore(store: Store, bucket: string): Promise<Store> {
  const key = `${STATE}proof-${randomBytes(8).toString('hex')}`;
  const put = (text: string, expect: 'absent' | { etag: string }) => store.put(key, Buffer.from(text), { expect });
  const refusal = (fault: string) => new Error(`the store of the bucket ${bucket} ${fault}. ${WHY}`);
  try {
    const first = await put('one', 'absent');
    if (first === CONFLICT) throw refusal('refuses to create an object that is not there (If-None-Match: *)');
    if ((await put('two', 'absent')) !== CONFLICT) throw refusal('ignores If-None-Match: * and answers 200 where it must answer 412');
    const second = await put('two', { etag: first.etag });
    if (second === CONFLICT) throw refusal('refuses a write whose If-Match names the ETag that it gave');
    if ((await put('three', { etag: first.etag })) !== CONFLICT) {
      throw refusal('ignores If-Match and answers 200 where it must answer 412');
    }
    const hasConditionalDelete = (await store.delete(key, { etag: first.etag })) === CONFLICT;
    await store.delete(key);
    if ((await put('four', { etag: second.etag })) !== CONFLICT) {
      throw refusal('creates an object although If-Match names one that is gone, and answers 200 where it must answer 404 or 412');
    }
    return hasConditionalDelete ? store : withoutConditionalDelete(store);
  } finally {
    await store.delete(key).catch(() => {});
  }
}

const withoutConditionalDelete = (store: Store): Store => ({
  now: () => store.now(),
  get: (key, unless, largest) => store.get(key, unless, largest),
  head: (key) => store.head(key),
  getRange: (...given) => store.getRange(...given),
  put: (key, bytes, options) => store.put(key, bytes, options),
  delete: async (key, expect) => (expect ? CONFLICT : store.delete(key)),
  list: (prefix, options) => store.list(prefix, options),
});
