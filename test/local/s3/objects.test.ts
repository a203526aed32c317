import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { MemoryStore } from '../../../lambda/stores/memory.ts';
import { InvalidKeyError, listAll, type Store } from '../../../lambda/stores/store.ts';
import { refusal, startS3 } from '../../support/s3.ts';

const buckets: Record<string, Store> = {};
const { client, close } = await startS3(buckets);
after(close);

let store = new MemoryStore();
beforeEach(() => {
  store = new MemoryStore();
  buckets.b = store;
});

const put = (Key: string, Body: string | Buffer, more: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket: 'b', Key, Body, ...more }));
const get = (Key: string, more: Partial<GetObjectCommandInput> = {}) => client.send(new GetObjectCommand({ Bucket: 'b', Key, ...more }));
const remove = (Key: string, IfMatch?: string) =>
  client.send(new DeleteObjectCommand({ Bucket: 'b', Key, ...(IfMatch ? { IfMatch } : {}) }));
const copy = (CopySource: string, Key: string, more: Partial<CopyObjectCommandInput> = {}) =>
  client.send(new CopyObjectCommand({ Bucket: 'b', CopySource, Key, ...more }));

async function textOf(key: string, more: Partial<GetObjectCommandInput> = {}): Promise<string | undefined> {
  return (await get(key, more)).Body?.transformToString();
}

describe('reading a range', () => {
  it('returns its bytes and position', async () => {
    await put('a', '0123456789');
    const cases: [string, string, string][] = [
      ['bytes=0-3', '0123', 'bytes 0-3/10'],
      ['bytes=4-4', '4', 'bytes 4-4/10'],
      ['bytes=7-', '789', 'bytes 7-9/10'],
      ['bytes=7-99', '789', 'bytes 7-9/10'],
      ['bytes=-4', '6789', 'bytes 6-9/10'],
      ['bytes=-99', '0123456789', 'bytes 0-9/10'],
    ];
    for (const [Range, text, where] of cases) {
      const answer = await get('a', { Range });
      assert.deepEqual([answer.$metadata.httpStatusCode, answer.ContentRange, answer.ContentLength], [206, where, text.length], Range);
      assert.equal(await answer.Body?.transformToString(), text);
    }
  });

  it('returns 416 beyond the end', async () => {
    await put('a', '0123456789');
    await put('empty', '');
    for (const Range of ['bytes=10-', 'bytes=10-12', 'bytes=-0']) await assert.rejects(get('a', { Range }), refusal('InvalidRange', 416));
    await assert.rejects(get('empty', { Range: 'bytes=0-' }), refusal('InvalidRange', 416));
  });

  it('returns everything if the range is invalid', async () => {
    await put('a', '0123456789');
    for (const Range of ['bytes=3-1', 'lines=1-2', 'bytes=']) assert.equal(await textOf('a', { Range }), '0123456789', Range);
  });

  it('returns the length of the range for HEAD', async () => {
    await put('a', '0123456789');
    const { ContentLength, ContentRange } = await client.send(new HeadObjectCommand({ Bucket: 'b', Key: 'a', Range: 'bytes=2-4' }));
    assert.deepEqual([ContentLength, ContentRange], [3, 'bytes 2-4/10']);
  });
});

