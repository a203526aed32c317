import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { compareKeys } from '../../lambda/core/key-order.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { S3Store } from '../../lambda/stores/s3.ts';
import { CONFLICT, listAll, UNCHANGED, UnreadableObjectError } from '../../lambda/stores/store.ts';
import { atOnce, clientFor, startS3 } from '../support/s3.ts';
import { storeContract } from './contract.ts';

const buckets: Record<string, MemoryStore> = {};
const s3 = await startS3(buckets);
after(() => s3.close());

function bucket(): string {
  const name = `bucket-${Object.keys(buckets).length}`;
  buckets[name] = new MemoryStore();
  return name;
}

const open = (options = {}) => new S3Store({ client: s3.client, bucket: bucket(), ...options });
const bytes = (text: string) => new TextEncoder().encode(text);

storeContract('S3', async () => open());
// As the functions' clients.
const cached = () => clientFor(s3.endpoint, { cacheMiddleware: true });
storeContract('S3 with cached middleware', async () => new S3Store({ client: cached(), bucket: bucket() }));
storeContract('S3 below a prefix', async () => open({ prefix: 'blog/é +/' }));

describe('S3', () => {
  it('accepts any key: doubled and leading slashes, dots, control characters', async () => {
    const store = open();
    const keys = [
      'public//a',
      '/public/b',
      'public/../c',
      'public/./d',
      'public/e/',
      'public/\u0001\n',
      'public/\u{10ffff}',
      'public/\uff5e',
    ];
    for (const key of keys) await store.put(key, bytes(key));
    assert.deepEqual(
      (await listAll(store, '')).map(({ key }) => key),
      [...keys].sort(compareKeys),
    );
    for (const key of keys) assert.equal((await store.head(key))?.size, Buffer.byteLength(key), JSON.stringify(key));
  });

  it('stores type, cache header, encoding and origin of each object', async () => {
    const store = open({ origin: () => ({ request: 'r-1' }) });
    const headers = { type: 'application/atom+xml; charset=utf-8', cacheControl: 'public, max-age=60', encoding: 'gzip' };
    await store.put('public/atom.xml', bytes('a'), { ...headers, metadata: { stamp: 'g 1' } });
    const { type, cacheControl, encoding, metadata } = (await store.head('public/atom.xml')) ?? assert.fail();
    assert.deepEqual({ type, cacheControl, encoding }, headers);
    assert.deepEqual(metadata, { request: 'r-1', stamp: 'g 1' });
  });

  it('does not see objects outside of its prefix', async () => {
    const name = bucket();
    const [bucketStore, below] = [
      new S3Store({ client: s3.client, bucket: name }),
      new S3Store({ client: s3.client, bucket: name, prefix: 'blog/' }),
    ];
    await bucketStore.put('other/a', bytes('a'));
    await bucketStore.put('blog/b', bytes('b'));
    assert.deepEqual(
      (await listAll(below, '')).map(({ key }) => key),
      ['b'],
    );
    assert.equal(await below.get('a'), undefined);
  });

  it('reports a missing bucket and wrong credentials as errors, never as absence', async () => {
    const missing = new S3Store({ client: s3.client, bucket: 'nowhere' });
    const denied = new S3Store({
      client: clientFor(s3.endpoint, { credentials: { accessKeyId: 'linefeed', secretAccessKey: 'wrong' } }),
      bucket: bucket(),
    });
    const unknown = new S3Store({
      client: clientFor(s3.endpoint, { credentials: { accessKeyId: 'x', secretAccessKey: 'x' } }),
      bucket: bucket(),
    });
    const cases: [S3Store, RegExp][] = [
      [missing, /s3:\/\/nowhere\/a: NoSuchBucket: .*\(request [\w-]+\); name a bucket that exists/],
      [denied, /SignatureDoesNotMatch: .*\(request [\w-]+\); the secret does not belong/],
      [unknown, /InvalidAccessKeyId: .*\(request [\w-]+\); the endpoint does not know/],
    ];
    for (const [store, message] of cases) {
      await assert.rejects(store.get('a'), message);
      await assert.rejects(store.put('a', bytes('a')), message);
      await assert.rejects(store.delete('a'), message);
      await assert.rejects(listAll(store, 'a'), message);
    }
    await assert.rejects(denied.head('a'), /cannot look at s3:\/\/bucket-\d+\/a: .*request/);
  });

  it('takes one bucket per client that caches its middleware', () => {
    const client = cached();
    const name = bucket();
    for (const prefix of ['a/', 'b/']) new S3Store({ client, bucket: name, prefix });
    assert.throws(() => new S3Store({ client, bucket: 'other' }), new RegExp(`one bucket: ${name}, not other`));
  });

  it('reports an unreachable endpoint', async () => {
    const store = new S3Store({ client: clientFor('http://127.0.0.1:9', atOnce(1)), bucket: 'b' });
    await assert.rejects(store.get('a'), /cannot read s3:\/\/b\/a: .*ECONNREFUSED/);
  });
});

