import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { Uploads } from '../../../lambda/local/s3/multipart.ts';
import { MemoryStore } from '../../../lambda/stores/memory.ts';
import { listAll, type Store } from '../../../lambda/stores/store.ts';
import { refusal, startS3 } from '../../support/s3.ts';
import { signerFor } from '../../support/sigv4.ts';

const buckets: Record<string, Store> = {};
const { client, endpoint, close } = await startS3(buckets);
after(close);

let store = new MemoryStore();
beforeEach(() => {
  store = new MemoryStore();
  buckets.b = store;
});

const KEY = 'posts/a b+é.md';

interface Place {
  Bucket: string;
  Key: string;
  UploadId: string;
}

interface Part {
  PartNumber: number;
  ETag: string;
}

async function begin(more: Partial<CreateMultipartUploadCommandInput> = {}): Promise<Place> {
  const { UploadId = assert.fail() } = await client.send(new CreateMultipartUploadCommand({ Bucket: 'b', Key: KEY, ...more }));
  return { Bucket: 'b', Key: KEY, UploadId };
}

async function send(place: Place, PartNumber: number, Body: string | Buffer): Promise<Part> {
  const { ETag = assert.fail() } = await client.send(new UploadPartCommand({ ...place, PartNumber, Body }));
  return { PartNumber, ETag };
}

const complete = (place: Place, Parts: Part[], more: Partial<CompleteMultipartUploadCommandInput> = {}) =>
  client.send(new CompleteMultipartUploadCommand({ ...place, MultipartUpload: { Parts }, ...more }));
const abort = (place: Place) => client.send(new AbortMultipartUploadCommand(place));
const get = () => client.send(new GetObjectCommand({ Bucket: 'b', Key: KEY }));
const text = async () => (await get()).Body?.transformToString();

describe('a multipart upload', () => {
  it('becomes one object, whatever the order of its parts', async () => {
    const place = await begin();
    const [third, first, second] = [await send(place, 30, 'three'), await send(place, 1, 'one, '), await send(place, 2, 'two, ')];
    const { ETag, Bucket, Key } = await complete(place, [first, second, third]);
    assert.deepEqual([Bucket, Key], ['b', KEY]);
    assert.equal(await text(), 'one, two, three');
    assert.equal((await get()).ETag, ETag);
  });

  it('accepts parts of megabytes concurrently', async () => {
    const place = await begin();
    const bodies = Array.from({ length: 4 }, (_, index) => Buffer.alloc(5 * 1024 * 1024, `part ${index}`));
    await complete(place, await Promise.all(bodies.map((body, index) => send(place, index + 1, body))));
    assert.ok(Buffer.concat(bodies).equals((await (await get()).Body?.transformToByteArray()) ?? assert.fail()));
  });

  it('is invisible until it completes', async () => {
    const place = await begin();
    await send(place, 1, 'one');
    assert.deepEqual(await listAll(store, ''), []);
  });

  it('keeps the headers and metadata of its creation', async () => {
    const headers = { ContentType: 'text/x-odd', CacheControl: 'max-age=5', ContentEncoding: 'gzip', Metadata: { stamp: '1' } };
    const place = await begin(headers);
    await complete(place, [await send(place, 1, 'one')]);
    const { ContentType, CacheControl, ContentEncoding, Metadata } = await get();
    assert.deepEqual({ ContentType, CacheControl, ContentEncoding, Metadata }, headers);
  });

  it('lists its parts by number', async () => {
    const place = await begin();
    const [second, first] = [await send(place, 2, 'two'), await send(place, 1, 'one, ')];
    const { Parts = [], IsTruncated, UploadId, Key } = await client.send(new ListPartsCommand(place));
    assert.deepEqual([IsTruncated, UploadId, Key], [false, place.UploadId, KEY]);
    assert.deepEqual(
      Parts.map(({ PartNumber, ETag, Size }) => ({ PartNumber, ETag, Size })),
      [
        { ...first, Size: 5 },
        { ...second, Size: 3 },
      ],
    );
  });

  it('keeps the last of two parts with the same number', async () => {
    const place = await begin();
    const [before, now] = [await send(place, 1, 'before'), await send(place, 1, 'now')];
    await assert.rejects(complete(place, [before]), refusal('InvalidPart', 400));
    await complete(place, [now]);
    assert.equal(await text(), 'now');
  });

  it('omits parts that the completion does not name', async () => {
    const place = await begin();
    const [first, , third] = [await send(place, 1, 'one'), await send(place, 2, 'two'), await send(place, 3, 'three')];
    await complete(place, [first, third]);
    assert.equal(await text(), 'onethree');
  });

  it('rejects invalid part numbers', async () => {
    const place = await begin();
    for (const number of [0, -1, 10_001, 1.5]) await assert.rejects(send(place, number, 'x'), refusal('InvalidArgument', 400));
    await send(place, 10_000, 'x');
  });
});

