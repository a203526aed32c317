/** What stands around the functions where they are deployed: the buckets, whose posts tell of their writes, and the queues. All of it on this machine. */
import type { RequestListener } from 'node:http';
import type { TestContext } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { toEnvironment } from '../../lambda/aws/environment.ts';
import { s3Event } from '../../lambda/local/s3/event.ts';
import type { S3Handler } from '../../lambda/local/s3/server.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { ACCOUNT, REGION, TestQueue } from './queue.ts';
import { CREDENTIALS, startS3, type TestS3 } from './s3.ts';
import { startScheduler, type TestScheduler } from './scheduler.ts';
import { startSqs } from './sqs.ts';

export interface TestAws extends Omit<TestS3, 'close'> {
  posts: MemoryStore;
  site: MemoryStore;
  /** Of S3's events; the publish function takes them. */
  fresh: TestQueue;
  /** Of bulk work; the reconcile function takes it. */
  bulk: TestQueue;
  /** Dead letters of both. */
  dead: TestQueue;
  /** Takes the functions' schedules. */
  scheduler: TestScheduler;
  /** Everything that a function finds in its environment. */
  variables: Record<string, string>;
}

/** Ends with the test, or whatever else calls back. Only what is written over HTTP is told to the queue. */
export async function awsFor(
  context: Pick<TestContext, 'after'>,
  wrap?: (handler: S3Handler) => RequestListener,
  postsPrefix = '',
  site = new MemoryStore(),
): Promise<TestAws> {
  const [posts, dead] = [new MemoryStore(), new TestQueue('dead')];
  const [fresh, bulk] = [new TestQueue('fresh', { deadLetters: dead }), new TestQueue('bulk', { deadLetters: dead })];
  const sqs = await startSqs([fresh, bulk]);
  const scheduler = await startScheduler();
  const s3 = await startS3({ posts, site }, { onWrite: (write) => void (write.bucket === 'posts' && fresh.put(s3Event(write))) }, wrap);
  context.after(() => Promise.all([s3.close(), sqs.close(), scheduler.close()]));
  const variables = {
    ...toEnvironment({
      ...{ postsBucket: 'posts', postsPrefix, siteBucket: 'site', bulkQueueUrl: sqs.urlOf(bulk), settings: {} },
      // Hubs of tests are on this machine.
      privateHubs: ['127.0.0.1'],
      scheduler: { group: 'wake-ups', role: `arn:aws:iam::${ACCOUNT}:role/wake-ups`, queue: fresh.arn, deadLetters: dead.arn },
    }),
    // Lambda's Node is newer than the one here.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_SQS: sqs.endpoint,
    AWS_ENDPOINT_URL_SCHEDULER: scheduler.endpoint,
  };
  const { endpoint, client } = s3;
  return { endpoint, client, posts, site, fresh, bulk, dead, scheduler, variables };
}

/** As a user uploads: the queue of fresh posts is told. */
export async function upload({ client }: Pick<TestAws, 'client'>, files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [Key, Body] of Object.entries(files)) await client.send(new PutObjectCommand({ Bucket: 'posts', Key, Body }));
}
