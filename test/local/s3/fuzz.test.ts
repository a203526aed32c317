import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, it } from 'node:test';
import fc from 'fast-check';
import { DirectoryStore } from '../../../lambda/stores/directory.ts';
import { folderOf } from '../../stores/scratch.ts';
import { startS3 } from '../../support/s3.ts';
import { signerFor } from '../../support/sigv4.ts';

const SEED = 20261128;
const folder = folderOf({ 'a.md': 'a', 'sub/b.md': 'b', '.env': 'secret', '.git/config': 'secret' });
const errors: unknown[] = [];
const { endpoint, close } = await startS3(
  { b: new DirectoryStore({ roots: { '': folder } }) },
  // A client that hangs up is no error of the server.
  { onError: (error) => void (String(error).includes('aborted') || errors.push(error)) },
);
after(close);
const { presigned, signed } = signerFor(endpoint, Date.now());
const { port, host } = new URL(endpoint);

const name = fc.oneof(
  fc.constantFrom(
    'a.md',
    'sub',
    'b.md',
    '..',
    '.',
    '',
    '.git',
    'config',
    '.env',
    '%',
    '%2e%2e',
    'é',
    '\u{1f600}',
    '\0',
    '\\',
    'x'.repeat(300),
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const path = fc.array(name, { maxLength: 4 }).map((names) => `/b/${names.map(encodeURIComponent).join('/')}`);
const rawPath = fc.oneof(
  path,
  fc.stringMatching(/^\/[!-~]{0,30}$/),
  fc.constantFrom('/', '/b', '/b/', '//', '/b//', '/%', '/b/%ff', '/__proto__/x', '*'),
);
const parameter = fc.constantFrom(
  ...['uploads', 'uploadId', 'partNumber', 'delete', 'list-type', 'prefix', 'delimiter', 'max-keys', 'continuation-token', 'start-after'],
  ...[
    'marker',
    'encoding-type',
    'tagging',
    'location',
    'versioning',
    'acl',
    '__proto__',
    'X-Amz-Date',
    'X-Amz-Expires',
    'X-Amz-Credential',
  ],
  ...['AWSAccessKeyId', 'Signature', 'Expires', 'x-amz-meta-a', 'x-amz-copy-source', 'content-type', 'content-md5', 'x-id'],
);
const value = fc.oneof(
  fc.constantFrom('', '0', '1', '2', '-1', '1e9', 'NaN', 'url', '/', 'é\u0001\r\n'),
  fc.string({ unit: 'binary', maxLength: 10 }),
);
const header = fc.constantFrom(
  ...['if-match', 'if-none-match', 'if-modified-since', 'range', 'content-md5', 'content-encoding', 'content-type', 'x-amz-copy-source'],
  ...[
    'x-amz-copy-source-range',
    'x-amz-checksum-crc32',
    'x-amz-checksum-none',
    'x-amz-trailer',
    'x-amz-decoded-content-length',
    'x-amz-meta-a',
  ],
  ...['x-amz-content-sha256', 'x-amz-date', 'x-amz-sdk-checksum-algorithm', 'x-amz-metadata-directive', 'x-amz-meta-__proto__', 'expect'],
);
const headerValue = fc.oneof(
  fc.constantFrom(
    '',
    '*',
    '"a"',
    'bytes=0-1',
    'bytes=-1',
    'bytes=9-1',
    'aws-chunked',
    'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    '1',
    '-1',
    '%',
    'b/a.md',
  ),
  fc.constantFrom('b/.env', '/b/.git/config', 'AAAAAA==', 'REPLACE', 'x-amz-checksum-crc32', '__proto__', '100-continue', 'NaN'),
  fc.stringMatching(/^[ -~]{0,20}$/),
);
const body = fc.oneof(
  fc.constantFrom(
    '',
    'text',
    '0\r\n\r\n',
    '4\r\ntext\r\n0\r\n\r\n',
    '<Delete><Object><Key>.env</Key></Object></Delete>',
    '<Delete>',
    '&#0;<a/>',
  ),
  fc.string({ maxLength: 30 }),
);

const anyRequest = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS'),
  path,
  query: fc.dictionary(parameter, value, { maxKeys: 3, noNullPrototype: true }),
  headers: fc.dictionary(header, headerValue, { maxKeys: 3, noNullPrototype: true }),
  body,
  how: fc.constantFrom('address', 'headers', 'unsigned'),
});

