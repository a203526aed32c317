/**
 * A synthesised template, deployed on this machine: its buckets and queues over HTTP, its functions' bundles in processes of their own with
 * the environment, the event sources and the role that it gives them.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { App } from 'aws-cdk-lib';
import { type ObjectWrite, s3Event } from '../../lambda/local/s3/event.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { synthesise } from '../lib/synth.ts';
import { startFunction } from '../support/function-process.ts';
import { ACCOUNT, REGION, TestQueue } from '../support/queue.ts';
import { CREDENTIALS, startS3, type TestS3 } from '../support/s3.ts';
import { startSqs } from '../support/sqs.ts';
import { guard } from './guard.ts';
import { type Physical, resolver } from './intrinsics.ts';
import { isAllowed, type Statement } from './policy.ts';

interface Resource {
  Type: string;
  Properties: never;
}

interface Policy {
  PolicyDocument: { Statement: Statement[] };
}

interface QueuePolicy extends Policy {
  Queues: string[];
}

interface BucketWithEvents {
  NotificationConfiguration: { QueueConfigurations: { Event: string; Queue: string }[] };
}

interface FunctionProperties {
  Code: { S3Key: string };
  Environment: { Variables: Record<string, string> };
  /** Seconds. */
  Timeout: number;
  LoggingConfig: { LogGroup: string };
}

interface Source {
  FunctionName: string;
  FunctionResponseTypes: string[];
  EventSourceArn: string;
  BatchSize: number;
}

interface Rule {
  Targets: { Arn: string; Input: string }[];
}

export interface Synthesis {
  resources: Record<string, Resource>;
  /** Folder of each function's bundle, by its hash. */
  assets: ReadonlyMap<string, string>;
}

/** The default app of someone who embeds the construct. */
export function synthesis(): Synthesis {
  const { stack } = synthesise();
  const { directory } = (stack.node.root as App).synth();
  const read = (file: string) => JSON.parse(readFileSync(join(directory, file), 'utf8'));
  const files = Object.entries(read('Blog.assets.json').files as Record<string, { source: { path: string } }>);
  return {
    resources: read('Blog.template.json').Resources,
    assets: new Map(files.map(([hash, { source }]) => [hash, join(directory, source.path)])),
  };
}