describe('a conditional read', () => {
  const notModified = (error: unknown) => error instanceof S3ServiceException && error.$metadata.httpStatusCode === 304;

  it('returns 304 if the ETag is unchanged', async () => {
    const { ETag = '' } = await put('a', 'a');
    for (const IfNoneMatch of [ETag, ETag.replaceAll('"', ''), `W/${ETag}`, `"other", ${ETag}`, '*']) {
      await assert.rejects(get('a', { IfNoneMatch }), notModified, IfNoneMatch);
    }
    assert.equal(await textOf('a', { IfNoneMatch: '"other"' }), 'a');
  });

  it('returns 304 if the object was not modified since', async () => {
    await put('a', 'a');
    const { LastModified = assert.fail() } = await get('a');
    await assert.rejects(get('a', { IfModifiedSince: LastModified }), notModified);
    assert.equal(await textOf('a', { IfModifiedSince: new Date(LastModified.getTime() - 1000) }), 'a');
    // The ETag takes precedence over the time.
    assert.equal(await textOf('a', { IfModifiedSince: LastModified, IfNoneMatch: '"other"' }), 'a');
  });

  it('returns 412 if the ETag differs', async () => {
    const { ETag } = await put('a', 'a');
    assert.equal(await textOf('a', { IfMatch: ETag }), 'a');
    assert.equal(await textOf('a', { IfMatch: '*' }), 'a');
    assert.equal(await textOf('a', { IfMatch: `"other", ${ETag}` }), 'a');
    await assert.rejects(get('a', { IfMatch: '"other"' }), refusal('PreconditionFailed', 412));
  });

  it('returns 404 when the object does not exist', async () => {
    await assert.rejects(get('a'), refusal('NoSuchKey', 404));
    await assert.rejects(get('a', { IfNoneMatch: '*' }), refusal('NoSuchKey', 404));
    await assert.rejects(client.send(new HeadObjectCommand({ Bucket: 'b', Key: 'a' })), refusal('NotFound', 404));
  });
});

describe('a write', () => {
  it('stores headers and metadata', async () => {
    const headers = {
      ContentType: 'text/x-odd',
      CacheControl: 'max-age=5',
      ContentEncoding: 'gzip',
      Metadata: { stamp: 'g 1', 'with-dash': '' },
    };
    await put('a', 'a', headers);
    const { ContentType, CacheControl, ContentEncoding, Metadata } = await get('a');
    assert.deepEqual({ ContentType, CacheControl, ContentEncoding, Metadata }, headers);
  });

  it('does not keep headers of the previous object', async () => {
    await put('a', 'a', { CacheControl: 'max-age=5', Metadata: { stamp: '1' } });
    await put('a', 'b');
    const { CacheControl, Metadata } = await get('a');
    assert.deepEqual([CacheControl, Metadata], [undefined, {}]);
  });

  it('accepts empty bodies and 20 MB', async () => {
    const large = Buffer.alloc(20 * 1024 * 1024, 'linefeed');
    await put('empty', '');
    await put('large', large);
    assert.equal((await get('empty')).ContentLength, 0);
    assert.equal(await textOf('empty'), '');
    const answer = await get('large');
    assert.equal(answer.ContentLength, large.length);
    assert.ok(large.equals((await answer.Body?.transformToByteArray()) ?? assert.fail()));
  });

  it('gives equal bytes equal ETags', async () => {
    const [first, second, other] = [await put('a', 'x'), await put('b', 'x', { Metadata: { a: 'b' } }), await put('c', 'y')];
    assert.equal(first.ETag, second.ETag);
    assert.notEqual(first.ETag, other.ETag);
    assert.match(first.ETag ?? '', /^"[0-9a-f]{32}"$/);
  });
});

describe('a conditional write', () => {
  it('creates only if the key does not exist', async () => {
    await put('a', 'first', { IfNoneMatch: '*' });
    await assert.rejects(put('a', 'second', { IfNoneMatch: '*' }), refusal('PreconditionFailed', 412));
    assert.equal(await textOf('a'), 'first');
  });

  it('replaces only an object with the ETag', async () => {
    const { ETag = '' } = await put('a', 'first');
    await assert.rejects(put('a', 'x', { IfMatch: '"other"' }), refusal('PreconditionFailed', 412));
    await put('a', 'second', { IfMatch: ETag });
    await assert.rejects(put('a', 'third', { IfMatch: ETag }), refusal('PreconditionFailed', 412));
    assert.equal(await textOf('a'), 'second');
  });

  it('returns 404 when an ETag is expected and the object does not exist', async () => {
    await assert.rejects(put('a', 'x', { IfMatch: '"other"' }), refusal('NoSuchKey', 404));
    assert.equal(await store.head('a'), undefined);
  });

  it('does not implement If-None-Match with an ETag', async () => {
    await assert.rejects(put('a', 'x', { IfNoneMatch: '"other"' }), refusal('NotImplemented', 501));
  });

  it('succeeds for one of ten concurrent creations', async () => {
    const texts = Array.from({ length: 10 }, (_, index) => `by ${index}`);
    const results = await Promise.allSettled(texts.map((text) => put('a', text, { IfNoneMatch: '*' })));
    const winners = texts.filter((_, index) => results[index]?.status === 'fulfilled');
    assert.deepEqual(winners, [await textOf('a')]);
    for (const result of results) if (result.status === 'rejected') refusal('PreconditionFailed', 412)(result.reason);
  });

  it('succeeds for one of ten concurrent replacements', async () => {
    const { ETag = '' } = await put('a', 'before');
    const texts = Array.from({ length: 10 }, (_, index) => `by ${index}`);
    const results = await Promise.allSettled(texts.map((text) => put('a', text, { IfMatch: ETag })));
    assert.deepEqual(
      texts.filter((_, index) => results[index]?.status === 'fulfilled'),
      [await textOf('a')],
    );
  });
});

