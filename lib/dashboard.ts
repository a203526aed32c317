import { Duration } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import {
  Dashboard,
  GraphWidget,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { MetricName } from '../lambda/aws/metric-names.ts';
import type { AlarmSources } from './alarms.ts';
import { PUBLISH, RECONCILE } from './functions.ts';
import { distributionMetric, publisherMetric } from './metrics.ts';
import { PRICES, PRICES_OF } from './prices.ts';

export interface DashboardOptions extends AlarmSources {
  readonly distribution: Distribution | undefined;
  readonly uploadCommand: string;
}

const HALF = { width: 12, height: 6 };

export function createDashboard(scope: Construct, options: DashboardOptions): Dashboard {
  const dashboard = new Dashboard(scope, 'Dashboard', { defaultInterval: Duration.days(1) });
  dashboard.addWidgets(intro(options));
  dashboard.addWidgets(lag(options), publishes(options));
  dashboard.addWidgets(queues(options), runs(options));
  dashboard.addWidgets(...(options.distribution ? [requests(options.distribution)] : []), cost(options));
  dashboard.addWidgets(refusals(options));
  return dashboard;
}

const intro = ({ uploadCommand }: DashboardOptions): IWidget =>
  new TextWidget({
    markdown: `# Linefeed\n\nUpload: \`${uploadCommand}\`\n\nWhat to do about each alarm: docs/operate.md`,
    width: 24,
    height: 3,
  });

function lag({ siteBucket }: DashboardOptions): IWidget {
  const of = (statistic: string, label: string) => publisherMetric(siteBucket, 'Lag', { statistic, label });
  return new GraphWidget({
    ...HALF,
    title: 'From upload to feed, milliseconds',
    left: [of(Stats.p(50), 'half of the posts'), of(Stats.p(99), '99 of 100 posts')],
  });
}

function publishes({ siteBucket }: DashboardOptions): IWidget {
  const sum = (name: MetricName, label: string) => publisherMetric(siteBucket, name, { label });
  return new GraphWidget({
    ...HALF,
    title: 'Published and refused',
    left: [sum('PostsPublished', 'posts published'), sum('FeedsWritten', 'feeds written')],
    right: [sum('PostsRefused', 'posts refused'), sum('FeedsFailed', 'feeds not written'), sum('FeedsShrunk', 'feeds that shrank')],
  });
}

function queues({ siteBucket, fresh, bulk }: DashboardOptions): IWidget {
  return new GraphWidget({
    ...HALF,
    title: 'Messages',
    left: [
      fresh.queue.metricApproximateNumberOfMessagesVisible({ label: 'fresh posts' }),
      bulk.queue.metricApproximateNumberOfMessagesVisible({ label: 'bulk work' }),
      publisherMetric(siteBucket, 'JobsUnderWay', { label: 'imports and new configurations under way' }),
      fresh.deadLetters.metricApproximateNumberOfMessagesVisible({ label: 'dead letters, fresh' }),
      bulk.deadLetters.metricApproximateNumberOfMessagesVisible({ label: 'dead letters, bulk' }),
    ],
    right: [fresh.queue.metricApproximateAgeOfOldestMessage({ label: 'oldest fresh post, seconds' })],
  });
}

function runs({ siteBucket, publish, reconcile }: DashboardOptions): IWidget {
  return new GraphWidget({
    ...HALF,
    title: 'Runs',
    left: [publish.metricInvocations({ label: 'publish' }), reconcile.metricInvocations({ label: 'reconcile' })],
    right: [
      publish.metricErrors({ label: 'publish, errors' }),
      reconcile.metricErrors({ label: 'reconcile, errors' }),
      publish.metricThrottles({ label: 'publish, throttled' }),
      publisherMetric(siteBucket, 'MemoryUsed', { label: 'memory used, percent' }),
    ],
  });
}

const requests = (distribution: Distribution): IWidget =>
  new GraphWidget({
    ...HALF,
    title: 'Readers',
    left: [distributionMetric(distribution, 'Requests', { label: 'requests per hour' })],
    right: [distributionMetric(distribution, 'BytesDownloaded', { label: 'bytes per hour' })],
  });

/** Three formats with a gzip copy each, both read and written. */
const OBJECTS_PER_FEED = 6;

/** Use only; docs/cost.md has the rest. */
function cost({ siteBucket, publish, reconcile, distribution }: DashboardOptions): IWidget {
  const period = Duration.hours(1);
  const gigabyteSeconds = (id: string, lambdaFunction: LambdaFunction, memory: number) => ({
    expression: `${id} / 1000 * ${memory / 1024} * ${PRICES.lambdaGigabyteSecond}`,
    metrics: { [id]: lambdaFunction.metricDuration({ statistic: 'Sum', period }) },
  });
  const parts = [
    gigabyteSeconds('published', publish, PUBLISH.memory),
    gigabyteSeconds('reconciled', reconcile, RECONCILE.memory),
    {
      expression: `feeds * ${OBJECTS_PER_FEED * (PRICES.s3Write + PRICES.s3Read)}`,
      metrics: { feeds: publisherMetric(siteBucket, 'FeedsWritten', { period }) },
    },
    ...(distribution
      ? [
          {
            expression: `asked * ${PRICES.cdnRequest + 2 * PRICES.cdnFunction} + sent / 1000000000 * ${PRICES.cdnGigabyte}`,
            metrics: { asked: distributionMetric(distribution, 'Requests'), sent: distributionMetric(distribution, 'BytesDownloaded') },
          },
        ]
      : []),
  ];
  const expression = parts.map((part) => `FILL(${part.expression}, 0)`).join(' + ');
  return new GraphWidget({
    ...HALF,
    title: `Cost of use, USD per hour: an estimate (prices of ${PRICES_OF}, without free tiers)`,
    left: [
      new MathExpression({ expression, usingMetrics: Object.assign({}, ...parts.map(({ metrics }) => metrics)), period, label: 'USD' }),
    ],
  });
}

const refusals = ({ publish, reconcile }: DashboardOptions): IWidget =>
  new LogQueryWidget({
    title: 'Refused, or waiting for an upload',
    width: 24,
    height: 6,
    view: LogQueryVisualizationType.TABLE,
    logGroupNames: [publish.logGroup.logGroupName, reconcile.logGroup.logGroupName],
    queryLines: [
      'fields time, event, key, line, column, message',
      'filter event in ["post refused", "configuration refused", "waiting for the first upload", "waiting for a configuration"]',
      'sort time desc',
      'limit 50',
    ],
  });
