/** The HTTP contract of the documents, run against every server and CDN. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { CACHE_CONTROL, CONTENT_TYPES } from '../../lambda/http-headers.ts';
import { publish } from '../../lambda/publish/publish.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { type Answer, fetchRaw } from './ask.ts';
import { CONFIG, post } from './blog.ts';
import { publisherOver } from './publisher.ts';

const DOCUMENTS = Object.entries({
  'rss.xml': CONTENT_TYPES.rss,
  'atom.xml': CONTENT_TYPES.atom,
  'feed.json': CONTENT_TYPES.json,
  'tags/c-plus-plus/rss.xml': CONTENT_TYPES.rss,
  'tags/c-plus-plus/atom.xml': CONTENT_TYPES.atom,
  'tags/c-plus-plus/feed.json': CONTENT_TYPES.json,
});

const SOUND = Buffer.from('0123456789');
const HUB = 'https://hub.example/';
const SECRET = '9f86d081884c7d659a2feaa0';
const LONG_AGO = 'Sun, 01 Mar 2020 09:30:00 GMT';
const GZIP = { 'accept-encoding': 'gzip' };

/** RFC 9110 section 12.5.3. An invalid weight counts as 0, and `*` matches every coding that is not listed, identity included. */
const ACCEPT_ENCODING: readonly (readonly [header: string, gzip: boolean])[] = [
  ['gzip', true],
  ['GZIP', true],
  ['x-gzip', true],
  ['*', true],
  [',,gzip', true],
  ['gzip, deflate, br, zstd', true],
  ['deflate, gzip;q=1.000', true],
  ['gzip ; q=0.001', true],
  ['gzip;Q=0.5', true],
  ['gzip;q=0.5, identity;q=0.5', true],
  ['gzip;q=0.5, identity;q=0.4', true],
  ['br;q=1.0, gzip;q=0.8, *;q=0.1', true],
  ['identity;q=0, *', true],
  ['', false],
  ['br', false],
  ['ungzip', false],
  ['identity', false],
  ['__proto__', false],
  ['*;q=0', false],
  ['gzip;q=0', false],
  ['gzip;q=0, *', false],
  ['gzip;q=0.000', false],
  ['gzip; q=0.5, identity', false],
  ['gzip;q=0.5, *', false],
  ['*;q=0.5, identity', false],
  ...['', 'x', '.5', '-1', '1.5', '1.0000', '0.1234', '1e3', '0x1', 'Infinity'].map((q) => [`gzip;q=${q}`, false] as const),
];

export async function publishedSite(): Promise<MemoryStore> {
  const [posts, site] = [new MemoryStore(), new MemoryStore()];
  await posts.put('linefeed.yaml', Buffer.from(`${CONFIG}hub: ${HUB}\nfeeds: { moved: { old/atom.xml: atom } }\npreview: ${SECRET}\n`));
  await posts.put('_posts/2026-03-01-one.md', Buffer.from(post('One', 'tags: [C++]\n')));
  await publish({ keys: [], full: true }, publisherOver(posts, site));
  await site.put('public/audio/one.mp3', SOUND, {
    type: 'audio/mpeg',
    cacheControl: CACHE_CONTROL,
    metadata: { request: 'of-a-run', anything: 'else' },
  });
  return site;
}

/** Headers of every response for a document. */
function assertAlways({ headers }: Answer): void {
  assert.match(headers.etag ?? '', /^"[^"]+"$/, 'a strong ETag');
  assert.equal(new Date(headers['last-modified'] ?? '').toUTCString(), headers['last-modified']);
  assert.equal(headers['cache-control'], CACHE_CONTROL);
  assert.equal(headers.vary, 'Accept-Encoding');
  assert.equal(headers['access-control-allow-origin'], '*');
  assert.equal(headers['access-control-expose-headers']?.replaceAll(' ', ''), 'ETag,Last-Modified,Link');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.deepEqual(
    Object.keys(headers).filter((name) => name.startsWith('x-amz-meta-')),
    [],
    'no metadata',
  );
}

export interface Served {
  address: string;
  close(): Promise<void>;
}

