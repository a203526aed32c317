/**
 * A synthesised template, deployed on this machine: its buckets and queues over HTTP, its functions' bundles in processes of their own with
 * the environment, the event sources and the roles that it gives them.
 */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { startFunction } from '../support/function-process.ts';
import { ACCOUNT, REGION } from '../support/queue.ts';
import { CREDENTIALS, startS3, type TestS3 } from '../support/s3.ts';
import { Cloud } from './cloud.ts';
import { guard } from './guard.ts';
import { isAllowed, type Statement } from './policy.ts';
import type { Synthesis } from './synthesis.ts';

/** A function behind its event source. */
export interface Worker {
  /** What it wrote, if its role let it. */
  log: string[];
  /** Brings it whatever waits in its queue, in batches as its event source makes them. */
  drain(): Promise<void>;
  /** One batch. @param timeout milliseconds; its own if left out */
  deliver(timeout?: number): Promise<void>;
}

export interface Deployment {
  cloud: Cloud;
  /** For people who upload. */
  s3: TestS3;
  publish: Worker;
  reconcile: Worker;
}

/** Ends with the test. @param without a statement of a role that is left out: `Publish ReadPosts` */
export async function deploy(context: TestContext, made: Synthesis, without?: string): Promise<Deployment> {
  const cloud = await Cloud.create(context, made, without);
  const [publish, reconcile] = [await start(context, cloud, 'Publish'), await start(context, cloud, 'Reconcile')];
  const s3 = await startS3(cloud.buckets, { now: cloud.now, onWrite: (write) => cloud.tell(write) });
  context.after(() => s3.close());
  return { cloud, s3, publish, reconcile };
}

async function start(context: TestContext, cloud: Cloud, name: 'Publish' | 'Reconcile'): Promise<Worker> {
  const statements = cloud.statementsOf(name);
  const { Code, Environment, Timeout, LoggingConfig } = cloud.properties('AWS::Lambda::Function', name);
  const folder = cloud.made.assets.get(Code.S3Key.replace(/\.zip$/, '')) ?? assert.fail(`the bundle ${Code.S3Key} is not there`);
  const variables = { ...Environment.Variables, ...(await surroundings(context, cloud, name, statements)) };
  const { handler, log } = await startFunction(context, folder, variables, { ahead: () => cloud.ahead });
  const { queue, batchSize } = sourceOf(cloud, name, statements);
  const mapping = (timeout = Timeout * 1000) => ({ batchSize, timeout });
  return {
    log: mayLog(statements, LoggingConfig.LogGroup) ? log : [],
    deliver: (timeout) => queue.deliver(handler, mapping(timeout)),
    drain: () => queue.drain(handler, mapping()),
  };
}

/** An S3 that lets through what the role allows, and everything else that Lambda puts into a function's environment. */
async function surroundings(
  context: TestContext,
  cloud: Cloud,
  role: string,
  statements: readonly Statement[],
): Promise<Record<string, string>> {
  const credentials = { ...CREDENTIALS, accessKeyId: role };
  const s3 = await startS3(
    cloud.buckets,
    { credentials, now: cloud.now, onWrite: (write) => cloud.tell(write) },
    guard(statements, cloud.buckets),
  );
  context.after(() => s3.close());
  return {
    // Hubs of tests are on this machine.
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

/** Lambda takes messages in the function's name. */
function sourceOf(cloud: Cloud, name: string, statements: readonly Statement[]) {
  const { FunctionName, FunctionResponseTypes, EventSourceArn, BatchSize } = cloud.properties(
    'AWS::Lambda::EventSourceMapping',
    `${name}Source`,
  );
  assert.match(FunctionName, new RegExp(`^Feeds${name}[0-9A-F]{8}$`));
  assert.deepEqual(FunctionResponseTypes, ['ReportBatchItemFailures']);
  for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']) {
    assert.ok(isAllowed(statements, { action, resource: EventSourceArn }), `${name} may not ${action}`);
  }
  return { queue: cloud.queueAt(EventSourceArn), batchSize: BatchSize };
}

function mayLog(statements: readonly Statement[], group: string): boolean {
  const resource = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${group}:log-stream:1`;
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].every((action) => isAllowed(statements, { action, resource }));
}
