/** Objects in the S3 on this machine: read, written on conditions, copied and deleted by Amazon's client. */
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
  it('gives the bytes that are asked for, and where they are', async () => {
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

  it('refuses one behind the end', async () => {
    await put('a', '0123456789');
    await put('empty', '');
    for (const Range of ['bytes=10-', 'bytes=10-12', 'bytes=-0']) await assert.rejects(get('a', { Range }), refusal('InvalidRange', 416));
    await assert.rejects(get('empty', { Range: 'bytes=0-' }), refusal('InvalidRange', 416));
  });

  it('gives everything when it is not understood', async () => {
    await put('a', '0123456789');
    for (const Range of ['bytes=3-1', 'lines=1-2', 'bytes=']) assert.equal(await textOf('a', { Range }), '0123456789', Range);
  });

  it('tells the length of it without the bytes', async () => {
    await put('a', '0123456789');
    const { ContentLength, ContentRange } = await client.send(new HeadObjectCommand({ Bucket: 'b', Key: 'a', Range: 'bytes=2-4' }));
    assert.deepEqual([ContentLength, ContentRange], [3, 'bytes 2-4/10']);
  });
});

describe('reading on a condition', () => {
  const notModified = (error: unknown) => error instanceof S3ServiceException && error.$metadata.httpStatusCode === 304;

  it('is answered 304 when the ETag is still the same', async () => {
    const { ETag = '' } = await put('a', 'a');
    for (const IfNoneMatch of [ETag, ETag.replaceAll('"', ''), `W/${ETag}`, `"other", ${ETag}`, '*']) {
      await assert.rejects(get('a', { IfNoneMatch }), notModified, IfNoneMatch);
    }
    assert.equal(await textOf('a', { IfNoneMatch: '"other"' }), 'a');
  });

  it('is answered 304 when it was not written since', async () => {
    await put('a', 'a');
    const { LastModified = assert.fail() } = await get('a');
    await assert.rejects(get('a', { IfModifiedSince: LastModified }), notModified);
    assert.equal(await textOf('a', { IfModifiedSince: new Date(LastModified.getTime() - 1000) }), 'a');
    // The ETag says more than the time.
    assert.equal(await textOf('a', { IfModifiedSince: LastModified, IfNoneMatch: '"other"' }), 'a');
  });

  it('is answered 412 when another ETag is there than the one that is asked for', async () => {
    const { ETag } = await put('a', 'a');
    assert.equal(await textOf('a', { IfMatch: ETag }), 'a');
    assert.equal(await textOf('a', { IfMatch: '*' }), 'a');
    assert.equal(await textOf('a', { IfMatch: `"other", ${ETag}` }), 'a');
    await assert.rejects(get('a', { IfMatch: '"other"' }), refusal('PreconditionFailed', 412));
  });

  it('is answered 404 when nothing is there', async () => {
    await assert.rejects(get('a'), refusal('NoSuchKey', 404));
    await assert.rejects(get('a', { IfNoneMatch: '*' }), refusal('NoSuchKey', 404));
    await assert.rejects(client.send(new HeadObjectCommand({ Bucket: 'b', Key: 'a' })), refusal('NotFound', 404));
  });
});