describe('the completion of an upload', () => {
  it('is rejected if a part has another ETag or is missing', async () => {
    const place = await begin();
    const part = await send(place, 1, 'one');
    await assert.rejects(complete(place, [{ ...part, ETag: '"other"' }]), refusal('InvalidPart', 400));
    await assert.rejects(complete(place, [part, { PartNumber: 2, ETag: part.ETag }]), refusal('InvalidPart', 400));
    assert.deepEqual(await listAll(store, ''), []);
    await complete(place, [part]);
    assert.equal(await text(), 'one');
  });

  it('is rejected if parts are out of order or repeated', async () => {
    const place = await begin();
    const [first, second] = [await send(place, 1, 'one'), await send(place, 2, 'two')];
    await assert.rejects(complete(place, [second, first]), refusal('InvalidPartOrder', 400));
    await assert.rejects(complete(place, [first, first]), refusal('InvalidPartOrder', 400));
  });

  it('is rejected without parts', async () => {
    await assert.rejects(complete(await begin(), []), refusal('MalformedXML', 400));
  });
});

describe('NoSuchUpload', () => {
  const refused = refusal('NoSuchUpload', 404);

  it('is returned after an abort', async () => {
    const place = await begin();
    const part = await send(place, 1, 'one');
    assert.equal((await abort(place)).$metadata.httpStatusCode, 204);
    await assert.rejects(complete(place, [part]), refused);
    await assert.rejects(send(place, 2, 'two'), refused);
    await assert.rejects(abort(place), refused);
    await assert.rejects(client.send(new ListPartsCommand(place)), refused);
    assert.deepEqual(await listAll(store, ''), []);
  });

  it('is returned after completion', async () => {
    const place = await begin();
    const part = await send(place, 1, 'one');
    await complete(place, [part]);
    await assert.rejects(complete(place, [part]), refused);
  });

  it('is returned for another key or bucket', async () => {
    buckets.other = new MemoryStore();
    const place = await begin();
    const part = await send(place, 1, 'one');
    for (const elsewhere of [
      { ...place, Key: 'other' },
      { ...place, Bucket: 'other' },
      { ...place, UploadId: 'other' },
    ]) {
      await assert.rejects(send(elsewhere, 1, 'x'), refused);
      await assert.rejects(complete(elsewhere, [part]), refused);
    }
  });
});

describe('a copied part', () => {
  const copyPart = async (place: Place, PartNumber: number, CopySource: string, CopySourceRange?: string): Promise<Part> => {
    const range = CopySourceRange === undefined ? {} : { CopySourceRange };
    const { CopyPartResult } = await client.send(new UploadPartCopyCommand({ ...place, PartNumber, CopySource, ...range }));
    return { PartNumber, ETag: CopyPartResult?.ETag ?? assert.fail() };
  };

  it('has the bytes of the range, or all', async () => {
    await store.put('from here', Buffer.from('0123456789'));
    const place = await begin();
    const [end, middle, whole] = [
      await copyPart(place, 3, 'b/from%20here', 'bytes=9-9'),
      await copyPart(place, 2, 'b/from%20here', 'bytes=2-4'),
      await copyPart(place, 1, 'b/from%20here'),
    ];
    await complete(place, [whole, middle, end]);
    assert.equal(await text(), '01234567892349');
  });

  it('is rejected if the range is not within the source', async () => {
    await store.put('a', Buffer.from('0123456789'));
    const place = await begin();
    for (const range of ['bytes=5-', 'bytes=-5', 'bytes=8-10', 'bytes=4-3', '0-3']) {
      await assert.rejects(copyPart(place, 1, 'b/a', range), refusal('InvalidArgument', 400), range);
    }
  });

  it('is rejected if source or upload do not exist', async () => {
    await store.put('a', Buffer.from('a'));
    const place = await begin();
    await assert.rejects(copyPart(place, 1, 'b/absent'), refusal('NoSuchKey', 404));
    await assert.rejects(copyPart({ ...place, UploadId: 'other' }, 1, 'b/a'), refusal('NoSuchUpload', 404));
  });
});

