/** Proxies, captive portals and other servers in place of S3: their responses never count as S3's. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { listener } from '../../lambda/local/listen.ts';
import type { S3Handler } from '../../lambda/local/s3/server.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { S3Store } from '../../lambda/stores/s3.ts';
import { CONFLICT, listAll } from '../../lambda/stores/store.ts';
import { atOnce, clientFor, startS3 } from '../support/s3.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const PAGE = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><p>Welcome</p></body></html>';
const UNCLOSED = '<html><body><h1>Not found<br></h1></body></html>';
const HTML = { 'content-type': 'text/html; charset=utf-8' };

type Answer = { status: number; headers?: Record<string, string>; body?: string };

const say = ({ status, headers = {}, body = '' }: Answer, request: IncomingMessage, response: ServerResponse): void =>
  void request.resume().on('end', () => response.writeHead(status, headers).end(request.method === 'HEAD' ? '' : body));

/** @param methods collects the methods */
async function storeBehind(context: TestContext, answer: Answer | RequestListener, methods: string[] = []): Promise<S3Store> {
  const { listen, close } = listener(
    createServer((request, response) => {
      methods.push(String(request.method));
      return typeof answer === 'function' ? answer(request, response) : say(answer, request, response);
    }),
  );
  const endpoint = (await listen(0)).replace(/\/$/, '');
  context.after(close);
  return new S3Store({ client: clientFor(endpoint, atOnce(2)), bucket: 'b' });
}

const VERBS: Record<string, (store: S3Store) => Promise<unknown>> = {
  GET: (store) => store.get('a'),
  HEAD: (store) => store.head('a'),
  PUT: (store) => store.put('a', bytes('a')),
  'PUT If-Match': (store) => store.put('a', bytes('a'), { expect: { etag: '0cc175b9c0f1b6a831c399e269772661' } }),
  'PUT If-None-Match': (store) => store.put('a', bytes('a'), { expect: 'absent' }),
  DELETE: (store) => store.delete('a'),
  'DELETE If-Match': (store) => store.delete('a', { etag: '0cc175b9c0f1b6a831c399e269772661' }),
  LIST: (store) => listAll(store, ''),
};

const FOREIGN: Record<string, Answer> = {
  'a login page, 200': { status: 200, headers: HTML, body: PAGE },
  'a page that is no XML, 200': { status: 200, headers: HTML, body: UNCLOSED },
  'a page, 404': { status: 404, headers: HTML, body: PAGE },
  'a page that is no XML, 404': { status: 404, headers: HTML, body: UNCLOSED },
  'a page of a CDN that hands on a request id, 404': { status: 404, headers: { ...HTML, 'x-amz-request-id': 'R' }, body: PAGE },
  'JSON, 404': { status: 404, headers: { 'content-type': 'application/json' }, body: '{"Code":"NoSuchKey"}' },
  'nothing, 404': { status: 404 },
  'XML of another service, 404': {
    status: 404,
    headers: { 'content-type': 'application/xml' },
    body: '<error><code>NoSuchKey</code></error>',
  },
  'another bucket error, 404': {
    status: 404,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': 'R' },
    body: '<Error><Code>NoSuchBucket</Code></Error>',
  },
  'a page, 412': { status: 412, headers: HTML, body: PAGE },
  'a page, 409': { status: 409, headers: HTML, body: PAGE },
  'a redirection to a login page': { status: 302, headers: { ...HTML, location: 'http://portal.example/' }, body: PAGE },
};

