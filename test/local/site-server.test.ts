import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CACHE_CONTROL } from '../../lambda/keys.ts';
import { createSiteServer } from '../../lambda/local/site-server.ts';
import { etagOf } from '../../lambda/stores/etag.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';

const RSS = Buffer.from(`<rss>${'0123456789'.repeat(10)}</rss>`);
const COMPRESSED = gzipSync(RSS);
const MODIFIED = 'Sun, 01 Mar 2026 09:30:00 GMT';
const BEFORE = 'Sun, 01 Mar 2026 09:29:59 GMT';
const TAG = `"${etagOf(RSS)}"`;
const GZIP_TAG = `"${etagOf(COMPRESSED)}"`;

const store = new MemoryStore({ now: () => Date.parse(MODIFIED) + 345 });
const failures: unknown[] = [];
const server = createSiteServer({
  store: {
    get: (key, unless) => (key.endsWith('broken') ? Promise.reject(new Error('disk on fire')) : store.get(key, unless)),
    head: (key) => store.head(key),
    put: (key, bytes, options) => store.put(key, bytes, options),
    delete: (key, expect) => store.delete(key, expect),
    list: (prefix) => store.list(prefix),
  },
  page: (path, nonce) => (path === '' ? `<!doctype html><title>dev</title><script nonce="${nonce}"></script>` : undefined),
  typeOf: (path) => (path === 'blog.xml' ? 'application/rss+xml; charset=utf-8' : undefined),
  onError: (error) => failures.push(error),
});
let address = '';

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
  };
  for (const [path, bytes] of Object.entries(documents)) await store.put(`public/${path}`, bytes);
  await store.put('public/empty.txt', new Uint8Array());
  await store.put('state/catalog.json.gz', RSS);
  address = await server.listen(0);
});
after(() => server.close());

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The path goes out as it is: fetch would clean it first. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(address);
  const asked = request({ hostname, port, path, headers, method, agent: false });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(await response.toArray()) };
}

describe('a document', () => {
  it('is sent with all that a reader needs', async () => {
    const { status, headers, body } = await ask('/rss.xml');
    const { date, connection, ...rest } = headers;
    assert.equal(status, 200);
    assert.deepEqual(body, RSS);
    assert.deepEqual(rest, {
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
      'cache-control': CACHE_CONTROL,
      'content-length': `${RSS.length}`,
      'content-type': 'application/rss+xml; charset=utf-8',
      etag: TAG,
      'last-modified': MODIFIED,
      vary: 'Accept-Encoding',
      'x-content-type-options': 'nosniff',
    });
  });

  it('has the same headers and no body when asked with HEAD', async () => {
    const [get, head] = [await ask('/rss.xml'), await ask('/rss.xml', {}, 'HEAD')];
    assert.equal(head.status, 200);
    assert.deepEqual({ ...head.headers, date: '' }, { ...get.headers, date: '' });
    assert.equal(head.body.length, 0);
  });

  it('is sent with its length when it is empty', async () => {
    assert.equal((await ask('/empty.txt')).headers['content-length'], '0');
  });
});

const TYPES: [string, string][] = [
  ['/blog.xml', 'application/rss+xml; charset=utf-8'],
  ['/tags/%E6%97%A5%E6%9C%AC%20%E8%AA%9E/atom.xml', 'application/atom+xml; charset=utf-8'],
  ['/feed.json', 'application/feed+json; charset=utf-8'],
  ['/feeds.opml', 'text/x-opml; charset=utf-8'],
  ['/index.html', 'text/html; charset=utf-8'],
  ['/rss.xml?utm_source=x', 'application/rss+xml; charset=utf-8'],
  ['/rss.xml.gz', 'application/rss+xml; charset=utf-8'],
  ['/a%25b', 'application/octet-stream'],
];

describe('content types', () => {
  for (const [path, type] of TYPES) {
    it(`${path} is ${type}`, async () => assert.equal((await ask(path)).headers['content-type'], type));
  }
});

const ADDRESSES: [string, number][] = [
  ['/none.xml', 404],
  ['/tags', 404],
  ['/tags/', 404],
  ['//rss.xml', 404],
  ['/rss.xml/', 404],
  ['/RSS.xml', 404],
  ['/-/events/', 404],
  ['/%E0%A4%A', 400],
  ['/%', 400],
  ['/%ff', 400],
  ['/../state/catalog.json.gz', 400],
  ['/%2e%2e/state/catalog.json.gz', 400],
  ['/a/..%2f..%2fstate/catalog.json.gz', 400],
  ['/..%5cstate', 400],
  ['/rss.xml%00', 400],
  ['/./rss.xml', 400],
  ['*', 400],
  ['http://localhost/rss.xml', 200],
  ['/broken', 500],
];

