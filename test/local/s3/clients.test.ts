/** The AWS SDK's upload features against a folder that `linefeed dev` serves. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, describe, it } from 'node:test';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { DirectoryStore } from '../../../lambda/stores/directory.ts';
import { freshFolder } from '../../stores/scratch.ts';
import { clientFor, refusal, startS3 } from '../../support/s3.ts';

const Bucket = 'posts';
const folder = freshFolder();
const cache = join(freshFolder(), 'index.json');
const open = () => new DirectoryStore({ roots: { '': folder }, cache });
const buckets = { posts: open() };
/** Milliseconds by which the server's clock is ahead. */
let ahead = 0;
const { endpoint, close } = await startS3(buckets, { now: () => Date.now() + ahead });
after(close);

const KEYS = ['plain.md', 'with a space.md', 'größer.md', '1+1=2 & more.md', `it's "so" (called)!*.md`, '100% %41.md', '日本 😀/a.md'];
const md5 = (bytes: string | Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** Of GET, HEAD and both listings. */
async function etagsOf(client: ReturnType<typeof clientFor>, Key: string): Promise<(string | undefined)[]> {
  const at = { Bucket, Key };
  const listed = [new ListObjectsV2Command({ Bucket, Prefix: Key }), new ListObjectsCommand({ Bucket, Prefix: Key })];
  const [v2, v1] = [await client.send(listed[0] as ListObjectsV2Command), await client.send(listed[1] as ListObjectsCommand)];
  const { Body, ETag } = await client.send(new GetObjectCommand(at));
  await Body?.transformToByteArray();
  return [ETag, (await client.send(new HeadObjectCommand(at))).ETag, v2.Contents?.[0]?.ETag, v1.Contents?.[0]?.ETag];
}

for (const requestChecksumCalculation of ['WHEN_SUPPORTED', 'WHEN_REQUIRED'] as const) {
  const client = clientFor(endpoint, { requestChecksumCalculation });
  const settings = `with checksums ${requestChecksumCalculation}`;

  describe(`PutObject, ${settings}`, () => {
    it('returns the MD5 of the body as the ETag, as all other requests do', async () => {
      for (const Key of KEYS) {
        const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
        assert.equal(ETag, `"${md5(Key)}"`);
        assert.deepEqual(await etagsOf(client, Key), Array(4).fill(ETag), Key);
        assert.equal(readFileSync(join(folder, Key), 'utf8'), Key);
      }
    });

    it('supports conditions on that ETag', async () => {
      const at = { Bucket, Key: 'plain.md' };
      await client.send(new PutObjectCommand({ ...at, Body: 'first' }));
      const second = { ...at, Body: 'second', IfMatch: `"${md5('first')}"` };
      await client.send(new PutObjectCommand(second));
      await assert.rejects(client.send(new PutObjectCommand(second)), refusal('PreconditionFailed', 412));
      await assert.rejects(
        client.send(new DeleteObjectCommand({ ...at, IfMatch: `"${md5('first')}"` })),
        refusal('PreconditionFailed', 412),
      );
      await client.send(new DeleteObjectCommand({ ...at, IfMatch: `"${md5('second')}"` }));
    });
  });

  describe(`Upload, ${settings}`, () => {
    it('uploads large files in parts, with the same ETag everywhere, also after a restart', async () => {
      const bytes = randomBytes(20_000_000);
      const params = { Bucket, Key: 'assets/a film.mp4', Body: Readable.from([bytes.subarray(0, 7_000_000), bytes.subarray(7_000_000)]) };
      const { ETag } = await new Upload({ client, params, partSize: 5 * 1024 * 1024 }).done();
      assert.match(ETag ?? '', /^"[0-9a-f]{32}-4"$/);
      assert.deepEqual(await etagsOf(client, params.Key), Array(4).fill(ETag));
      assert.ok(readFileSync(join(folder, params.Key)).equals(bytes));
      await buckets.posts.flush();
      buckets.posts = open();
      assert.deepEqual(await etagsOf(client, params.Key), Array(4).fill(ETag));
      writeFileSync(join(folder, params.Key), 'edited');
      assert.deepEqual(await etagsOf(client, params.Key), Array(4).fill(`"${md5('edited')}"`));
    });

    it('uploads small files in one request', async () => {
      const { ETag } = await new Upload({ client, params: { Bucket, Key: 'small.md', Body: 'small' } }).done();
      assert.equal(ETag, `"${md5('small')}"`);
    });
  });

  describe(`a presigned URL, ${settings}`, () => {
    it('puts, heads, gets and deletes', async () => {
      for (const Key of KEYS) {
        const at = { Bucket, Key };
        const put = await getSignedUrl(client, new PutObjectCommand(at));
        const answer = await fetch(put, { method: 'PUT', body: `signed ${Key}` });
        assert.deepEqual([answer.status, answer.headers.get('etag')], [200, `"${md5(`signed ${Key}`)}"`], await answer.text());
        assert.equal(await (await fetch(await getSignedUrl(client, new GetObjectCommand(at)))).text(), `signed ${Key}`);
        assert.equal((await fetch(await getSignedUrl(client, new HeadObjectCommand(at)), { method: 'HEAD' })).status, 200);
        assert.equal((await fetch(await getSignedUrl(client, new DeleteObjectCommand(at)), { method: 'DELETE' })).status, 204);
        assert.equal(await buckets.posts.head(Key), undefined);
      }
    });

    it('carries metadata, and requires the signed headers', async () => {
      const put = new PutObjectCommand({ Bucket, Key: 'typed.md', ContentType: 'text/x-odd', Metadata: { from: 'an address' } });
      const address = await getSignedUrl(client, put, { signableHeaders: new Set(['content-type']) });
      const send = async (type: string) => (await fetch(address, { method: 'PUT', body: 'x', headers: { 'content-type': type } })).status;
      assert.deepEqual([await send('text/plain'), await send('text/x-odd')], [403, 200]);
      assert.deepEqual((await buckets.posts.head('typed.md'))?.metadata, { from: 'an address' });
    });

    it('is rejected after it has expired', async (context) => {
      context.after(() => {
        ahead = 0;
      });
      const address = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'typed.md' }), { expiresIn: 60 });
      assert.equal((await fetch(address)).status, 200);
      ahead = 61_000;
      const answer = await fetch(address);
      assert.deepEqual([answer.status, /<Code>(\w+)/.exec(await answer.text())?.[1]], [403, 'AccessDenied']);
    });
  });
}
