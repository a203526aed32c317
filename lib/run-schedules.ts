/** For one-time schedules, created by functions (lambda/aws/scheduler.ts). */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { SchedulerSettings as Settings } from '../lambda/aws/environment.ts';
import { acknowledge } from './acknowledge.ts';
import { sendStatement } from './permissions.ts';
import { createDeadLetters } from './queues.ts';

export interface RunSchedules {
  readonly group: ScheduleGroup;
  readonly role: Role;
  readonly queue: Queue;
  /** Not delivered within a day. */
  readonly deadLetters: Queue;
}

export function createRunSchedules(scope: Construct, queue: Queue): RunSchedules {
  const group = new ScheduleGroup(scope, 'WakeUps', { removalPolicy: RemovalPolicy.DESTROY });
  const deadLetters = createDeadLetters(scope, 'WakeUps');
  acknowledge(deadLetters, { 'AwsSolutions-SQS3': 'This is the dead-letter queue, of schedules that are not in the template.' });
  // Scheduler sends the group's ARN as source:
  // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
  const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account, 'aws:SourceArn': group.scheduleGroupArn } };
  const role = new Role(scope, 'WakeUpsRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions }) });
  new Policy(scope, 'WakeUpsPolicy', { roles: [role], statements: [sendStatement(queue, deadLetters)] });
  return { group, role, queue, deadLetters };
}

export const settingsOf = ({ group, role, queue, deadLetters }: RunSchedules): Settings => ({
  group: group.scheduleGroupName,
  role: role.roleArn,
  queue: queue.queueArn,
  deadLetters: deadLetters.queueArn,
});
