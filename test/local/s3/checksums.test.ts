/** Checksums of bodies, by their published values for "123456789", and rejection of bodies with another checksum. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, beforeEach, describe, it } from 'node:test';
import { CompleteMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { MemoryStore } from '../../../lambda/stores/memory.ts';
import { listAll } from '../../../lambda/stores/store.ts';
import { refusal, startS3 } from '../../support/s3.ts';
import { signerFor } from '../../support/sigv4.ts';

const store = new MemoryStore();
const { endpoint, client, close } = await startS3({ b: store });
after(close);
beforeEach(async () => {
  await store.put('a b', Buffer.from('as it was'));
  await store.delete('parts');
});

const DIGITS = '123456789';
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
const hashed = (name: string): string => createHash(name).update(DIGITS).digest('base64');

/** The CRCs are the check values of the catalogue of parametrised CRC algorithms; MD5 is that of RFC 1321. */
const RIGHT: Record<string, string> = {
  'content-md5': base64('25f9e794323b453885f5181f1b624d0b'),
  'x-amz-checksum-crc32': base64('cbf43926'),
  'x-amz-checksum-crc32c': base64('e3069283'),
  'x-amz-checksum-crc64nvme': base64('ae8b14860a799888'),
  'x-amz-checksum-sha1': base64('f7c3bc1d808e04732adf679965ccc34ca7ae3441'),
  'x-amz-checksum-sha256': base64('15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'),
  'x-amz-checksum-sha512': hashed('sha512'),
  'x-amz-checksum-md5': hashed('md5'),
};

async function codeOf(response: Response): Promise<string> {
  const text = await response.text();
  return /<Code>(\w+)</.exec(text)?.[1] ?? String(response.status);
}

async function put(body: string, headers: Record<string, string>, payload?: string): Promise<string> {
  const signed = signerFor(endpoint, Date.now()).signed({ method: 'PUT', headers, ...(payload === undefined ? {} : { payload }) });
  return codeOf(await fetch(`${endpoint}/b/a%20b`, { method: 'PUT', body, headers: signed }));
}