export function testHttpContract(name: string, serve: (site: MemoryStore) => Promise<Served>): void {
  describe(`the HTTP contract of ${name}`, () => {
    let served: Served | undefined;
    before(async () => {
      served = await serve(await publishedSite());
    });
    after(() => served?.close());
    const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      fetchRaw(served?.address ?? '', `/${path}`, { origin: 'https://reader.example', ...headers }, method);

    for (const [path, type] of DOCUMENTS) {
      it(`serves ${path} with its type, validators, max-age and CORS headers`, async () => {
        const answer = await ask(path);
        assertAlways(answer);
        const { 'content-type': contentType, 'content-encoding': encoding, 'content-length': length } = answer.headers;
        assert.deepEqual([answer.status, contentType, encoding, length], [200, type, undefined, String(answer.body.length)]);
        for (const link of [`<${HUB}>; rel="hub"`, `<https://blog.example/${path}>; rel="self"`])
          assert.ok(answer.headers.link?.includes(link), link);
      });

      it(`serves ${path} as gzip if accepted, with a strong ETag of its own`, async () => {
        const [plain, packed] = [await ask(path), await ask(path, GZIP)];
        assertAlways(packed);
        assert.deepEqual([packed.headers['content-encoding'], packed.headers['content-type']], ['gzip', type]);
        assert.notEqual(packed.headers.etag, plain.headers.etag);
        assert.ok(gunzipSync(packed.body).equals(plain.body));
      });

      for (const encoding of [{}, GZIP] as Record<string, string>[]) {
        it(`answers 304 for an unchanged ${path}${'accept-encoding' in encoding ? ' as gzip' : ''}`, async () => {
          const { etag = '', 'last-modified': modified = '' } = (await ask(path, encoding)).headers;
          const known = [{ 'if-none-match': etag }, { 'if-modified-since': modified }];
          known.push({ 'if-none-match': etag, 'if-modified-since': modified } as (typeof known)[number]);
          for (const condition of known) {
            const answer = await ask(path, { ...encoding, ...condition } as Record<string, string>);
            assertAlways(answer);
            assert.deepEqual([answer.status, answer.body.length, answer.headers.etag], [304, 0, etag]);
          }
          const unknown = [{ 'if-none-match': '"other"' }, { 'if-modified-since': LONG_AGO }];
          for (const condition of unknown)
            assert.equal((await ask(path, { ...encoding, ...condition } as Record<string, string>)).status, 200);
        });
      }

      it(`answers HEAD ${path} like GET, without the body`, async () => {
        const [got, head] = [await ask(path), await ask(path, {}, 'HEAD')];
        assertAlways(head);
        assert.deepEqual([head.status, head.body.length], [200, 0]);
        for (const header of ['etag', 'last-modified', 'content-type', 'content-length'])
          assert.equal(head.headers[header], got.headers[header]);
      });
    }

    for (const [value, gzip] of ACCEPT_ENCODING) {
      it(`serves ${gzip ? 'gzip' : 'plain bytes'} for Accept-Encoding: ${value || '(empty)'}`, async () => {
        const { status, headers } = await ask('rss.xml', { 'accept-encoding': value });
        assert.deepEqual([status, headers['content-encoding']], [200, gzip ? 'gzip' : undefined]);
      });
    }

    it('answers 200 to gzip requests with the ETag of the plain bytes', async () => {
      const { etag = '' } = (await ask('rss.xml')).headers;
      assert.equal((await ask('rss.xml', { ...GZIP, 'if-none-match': etag })).status, 200);
    });

    it('redirects an old address with 301, and sends the document as the body', async () => {
      for (const headers of [{}, GZIP] as Record<string, string>[]) {
        const [old, now] = [await ask('old/atom.xml', headers), await ask('atom.xml', headers)];
        assertAlways(old);
        assert.deepEqual(
          [old.status, old.headers.location, old.headers['content-type']],
          [301, 'https://blog.example/atom.xml', CONTENT_TYPES.atom],
        );
        assert.ok(old.body.equals(now.body));
      }
    });

    it('sends noindex for previews only', async () => {
      for (const headers of [{}, GZIP] as Record<string, string>[]) {
        assert.equal((await ask(`preview/${SECRET}/rss.xml`, headers)).headers['x-robots-tag'], 'noindex');
        assert.equal((await ask('rss.xml', headers)).headers['x-robots-tag'], undefined);
      }
    });

    const ranges: [string, string, string][] = [
      ['bytes=0-3', '0123', 'bytes 0-3/10'],
      ['bytes=4-', '456789', 'bytes 4-9/10'],
      ['bytes=-2', '89', 'bytes 8-9/10'],
      ['bytes=8-99', '89', 'bytes 8-9/10'],
    ];
    for (const [range, part, where] of ranges) {
      it(`answers ${range} of an audio file with 206`, async () => {
        const { status, body, headers } = await ask('audio/one.mp3', { ...GZIP, range });
        assert.deepEqual([status, String(body), headers['content-range'], headers['content-type']], [206, part, where, 'audio/mpeg']);
      });
    }

    it('announces byte ranges for an audio file, and answers 416 for a range beyond its end', async () => {
      const complete = await ask('audio/one.mp3', GZIP);
      assertAlways(complete);
      assert.deepEqual([complete.status, complete.headers['accept-ranges'], String(complete.body)], [200, 'bytes', String(SOUND)]);
      assert.equal((await ask('audio/one.mp3', { range: 'bytes=10-' })).status, 416);
    });

    for (const path of ['none.xml', 'tags/none/rss.xml', 'catalog.json.gz', 'state/catalog.json.gz']) {
      it(`answers 404 for ${path}`, async () => {
        for (const method of ['GET', 'HEAD']) assert.equal((await ask(path, GZIP, method)).status, 404, method);
      });
    }

    it('rejects POST, PUT, DELETE and PATCH', async () => {
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
        const { status = 0 } = await ask('rss.xml', {}, method);
        // 405 by RFC 9110; CloudFront answers 403.
        assert.ok([403, 405].includes(status), `${method}: ${status}`);
      }
      assert.equal((await ask('rss.xml')).status, 200);
    });
  });
}
