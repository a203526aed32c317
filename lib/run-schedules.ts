/** What the functions need to be woken at the minute at which a post appears or expires. The schedules they make themselves; see lambda/aws/scheduler.ts. */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { SchedulerSettings as Settings } from '../lambda/aws/environment.ts';
import { acknowledge } from './acknowledge.ts';
import { sending } from './permissions.ts';
import { createDeadLetters } from './queues.ts';

export interface RunSchedules {
  /** Deleted with the stack, and all schedules in it. */
  readonly group: ScheduleGroup;
  /** In whose name a schedule sends its message. */
  readonly role: Role;
  readonly queue: Queue;
  /** What could not be sent for a day. */
  readonly deadLetters: Queue;
}

/** @param queue of the function that is woken */
export function createRunSchedules(scope: Construct, queue: Queue): RunSchedules {
  const group = new ScheduleGroup(scope, 'WakeUps', { removalPolicy: RemovalPolicy.DESTROY });
  const deadLetters = createDeadLetters(scope, 'WakeUps');
  acknowledge(deadLetters, { 'AwsSolutions-SQS3': 'This is the dead-letter queue, of schedules that are not in the template.' });
  // A schedule's requests name its group as their source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
  const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account, 'aws:SourceArn': group.scheduleGroupArn } };
  const role = new Role(scope, 'WakeUpsRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions }) });
  new Policy(scope, 'WakeUpsPolicy', { roles: [role], statements: [sending(queue, deadLetters)] });
  return { group, role, queue, deadLetters };
}

export const settingsOf = ({ group, role, queue, deadLetters }: RunSchedules): Settings => ({
  group: group.scheduleGroupName,
  role: role.roleArn,
  queue: queue.queueArn,
  deadLetters: deadLetters.queueArn,
});