describe('a conditional completion', () => {
  it('fails if the key was created meanwhile, and the upload can still be aborted', async () => {
    const place = await begin();
    const part = await send(place, 1, 'late');
    await client.send(new PutObjectCommand({ Bucket: 'b', Key: KEY, Body: 'early' }));
    await assert.rejects(complete(place, [part], { IfNoneMatch: '*' }), refusal('PreconditionFailed', 412));
    assert.equal(await text(), 'early');
    await abort(place);
  });

  it('succeeds if the key does not exist', async () => {
    const place = await begin();
    await complete(place, [await send(place, 1, 'first')], { IfNoneMatch: '*' });
    assert.equal(await text(), 'first');
  });

  it('replaces only an object with the ETag', async () => {
    const { etag } = (await store.put(KEY, Buffer.from('before'))) as { etag: string };
    const place = await begin();
    const part = await send(place, 1, 'after');
    await assert.rejects(complete(place, [part], { IfMatch: '"other"' }), refusal('PreconditionFailed', 412));
    await complete(place, [part], { IfMatch: etag });
    assert.equal(await text(), 'after');
  });

  it('succeeds for one of five concurrent creations', async () => {
    const places = await Promise.all(Array.from({ length: 5 }, () => begin()));
    const parts = await Promise.all(places.map((place, index) => send(place, 1, `by ${index}`)));
    const results = await Promise.allSettled(
      places.map((place, index) => complete(place, [parts[index] ?? assert.fail()], { IfNoneMatch: '*' })),
    );
    const winners = results.flatMap(({ status }, index) => (status === 'fulfilled' ? [`by ${index}`] : []));
    assert.deepEqual(winners, [await text()]);
  });
});

describe('the memory of uploads', () => {
  const limits = { uploads: 3, object: 10, memory: 25 };
  const requestOf = (query: Record<string, string>) => ({
    ...{ method: 'PUT', path: '/b/a', rawPath: '/b/a', bucket: 'b', key: 'a', headers: {} },
    query: new Map(Object.entries(query)),
  });
  const make = () => {
    const uploads = new Uploads(Date.now, limits);
    const create = async () => /<UploadId>([^<]+)/.exec(String((await uploads.create(store, requestOf({ uploads: '' }))).body))?.[1] ?? '';
    const put = (uploadId: string, partNumber: number, size: number) =>
      uploads.put(requestOf({ uploadId, partNumber: String(partNumber) }), Buffer.alloc(size)).status;
    return { create, put };
  };
  const noSuchUpload = { code: 'NoSuchUpload' };

  it("is limited to an object's size for each; a part that is sent again replaces the former", async () => {
    const { create, put } = make();
    const id = await create();
    assert.equal(put(id, 1, 6), 200);
    assert.throws(() => put(id, 2, 5), { code: 'EntityTooLarge' });
    assert.equal(put(id, 1, 10), 200);
  });

  it('is limited for all: the upload without a part for the longest time is discarded', async () => {
    const { create, put } = make();
    const [first, second, third] = [await create(), await create(), await create()];
    for (const id of [second, first]) assert.equal(put(id, 1, 10), 200);
    assert.equal(put(third, 1, 5), 200);
    assert.equal(put(third, 2, 1), 200);
    assert.throws(() => put(second, 2, 0), noSuchUpload);
    assert.equal(put(first, 2, 0), 200);
  });

  it('is limited to a number of uploads', async () => {
    const { create, put } = make();
    const ids = [await create(), await create(), await create(), await create()];
    assert.throws(() => put(ids[0] ?? '', 1, 1), noSuchUpload);
    for (const id of ids.slice(1)) assert.equal(put(id, 1, 1), 200);
  });
});

describe('an XML body', () => {
  it('is limited to 8 MB and 1,000 items', async () => {
    const { presigned } = signerFor(endpoint, Date.now());
    const send = async (body: string) => {
      const response = await fetch(presigned({ method: 'POST', path: '/b', query: { delete: '' } }), { method: 'POST', body });
      return /<Code>(\w+)/.exec(await response.text())?.[1] ?? response.status;
    };
    const object = '<Object><Key>a</Key></Object>';
    assert.equal(await send(`<Delete>${object.repeat(1_000)}</Delete>`), 200);
    assert.equal(await send(`<Delete>${object.repeat(1_001)}`), 'MalformedXML');
    assert.equal(await send(`<Delete>${object}${' '.repeat(8 * 1024 * 1024)}</Delete>`), 'EntityTooLarge');
    const entities = `<!DOCTYPE d [<!ENTITY a "${'x'.repeat(1_000)}"><!ENTITY b "${'&a;'.repeat(1_000)}">]>`;
    assert.equal(await send(`${entities}<Delete><Object><Key>&b;</Key></Object></Delete>`), 200);
  });
});
