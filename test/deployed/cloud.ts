import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type ObjectWrite, s3Event } from '../../lambda/local/s3/event.ts';
import { MemoryStore } from '../../lambda/stores/memory.ts';
import { startEventBus, type TestEventBus } from '../support/event-bus.ts';
import { ACCOUNT, REGION, TestQueue } from '../support/queue.ts';
import { startScheduler, type TestScheduler } from '../support/scheduler.ts';
import { startSqs, type TestSqs } from '../support/sqs.ts';
import { type Physical, resolver } from './intrinsics.ts';
import { isAllowed, type Question } from './policy.ts';
import { idOf, idsOf, type PropertiesByType, type ROLES, type Synthesis } from './synthesis.ts';

const arn = (service: string, name: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;

const roleArn = (id: string): string => `arn:aws:iam::${ACCOUNT}:role/${id}`;

const SCHEDULER = 'scheduler.amazonaws.com';

type Role = (typeof ROLES)[number];

const bucketName = (id: string): string => id.toLowerCase();

export class Cloud {
  readonly made: Synthesis;
  /** Milliseconds by which its clock is ahead of this machine's. */
  clockAhead = 0;
  /** Milliseconds by which the buckets' clock is behind, so that new objects are old. */
  clockBehind = 0;
  readonly buckets: Record<string, MemoryStore>;
  readonly queues: Record<'fresh' | 'bulk' | 'freshDead' | 'bulkDead' | 'wakeUpsDead', TestQueue>;
  readonly sqs: TestSqs;
  readonly scheduler: TestScheduler;
  readonly eventBus: TestEventBus;
  /** Actions that only the omitted statement allows. */
  readonly missed: string[] = [];
  readonly #without: string | undefined;
  readonly #resolve: (value: unknown) => unknown;

  /** Closes when the test ends. @param without a statement of a role to omit: `Publish ReadPosts` */
  static async create(context: TestContext, made: Synthesis, without?: string): Promise<Cloud> {
    const queues = queuesOf(made);
    // No request arrives before `cloud` is set.
    let cloud: Cloud;
    const sqs = await startSqs(Object.values(queues), {
      canSend: (role, queue) => cloud.allows(role as Role, { action: 'sqs:SendMessage', resource: arn('sqs', queue) }),
    });
    const scheduler = await startScheduler({ canCreate: (role, ...schedule) => cloud.#canCreate(role as Role, ...schedule) });
    const eventBus = await startEventBus({
      canPut: (role, bus) => cloud.allows(role as Role, { action: 'events:PutEvents', resource: bus }),
    });
    context.after(() => Promise.all([sqs.close(), scheduler.close(), eventBus.close()]));
    cloud = new Cloud(made, queues, { sqs, scheduler, eventBus }, without);
    return cloud;
  }

  private constructor(
    made: Synthesis,
    queues: Cloud['queues'],
    { sqs, scheduler, eventBus }: Pick<Cloud, 'sqs' | 'scheduler' | 'eventBus'>,
    without?: string,
  ) {
    this.made = made;
    this.queues = queues;
    this.sqs = sqs;
    this.scheduler = scheduler;
    this.eventBus = eventBus;
    this.#without = without;
    const names = idsOf(made, 'AWS::S3::Bucket').map(bucketName);
    this.buckets = Object.fromEntries(names.map((name) => [name, new MemoryStore({ now: () => this.now() - this.clockBehind })]));
    this.#resolve = resolver(this.#physical());
  }

  now = (): number => Date.now() + this.clockAhead;

  /** @param role also the access key of its sessions */
  allows(role: Role, question: Question): boolean {
    const { Statement } = this.properties('AWS::IAM::Policy', `${role}Policy`).PolicyDocument;
    const left = Statement.filter(({ Sid }) => `${role} ${Sid}` !== this.#without);
    const allowed = isAllowed(left, question);
    if (!allowed && isAllowed(Statement, question)) this.missed.push(question.action);
    return allowed;
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

  notify(write: ObjectWrite): void {
    if (write.bucket !== this.bucket('Posts').name) return;
    const name = write.kind === 'Delete' ? 's3:ObjectRemoved:Delete' : `s3:ObjectCreated:${write.kind}`;
    const source = { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': `arn:aws:s3:::${write.bucket}` };
    const { NotificationConfiguration: notifications } = this.properties('AWS::S3::Bucket', 'Posts');
    for (const { Event, Queue } of notifications?.QueueConfigurations ?? []) {
      if (name.startsWith(Event.replace(/\*$/, ''))) this.#send(this.queueAt(Queue), s3Event(write), 's3.amazonaws.com', source);
    }
  }

  fire(rule: 'Schedule' | 'Deployed'): void {
    const source = { 'aws:SourceArn': arn('events', `rule/${idOf(this.made, 'AWS::Events::Rule', rule)}`) };
    const { Targets } = this.properties('AWS::Events::Rule', rule);
    for (const { Arn, Input } of Targets) this.#send(this.queueAt(Arn), Input, 'events.amazonaws.com', source);
  }

  /** Fires the schedules up to that time, in milliseconds since 1970; each sends with its role. */
  advanceTo(time: number): void {
    this.clockAhead = Math.max(this.clockAhead, time - Date.now());
    for (const { group, target } of this.scheduler.take(time)) {
      assert.ok(this.#mayTake(target.RoleArn, group), `the scheduler may not assume the role ${target.RoleArn}`);
      const allowed = (resource: string) => this.allows('WakeUps', { action: 'sqs:SendMessage', resource });
      assert.ok(allowed(target.DeadLetterConfig.Arn), 'the role may not send to the dead-letter queue');
      assert.ok(allowed(target.Arn), `the role may not send to ${target.Arn}`);
      this.queueAt(target.Arn).put(target.Input);
    }
  }

  /** CreateSchedule also needs PassRole of a role that the scheduler may assume. */
  #canCreate(caller: Role, schedule: string, role: string): boolean {
    const passing = { action: 'iam:PassRole', resource: role, context: { 'iam:PassedToService': SCHEDULER } };
    return (
      this.allows(caller, { action: 'scheduler:CreateSchedule', resource: schedule }) &&
      this.allows(caller, passing) &&
      this.#mayTake(role, schedule.split('/')[1] ?? '')
    );
  }

  #mayTake(role: string, group: string): boolean {
    assert.equal(role, roleArn(idOf(this.made, 'AWS::IAM::Role', 'WakeUpsRole')));
    const { AssumeRolePolicyDocument: trust } = this.properties('AWS::IAM::Role', 'WakeUpsRole');
    const context = { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': arn('scheduler', `schedule-group/${group}`) };
    const statements = trust.Statement.map((statement) => ({ ...statement, Resource: role }));
    return isAllowed(statements, { service: SCHEDULER, action: 'sts:AssumeRole', resource: role, context });
  }

  /** If the queue's policy allows it. */
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
      ...named('AWS::IAM::Role', (id) => ({ ref: id, attributes: { Arn: roleArn(id) } })),
      ...named('AWS::Scheduler::ScheduleGroup', (id) => {
        const { Name } = this.made.resources[id]?.Properties as PropertiesByType['AWS::Scheduler::ScheduleGroup'];
        return { ref: Name, attributes: { Arn: arn('scheduler', `schedule-group/${Name}`) } };
      }),
    ]);
  }
}

/** The queues are named by their logical ids. */
function queuesOf(made: Synthesis): Cloud['queues'] {
  const queueOf = (name: string): TestQueue => {
    const id = idOf(made, 'AWS::SQS::Queue', name);
    const { RedrivePolicy: redrive } = made.resources[id]?.Properties as PropertiesByType['AWS::SQS::Queue'];
    return new TestQueue(id, redrive ? { deadLetters: queueOf(`${name}DeadLetters`), maxReceiveCount: redrive.maxReceiveCount } : {});
  };
  const [fresh, bulk, wakeUpsDead] = [queueOf('Fresh'), queueOf('Bulk'), queueOf('WakeUpsDeadLetters')];
  return { fresh, bulk, wakeUpsDead, freshDead: fresh.deadLetters ?? assert.fail(), bulkDead: bulk.deadLetters ?? assert.fail() };
}