describe('a server that is not S3', () => {
  for (const [name, answer] of Object.entries(FOREIGN))
    for (const [verb, ask] of Object.entries(VERBS))
      it(`${name}: ${verb} fails, and is neither absence nor a lost race`, async (context) => {
        const store = await storeBehind(context, answer);
        await assert.rejects(ask(store), /^Error: cannot (?:read|look at|write|delete|list) s3:\/\/b\//);
      });

  it('is reported with its response and what to do', async (context) => {
    const page = await storeBehind(context, FOREIGN['a login page, 200'] as Answer);
    const advice = 'this is no answer of S3: a proxy or a login page stands between; check the endpoint, and the network';
    const id = '(request without id)';
    for (const [verb, message] of [
      ['LIST', `cannot list s3://b/: NotS3: HTTP 200 with text/html; charset=utf-8 and no ListBucketResult ${id}; ${advice}`],
      ['GET', `cannot read s3://b/a: NotS3: HTTP 200 with text/html; charset=utf-8 and no ETag ${id}; ${advice}`],
    ] as const)
      await assert.rejects(VERBS[verb]?.(page) ?? assert.fail(), { message });
    const absent = await storeBehind(context, FOREIGN['a page that is no XML, 404'] as Answer);
    await assert.rejects(absent.get('a'), { message: `cannot read s3://b/a: HTTP 404 with text/html; charset=utf-8 ${id}; ${advice}` });
  });

  for (const body of ['<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>', '<?xml version="1.0"?><ListVersionsResult/>', ''])
    it(`returns no listing with another document: ${body}`, async (context) => {
      const store = await storeBehind(context, { status: 200, headers: { 'content-type': 'application/xml' }, body });
      await assert.rejects(listAll(store, ''), /no ListBucketResult/);
    });

  it('accepts listings in all forms of known stores', async (context) => {
    const result = '<IsTruncated>false</IsTruncated><Contents><Key>a</Key><ETag>"e"</ETag><Size>1</Size></Contents>';
    for (const before of ['', '<?xml version="1.0" encoding="UTF-8"?>\n', '<?xml version="1.0"?><!-- by hand -->\n']) {
      const body = `${before}<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${result}</ListBucketResult>`;
      const store = await storeBehind(context, { status: 200, headers: { 'content-type': 'application/xml' }, body });
      assert.deepEqual(
        (await listAll(store, '')).map(({ key }) => key),
        ['a'],
        before,
      );
    }
  });

  it('rejects a listing that is not in UTF-8 order, or repeats a key', async (context) => {
    const page = (...keys: string[]) =>
      `<ListBucketResult><IsTruncated>false</IsTruncated>${keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('')}</ListBucketResult>`;
    for (const keys of [
      ['b', 'a'],
      ['😀', '\ufb00'],
      ['a', 'a'],
    ]) {
      const store = await storeBehind(context, { status: 200, headers: { 'content-type': 'application/xml' }, body: page(...keys) });
      await assert.rejects(listAll(store, ''), {
        message: /^s3:\/\/b: the listing is not in UTF-8 order: ".*" comes after ".*"; use a general/,
      });
    }
    const store = await storeBehind(context, { status: 200, headers: { 'content-type': 'application/xml' }, body: page('a', 'b') });
    await assert.rejects(listAll(store, '', { after: 'a' }), /"a" comes after "a"/, 'a store without StartAfter');
    assert.equal((await listAll(store, '')).length, 2);
  });

  it('rejects a listing with an object without a key', async (context) => {
    const body = '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Size>1</Size></Contents></ListBucketResult>';
    const store = await storeBehind(context, { status: 200, headers: { 'content-type': 'application/xml' }, body });
    await assert.rejects(listAll(store, ''), /the listing has an object without a key/);
  });
});

describe('absence', () => {
  const NO_KEY = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code><Message>gone</Message></Error>';
  const XML = { 'content-type': 'application/xml' };
  /** Responses of stores to GET and HEAD of an absent key, and the requests of a second HEAD. */
  const STORES: Record<string, [Answer, string[]]> = {
    'Amazon S3': [
      { status: 404, headers: { ...XML, server: 'AmazonS3', 'x-amz-request-id': 'R', 'x-amz-id-2': 'I' }, body: NO_KEY },
      ['HEAD'],
    ],
    MinIO: [{ status: 404, headers: { ...XML, server: 'MinIO', 'x-amz-request-id': 'R' }, body: NO_KEY }, ['HEAD']],
    Ceph: [{ status: 404, headers: { ...XML, 'x-amz-request-id': 'tx0' }, body: NO_KEY }, ['HEAD']],
    'Cloudflare R2': [{ status: 404, headers: { ...XML, server: 'cloudflare', 'cf-ray': 'r' }, body: NO_KEY }, ['HEAD', 'GET']],
    'a store that sends no headers': [{ status: 404, body: NO_KEY }, ['HEAD', 'GET']],
  };

  for (const [name, [answer, second]] of Object.entries(STORES))
    it(`is recognised for ${name}`, async (context) => {
      const methods: string[] = [];
      const store = await storeBehind(context, answer, methods);
      assert.equal(await store.head('a'), undefined);
      assert.deepEqual(methods.splice(0), ['HEAD', 'GET'], 'the first 404 of a HEAD could be that of a missing bucket');
      assert.equal(await store.head('a'), undefined);
      assert.deepEqual(methods.splice(0), second);
      assert.equal(await store.get('a'), undefined);
      assert.equal(await store.delete('a'), undefined);
      assert.equal(await store.put('a', bytes('a'), { expect: { etag: 'e' } }), CONFLICT);
      await assert.rejects(store.put('a', bytes('a')), /NoSuchKey/, 'without a condition it is no lost race');
    });

  it('of a bucket is an error for a HEAD too', async (context) => {
    const { endpoint, close } = await startS3({ b: new MemoryStore() });
    context.after(close);
    const missing = new S3Store({ client: clientFor(endpoint), bucket: 'nowhere' });
    await assert.rejects(missing.head('a'), /cannot look at s3:\/\/nowhere\/a: NoSuchBucket/);
  });
});

describe('a proxy that forges some responses of S3', () => {
  const lying =
    (lies: (request: IncomingMessage) => boolean, answer: Answer) =>
    (handler: S3Handler): RequestListener =>
    (request, response) =>
      lies(request) ? say(answer, request, response) : void handler(request, response);

  it('with a bare 404 to HEAD does not hide the object', async (context) => {
    const memory = new MemoryStore();
    const { client, close } = await startS3(
      { b: memory },
      {},
      lying(({ method }) => method === 'HEAD', { status: 404, headers: HTML }),
    );
    context.after(close);
    const store = new S3Store({ client, bucket: 'b' });
    await memory.put('a', bytes('there'), { metadata: { stamp: 'g 1' } });
    const { size, etag, metadata } = (await store.head('a')) ?? assert.fail();
    assert.deepEqual({ size, etag, stamp: metadata.stamp }, { size: 5, etag: (await memory.head('a'))?.etag, stamp: 'g 1' });
  });

  it('with a page to every second request never hides a post, and a retry succeeds', async (context) => {
    const memory = new MemoryStore();
    let count = 0;
    const every = lying(() => ++count % 2 === 1, { status: 404, headers: HTML, body: PAGE });
    const { client, close } = await startS3({ b: memory }, {}, every);
    context.after(close);
    const store = new S3Store({ client, bucket: 'b' });
    await memory.put('a', bytes('there'));
    for (let round = 0; round < 3; round += 1) {
      await assert.rejects(store.get('a'), /no answer of S3/);
      assert.ok(await store.get('a'));
      await assert.rejects(listAll(store, ''), /no answer of S3/);
      assert.equal((await listAll(store, '')).length, 1);
    }
  });
});
