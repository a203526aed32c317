import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { parseMessages } from '../../../lambda/batch/parse-messages.ts';
import { type ObjectWrite, s3Event } from '../../../lambda/local/s3/event.ts';
import { refusal, s3For } from '../../support/s3.ts';

const NOW = Date.UTC(2026, 2, 1, 9, 30, 0, 123);
/** The client signs by this machine's clock, so the server needs the same time. */
const START = Date.now();
const Key = 'posts/a b+é.md';
const at = { Bucket: 'posts', Key };

async function watched(context: TestContext) {
  const writes: ObjectWrite[] = [];
  return { writes, ...(await s3For(context, { now: () => START, onWrite: (write) => void writes.push(write) })) };
}

describe('the event of a write', () => {
  it('has place, kind and time', async (context) => {
    const { client, posts, writes } = await watched(context);
    await client.send(new PutObjectCommand({ ...at, Body: 'é' }));
    const etag = (await posts.head(Key))?.etag ?? assert.fail();
    assert.deepEqual(writes, [{ bucket: 'posts', key: Key, kind: 'Put', etag, size: 2, time: START }]);
  });

  it('has the target of a copy', async (context) => {
    const { client, posts, writes } = await watched(context);
    await posts.put('source', Buffer.from('source'));
    const etag = (await posts.head('source'))?.etag ?? assert.fail();
    await client.send(new CopyObjectCommand({ Bucket: 'site', Key, CopySource: 'posts/source' }));
    assert.deepEqual(writes, [{ bucket: 'site', key: Key, kind: 'Copy', etag, size: 6, time: START }]);
  });

  it('is sent once for a multipart upload, when it completes', async (context) => {
    const { client, posts, writes } = await watched(context);
    const { UploadId = assert.fail() } = await client.send(new CreateMultipartUploadCommand(at));
    const parts = ['one, ', 'two'].map(async (Body, index) => {
      const { ETag = assert.fail() } = await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: index + 1, Body }));
      return { PartNumber: index + 1, ETag };
    });
    const MultipartUpload = { Parts: await Promise.all(parts) };
    assert.deepEqual(writes, []);
    await client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload }));
    const etag = (await posts.head(Key))?.etag ?? assert.fail();
    assert.deepEqual(writes, [{ bucket: 'posts', key: Key, kind: 'CompleteMultipartUpload', etag, size: 8, time: START }]);
  });

  it('is sent for each deleted key', async (context) => {
    const { client, posts, writes } = await watched(context);
    for (const key of [Key, 'a', 'b', 'kept']) await posts.put(key, Buffer.from(key));
    await client.send(new DeleteObjectCommand(at));
    const Objects = [{ Key: 'a' }, { Key: 'kept', ETag: '"other"' }, { Key: 'b' }];
    await client.send(new DeleteObjectsCommand({ Bucket: 'posts', Delete: { Objects } }));
    assert.deepEqual(
      writes,
      [Key, 'a', 'b'].map((key) => ({ bucket: 'posts', key, kind: 'Delete', time: START })),
    );
  });

  it('is not sent if nothing was written', async (context) => {
    const { client, posts, writes } = await watched(context);
    await posts.put(Key, Buffer.from('a'));
    const refused = refusal('PreconditionFailed', 412);
    await assert.rejects(client.send(new PutObjectCommand({ ...at, Body: 'x', IfNoneMatch: '*' })), refused);
    await assert.rejects(client.send(new CopyObjectCommand({ ...at, CopySource: 'posts/absent' })), refusal('NoSuchKey', 404));
    await assert.rejects(client.send(new DeleteObjectCommand({ ...at, IfMatch: '"other"' })), refused);
    const { UploadId = assert.fail() } = await client.send(new CreateMultipartUploadCommand(at));
    await client.send(new AbortMultipartUploadCommand({ ...at, UploadId }));
    assert.deepEqual(writes, []);
  });
});

