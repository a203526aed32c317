/** Authentication and integrity of requests to the local S3. Requests are signed by hand, so that signatures can be invalid. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { after, beforeEach, describe, it } from 'node:test';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { MemoryStore } from '../../../lambda/stores/memory.ts';
import { atOnce, clientFor, refusal, startS3 } from '../../support/s3.ts';
import { type Signing, sha256, signerFor } from '../../support/sigv4.ts';

const NOW = Date.UTC(2026, 2, 1, 9, 30);
const HOUR = 3_600_000;

const store = new MemoryStore();
let now = NOW;
const { endpoint, close } = await startS3({ b: store }, { now: () => now });
after(close);
beforeEach(async () => {
  now = NOW;
  await store.put('a b', Buffer.from('as it was'));
});

const { presigned, signed } = signerFor(endpoint, NOW);

const put = (body: string | Buffer, signing: Signing = {}) =>
  fetch(`${endpoint}/b/a%20b`, { method: 'PUT', body, headers: signed({ method: 'PUT', ...signing }) });

async function refused(response: Response, code: string, status: number): Promise<void> {
  const text = await response.text();
  assert.deepEqual([/<Code>(\w+)</.exec(text)?.[1], response.status], [code, status], text);
  assert.match(text, /<RequestId>[\w-]{36}<\/RequestId>/);
}

const textOf = async (key = 'a b'): Promise<string> => {
  const object = await store.get(key);
  return typeof object === 'object' ? Buffer.from(object.bytes).toString() : String(object);
};

describe('a presigned URL', () => {
  it('reads the object', async () => {
    const response = await fetch(presigned());
    assert.equal(response.status, 200);
    assert.equal(await response.text(), 'as it was');
  });

  it('writes any bytes to the object', async () => {
    const response = await fetch(presigned({ method: 'PUT' }), { method: 'PUT', body: 'new' });
    assert.equal(response.status, 200);
    assert.equal(await textOf(), 'new');
  });

  it('is valid until its last second', async () => {
    const address = presigned({}, 6 * 3600);
    now = NOW + 6 * HOUR;
    assert.equal((await fetch(address)).status, 200);
    now += 1;
    await refused(await fetch(address), 'AccessDenied', 403);
  });

  it('requires an expiry', async () => {
    const address = presigned();
    await refused(await fetch(address.replace('X-Amz-Expires=60', 'X-Amz-Expires=never')), 'AccessDenied', 403);
    await refused(await fetch(address.replace('X-Amz-Expires=60&', '')), 'AccessDenied', 403);
  });

  it('is valid only for the signed request', async () => {
    const address = presigned();
    const changes = [
      address.replace('/b/a%20b', '/b/other'),
      address.replace('X-Amz-Expires=60', 'X-Amz-Expires=61'),
      `${address}&prefix=x`,
      address.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      address.slice(0, -1),
    ];
    for (const changed of changes) await refused(await fetch(changed), 'SignatureDoesNotMatch', 403);
    await refused(await fetch(address, { method: 'DELETE' }), 'SignatureDoesNotMatch', 403);
    assert.equal(await textOf(), 'as it was');
  });

  it('requires the signed headers', async () => {
    const address = presigned({ method: 'PUT', headers: { 'content-type': 'text/plain' } });
    const send = (type: string) => fetch(address, { method: 'PUT', body: 'new', headers: { 'content-type': type } });
    await refused(await send('text/html'), 'SignatureDoesNotMatch', 403);
    assert.equal((await send('text/plain')).status, 200);
  });
});

describe('headers that change the meaning of a request', () => {
  const changes: Record<string, string> = {
    'x-amz-copy-source': '/b/secret',
    'x-amz-meta-a': 'b',
    'x-amz-metadata-directive': 'REPLACE',
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  };

  it('are rejected unless they are signed, in a URL and in headers', async () => {
    await store.put('secret', Buffer.from('a draft'));
    for (const [name, value] of Object.entries(changes)) {
      await refused(
        await fetch(presigned({ method: 'PUT' }), { method: 'PUT', body: 'new', headers: { [name]: value } }),
        'AccessDenied',
        403,
      );
      const plain = signed({ method: 'PUT', payload: sha256('new') });
      if (name in plain) continue;
      await refused(await fetch(`${endpoint}/b/a%20b`, { method: 'PUT', headers: { ...plain, [name]: value } }), 'AccessDenied', 403);
    }
    assert.equal(await textOf(), 'as it was');
  });

  it('are used if they are signed', async () => {
    const headers = { 'x-amz-copy-source': '/b/secret' };
    assert.equal((await fetch(presigned({ method: 'PUT', headers }), { method: 'PUT', headers })).status, 200);
    assert.equal(await textOf(), 'a draft');
  });

  it('verify the body if they contain its hash', async () => {
    const hash = sha256('signed');
    const address = presigned({ method: 'PUT', query: { 'X-Amz-Content-Sha256': hash }, payload: hash });
    await refused(await fetch(address, { method: 'PUT', body: 'changed' }), 'XAmzContentSHA256Mismatch', 400);
    assert.equal(await textOf(), 'as it was');
    assert.equal((await fetch(address, { method: 'PUT', body: 'signed' })).status, 200);
    assert.equal(await textOf(), 'signed');
  });
});

describe('a request', () => {
  it('is rejected without a signature', async () => {
    for (const path of ['/', '/b', '/b/a%20b', '/nowhere/a']) await refused(await fetch(endpoint + path), 'AccessDenied', 403);
    await refused(await fetch(`${endpoint}/b/a%20b`, { headers: { authorization: 'Bearer x' } }), 'AccessDenied', 403);
  });

  it('is rejected for an unknown access key', async () => {
    const unknown = { accessKeyId: 'other' };
    await refused(await fetch(presigned(unknown)), 'InvalidAccessKeyId', 403);
    await refused(await put('new', unknown), 'InvalidAccessKeyId', 403);
  });

  it('is rejected if it was signed with another secret', async () => {
    const other = { secretAccessKey: 'other' };
    await refused(await fetch(presigned(other)), 'SignatureDoesNotMatch', 403);
    await refused(await put('new', other), 'SignatureDoesNotMatch', 403);
    assert.equal(await textOf(), 'as it was');
  });

  it('may have a clock skew of 15 minutes, not more', async () => {
    for (const skew of [-HOUR / 4, HOUR / 4]) assert.equal((await put('new', { time: NOW + skew })).status, 200);
    for (const skew of [-HOUR, -HOUR / 4 - 1000, HOUR / 4 + 1000, HOUR]) {
      await refused(await put('late', { time: NOW + skew }), 'RequestTimeTooSkewed', 403);
    }
    assert.equal(await textOf(), 'new');
  });

  it('is rejected without a date', async () => {
    const { 'x-amz-date': _, ...headers } = signed();
    await refused(await fetch(`${endpoint}/b/a%20b`, { headers }), 'AccessDenied', 403);
    await refused(await fetch(`${endpoint}/b/a%20b`, { headers: { ...headers, 'x-amz-date': 'today' } }), 'RequestTimeTooSkewed', 403);
  });

  it('is rejected without effect if it is not supported', async () => {
    const cases: [string, string, string][] = [
      ['GET', '/b/a%20b', 'acl'],
      ['PUT', '/b/a%20b', 'acl'],
      ['PUT', '/b/a%20b', 'tagging'],
      ['DELETE', '/b/a%20b', 'versionId'],
      ['PUT', '/b', 'versioning'],
      ['PUT', '/b', 'policy'],
      ['GET', '/b', 'versions'],
      ['GET', '/b', 'uploads'],
      // Known, but not for this method and path.
      ['PUT', '/b/a%20b', 'uploads'],
      ['PUT', '/b/a%20b', 'delete'],
      ['GET', '/b/a%20b', 'uploads'],
      ['GET', '/b', 'delete'],
      ['GET', '/b/a%20b', 'constructor'],
    ];
    for (const [method, path, name] of cases) {
      const address = presigned({ method, path, query: { [name]: '' } });
      await refused(await fetch(address, { method, ...(method === 'PUT' ? { body: 'new' } : {}) }), 'NotImplemented', 501);
    }
    await refused(await fetch(presigned({ method: 'DELETE', path: '/b' }), { method: 'DELETE' }), 'NotImplemented', 501);
    assert.equal(await textOf(), 'as it was');
  });

  it('is rejected for a part without an upload', async () => {
    const address = presigned({ method: 'PUT', query: { partNumber: '1' } });
    await refused(await fetch(address, { method: 'PUT', body: 'new' }), 'InvalidArgument', 400);
    assert.equal(await textOf(), 'as it was');
  });

  it('is rejected if its path is not UTF-8', async () => {
    await refused(await fetch(presigned({ path: '/b/%ff' })), 'InvalidURI', 400);
  });
});

describe('the AWS SDK', () => {
  const get = new GetObjectCommand({ Bucket: 'b', Key: 'a b' });

  it('is rejected if its clock is off by an hour', async () => {
    now = Date.now() + HOUR;
    await assert.rejects(clientFor(endpoint, atOnce(1)).send(get), refusal('RequestTimeTooSkewed', 403));
  });

  it('corrects its clock by the response and retries', async () => {
    now = Date.now() + HOUR;
    const client = clientFor(endpoint);
    assert.equal(await (await client.send(get)).Body?.transformToString(), 'as it was');
  });

  it('signs keys of any characters as the server decodes them', async () => {
    now = Date.now();
    const client = clientFor(endpoint);
    for (const Key of ["!'()*~-_.", '&=+$,;:@', '%2F//x', '\u{1f600} é\u0001', '[]{}|\\^`"<>']) {
      await client.send(new PutObjectCommand({ Bucket: 'b', Key, Body: Key }));
      assert.equal(await textOf(Key), Key);
    }
  });
});

describe('a body', () => {
  it('is rejected if its hash is not the signed one', async () => {
    await refused(await put('changed', { payload: sha256('signed') }), 'XAmzContentSHA256Mismatch', 400);
    assert.equal(await textOf(), 'as it was');
    assert.equal((await put('signed', { payload: sha256('signed') })).status, 200);
    assert.equal(await textOf(), 'signed');
  });

  it('is rejected if a checksum differs', async () => {
    const digest = (name: string, text: string) => createHash(name).update(text).digest('base64');
    const right: Record<string, string> = {
      'content-md5': digest('md5', 'new'),
      'x-amz-checksum-sha1': digest('sha1', 'new'),
      'x-amz-checksum-sha256': digest('sha256', 'new'),
      // The polynomial of zip and PNG.
      'x-amz-checksum-crc32': 'a+NERQ==',
    };
    for (const [name, value] of Object.entries(right)) {
      await refused(await put('old', { headers: { [name]: value } }), 'BadDigest', 400);
      assert.notEqual(await textOf(), 'old');
      assert.equal((await put('new', { headers: { [name]: value } })).status, 200, name);
    }
  });

  it('that is cut leaves the object unchanged', async (context) => {
    let resolveError = (_: unknown): void => {};
    const error = new Promise((resolve) => {
      resolveError = resolve;
    });
    const { endpoint: own, close: end } = await startS3({ b: store }, { now: () => now, onError: (cause) => resolveError(cause) });
    context.after(end);
    const signing = { method: 'PUT', headers: { host: new URL(own).host } };
    const headers = { ...signed(signing), 'content-length': '1000' };
    const request = httpRequest(`${own}/b/a%20b`, { method: 'PUT', headers });
    // The test itself destroys the request.
    request.on('error', () => {});
    request.write('x'.repeat(100), () => request.destroy());
    assert.match(String(await error), /aborted/);
    assert.equal(await textOf(), 'as it was');
  });
});

describe('a chunked body', () => {
  const chunked = (text: string, length: number, more: Record<string, string> = {}) =>
    put(text, {
      payload: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      headers: { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': String(length), ...more },
    });

  it('is decoded', async () => {
    assert.equal((await chunked('6\r\nfirst \r\n6\r\nsecond\r\n0\r\n\r\n', 12)).status, 200);
    assert.equal(await textOf(), 'first second');
    assert.equal((await chunked('0\r\n\r\n', 0)).status, 200);
    assert.equal(await textOf(), '');
  });

  it('may contain text that looks like a chunk header', async () => {
    assert.equal((await chunked('9;chunk-signature=00\r\n0\r\n\r\n0\r\n\r\r\n0\r\n\r\n', 9)).status, 200);
    assert.equal(await textOf(), '0\r\n\r\n0\r\n\r');
  });

  it('is rejected if its length differs from the announced one', async () => {
    for (const length of [13, 11, 0])
      await refused(await chunked('6\r\nfirst \r\n6\r\nsecond\r\n0\r\n\r\n', length), 'IncompleteBody', 400);
    assert.equal(await textOf(), 'as it was');
  });

  it('is rejected for overlong lines and too many chunks', async () => {
    const long = '0'.repeat(20_000);
    await refused(await chunked(`${long}3\r\nnew\r\n0\r\n\r\n`, 3), 'IncompleteBody', 400);
    await refused(await chunked(`3\r\nnew\r\n0\r\na:${long}\r\n\r\n`, 3), 'IncompleteBody', 400);
    await refused(await chunked(`${'1\r\na\r\n'.repeat(100_001)}0\r\n\r\n`, 100_001), 'EntityTooLarge', 400);
    assert.equal(await textOf(), 'as it was');
    assert.equal((await chunked(`${'1\r\na\r\n'.repeat(100_000)}0\r\n\r\n`, 100_000)).status, 200);
  });

  it('is rejected if it ends within its framing', async () => {
    const whole = '6\r\nfirst \r\n6\r\nsecond\r\n0\r\n';
    for (let length = 0; length < whole.length; length += 1) {
      await refused(await chunked(whole.slice(0, length), 12), 'IncompleteBody', 400);
    }
    await refused(await chunked('x\r\nfirst\r\n0\r\n\r\n', 5), 'IncompleteBody', 400);
    assert.equal(await textOf(), 'as it was');
  });

  it('is rejected if the checksum of its trailer differs', async () => {
    const body = (sum: string) => `3\r\nnew\r\n0\r\nx-amz-checksum-crc32:${sum}\r\n\r\n`;
    const trailer = { 'x-amz-trailer': 'x-amz-checksum-crc32' };
    await refused(await chunked(body('AAAAAA=='), 3, trailer), 'BadDigest', 400);
    assert.equal(await textOf(), 'as it was');
    assert.equal((await chunked(body('a+NERQ=='), 3, trailer)).status, 200);
    assert.equal(await textOf(), 'new');
  });

  it('is what the AWS SDK sends with a checksum', async () => {
    now = Date.now();
    const client = clientFor(endpoint, { requestChecksumCalculation: 'WHEN_SUPPORTED' });
    for (const ChecksumAlgorithm of ['CRC32', 'SHA1', 'SHA256'] as const) {
      await client.send(new PutObjectCommand({ Bucket: 'b', Key: 'a b', Body: ChecksumAlgorithm, ChecksumAlgorithm }));
      assert.equal(await textOf(), ChecksumAlgorithm);
    }
    assert.equal((await store.head('a b'))?.encoding, undefined);
  });
});
