/** The buckets and queues of a template, and who may send to whom. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type ObjectWrite, s3Event } from '../../lambda/local/s3/event.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { ACCOUNT, REGION, TestQueue } from '../support/queue.ts';
import { startSqs, type TestSqs } from '../support/sqs.ts';
import { type Physical, resolver } from './intrinsics.ts';
import { isAllowed, type Statement } from './policy.ts';
import { idOf, idsOf, type PropertiesByType, type Synthesis } from './synthesis.ts';

const arn = (service: string, name: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;

const bucketName = (id: string): string => id.toLowerCase();

export class Cloud {
  readonly made: Synthesis;
  /** The buckets' clock, in milliseconds behind. */
  behind = 0;
  readonly buckets: Record<string, MemoryStore>;
  readonly queues: Record<'fresh' | 'bulk' | 'freshDead' | 'bulkDead', TestQueue>;
  /** Statements of each role, by the access key of who took it. */
  readonly roles = new Map<string, readonly Statement[]>();
  readonly sqs: TestSqs;
  readonly #resolve: (value: unknown) => unknown;

  /** Ends with the test. */
  static async create(context: TestContext, made: Synthesis): Promise<Cloud> {
    const queues = queuesOf(made);
    const roles = new Map<string, readonly Statement[]>();
    const sqs = await startSqs(Object.values(queues), {
      canSend: (role, queue) => isAllowed(roles.get(role) ?? [], { action: 'sqs:SendMessage', resource: arn('sqs', queue) }),
    });
    context.after(() => sqs.close());
    return new Cloud(made, queues, roles, sqs);
  }

  private constructor(made: Synthesis, queues: Cloud['queues'], roles: Cloud['roles'], sqs: TestSqs) {
    this.made = made;
    this.queues = queues;
    this.roles = roles;
    this.sqs = sqs;
    const names = idsOf(made, 'AWS::S3::Bucket').map(bucketName);
    this.buckets = Object.fromEntries(names.map((name) => [name, new MemoryStore({ now: () => Date.now() - this.behind })]));
    this.#resolve = resolver(this.#physical());
  }

  bucket(name: 'Posts' | 'Site'): { name: string; store: MemoryStore } {
    const found = bucketName(idOf(this.made, 'AWS::S3::Bucket', name));
    return { name: found, store: this.buckets[found] ?? assert.fail() };
  }

  properties<Type extends keyof PropertiesByType>(type: Type, name: string): PropertiesByType[Type] {
    return this.#propertiesOf(idOf(this.made, type, name));
  }

  queueAt(address: string): TestQueue {
    return Object.values(this.queues).find((queue) => queue.arn === address) ?? assert.fail(`there is no queue ${address}`);
  }

  /** What S3 does when an object was written. */
  tell(write: ObjectWrite): void {
    if (write.bucket !== this.bucket('Posts').name) return;
    const name = write.kind === 'Delete' ? 's3:ObjectRemoved:Delete' : `s3:ObjectCreated:${write.kind}`;
    const source = { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': `arn:aws:s3:::${write.bucket}` };
    const { NotificationConfiguration: notifications } = this.properties('AWS::S3::Bucket', 'Posts');
    for (const { Event, Queue } of notifications?.QueueConfigurations ?? []) {
      if (name.startsWith(Event.replace(/\*$/, ''))) this.#send(this.queueAt(Queue), s3Event(write), 's3.amazonaws.com', source);
    }
  }

  /** What EventBridge does when a rule's time has come. */
  fire(rule: 'Schedule' | 'Deployed'): void {
    const source = { 'aws:SourceArn': arn('events', `rule/${idOf(this.made, 'AWS::Events::Rule', rule)}`) };
    const { Targets } = this.properties('AWS::Events::Rule', rule);
    for (const { Arn, Input } of Targets) this.#send(this.queueAt(Arn), Input, 'events.amazonaws.com', source);
  }

  /** As a service sends: only if the queue's policy lets it. */
  #send(queue: TestQueue, body: string, service: string, source: Record<string, string>): void {
    const statements = idsOf(this.made, 'AWS::SQS::QueuePolicy')
      .map((id) => this.#propertiesOf<PropertiesByType['AWS::SQS::QueuePolicy']>(id))
      .filter(({ Queues }) => Queues.includes(this.sqs.urlOf(queue)))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const question = { service, action: 'sqs:SendMessage', resource: queue.arn, context: { ...source, 'aws:SecureTransport': 'true' } };
    assert.ok(isAllowed(statements, question), `${service} may not send to ${queue.name}`);
    queue.put(body);
  }

  #propertiesOf<T>(id: string): T {
    return this.#resolve(this.made.resources[id]?.Properties) as T;
  }

  /** What the resources are called once they are there. */
  #physical(): Map<string, Physical> {
    const named = (type: string, physicalOf: (id: string) => Physical) => idsOf(this.made, type).map((id) => [id, physicalOf(id)] as const);
    const queues = Object.values(this.queues).map((queue) => {
      const attributes = { Arn: queue.arn, QueueName: queue.name };
      return [queue.name, { ref: this.sqs.urlOf(queue), attributes }] as const;
    });
    return new Map<string, Physical>([
      ...queues,
      ...named('AWS::S3::Bucket', (id) => ({ ref: bucketName(id), attributes: { Arn: `arn:aws:s3:::${bucketName(id)}` } })),
      ...named('AWS::Logs::LogGroup', (id) => ({ ref: id, attributes: { Arn: arn('logs', `log-group:${id}:*`) } })),
      ...named('AWS::Events::Rule', (id) => ({ ref: id, attributes: { Arn: arn('events', `rule/${id}`) } })),
      ...named('AWS::Lambda::Function', (id) => ({ ref: id })),
      ...named('AWS::IAM::Role', (id) => ({ ref: id, attributes: { Arn: `arn:aws:iam::${ACCOUNT}:role/${id}` } })),
    ]);
  }
}

/** Called by their logical ids. */
function queuesOf(made: Synthesis): Cloud['queues'] {
  const queueOf = (name: string): TestQueue => {
    const id = idOf(made, 'AWS::SQS::Queue', name);
    const { RedrivePolicy: redrive } = made.resources[id]?.Properties as PropertiesByType['AWS::SQS::Queue'];
    return new TestQueue(id, redrive ? { deadLetters: queueOf(`${name}DeadLetters`), maxReceiveCount: redrive.maxReceiveCount } : {});
  };
  const [fresh, bulk] = [queueOf('Fresh'), queueOf('Bulk')];
  return { fresh, bulk, freshDead: fresh.deadLetters ?? assert.fail(), bulkDead: bulk.deadLetters ?? assert.fail() };
}