describe('onWrite', () => {
  it('is called after the write and before the response', async (context) => {
    const order: string[] = [];
    const { client, posts } = await s3For(context, {
      onWrite: async ({ kind, key }) => {
        // Waits one turn of the event loop: a response that did not wait would be sent by now.
        await new Promise(setImmediate);
        order.push(`${kind} told, ${(await posts.head(key)) === undefined ? 'absent' : 'there'}`);
      },
    });
    await client.send(new PutObjectCommand({ ...at, Body: 'a' }));
    order.push('Put answered');
    await client.send(new DeleteObjectCommand(at));
    order.push('Delete answered');
    assert.deepEqual(order, ['Put told, there', 'Put answered', 'Delete told, absent', 'Delete answered']);
  });

  it('may fail without failing the write', async (context) => {
    const errors: unknown[] = [];
    const broken = new Error('the queue is gone');
    const { client, posts } = await s3For(context, {
      onWrite: () => Promise.reject(broken),
      onError: (error) => errors.push(error),
    });
    await client.send(new PutObjectCommand({ ...at, Body: 'a' }));
    assert.equal((await posts.head(Key))?.size, 1);
    assert.deepEqual(errors, [broken]);
  });
});

describe('the message of an event', () => {
  const write: ObjectWrite = { bucket: 'posts', key: Key, kind: 'Put', etag: 'e1', size: 5, time: NOW };
  const recordOf = (event: string) => JSON.parse(event).Records[0];
  const parsed = (key: string, prefix = '') => parseMessages([{ id: 'm1', body: s3Event({ ...write, key }) }], { bucket: 'posts', prefix });

  it("has the shape of Amazon's", () => {
    assert.deepEqual(JSON.parse(s3Event(write, 'eu-north-1')), {
      Records: [
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: 'eu-north-1',
          eventTime: '2026-03-01T09:30:00.123Z',
          eventName: 'ObjectCreated:Put',
          s3: {
            s3SchemaVersion: '1.0',
            configurationId: 'linefeed',
            bucket: { name: 'posts', arn: 'arn:aws:s3:::posts' },
            object: { key: 'posts/a+b%2B%C3%A9.md', size: 5, eTag: 'e1', sequencer: recordOf(s3Event(write)).s3.object.sequencer },
          },
        },
      ],
    });
  });

  it('is named after the operation', () => {
    const names = (['Put', 'Copy', 'CompleteMultipartUpload', 'Delete'] as const).map(
      (kind) => recordOf(s3Event({ ...write, kind })).eventName,
    );
    assert.deepEqual(names, ['ObjectCreated:Put', 'ObjectCreated:Copy', 'ObjectCreated:CompleteMultipartUpload', 'ObjectRemoved:Delete']);
  });

  it('has neither size nor ETag for a deleted object', () => {
    const { object } = recordOf(s3Event({ bucket: 'posts', key: Key, kind: 'Delete', time: NOW })).s3;
    assert.deepEqual(Object.keys(object), ['key', 'sequencer']);
  });

  it('has sequencers in the order of time', () => {
    const sequencers = [0, 9, 10, 255, 256, NOW, NOW + 1].map((time) => recordOf(s3Event({ ...write, time })).s3.object.sequencer);
    assert.deepEqual(sequencers, [...sequencers].sort());
    assert.ok(sequencers.every((sequencer: string) => /^[0-9A-F]{16}$/.test(sequencer)));
  });

  it('is parsed by the functions as the written key', () => {
    for (const key of ['a b.md', 'a+b.md', '100%.md', '%41.md', "!'()*~.md", 'x//é.md', '\u0001\n.md', '\u{1f600}.md', '&=?#.md']) {
      const messagesByKey = new Map([[key, ['m1']]]);
      assert.deepEqual(parsed(key), {
        batch: { keys: [key] },
        isolate: false,
        messagesByKey,
        fullMessages: [],
        pings: new Map(),
        unparsed: new Map(),
        written: [NOW],
      });
    }
  });

  it('is parsed as any key', () => {
    const name = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'+% /&=?%2B') }));
    fc.assert(
      fc.property(name, (text) => {
        assert.deepEqual(parsed(`${text}.md`).batch?.keys, [`${text}.md`]);
        assert.deepEqual(parsed(`blog/é +/${text}.md`, 'blog/é +/').batch?.keys, [`${text}.md`]);
      }),
      { seed: 20260301, numRuns: 200 },
    );
  });
});