describe('writing', () => {
  it('keeps what it was told of the object', async () => {
    const said = {
      ContentType: 'text/x-odd',
      CacheControl: 'max-age=5',
      ContentEncoding: 'gzip',
      Metadata: { stamp: 'g 1', 'with-dash': '' },
    };
    await put('a', 'a', said);
    const { ContentType, CacheControl, ContentEncoding, Metadata } = await get('a');
    assert.deepEqual({ ContentType, CacheControl, ContentEncoding, Metadata }, said);
  });

  it('forgets what the object before it had', async () => {
    await put('a', 'a', { CacheControl: 'max-age=5', Metadata: { stamp: '1' } });
    await put('a', 'b');
    const { CacheControl, Metadata } = await get('a');
    assert.deepEqual([CacheControl, Metadata], [undefined, {}]);
  });

  it('takes nothing, and 20 MB', async () => {
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

describe('writing on a condition', () => {
  it('creates only where nothing is', async () => {
    await put('a', 'first', { IfNoneMatch: '*' });
    await assert.rejects(put('a', 'second', { IfNoneMatch: '*' }), refusal('PreconditionFailed', 412));
    assert.equal(await textOf('a'), 'first');
  });

  it('replaces only what has the ETag', async () => {
    const { ETag = '' } = await put('a', 'first');
    await assert.rejects(put('a', 'x', { IfMatch: '"other"' }), refusal('PreconditionFailed', 412));
    await put('a', 'second', { IfMatch: ETag });
    await assert.rejects(put('a', 'third', { IfMatch: ETag }), refusal('PreconditionFailed', 412));
    assert.equal(await textOf('a'), 'second');
  });

  it('is answered 404 where an ETag was expected and nothing is', async () => {
    await assert.rejects(put('a', 'x', { IfMatch: '"other"' }), refusal('NoSuchKey', 404));
    assert.equal(await store.head('a'), undefined);
  });

  it('does not know If-None-Match with an ETag', async () => {
    await assert.rejects(put('a', 'x', { IfNoneMatch: '"other"' }), refusal('NotImplemented', 501));
  });

  it('lets one of ten win who create at once', async () => {
    const texts = Array.from({ length: 10 }, (_, index) => `by ${index}`);
    const results = await Promise.allSettled(texts.map((text) => put('a', text, { IfNoneMatch: '*' })));
    const winners = texts.filter((_, index) => results[index]?.status === 'fulfilled');
    assert.deepEqual(winners, [await textOf('a')]);
    for (const result of results) if (result.status === 'rejected') refusal('PreconditionFailed', 412)(result.reason);
  });

  it('lets one of ten win who replace at once', async () => {
    const { ETag = '' } = await put('a', 'before');
    const texts = Array.from({ length: 10 }, (_, index) => `by ${index}`);
    const results = await Promise.allSettled(texts.map((text) => put('a', text, { IfMatch: ETag })));
    assert.deepEqual(
      texts.filter((_, index) => results[index]?.status === 'fulfilled'),
      [await textOf('a')],
    );
  });
});

describe('copying', () => {
  const own = { ContentType: 'text/x-odd', CacheControl: 'max-age=5', Metadata: { stamp: '1' } };

  async function described(key: string) {
    const { ContentType, CacheControl, Metadata } = await get(key);
    return { ContentType, CacheControl, Metadata };
  }

  it('takes the headers and metadata along', async () => {
    const { ETag } = await put('a', 'text', own);
    const { CopyObjectResult } = await copy('b/a', 'c', { Metadata: { stamp: 'not asked for' } });
    assert.equal(CopyObjectResult?.ETag, ETag);
    assert.ok(CopyObjectResult?.LastModified instanceof Date);
    assert.equal(await textOf('c'), 'text');
    assert.deepEqual(await described('c'), own);
    await copy('b/a', 'd', { MetadataDirective: 'COPY' });
    assert.deepEqual(await described('d'), own);
  });

  it('replaces them when asked to, also in place', async () => {
    await put('a', 'text', own);
    const other = { ContentType: 'text/plain', CacheControl: 'no-cache', Metadata: { fresh: '2' } };
    await copy('b/a', 'a', { MetadataDirective: 'REPLACE', ...other });
    assert.deepEqual(await described('a'), other);
    assert.equal(await textOf('a'), 'text');
  });

  it('goes from one bucket to another', async () => {
    const source = new MemoryStore();
    buckets.source = source;
    await source.put('deep/a', Buffer.from('from afar'));
    await copy('source/deep/a', 'a');
    await copy('/source/deep/a', 'with-slash');
    assert.equal(await textOf('a'), 'from afar');
    assert.equal(await textOf('with-slash'), 'from afar');
  });

  it('finds sources with odd keys', async () => {
    const keys = ['a b', 'a+b', '100%', '%41', 'é/ü', 'x//y', '/z', '?versionId=1', '#', '\u0001\n', '\u{1f600}', 'a&b=c'];
    for (const key of keys) {
      await put(key, key);
      await copy(encodeURIComponent(`b/${key}`), 'copied');
      assert.equal(await textOf('copied'), key);
    }
  });

  it('is answered 404 when the source or its bucket is not there', async () => {
    await assert.rejects(copy('b/absent', 'a'), refusal('NoSuchKey', 404));
    await assert.rejects(copy('nowhere/a', 'a'), refusal('NoSuchBucket', 404));
    assert.equal(await store.head('a'), undefined);
  });

  it('refuses a source that is not percent-encoded', async () => {
    await assert.rejects(copy('b/100%', 'a'), refusal('InvalidURI', 400));
  });

  it('heeds conditions on what is there', async () => {
    await put('a', 'new');
    const { ETag } = await put('c', 'old');
    await assert.rejects(copy('b/a', 'c', { IfNoneMatch: '*' }), refusal('PreconditionFailed', 412));
    await assert.rejects(copy('b/a', 'c', { IfMatch: '"other"' }), refusal('PreconditionFailed', 412));
    assert.equal(await textOf('c'), 'old');
    await copy('b/a', 'c', { IfMatch: ETag });
    assert.equal(await textOf('c'), 'new');
  });

  it('heeds conditions on the source', async () => {
    const { ETag } = await put('a', 'text');
    await assert.rejects(copy('b/a', 'c', { CopySourceIfMatch: '"other"' }), refusal('PreconditionFailed', 412));
    await assert.rejects(copy('b/a', 'c', { CopySourceIfNoneMatch: ETag }), refusal('PreconditionFailed', 412));
    assert.equal(await store.head('c'), undefined);
    await copy('b/a', 'c', { CopySourceIfMatch: ETag, CopySourceIfNoneMatch: '"other"' });
    await assert.rejects(copy('b/a', 'd', { CopySourceIfModifiedSince: new Date(0) }), refusal('NotImplemented', 501));
    assert.equal(await textOf('c'), 'text');
  });
});

describe('deleting', () => {
  it('is answered 204, whether or not something was there', async () => {
    await put('a', 'a');
    for (const _ of ['there', 'gone']) assert.equal((await remove('a')).$metadata.httpStatusCode, 204);
    assert.equal(await store.head('a'), undefined);
  });

  it('deletes only what has the ETag', async () => {
    const { ETag } = await put('a', 'a');
    await assert.rejects(remove('a', '"other"'), refusal('PreconditionFailed', 412));
    await remove('a', ETag);
    assert.equal(await store.head('a'), undefined);
    await assert.rejects(remove('a', ETag), refusal('NoSuchKey', 404));
  });
});

describe('deleting many', () => {
  const removeAll = (Objects: { Key: string; ETag?: string }[], Quiet?: boolean) =>
    client.send(new DeleteObjectsCommand({ Bucket: 'b', Delete: { Objects, ...(Quiet === undefined ? {} : { Quiet }) } }));
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `posts/${index} & <é>.md` }));

  it('takes 1,000 keys at once, and names them', async () => {
    const objects = numbered(1000);
    for (const { Key } of [...objects, { Key: 'kept' }]) await store.put(Key, Buffer.from('a'));
    const { Deleted, Errors } = await removeAll(objects);
    assert.deepEqual([Deleted, Errors], [objects, undefined]);
    assert.deepEqual(
      (await listAll(store, '')).map(({ key }) => key),
      ['kept'],
    );
  });

  it('takes no more than that', async () => {
    await store.put('posts/0 & <é>.md', Buffer.from('a'));
    await assert.rejects(removeAll(numbered(1001)), refusal('MalformedXML', 400));
    await assert.rejects(removeAll([]), refusal('MalformedXML', 400));
    assert.equal((await listAll(store, '')).length, 1);
  });

  it('names nothing that went well when it is to be quiet', async () => {
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

  it('takes the absent for deleted, unless an ETag was expected', async () => {
    const { Deleted, Errors } = await removeAll([{ Key: 'absent' }, { Key: 'gone', ETag: '"some"' }]);
    assert.deepEqual(Deleted, [{ Key: 'absent' }]);
    assert.deepEqual(
      Errors?.map(({ Key, Code }) => [Key, Code]),
      [['gone', 'NoSuchKey']],
    );
  });

  it('goes on behind a key that the store cannot have', async () => {
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