describe('an unreliable S3', () => {
  const spoiltBy = async (status: number, code: string, times: number) => {
    let left = times;
    let requests = 0;
    const server = await startS3({ b: new MemoryStore() }, {}, (handler) => (request, response) => {
      requests += 1;
      if (left === 0) return void handler(request, response);
      left -= 1;
      request.resume().on('end', () => response.writeHead(status, { 'x-amz-request-id': 'R1' }).end(`<Error><Code>${code}</Code></Error>`));
    });
    const store = new S3Store({ client: clientFor(server.endpoint, atOnce(5)), bucket: 'b' });
    return { store, server, requests: () => requests };
  };

  it('is retried while it is busy; the final error names bucket, key and request', async () => {
    const { store, server, requests } = await spoiltBy(503, 'SlowDown', 2);
    assert.notEqual(await store.put('a', bytes('a'), { expect: 'absent' }), CONFLICT);
    assert.equal(requests(), 3);
    await server.close();
    const always = await spoiltBy(503, 'SlowDown', 1000);
    await assert.rejects(always.store.get('a'), /cannot read s3:\/\/b\/a: SlowDown.*\(request R1, 5 attempts\)/);
    await always.server.close();
  });

  it('is retried however often it has answered that an object is absent or unchanged', async () => {
    let requests = 0;
    const server = await startS3({ b: new MemoryStore() }, {}, (handler) => (request, response) => {
      requests += 1;
      if (requests % 2 === 0) return void handler(request, response);
      request.resume().on('end', () => response.writeHead(503, { 'x-amz-request-id': 'R1' }).end());
    });
    const store = new S3Store({ client: clientFor(server.endpoint, atOnce(5)), bucket: 'b' });
    // The SDK has a budget of some hundred retries.
    for (let count = 0; count < 300; count += 1) assert.equal(await store.head('a'), undefined);
    const { etag } = (await store.put('a', bytes('a'))) as { etag: string };
    for (let count = 0; count < 300; count += 1) assert.equal(await store.get('a', etag), UNCHANGED);
    for (let count = 0; count < 300; count += 1) assert.equal(await store.put('a', bytes('b'), { expect: 'absent' }), CONFLICT);
    // The first HEAD is followed by a GET, which shows whether the bucket exists.
    assert.equal(requests, 2 * 902);
    await server.close();
  });

  it('reports a lost race with 409', async () => {
    const { store, server, requests } = await spoiltBy(409, 'ConditionalRequestConflict', 1);
    assert.equal(await store.put('a', bytes('a'), { expect: 'absent' }), CONFLICT);
    assert.equal(requests(), 1);
    await server.close();
  });

  it('never reports absence with 403', async () => {
    const { store, server } = await spoiltBy(403, 'AccessDenied', 1);
    await assert.rejects(store.get('a'), /AccessDenied.*s3:ListBucket/);
    await server.close();
  });

  it('may report an archived object', async () => {
    const { store, server } = await spoiltBy(403, 'InvalidObjectState', 1);
    await assert.rejects(store.get('a'), (error) => error instanceof UnreadableObjectError && /archived/.test(error.message));
    await server.close();
  });
});
