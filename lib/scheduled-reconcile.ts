import { type Duration, Stack } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { RECONCILE_MESSAGE } from '../lambda/aws/messages.ts';

/** By the bulk queue, which retries and has an alarm. */
export function scheduleReconcile(scope: Construct, queue: Queue, every: Duration): void {
  const targets = () => [new SqsQueue(queue, { message: RuleTargetInput.fromObject(JSON.parse(RECONCILE_MESSAGE)) })];
  new Rule(scope, 'Schedule', {
    description: 'Linefeed: reconciles on a schedule, to repair lost events',
    schedule: Schedule.rate(every),
    targets: targets(),
  });
  // A first deployment imports, a new version may render differently. Asynchronous, without custom resource.
  new Rule(scope, 'Deployed', {
    description: 'Linefeed: reconciles after each deployment',
    eventPattern: {
      source: ['aws.cloudformation'],
      detailType: ['CloudFormation Stack Status Change'],
      detail: {
        'stack-id': [Stack.of(scope).stackId],
        'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'] },
      },
    },
    targets: targets(),
  });
}
