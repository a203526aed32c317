/** Requests that web pages can make a browser send to the local S3, and what a browser can do with responses. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { MemoryStore } from '../../../lambda/stores/memory.ts';
import { fetchRaw } from '../../support/ask.ts';
import { startS3 } from '../../support/s3.ts';
import { signerFor } from '../../support/sigv4.ts';

const store = new MemoryStore();
for (const key of ['post.html', 'page.HTM', 'icon.svg', 'feed.xml', 'post.md', 'photo.jpg', 'typed'])
  await store.put(key, Buffer.from('<script>1</script>'), key === 'typed' ? { type: 'application/xhtml+xml' } : {});
const { endpoint, close } = await startS3({ b: store });
after(close);
const { presigned } = signerFor(endpoint, Date.now());
const { port } = new URL(endpoint);

/** Sends a signed request, with the Host of the endpoint by default. */
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const { host = `127.0.0.1:${port}` } = headers;
  const { search } = new URL(signerFor(`http://${host}`, Date.now()).presigned({ path, method }));
  return fetchRaw(endpoint, path + search, { host, ...headers }, method);
};

const FROM_PAGES: Record<string, Record<string, string>> = {
  'a fetch': { origin: 'https://evil.example' },
  'a fetch of a sandboxed page': { origin: 'null' },
  'a fetch of another port of this machine': { origin: 'http://localhost:3000' },
  'a form, by its page': { referer: 'https://evil.example/' },
  'a link that is followed': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  'an address that is opened': { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  'an image': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  'an image in a page of another port of this machine': { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' },
  'a script in an answer of this endpoint': { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' },
};

describe('a signed request of a web page', () => {
  for (const [name, headers] of Object.entries(FROM_PAGES)) {
    it(`is rejected: ${name}`, async () => {
      for (const method of ['GET', 'PUT', 'DELETE', 'POST']) {
        const { status, body } = await ask('/b/post.md', headers, method);
        assert.deepEqual([status, /<Code>(\w+)/.exec(String(body))?.[1]], [403, 'AccessDenied'], method);
        assert.match(String(body), /only programs on this machine/);
      }
      assert.equal((await store.head('post.md'))?.size, 18);
    });
  }

  it("is rejected under another machine's name", async () => {
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '10.0.0.1',
      '0.0.0.0',
    ]) {
      assert.equal((await ask('/b/post.md', { host })).status, 403, host);
    }
  });

  it('is accepted under a name of this machine if it comes from a program', async () => {
    for (const host of ['localhost', `localhost:${port}`, 'localhost:1', '127.0.0.1', `[::1]:${port}`]) {
      assert.equal((await ask('/b/post.md', { host })).status, 200, host);
    }
    assert.equal((await ask('/b/post.md', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'cors' })).status, 200);
  });
});

describe('a response', () => {
  const safety = { 'content-security-policy': "sandbox; default-src 'none'", 'x-content-type-options': 'nosniff' };

  it('can do nothing in a browser', async () => {
    const answers = [
      ...[await ask('/b/post.html'), await ask('/b/post.md'), await ask('/b/none'), await ask('/b'), await ask('/'), await ask('/none')],
      ...[await ask('/b/post.html', { range: 'bytes=0-1' }), await ask('/b/post.html', { 'if-none-match': '*' })],
      ...[
        await ask('/b/post.html', {}, 'HEAD'),
        await ask('/b/new', {}, 'PUT'),
        await fetchRaw(endpoint, '/b/post.html'),
        await fetchRaw(endpoint, '/%'),
      ],
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 404, 200, 200, 404, 206, 304, 200, 200, 403, 400],
    );
    for (const { headers } of answers) {
      for (const [name, value] of Object.entries(safety)) assert.equal(headers[name], value);
      assert.equal(headers['access-control-allow-origin'], undefined);
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    }
  });

  it('is downloaded, not shown, if a browser would run it', async () => {
    const saved = async (key: string) => (await ask(`/b/${key}`)).headers['content-disposition'] === 'attachment';
    for (const key of ['post.html', 'page.HTM', 'icon.svg', 'feed.xml', 'typed']) assert.ok(await saved(key), key);
    for (const key of ['post.md', 'photo.jpg']) assert.ok(!(await saved(key)), key);
  });
});

describe('a malformed request', () => {
  const codeOf = async (path: string, headers: Record<string, string>) => {
    const { status, body } = await fetchRaw(endpoint, path, headers);
    return [status, /<Code>(\w+)/.exec(String(body))?.[1]];
  };
  const path = new URL(presigned()).pathname;

  it('is rejected for an invalid Host', async () => {
    for (const host of [
      'a b',
      'http://localhost',
      'localhost:',
      'localhost:x',
      'localhost:123456',
      '[::1',
      '%',
      'localhost/',
      'user@localhost',
    ]) {
      assert.deepEqual(await codeOf(path, { host }), [400, 'InvalidRequest'], host);
    }
  });

  it('is rejected for missing signed headers, also if they are named like members of objects', async () => {
    for (const names of ['host;__proto__', 'host;constructor', 'host;toString', 'host;x-none', '__proto__', ';', '']) {
      const { search } = new URL(presigned());
      const query = search.replace('X-Amz-SignedHeaders=host', `X-Amz-SignedHeaders=${encodeURIComponent(names)}`);
      const [status, code] = await codeOf(path + query, {});
      assert.ok(status === 403 && (code === 'SignatureDoesNotMatch' || code === 'AccessDenied'), `${names}: ${status} ${code}`);
    }
  });

  it('is rejected for an invalid Authorization', async () => {
    const values = [
      '',
      'AWS4-HMAC-SHA256',
      'Credential=',
      'AWS4-HMAC-SHA256 Credential=,SignedHeaders=,Signature=',
      'Basic bGluZWZlZWQ6',
      'AWS a:b',
    ];
    for (const authorization of values) {
      const [status] = await codeOf(path, { authorization, 'x-amz-date': '20260301T093000Z', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' });
      assert.equal(status, 403, authorization);
    }
    const { search } = new URL(presigned());
    assert.equal((await codeOf(path + search.replace(/Signature=\w+/, `Signature=${encodeURIComponent('é'.repeat(64))}`), {}))[0], 403);
  });
});
