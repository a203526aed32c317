/** When everything is looked at, whatever events said: by schedule, and once after each deployment. */
import { type Duration, Stack } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { RECONCILE_MESSAGE } from '../lambda/aws/messages.ts';

/** By the queue of bulk work, like all that takes long: it comes again if it fails, and ends where someone sees it. */
export function scheduleReconcile(scope: Construct, queue: Queue, every: Duration): void {
  const targets = () => [new SqsQueue(queue, { message: RuleTargetInput.fromObject(JSON.parse(RECONCILE_MESSAGE)) })];
  new Rule(scope, 'Schedule', {
    description: 'Linefeed looks at every post, so that lost events are made good',
    schedule: Schedule.rate(every),
    targets: targets(),
  });
  // A new version renders anew what it renders otherwise, and a first one imports what is there: asynchronously, without a custom resource.
  new Rule(scope, 'Deployed', {
    description: 'Linefeed looks at every post after each deployment',
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
