/** A deployment's AWS services on this machine: buckets, event notifications, queues and a scheduler. */
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
  /** S3 events, for the publish function. */
  fresh: TestQueue;
  /** Bulk work, for the reconcile function. */
  bulk: TestQueue;
  /** Of both. */
  dead: TestQueue;
  scheduler: TestScheduler;
  variables: Record<string, string>;
}

/** Closes when the test ends. Only writes over HTTP send events. */
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
      // Hubs in tests listen on this machine.
      privateHubs: ['127.0.0.1'],
      scheduler: { group: 'wake-ups', role: `arn:aws:iam::${ACCOUNT}:role/wake-ups`, queue: fresh.arn, deadLetters: dead.arn },
    }),
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

/** Over HTTP, so that each file sends an event. */
export async function upload({ client }: Pick<TestAws, 'client'>, files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [Key, Body] of Object.entries(files)) await client.send(new PutObjectCommand({ Bucket: 'posts', Key, Body }));
}