describe('a copy', () => {
  const own = { ContentType: 'text/x-odd', CacheControl: 'max-age=5', Metadata: { stamp: '1' } };

  async function described(key: string) {
    const { ContentType, CacheControl, Metadata } = await get(key);
    return { ContentType, CacheControl, Metadata };
  }

  it('keeps headers and metadata', async () => {
    const { ETag } = await put('a', 'text', own);
    const { CopyObjectResult } = await copy('b/a', 'c', { Metadata: { stamp: 'not asked for' } });
    assert.equal(CopyObjectResult?.ETag, ETag);
    assert.ok(CopyObjectResult?.LastModified instanceof Date);
    assert.equal(await textOf('c'), 'text');
    assert.deepEqual(await described('c'), own);
    await copy('b/a', 'd', { MetadataDirective: 'COPY' });
    assert.deepEqual(await described('d'), own);
  });

  it('replaces them on request, also in place', async () => {
    await put('a', 'text', own);
    const other = { ContentType: 'text/plain', CacheControl: 'no-cache', Metadata: { fresh: '2' } };
    await copy('b/a', 'a', { MetadataDirective: 'REPLACE', ...other });
    assert.deepEqual(await described('a'), other);
    assert.equal(await textOf('a'), 'text');
  });

  it('may cross buckets', async () => {
    const source = new MemoryStore();
    buckets.source = source;
    await source.put('deep/a', Buffer.from('from afar'));
    await copy('source/deep/a', 'a');
    await copy('/source/deep/a', 'with-slash');
    assert.equal(await textOf('a'), 'from afar');
    assert.equal(await textOf('with-slash'), 'from afar');
  });

  it('accepts sources with odd keys', async () => {
    const keys = ['a b', 'a+b', '100%', '%41', 'é/ü', 'x//y', '/z', '?versionId=1', '#', '\u0001\n', '\u{1f600}', 'a&b=c'];
    for (const key of keys) {
      await put(key, key);
      await copy(encodeURIComponent(`b/${key}`), 'copied');
      assert.equal(await textOf('copied'), key);
    }
  });

  it('returns 404 when the source or its bucket does not exist', async () => {
    await assert.rejects(copy('b/absent', 'a'), refusal('NoSuchKey', 404));
    await assert.rejects(copy('nowhere/a', 'a'), refusal('NoSuchBucket', 404));
    assert.equal(await store.head('a'), undefined);
  });

  it('rejects a source that is not percent-encoded', async () => {
    await assert.rejects(copy('b/100%', 'a'), refusal('InvalidURI', 400));
  });

  it('checks conditions on the target', async () => {
    await put('a', 'new');
    const { ETag } = await put('c', 'old');
    await assert.rejects(copy('b/a', 'c', { IfNoneMatch: '*' }), refusal('PreconditionFailed', 412));
    await assert.rejects(copy('b/a', 'c', { IfMatch: '"other"' }), refusal('PreconditionFailed', 412));
    assert.equal(await textOf('c'), 'old');
    await copy('b/a', 'c', { IfMatch: ETag });
    assert.equal(await textOf('c'), 'new');
  });

  it('checks conditions on the source', async () => {
    const { ETag } = await put('a', 'text');
    await assert.rejects(copy('b/a', 'c', { CopySourceIfMatch: '"other"' }), refusal('PreconditionFailed', 412));
    await assert.rejects(copy('b/a', 'c', { CopySourceIfNoneMatch: ETag }), refusal('PreconditionFailed', 412));
    assert.equal(await store.head('c'), undefined);
    await copy('b/a', 'c', { CopySourceIfMatch: ETag, CopySourceIfNoneMatch: '"other"' });
    await assert.rejects(copy('b/a', 'd', { CopySourceIfModifiedSince: new Date(0) }), refusal('NotImplemented', 501));
    assert.equal(await textOf('c'), 'text');
  });
});