const chunked = (body: string, trailers: string, headers: Record<string, string>) =>
  put(
    `${body.length.toString(16)}\r\n${body}\r\n0\r\n${trailers}\r\n\r\n`,
    { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': String(body.length), ...headers },
    'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  );

async function text(): Promise<string> {
  const object = await store.get('a b');
  return typeof object === 'object' ? Buffer.from(object.bytes).toString() : '';
}

for (const [name, value] of Object.entries(RIGHT)) {
  describe(name, () => {
    it('of other bytes is rejected without writing', async () => {
      assert.equal(await put('123456780', { [name]: value }), 'BadDigest');
      assert.equal(await put('', { [name]: value }), 'BadDigest');
      assert.equal(await text(), 'as it was');
    });

    it('that is malformed is rejected without writing', async () => {
      const code = name === 'content-md5' ? 'InvalidDigest' : 'InvalidRequest';
      for (const none of [
        '',
        'none',
        value.slice(0, -4),
        `${value}AAAA`,
        Buffer.from(value, 'base64').toString('hex'),
        `*${value.slice(1)}`,
      ]) {
        assert.equal(await put(DIGITS, { [name]: none }), code, none);
      }
      assert.equal(await text(), 'as it was');
    });

    it('of the bytes is accepted', async () => {
      assert.equal(await put(DIGITS, { [name]: value }), '200');
      assert.equal(await text(), DIGITS);
    });
  });
}

for (const [name, value] of Object.entries(RIGHT).filter(([each]) => each !== 'content-md5')) {
  it(`${name} in a trailer is verified`, async () => {
    const announced = { 'x-amz-trailer': name };
    assert.equal(await chunked('123456780', `${name}:${value}`, announced), 'BadDigest');
    assert.equal(await chunked(DIGITS, `${name}:none`, announced), 'InvalidRequest');
    assert.equal(await text(), 'as it was');
    assert.equal(await chunked(DIGITS, `${name}:${value}`, announced), '200');
    assert.equal(await text(), DIGITS);
  });
}

describe('a checksum', () => {
  it('that was announced is required', async () => {
    const announced = { 'x-amz-trailer': 'x-amz-checksum-crc32' };
    for (const trailers of ['', `x-amz-checksum-sha1:${RIGHT['x-amz-checksum-sha1']}`]) {
      assert.equal(await chunked(DIGITS, trailers, announced), 'MalformedTrailerError');
    }
    assert.equal(await put(DIGITS, { 'x-amz-sdk-checksum-algorithm': 'CRC32' }), 'InvalidRequest');
    assert.equal(await text(), 'as it was');
  });

  it('of an unsupported algorithm is rejected, since it cannot be verified', async () => {
    assert.equal(await put(DIGITS, { 'x-amz-checksum-xxhash64': 'AAAAAAAAAAA=' }), 'NotImplemented');
    assert.equal(await text(), 'as it was');
  });

  it('must match even if others match', async () => {
    assert.equal(await put(DIGITS, { ...RIGHT, 'x-amz-checksum-sha1': base64('00'.repeat(20)) }), 'BadDigest');
    assert.equal(await put(DIGITS, RIGHT), '200');
  });

  it('in a presigned URL is ignored, as in S3: clients sign that of an empty body', async () => {
    const query = { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-sdk-checksum-algorithm': 'CRC32' };
    const address = signerFor(endpoint, Date.now()).presigned({ method: 'PUT', query });
    assert.equal(await codeOf(await fetch(address, { method: 'PUT', body: DIGITS })), '200');
    assert.equal(await text(), DIGITS);
  });

  it('in a presigned URL is verified if it is an MD5', async () => {
    const address = signerFor(endpoint, Date.now()).presigned({ method: 'PUT', query: { 'content-md5': RIGHT['content-md5'] ?? '' } });
    assert.equal(await codeOf(await fetch(address, { method: 'PUT', body: 'other' })), 'BadDigest');
    assert.equal(await codeOf(await fetch(address, { method: 'PUT', body: DIGITS })), '200');
  });
});

describe('a multipart upload', () => {
  const at = { Bucket: 'b', Key: 'parts' };

  async function parts(texts: string[]) {
    const { UploadId = assert.fail() } = await client.send(new CreateMultipartUploadCommand(at));
    const sent = texts.map(async (Body, index) => {
      const { ETag = assert.fail() } = await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: index + 1, Body }));
      return { PartNumber: index + 1, ETag };
    });
    return { ...at, UploadId, MultipartUpload: { Parts: await Promise.all(sent) } };
  }

  const digest = (name: string, bytes: string | Buffer): Buffer => createHash(name).update(bytes).digest();

  it('has MD5s as ETags of its parts, and the MD5 of those with their number as its own', async () => {
    const upload = await parts(['1234', '56789']);
    assert.deepEqual(
      upload.MultipartUpload.Parts.map(({ ETag }) => ETag),
      ['1234', '56789'].map((part) => `"${digest('md5', part).toString('hex')}"`),
    );
    const { ETag } = await client.send(new CompleteMultipartUploadCommand(upload));
    const whole = digest('md5', Buffer.concat(['1234', '56789'].map((part) => digest('md5', part)))).toString('hex');
    assert.equal(ETag, `"${whole}-2"`);
    assert.deepEqual((await listAll(store, 'parts'))[0]?.etag, `${whole}-2`);
  });

  it('is rejected if the checksum of the object differs', async () => {
    const upload = await parts(['1234', '56789']);
    const whole = { ChecksumType: 'FULL_OBJECT', ChecksumCRC32: RIGHT['x-amz-checksum-crc32'] } as const;
    const complete = (more: object) => client.send(new CompleteMultipartUploadCommand({ ...upload, ...more }));
    await assert.rejects(complete({ ...whole, ChecksumCRC32: 'AAAAAA==' }), refusal('BadDigest', 400));
    await assert.rejects(complete({ ChecksumCRC64NVME: 'AAAAAAAAAAA=' }), refusal('BadDigest', 400));
    await assert.rejects(
      complete({ ChecksumType: 'COMPOSITE', ChecksumSHA256: RIGHT['x-amz-checksum-sha256'] }),
      refusal('BadDigest', 400),
    );
    assert.deepEqual(await listAll(store, 'parts'), []);
    await complete({ ...whole, ChecksumCRC64NVME: RIGHT['x-amz-checksum-crc64nvme'] });
    const composite = digest('sha256', Buffer.concat(['1', '2'].map((part) => digest('sha256', part)))).toString('base64');
    await client.send(new CompleteMultipartUploadCommand({ ...(await parts(['1', '2'])), ChecksumSHA256: `${composite}-2` }));
  });

  it('is rejected if the checksum of a part differs', async () => {
    const upload = await parts(['1', '2']);
    const [first = assert.fail(), second = assert.fail()] = upload.MultipartUpload.Parts;
    const complete = (ChecksumSHA1: string) =>
      client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: [first, { ...second, ChecksumSHA1 }] } }));
    await assert.rejects(complete(digest('sha1', '1').toString('base64')), refusal('BadDigest', 400));
    assert.deepEqual(await listAll(store, 'parts'), []);
    await complete(digest('sha1', '2').toString('base64'));
  });
});