describe('addresses', () => {
  for (const [path, status] of ADDRESSES) {
    it(`${path} is answered ${status}`, async () => {
      const answer = await ask(path);
      assert.equal(answer.status, status);
      if (status >= 400) assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8');
      if (status >= 400) assert.equal(answer.headers['cache-control'], 'no-store');
    });
  }

  it('reports what it answered 500 for', () => assert.match(String(failures), /disk on fire/));

  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
    it(`${method} is answered 405`, async () => {
      const { status, headers } = await ask('/rss.xml', {}, method);
      assert.deepEqual([status, headers.allow], [405, 'GET, HEAD']);
    });
  }
});

const CONDITIONS: [Record<string, string>, number][] = [
  [{ 'if-none-match': TAG }, 304],
  [{ 'if-none-match': `W/${TAG}` }, 304],
  [{ 'if-none-match': `"other", W/"x" ,${TAG}` }, 304],
  [{ 'if-none-match': '*' }, 304],
  [{ 'if-none-match': '"other"' }, 200],
  [{ 'if-none-match': TAG.slice(1, -1) }, 200],
  [{ 'if-none-match': GZIP_TAG }, 200],
  [{ 'if-modified-since': MODIFIED }, 304],
  [{ 'if-modified-since': 'Mon, 02 Mar 2026 00:00:00 GMT' }, 304],
  [{ 'if-modified-since': BEFORE }, 200],
  [{ 'if-modified-since': 'yesterday' }, 200],
  [{ 'if-none-match': '"other"', 'if-modified-since': MODIFIED }, 200],
  [{ 'if-none-match': TAG, 'if-modified-since': BEFORE }, 304],
  [{ 'if-none-match': TAG, 'cache-control': 'no-cache' }, 304],
  [{ 'if-none-match': GZIP_TAG, 'accept-encoding': 'gzip' }, 304],
  [{ 'if-none-match': TAG, 'accept-encoding': 'gzip' }, 200],
  [{ 'if-none-match': TAG, range: 'bytes=0-1' }, 304],
];

describe('conditional requests', () => {
  for (const [headers, status] of CONDITIONS) {
    for (const method of ['GET', 'HEAD']) {
      it(`${method} with ${JSON.stringify(headers)} is answered ${status}`, async () => {
        const answer = await ask('/rss.xml', headers, method);
        assert.equal(answer.status, status === 200 || method === 'GET' ? status : 304);
        assert.equal(answer.headers.vary, 'Accept-Encoding');
        assert.equal(answer.headers.etag, headers['accept-encoding'] ? GZIP_TAG : TAG);
        if (status === 304) assert.equal(answer.body.length, 0);
      });
    }
  }
});

const ENCODINGS: [string, boolean][] = [
  ['gzip', true],
  ['GZIP', true],
  ['x-gzip', true],
  ['br, gzip;q=0.8', true],
  ['*', true],
  ['deflate, gzip; q=1.0, *;q=0.5', true],
  ['', false],
  ['identity', false],
  ['br', false],
  ['gzip;q=0', false],
  ['gzip;q=0.000', false],
  ['*;q=0', false],
  ['gzip;q=0, *', false],
  ['identity, gzip;q=0.5', false],
  ['gzip;q=high', false],
  ['notgzip', false],
];

describe('compression', () => {
  for (const [accepted, compressed] of ENCODINGS) {
    it(`${compressed ? 'compresses' : 'does not compress'} for ${JSON.stringify(accepted)}`, async () => {
      const { headers, body } = await ask('/rss.xml', { 'accept-encoding': accepted });
      assert.equal(headers['content-encoding'], compressed ? 'gzip' : undefined);
      assert.equal(headers.etag, compressed ? GZIP_TAG : TAG);
      assert.deepEqual(body, compressed ? COMPRESSED : RSS);
      assert.equal(headers['content-type'], 'application/rss+xml; charset=utf-8');
    });
  }

  it('sends plain bytes where no copy is stored', async () => {
    const { headers, body } = await ask('/blog.xml', { 'accept-encoding': 'gzip' });
    assert.equal(headers['content-encoding'], undefined);
    assert.deepEqual(body, RSS);
  });
});