/** Names of the roles' statements: `Publish ReadPosts`. */
export const roleStatements = ({ resources }: Synthesis): string[] =>
  Object.entries(resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
    .flatMap(([id, { Properties }]) => (Properties as Policy).PolicyDocument.Statement.map(({ Sid }) => `${roleName(id)} ${Sid}`));

const roleName = (id: string): string => /^Feeds(Publish|Reconcile)/.exec(id)?.[1] ?? assert.fail(`whose policy is ${id}?`);

export interface Worker {
  /** What it wrote, as far as its role let it. */
  log: string[];
  /** Brings it whatever waits in its queue, in batches as its event source makes them. @param timeout milliseconds; its own if left out */
  drain(timeout?: number): Promise<void>;
  /** One batch. */
  deliver(timeout?: number): Promise<void>;
}

export interface Deployment {
  /** For people who upload. */
  s3: TestS3;
  postsBucket: string;
  site: MemoryStore;
  queues: { fresh: TestQueue; bulk: TestQueue; freshDead: TestQueue; bulkDead: TestQueue };
  publish: Worker;
  reconcile: Worker;
  /** Sends what the rule sends when its time comes. */
  fire(rule: 'Schedule' | 'Deployed'): void;
  /** The site bucket's clock, in milliseconds behind. */
  clock: { behind: number };
}

/** Ends with the test. @param without a statement of a role that is left out: `Publish ReadPosts` */
export async function deploy(context: TestContext, { resources, assets }: Synthesis, without?: string): Promise<Deployment> {
  const idOf = (type: string, start: string): string => {
    const found = Object.entries(resources).filter(
      ([id, { Type }]) => Type === type && id.startsWith(start) && /^[0-9A-F]{8}$/.test(id.slice(start.length)),
    );
    assert.equal(found.length, 1, `${type} ${start}`);
    return found[0]?.[0] ?? '';
  };
  const physical = new Map<string, Physical>();
  const clock = { behind: 0 };

  const bucketNames = Object.keys(resources).filter((id) => resources[id]?.Type === 'AWS::S3::Bucket');
  const buckets = Object.fromEntries(
    bucketNames.map((id) => [id.toLowerCase(), new MemoryStore({ now: () => Date.now() - clock.behind })]),
  );
  for (const id of bucketNames) physical.set(id, { ref: id.toLowerCase(), attributes: { Arn: `arn:aws:s3:::${id.toLowerCase()}` } });

  const queueOf = (name: string): TestQueue => {
    const id = idOf('AWS::SQS::Queue', `Feeds${name}`);
    const { RedrivePolicy: redrive } = resources[id]?.Properties as unknown as { RedrivePolicy?: { maxReceiveCount: number } };
    return new TestQueue(id, redrive ? { deadLetters: queueOf(`${name}DeadLetters`), maxReceiveCount: redrive.maxReceiveCount } : {});
  };
  const [fresh, bulk] = [queueOf('Fresh'), queueOf('Bulk')];
  const queues = { fresh, bulk, freshDead: fresh.deadLetters ?? assert.fail(), bulkDead: bulk.deadLetters ?? assert.fail() };
  const roles = new Map<string, Statement[]>();
  const sqs = await startSqs(Object.values(queues), {
    canSend: (role, queue) => isAllowed(roles.get(role) ?? [], { action: 'sqs:SendMessage', resource: arnOfQueue(queue) }),
  });
  context.after(() => sqs.close());
  const arnOfQueue = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
  for (const queue of Object.values(queues))
    physical.set(queue.name, { ref: sqs.urlOf(queue), attributes: { Arn: queue.arn, QueueName: queue.name } });
  for (const [id, { Type }] of Object.entries(resources)) {
    if (Type === 'AWS::Logs::LogGroup')
      physical.set(id, { ref: id, attributes: { Arn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${id}:*` } });
    if (Type === 'AWS::Lambda::Function' || Type === 'AWS::IAM::Role') physical.set(id, { ref: id, attributes: { Arn: `arn:${id}` } });
    if (Type === 'AWS::Events::Rule') physical.set(id, { ref: id, attributes: { Arn: `arn:aws:events:${REGION}:${ACCOUNT}:rule/${id}` } });
  }
  const resolve = resolver(physical);
  const propertiesOf = <T>(id: string) => resolve(resources[id]?.Properties) as T;

  const queuePolicy = (queue: TestQueue): Statement[] =>
    Object.entries(resources)
      .filter(([, { Type }]) => Type === 'AWS::SQS::QueuePolicy')
      .map(([id]) => propertiesOf<QueuePolicy>(id))
      .filter(({ Queues }) => Queues.includes(sqs.urlOf(queue)))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  const queueByArn = (arn: string) => Object.values(queues).find((queue) => queue.arn === arn) ?? assert.fail(`there is no queue ${arn}`);
  /** As a service sends: only if the queue's policy lets it. */
  const send = (queue: TestQueue, body: string, service: string, context: Record<string, string>) => {
    const question = { service, action: 'sqs:SendMessage', resource: queue.arn, context: { ...context, 'aws:SecureTransport': 'true' } };
    assert.ok(isAllowed(queuePolicy(queue), question), `${service} may not send to ${queue.name}`);
    queue.put(body);
  };

  const postsId = idOf('AWS::S3::Bucket', 'FeedsPosts');
  const { NotificationConfiguration: notifications } = propertiesOf<BucketWithEvents>(postsId);
  const tell = (write: ObjectWrite): void => {
    if (write.bucket !== postsId.toLowerCase()) return;
    const name = write.kind === 'Delete' ? 's3:ObjectRemoved:Delete' : `s3:ObjectCreated:${write.kind}`;
    for (const { Event, Queue } of notifications.QueueConfigurations) {
      if (!name.startsWith(Event.replace(/\*$/, ''))) continue;
      const source = { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': `arn:aws:s3:::${write.bucket}` };
      send(queueByArn(Queue), s3Event(write), 's3.amazonaws.com', source);
    }
  };

  async function worker(name: 'Publish' | 'Reconcile'): Promise<Worker> {
    const id = idOf('AWS::Lambda::Function', `Feeds${name}`);
    const { Code, Environment, Timeout, LoggingConfig } = propertiesOf<FunctionProperties>(id);
    const policyId = idOf('AWS::IAM::Policy', `Feeds${name}Policy`);
    const statements = propertiesOf<Policy>(policyId).PolicyDocument.Statement.filter(({ Sid }) => `${name} ${Sid}` !== without);
    roles.set(name, statements);
    const credentials = { ...CREDENTIALS, accessKeyId: name };
    const s3 = await startS3(buckets, { credentials, onWrite: tell }, guard(statements, buckets));
    context.after(() => s3.close());
    const folder = assets.get(String(Code.S3Key).replace(/\.zip$/, '')) ?? assert.fail(`the bundle ${Code.S3Key} is not there`);
    const { handler, log } = await startFunction(context, folder, {
      ...Environment.Variables,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_SQS: sqs.endpoint,
    });
    const source = propertiesOf<Source>(idOf('AWS::Lambda::EventSourceMapping', `Feeds${name}Source`));
    assert.deepEqual([source.FunctionName, source.FunctionResponseTypes], [id, ['ReportBatchItemFailures']]);
    const queue = queueByArn(source.EventSourceArn);
    const may = (action: string, resource: string) => isAllowed(statements, { action, resource });
    for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
      assert.ok(may(`sqs:${action}`, queue.arn), `${name} may not ${action}`);
    }
    const stream = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${LoggingConfig.LogGroup}:log-stream:1`;
    const logs = may('logs:CreateLogStream', stream) && may('logs:PutLogEvents', stream);
    const mapping = (timeout = Timeout * 1000) => ({ batchSize: source.BatchSize, timeout });
    return {
      log: logs ? log : [],
      deliver: (timeout) => queue.deliver(handler, mapping(timeout)),
      drain: (timeout) => queue.drain(handler, mapping(timeout)),
    };
  }

  const [publish, reconcile] = [await worker('Publish'), await worker('Reconcile')];
  const s3 = await startS3(buckets, { onWrite: tell });
  context.after(() => s3.close());
  const fire = (rule: string) => {
    const id = idOf('AWS::Events::Rule', `Feeds${rule}`);
    for (const { Arn, Input } of propertiesOf<Rule>(id).Targets) {
      send(queueByArn(Arn), Input, 'events.amazonaws.com', { 'aws:SourceArn': `arn:aws:events:${REGION}:${ACCOUNT}:rule/${id}` });
    }
  };
  const site = buckets[idOf('AWS::S3::Bucket', 'FeedsSite').toLowerCase()] ?? assert.fail();
  return { s3, postsBucket: postsId.toLowerCase(), site, queues, publish, reconcile, fire, clock };
}
