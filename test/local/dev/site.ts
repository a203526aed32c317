import { after, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createSiteServer } from '../../../lambda/local/dev/site-server.ts';
import { etagOf } from '../../../lambda/stores/etag.ts';
import { MemoryStore } from '../../../lambda/stores/memory.ts';
import { type Answer, fetchRaw } from '../../support/ask.ts';

export const RSS = Buffer.from(`<rss>${'0123456789'.repeat(10)}</rss>`);
export const COMPRESSED = gzipSync(RSS);
export const MODIFIED = 'Sun, 01 Mar 2026 09:30:00 GMT';
export const BEFORE = 'Sun, 01 Mar 2026 09:29:59 GMT';
export const TAG = `"${etagOf(RSS)}"`;
export const GZIP_TAG = `"${etagOf(COMPRESSED)}"`;

export const store = new MemoryStore({ now: () => Date.parse(MODIFIED) + 345 });
export const failures: unknown[] = [];
export const server = createSiteServer({
  store: {
    get: (key, unless) => (key.endsWith('broken') ? Promise.reject(new Error('disk on fire')) : store.get(key, unless)),
    head: (key) => store.head(key),
    getRange: (...given) => store.getRange(...given),
    put: (key, bytes, options) => store.put(key, bytes, options),
    delete: (key, expect) => store.delete(key, expect),
    list: (prefix) => store.list(prefix),
    now: () => store.now(),
  },
  page: (path, nonce) => (path === '' ? `<!doctype html><title>dev</title><script nonce="${nonce}"></script>` : undefined),
  typeOf: (path) => (path === 'blog.xml' ? 'application/rss+xml; charset=utf-8' : undefined),
  onError: (error) => failures.push(error),
});
export let address = '';

before(async () => {
  const documents = {
    'rss.xml': RSS,
    'rss.xml.gz': COMPRESSED,
    'blog.xml': RSS,
    'tags/日本 語/atom.xml': RSS,
    'feed.json': RSS,
    'feeds.opml': RSS,
    'index.html': RSS,
    'a%b': RSS,
    'preview/secret/feed.json': RSS,
    'preview/secret/index.html': RSS,
    // As a case-insensitive file system finds it.
    'Preview/secret/feed.json': RSS,
  };
  for (const [path, bytes] of Object.entries(documents)) await store.put(`public/${path}`, bytes);
  await store.put('public/empty.txt', new Uint8Array());
  await store.put('state/catalog.json.gz', RSS);
  address = await server.listen(0);
});
after(() => server.close());

export const ask = (path: string, headers?: Record<string, string>, method?: string): Promise<Answer> =>
  fetchRaw(address, path, headers, method);
