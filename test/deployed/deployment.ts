/**
 * Deploys a synthesised template on this machine: its buckets and queues over HTTP, its functions' bundles in separate processes with their
 * environment, event sources and roles.
 */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { startFunction } from '../support/function-process.ts';
import { ACCOUNT, REGION } from '../support/queue.ts';
import { CREDENTIALS, startS3, type TestS3 } from '../support/s3.ts';
import { Cloud } from './cloud.ts';
import { guard } from './guard.ts';
import type { Synthesis } from './synthesis.ts';

export interface Worker {
  /** If its role may log. */
  log: string[];
  drain(): Promise<void>;
  /** @param timeout milliseconds; the function's own by default */
  deliver(timeout?: number): Promise<void>;
}

export interface Deployment {
  cloud: Cloud;
  s3: TestS3;
  publish: Worker;
  reconcile: Worker;
}

/** Closes when the test ends. @param without a statement of a role to omit: `Publish ReadPosts` */
export const deploy = async (context: TestContext, made: Synthesis, without?: string): Promise<Deployment> =>
  deployTo(await Cloud.create(context, made, without), context);

export async function deployTo(cloud: Cloud, context: TestContext): Promise<Deployment> {
  const [publish, reconcile] = [await start(context, cloud, 'Publish'), await start(context, cloud, 'Reconcile')];
  const s3 = await startS3(cloud.buckets, { now: cloud.now, onWrite: (write) => cloud.notify(write) });
  context.after(() => s3.close());
  return { cloud, s3, publish, reconcile };
}

type Name = 'Publish' | 'Reconcile';

async function start(context: TestContext, cloud: Cloud, name: Name): Promise<Worker> {
  const { Code, Environment, Timeout, LoggingConfig } = cloud.properties('AWS::Lambda::Function', name);
  const folder = cloud.made.assets.get(Code.S3Key.replace(/\.zip$/, '')) ?? assert.fail(`the bundle ${Code.S3Key} is missing`);
  const variables = { ...Environment.Variables, ...(await surroundings(context, cloud, name)) };
  const { handler, log } = await startFunction(context, folder, variables, { clockAhead: () => cloud.clockAhead });
  const { queue, batchSize } = sourceOf(cloud, name);
  const mapping = (timeout = Timeout * 1000) => ({ batchSize, timeout });
  return {
    log: mayLog(cloud, name, LoggingConfig.LogGroup) ? log : [],
    deliver: (timeout) => queue.deliver(handler, mapping(timeout)),
    drain: () => queue.drain(handler, mapping()),
  };
}

/** An S3 that enforces the role, and the rest of a function's environment in Lambda. */
async function surroundings(context: TestContext, cloud: Cloud, role: Name): Promise<Record<string, string>> {
  const credentials = { ...CREDENTIALS, accessKeyId: role };
  const s3 = await startS3(
    cloud.buckets,
    { credentials, now: cloud.now, onWrite: (write) => cloud.notify(write) },
    guard((question) => cloud.allows(role, question), cloud.buckets),
  );
  context.after(() => s3.close());
  return {
    // Hubs in tests listen on this machine.
    LINEFEED_PRIVATE_HUBS: '127.0.0.1',
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_SQS: cloud.sqs.endpoint,
    AWS_ENDPOINT_URL_SCHEDULER: cloud.scheduler.endpoint,
    AWS_ENDPOINT_URL_EVENTBRIDGE: cloud.eventBus.endpoint,
  };
}

/** The event source polls with the function's role. */
function sourceOf(cloud: Cloud, name: Name) {
  const { FunctionName, FunctionResponseTypes, EventSourceArn, BatchSize } = cloud.properties(
    'AWS::Lambda::EventSourceMapping',
    `${name}Source`,
  );
  assert.match(FunctionName, new RegExp(`^Feeds${name}[0-9A-F]{8}$`));
  assert.deepEqual(FunctionResponseTypes, ['ReportBatchItemFailures']);
  for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']) {
    assert.ok(cloud.allows(name, { action, resource: EventSourceArn }), `${name} may not ${action}`);
  }
  return { queue: cloud.queueAt(EventSourceArn), batchSize: BatchSize };
}

function mayLog(cloud: Cloud, name: Name, group: string): boolean {
  const resource = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${group}:log-stream:1`;
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].every((action) => cloud.allows(name, { action, resource }));
}