const LAST = RSS.length - 1;
const RANGES: [Record<string, string>, [number, number] | 416 | 200][] = [
  [{ range: 'bytes=0-4' }, [0, 4]],
  [{ range: 'bytes=5-' }, [5, LAST]],
  [{ range: 'bytes=-6' }, [RSS.length - 6, LAST]],
  [{ range: 'bytes=-9999' }, [0, LAST]],
  [{ range: 'bytes=100-9999' }, [100, LAST]],
  [{ range: `bytes=${RSS.length}-` }, 416],
  [{ range: 'bytes=-0' }, 416],
  [{ range: 'bytes=4-2' }, 200],
  [{ range: 'bytes=0-1,3-4' }, 200],
  [{ range: 'lines=0-1' }, 200],
  [{ range: 'bytes=-' }, 200],
  [{ range: 'bytes=0-4', 'if-range': TAG }, [0, 4]],
  [{ range: 'bytes=0-4', 'if-range': MODIFIED }, [0, 4]],
  [{ range: 'bytes=0-4', 'if-range': `W/${TAG}` }, 200],
  [{ range: 'bytes=0-4', 'if-range': '"other"' }, 200],
  [{ range: 'bytes=0-4', 'if-range': BEFORE }, 200],
  [{ range: 'bytes=9999-', 'if-range': '"other"' }, 200],
];

describe('byte ranges', () => {
  for (const [headers, expected] of RANGES) {
    it(`${JSON.stringify(headers)} gives ${expected}`, async () => {
      const answer = await ask('/rss.xml', headers);
      if (typeof expected === 'number') {
        assert.equal(answer.status, expected);
        assert.equal(answer.headers['content-range'], expected === 416 ? `bytes */${RSS.length}` : undefined);
        return;
      }
      const [first, last] = expected;
      assert.equal(answer.status, 206);
      assert.equal(answer.headers['content-range'], `bytes ${first}-${last}/${RSS.length}`);
      assert.deepEqual(answer.body, RSS.subarray(first, last + 1));
    });
  }

  it('mean nothing to HEAD', async () => assert.equal((await ask('/rss.xml', { range: 'bytes=0-1' }, 'HEAD')).status, 200));

  it('cannot be of an empty document', async () => assert.equal((await ask('/empty.txt', { range: 'bytes=0-' })).status, 416));
});

describe('the dev page', () => {
  it('is sent with a policy that lets only its own script run', async () => {
    const [first, second] = [await ask('/'), await ask('/')];
    const [, nonce = ''] = /nonce="([^"]+)"/.exec(String(first.body)) ?? [];
    const policy = String(first.headers['content-security-policy']);
    assert.ok(policy.includes(`script-src 'nonce-${nonce}'`));
    assert.match(policy, /default-src 'none'/);
    assert.notDeepEqual(first.body, second.body);
    assert.equal(first.headers['access-control-allow-origin'], undefined);
  });

  it('hears what is published', async () => {
    const asked = request(new URL('/-/events', address), { agent: false });
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    assert.equal(response.headers['content-type'], 'text/event-stream; charset=utf-8');
    server.announce({ written: 3, title: 'two\nlines' });
    let heard = '';
    for await (const chunk of response) {
      heard += chunk;
      if (heard.includes('published')) break;
    }
    assert.ok(heard.endsWith('event: published\ndata: {"written":3,"title":"two\\nlines"}\n\n'), heard);
  });
});

describe('the server', () => {
  it('listens on this machine only', () => assert.equal(new URL(address).hostname, '127.0.0.1'));

  it('says when the port is taken', async () => {
    const second = createSiteServer({ store });
    await assert.rejects(second.listen(Number(new URL(address).port)), { code: 'EADDRINUSE' });
    await second.close();
  });

  it('serves index.html at the root where there is no page, and ends open connections when it closes', async () => {
    const plain = createSiteServer({ store });
    const { hostname, port, href } = new URL(await plain.listen(0));
    assert.deepEqual(Buffer.from(await (await fetch(href)).arrayBuffer()), RSS);
    const idle = connect(Number(port), hostname);
    await once(idle, 'connect');
    const events = await fetch(new URL('/-/events', href));
    await plain.close();
    assert.equal(await events.text().catch(() => 'ended'), 'retry: 1000\n\n');
    if (!idle.closed) await once(idle, 'close');
  });
});
