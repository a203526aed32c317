/** One alarm for each thing that someone has to look at. Each has a runbook in docs/operate.md. */
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { MEMORY_ALARM_PERCENT, type MetricName } from '../lambda/aws/metric-names.ts';
import { publisherMetric } from './metrics.ts';
import type { QueueWithDlq } from './queues.ts';

/** In the package, and in its repository. */
const RUNBOOKS = 'docs/operate.md';

export interface Watched {
  readonly siteBucket: IBucket;
  readonly fresh: QueueWithDlq;
  readonly bulk: QueueWithDlq;
  /** Dead letters of the schedules. */
  readonly wakeUps: IQueue;
  readonly publish: LambdaFunction;
  readonly reconcile: LambdaFunction;
}

interface Watch {
  /** The heading in docs/operate.md, as in its address. */
  readonly runbook: string;
  readonly says: string;
  readonly metric: Metric;
  /** From here on it is too much. */
  readonly threshold: number;
  readonly missing: TreatMissingData;
}

const PERIOD = { period: Duration.minutes(5) };

/** Queues report their length always, but for those that nobody used for hours: nothing is in them then. */
function watchLine({ queue, deadLetters }: QueueWithDlq, name: string, oldest: Duration): Record<string, Watch> {
  return {
    [`${name}DeadLetters`]: {
      runbook: 'dead-letters',
      says: 'Messages could not be handled five times, and were put aside',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ ...PERIOD, statistic: 'Maximum' }),
      threshold: 1,
      missing: TreatMissingData.NOT_BREACHING,
    },
    [`${name}Late`]: {
      runbook: 'late-messages',
      says: `A message waits longer than ${oldest.toMinutes()} minutes`,
      metric: queue.metricApproximateAgeOfOldestMessage({ ...PERIOD, statistic: 'Maximum' }),
      threshold: oldest.toSeconds(),
      missing: TreatMissingData.NOT_BREACHING,
    },
  };
}

/** A function that was not called reports nothing, and fails in nothing. */
function watchFunction(made: LambdaFunction, name: string): Record<string, Watch> {
  return {
    [`${name}Errors`]: {
      runbook: 'function-errors',
      says: "A run ended with an error that is not a message's own",
      metric: made.metricErrors({ ...PERIOD, statistic: 'Sum' }),
      threshold: 1,
      missing: TreatMissingData.NOT_BREACHING,
    },
    [`${name}Throttles`]: {
      runbook: 'throttled-functions',
      says: 'The account has no room for another run',
      metric: made.metricThrottles({ ...PERIOD, statistic: 'Sum' }),
      threshold: 1,
      missing: TreatMissingData.NOT_BREACHING,
    },
  };
}

function watchFeeds(siteBucket: IBucket): Record<string, Watch> {
  const count = (name: MetricName) => ({ metric: publisherMetric(siteBucket, name, PERIOD), threshold: 1 });
  return {
    // Written by runs only: without one no memory is used.
    MemoryRunsOut: {
      metric: publisherMetric(siteBucket, 'MemoryUsed', PERIOD),
      threshold: MEMORY_ALARM_PERCENT,
      runbook: 'memory-that-runs-out',
      says: `A run used ${MEMORY_ALARM_PERCENT} percent of its function's memory or more`,
      missing: TreatMissingData.NOT_BREACHING,
    },
    // Written by runs only. A refused post is counted once for each file and reason, so the alarm ends by itself when no other one is refused.
    PostsRefused: {
      ...count('PostsRefused'),
      runbook: 'refused-posts',
      says: 'A post was refused; its last good version stays published',
      missing: TreatMissingData.NOT_BREACHING,
    },
    // Written by runs only: without one no feed can lose entries.
    FeedsShrunk: {
      ...count('FeedsShrunk'),
      runbook: 'a-feed-that-shrank',
      says: 'A feed lost more than half of its entries at once',
      missing: TreatMissingData.NOT_BREACHING,
    },
    // Written by runs only: what failed stays as it was, and nothing new fails without a run.
    FeedsFailed: {
      ...count('FeedsFailed'),
      runbook: 'a-feed-that-could-not-be-written',
      says: 'A document did not parse and was not written; the old one stays',
      missing: TreatMissingData.NOT_BREACHING,
    },
  };
}

export function createAlarms(scope: Construct, { siteBucket, fresh, bulk, wakeUps, publish, reconcile }: Watched): Alarm[] {
  const watches: Record<string, Watch> = {
    // Two tries that failed, six minutes apart.
    ...watchLine(fresh, 'Fresh', Duration.minutes(15)),
    // One that failed, an hour and a half apart, and a long import before it.
    ...watchLine(bulk, 'Bulk', Duration.hours(3)),
    WakeUpsDeadLetters: {
      runbook: 'wake-ups-that-could-not-be-sent',
      says: 'A schedule could not wake the function for a day: a post may not have appeared, or expired, at its minute',
      metric: wakeUps.metricApproximateNumberOfMessagesVisible({ ...PERIOD, statistic: 'Maximum' }),
      threshold: 1,
      // As other queues: nothing is in one that nobody used for hours.
      missing: TreatMissingData.NOT_BREACHING,
    },
    ...watchFunction(publish, 'Publish'),
    ...watchFunction(reconcile, 'Reconcile'),
    ...watchFeeds(siteBucket),
  };
  return Object.entries(watches).map(
    ([name, { runbook, says, metric, threshold, missing }]) =>
      new Alarm(scope, `${name}Alarm`, {
        metric,
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: missing,
        alarmDescription: `${says}. What to do: ${RUNBOOKS}#${runbook}`,
      }),
  );
}