describe('a delete', () => {
  it('returns 204 whether or not the object exists', async () => {
    await put('a', 'a');
    for (const _ of ['there', 'gone']) assert.equal((await remove('a')).$metadata.httpStatusCode, 204);
    assert.equal(await store.head('a'), undefined);
  });

  it('deletes only an object with the ETag', async () => {
    const { ETag } = await put('a', 'a');
    await assert.rejects(remove('a', '"other"'), refusal('PreconditionFailed', 412));
    await remove('a', ETag);
    assert.equal(await store.head('a'), undefined);
    await assert.rejects(remove('a', ETag), refusal('NoSuchKey', 404));
  });
});

describe('a delete of many keys', () => {
  const removeAll = (Objects: { Key: string; ETag?: string }[], Quiet?: boolean) =>
    client.send(new DeleteObjectsCommand({ Bucket: 'b', Delete: { Objects, ...(Quiet === undefined ? {} : { Quiet }) } }));
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `posts/${index} & <é>.md` }));

  it('deletes 1,000 keys at once and lists them', async () => {
    const objects = numbered(1000);
    for (const { Key } of [...objects, { Key: 'kept' }]) await store.put(Key, Buffer.from('a'));
    const { Deleted, Errors } = await removeAll(objects);
    assert.deepEqual([Deleted, Errors], [objects, undefined]);
    assert.deepEqual(
      (await listAll(store, '')).map(({ key }) => key),
      ['kept'],
    );
  });

  it('rejects more than 1,000 keys', async () => {
    await store.put('posts/0 & <é>.md', Buffer.from('a'));
    await assert.rejects(removeAll(numbered(1001)), refusal('MalformedXML', 400));
    await assert.rejects(removeAll([]), refusal('MalformedXML', 400));
    assert.equal((await listAll(store, '')).length, 1);
  });

  it('lists only errors when quiet', async () => {
    await put('a', 'a');
    await put('c', 'c');
    const { Deleted, Errors } = await removeAll([{ Key: 'a' }, { Key: 'c', ETag: '"other"' }], true);
    assert.equal(Deleted, undefined);
    assert.deepEqual(
      Errors?.map(({ Key, Code }) => [Key, Code]),
      [['c', 'PreconditionFailed']],
    );
    assert.deepEqual((await removeAll([{ Key: 'c' }], false)).Deleted, [{ Key: 'c' }]);
  });

  it('counts absent keys as deleted unless an ETag is expected', async () => {
    const { Deleted, Errors } = await removeAll([{ Key: 'absent' }, { Key: 'gone', ETag: '"some"' }]);
    assert.deepEqual(Deleted, [{ Key: 'absent' }]);
    assert.deepEqual(
      Errors?.map(({ Key, Code }) => [Key, Code]),
      [['gone', 'NoSuchKey']],
    );
  });

  it('continues after an invalid key', async () => {
    await store.put('c', Buffer.from('c'));
    const remove = store.delete.bind(store);
    store.delete = async (key, expect) => {
      if (key === 'bad') throw new InvalidKeyError('no file has this name');
      return remove(key, expect);
    };
    const { Deleted, Errors } = await removeAll([{ Key: 'bad' }, { Key: 'c' }]);
    assert.deepEqual(Deleted, [{ Key: 'c' }]);
    assert.deepEqual(Errors, [{ Key: 'bad', Code: 'InvalidArgument', Message: 'no file has this name' }]);
  });
});
