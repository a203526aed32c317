/** Alarms, with runbooks in docs/operate.md. */
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { MEMORY_ALARM_PERCENT, type MetricName } from '../lambda/aws/metric-names.ts';
import { publisherMetric } from './metrics.ts';
import type { QueueWithDlq } from './queues.ts';

const RUNBOOKS = 'docs/operate.md';

export interface AlarmSources {
  readonly siteBucket: IBucket;
  readonly fresh: QueueWithDlq;
  readonly bulk: QueueWithDlq;
  readonly schedulesDeadLetters: IQueue;
  readonly publish: LambdaFunction;
  readonly reconcile: LambdaFunction;
}

interface Watch {
  /** Heading in docs/operate.md. */
  readonly runbook: string;
  readonly description: string;
  readonly metric: Metric;
  readonly threshold: number;
  readonly missingData: TreatMissingData;
}

const PERIOD = { period: Duration.minutes(5) };

/** Missing data: idle queues, which SQS stops reporting after hours, are empty. */
function watchQueue({ queue, deadLetters }: QueueWithDlq, name: string, oldest: Duration): Record<string, Watch> {
  return {
    [`${name}DeadLetters`]: {
      runbook: 'dead-letters',
      description: 'Messages failed five times and are in the dead-letter queue',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ ...PERIOD, statistic: 'Maximum' }),
      threshold: 1,
      missingData: TreatMissingData.NOT_BREACHING,
    },
    [`${name}Late`]: {
      runbook: 'late-messages',
      description: `A message waits longer than ${oldest.toMinutes()} minutes`,
      metric: queue.metricApproximateAgeOfOldestMessage({ ...PERIOD, statistic: 'Maximum' }),
      threshold: oldest.toSeconds(),
      missingData: TreatMissingData.NOT_BREACHING,
    },
  };
}

/** Missing data, here and below: not run. */
function watchFunction(lambdaFunction: LambdaFunction, name: string): Record<string, Watch> {
  return {
    [`${name}Errors`]: {
      runbook: 'function-errors',
      description: 'An invocation failed, not just a message',
      metric: lambdaFunction.metricErrors({ ...PERIOD, statistic: 'Sum' }),
      threshold: 1,
      missingData: TreatMissingData.NOT_BREACHING,
    },
    [`${name}Throttles`]: {
      runbook: 'throttled-functions',
      description: 'The account has reached its limit of concurrent invocations',
      metric: lambdaFunction.metricThrottles({ ...PERIOD, statistic: 'Sum' }),
      threshold: 1,
      missingData: TreatMissingData.NOT_BREACHING,
    },
  };
}

function watchFeeds(siteBucket: IBucket): Record<string, Watch> {
  const count = (name: MetricName) => ({ metric: publisherMetric(siteBucket, name, PERIOD), threshold: 1 });
  return {
    MemoryRunsOut: {
      metric: publisherMetric(siteBucket, 'MemoryUsed', PERIOD),
      threshold: MEMORY_ALARM_PERCENT,
      runbook: 'memory-that-runs-out',
      description: `A run used ${MEMORY_ALARM_PERCENT} percent of its function's memory or more`,
      missingData: TreatMissingData.NOT_BREACHING,
    },
    // Counted once per file and reason, so the alarm ends by itself.
    PostsRefused: {
      ...count('PostsRefused'),
      runbook: 'refused-posts',
      description: 'A post was refused; its last good version stays published',
      missingData: TreatMissingData.NOT_BREACHING,
    },
    FeedsShrunk: {
      ...count('FeedsShrunk'),
      runbook: 'a-feed-that-shrank',
      description: 'A feed lost more than half of its entries at once',
      missingData: TreatMissingData.NOT_BREACHING,
    },
    FeedsFailed: {
      ...count('FeedsFailed'),
      runbook: 'a-feed-that-could-not-be-written',
      description: 'A document did not parse and was not written; the old one stays',
      missingData: TreatMissingData.NOT_BREACHING,
    },
  };
}

export function createAlarms(
  scope: Construct,
  { siteBucket, fresh, bulk, schedulesDeadLetters, publish, reconcile }: AlarmSources,
): Alarm[] {
  const watches: Record<string, Watch> = {
    // Two failed attempts, six minutes apart.
    ...watchQueue(fresh, 'Fresh', Duration.minutes(15)),
    // One failed attempt of 90 minutes, after an import.
    ...watchQueue(bulk, 'Bulk', Duration.hours(3)),
    WakeUpsDeadLetters: {
      runbook: 'wake-ups-that-could-not-be-sent',
      description: 'A schedule was not delivered for a day: a post may not have appeared, or expired, on time',
      metric: schedulesDeadLetters.metricApproximateNumberOfMessagesVisible({ ...PERIOD, statistic: 'Maximum' }),
      threshold: 1,
      missingData: TreatMissingData.NOT_BREACHING,
    },
    ...watchFunction(publish, 'Publish'),
    ...watchFunction(reconcile, 'Reconcile'),
    ...watchFeeds(siteBucket),
  };
  return Object.entries(watches).map(
    ([name, { runbook, description, metric, threshold, missingData }]) =>
      new Alarm(scope, `${name}Alarm`, {
        metric,
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: missingData,
        alarmDescription: `${description}. What to do: ${RUNBOOKS}#${runbook}`,
      }),
  );
}