/** @returns status and S3's code */
function send(target: string, method: string, headers: Record<string, string>, text: string): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, path: target, method, headers, agent: false }, async (response) => {
      const answer = Buffer.concat(await response.toArray()).toString();
      resolve([response.statusCode ?? 0, /<Code>(\w+)/.exec(answer)?.[1] ?? '']);
    });
    sent.on('error', reject).end(method === 'GET' || method === 'HEAD' ? undefined : text);
  });
}

const isFine = (status: number, code: string): boolean =>
  (status >= 200 && status < 500) || (status === 501 && ['NotImplemented', ''].includes(code));

const untouched = () =>
  assert.deepEqual(
    ['.env', '.git/config'].map((key) => readFileSync(join(folder, key), 'utf8')),
    ['secret', 'secret'],
  );

it('responds to any signed request', async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(anyRequest, async (one) => {
      const { method, query, headers } = one;
      // As S3 and its clients encode a path: every character but letters, digits and -._~.
      const canonical = one.path.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
      const plain = { ...headers, host };
      const own = Object.fromEntries(Object.entries(headers).filter(([each]) => each.startsWith('x-amz-')));
      const signing = { method, path: canonical, query, headers: own };
      const search = new URLSearchParams(query).toString().replaceAll('+', '%20');
      const [target, sent] =
        one.how === 'address'
          ? [canonical + new URL(presigned(signing)).search, plain]
          : [`${canonical}?${search}`, one.how === 'headers' ? { ...plain, ...signed(signing) } : plain];
      const [status, code] = await send(target, method, sent, one.body);
      assert.ok(isFine(status, code), `${status} ${code}`);
      if (status < 300 || status === 404) answered++;
    }),
    { seed: SEED, numRuns: 3000 },
  );
  assert.deepEqual(errors, []);
  assert.ok(answered > 300, `${answered} succeeded`);
  untouched();
});

it('responds to unsigned requests and invalid signatures', async () => {
  const authorization = fc.oneof(
    fc.stringMatching(/^AWS4-HMAC-SHA256 Credential=[ -~]{0,20}, ?SignedHeaders=[ -~]{0,20}, ?Signature=[ -~]{0,20}$/),
    fc.stringMatching(/^[ -~\x80-\xff]{0,60}$/),
  );
  await fc.assert(
    fc.asyncProperty(rawPath, authorization, header, headerValue, async (target, signature, one, other) => {
      const [status, code] = await send(target, 'GET', { host, authorization: signature, [one]: other }, '');
      assert.ok(isFine(status, code), `${status} ${code}`);
    }),
    { seed: SEED, numRuns: 1000 },
  );
  assert.deepEqual(errors, []);
});

/** Until the server closes the connection. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve) => {
    let heard = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.end(text, 'latin1'));
    socket.on('data', (data) => {
      heard += data.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
  });

it('responds to invalid HTTP or closes the connection, and continues', async () => {
  const line = fc.oneof(fc.stringMatching(/^[A-Z]{1,8} \/[!-~]{0,20} HTTP\/1\.[01]$/), fc.string({ unit: 'binary', maxLength: 40 }));
  const field = fc.oneof(
    fc.constantFrom('Host: x', `Host: ${host}`, 'Content-Length: 9', 'Content-Length: x', 'Transfer-Encoding: chunked', ': ', 'a'),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(line, fc.array(field, { maxLength: 4 }), body, async (first, fields, rest) => {
      const heard = await raw(`${[first, ...fields].join('\r\n')}\r\n\r\n${rest}`);
      assert.doesNotMatch(heard, /^HTTP\/1\.1 50[^1]/);
    }),
    { seed: SEED, numRuns: 500 },
  );
  assert.match(await raw(`GET /b/a.md HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
  assert.match(await raw('GET /b/a.md HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400 /);
  assert.deepEqual(errors, []);
  assert.equal((await fetch(presigned({ path: '/b' }))).status, 200);
  untouched();
});
