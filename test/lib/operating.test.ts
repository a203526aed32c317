import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { METRICS, type MetricName } from '../../lambda/aws/metric-names.ts';
import { resource, synthesise } from './synth.ts';

const { template, stack, publisher } = synthesise();

interface Watch {
  metric: [namespace: string, name: string];
  of: object[];
  threshold: number;
  statistic?: string;
}

const queue = (name: string) => [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp(`Feeds${name}`), 'QueueName'] } }];
const made = (name: string) => [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp(`Feeds${name}`) } }];
const site = [{ Name: 'Site', Value: { Ref: Match.stringLikeRegexp('FeedsSite') } }];

const WATCHES: Record<string, Watch> = {
  FreshDeadLetters: { metric: ['AWS/SQS', 'ApproximateNumberOfMessagesVisible'], of: queue('FreshDeadLetters'), threshold: 1 },
  FreshLate: { metric: ['AWS/SQS', 'ApproximateAgeOfOldestMessage'], of: queue('Fresh'), threshold: 900 },
  BulkDeadLetters: { metric: ['AWS/SQS', 'ApproximateNumberOfMessagesVisible'], of: queue('BulkDeadLetters'), threshold: 1 },
  BulkLate: { metric: ['AWS/SQS', 'ApproximateAgeOfOldestMessage'], of: queue('Bulk'), threshold: 10_800 },
  WakeUpsDeadLetters: { metric: ['AWS/SQS', 'ApproximateNumberOfMessagesVisible'], of: queue('WakeUpsDeadLetters'), threshold: 1 },
  PublishErrors: { metric: ['AWS/Lambda', 'Errors'], of: made('Publish'), threshold: 1 },
  PublishThrottles: { metric: ['AWS/Lambda', 'Throttles'], of: made('Publish'), threshold: 1 },
  ReconcileErrors: { metric: ['AWS/Lambda', 'Errors'], of: made('Reconcile'), threshold: 1 },
  ReconcileThrottles: { metric: ['AWS/Lambda', 'Throttles'], of: made('Reconcile'), threshold: 1 },
  PostsRefused: { metric: ['Linefeed', 'PostsRefused'], of: site, threshold: 1 },
  MemoryRunsOut: { metric: ['Linefeed', 'MemoryUsed'], of: site, threshold: 80, statistic: 'Maximum' },
  FeedsShrunk: { metric: ['Linefeed', 'FeedsShrunk'], of: site, threshold: 1 },
  FeedsFailed: { metric: ['Linefeed', 'FeedsFailed'], of: site, threshold: 1 },
};

describe('an alarm', () => {
  for (const [name, { metric, of, threshold, statistic }] of Object.entries(WATCHES)) {
    it(`watches ${name}`, () => {
      const properties = resource(template, 'AWS::CloudWatch::Alarm', `Feeds${name}Alarm`);
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmDescription: properties.AlarmDescription,
        Namespace: metric[0],
        MetricName: metric[1],
        Dimensions: of,
        Threshold: threshold,
        ...(statistic === undefined ? {} : { Statistic: statistic }),
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      });
    });
  }

  it("is tested above, and is in the construct's list", () => {
    assert.equal(Object.keys(template.findResources('AWS::CloudWatch::Alarm')).length, Object.keys(WATCHES).length);
    assert.equal(publisher.alarms.length, Object.keys(WATCHES).length);
  });

  it('has a runbook with description, investigation and resolution', () => {
    const text = readFileSync('docs/operate.md', 'utf8');
    const parts = new Map(
      text
        .split(/^## /m)
        .slice(1)
        .map((part) => [
          (part.split('\n')[0] ?? '')
            .toLowerCase()
            .replace(/[^\w -]/g, '')
            .replaceAll(' ', '-'),
          part,
        ]),
    );
    for (const { Properties } of Object.values(template.findResources('AWS::CloudWatch::Alarm'))) {
      const [, anchor = ''] = /docs\/operate\.md#([\w-]+)$/.exec(Properties.AlarmDescription) ?? [];
      const runbook = parts.get(anchor);
      assert.ok(runbook, `${Properties.AlarmDescription}: no such heading among ${[...parts.keys()].join(', ')}`);
      for (const heading of ['### Description', '### Investigation', '### Resolution'])
        assert.match(runbook, new RegExp(`^${heading}$`, 'm'));
    }
  });

  it('notifies a topic of its start and end', () => {
    const withTopic = synthesise((scope) => ({ alarmTopic: new Topic(scope, 'Topic') })).template;
    const actions = [{ Ref: Match.stringLikeRegexp('Topic') }];
    withTopic.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: actions, OKActions: actions });
  });

  it('has actions that are added later', () => {
    const later = synthesise({}, {}, (feeds, scope) => feeds.addAlarmAction(new SnsAction(new Topic(scope, 'Pager')))).template;
    const actions = [{ Ref: Match.stringLikeRegexp('Pager') }];
    later.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: actions, OKActions: actions });
  });

  it('can be omitted', () => {
    synthesise({ alarms: false }).template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });
});

describe('the metrics', () => {
  it('have the names and dimensions that the functions write', () => {
    for (const name of Object.keys(METRICS) as MetricName[]) {
      const { namespace, metricName, dimensions } = publisher.metric(name);
      assert.deepEqual([namespace, metricName], ['Linefeed', name]);
      assert.deepEqual(stack.resolve(dimensions), { Site: stack.resolve(publisher.siteBucket.bucketName) });
    }
  });

  it('have named methods', () => {
    const named = [
      publisher.metricLag(),
      publisher.metricPostsPublished(),
      publisher.metricPostsRefused(),
      publisher.metricFeedsWritten(),
      publisher.metricFeedsShrunk(),
      publisher.metricFeedsFailed(),
    ].map(({ metricName, statistic }) => [metricName, statistic]);
    assert.deepEqual(named, [
      ['Lag', 'p99'],
      ['PostsPublished', 'Sum'],
      ['PostsRefused', 'Sum'],
      ['FeedsWritten', 'Sum'],
      ['FeedsShrunk', 'Sum'],
      ['FeedsFailed', 'Sum'],
    ]);
    assert.equal(publisher.metricLag({ statistic: 'p50' }).statistic, 'p50');
    assert.deepEqual([publisher.metric('MemoryUsed').statistic, publisher.metric('JobsUnderWay').statistic], ['Maximum', 'Maximum']);
  });
});

describe('the dashboard', () => {
  /** References become their names, so that the body is JSON. */
  const bodyOf = (of: typeof template) => {
    const { DashboardBody } = resource(of, 'AWS::CloudWatch::Dashboard', 'FeedsDashboard') as {
      DashboardBody: { 'Fn::Join': [string, unknown[]] };
    };
    const text = DashboardBody['Fn::Join'][1]
      .map((part) => (typeof part === 'string' ? part : Object.values(part as object).join()))
      .join('');
    return JSON.parse(text).widgets.map(({ properties }: { properties: { title?: string; markdown?: string } }) => properties);
  };

  it('shows delay, publications, refusals, queues, readers and cost', () => {
    const titles = bodyOf(template).map(({ title }: { title?: string }) => title);
    assert.deepEqual(titles, [
      undefined,
      'From upload to feed, milliseconds',
      'Published and refused',
      'Messages',
      'Runs',
      'Readers',
      'Cost of use, USD per hour: an estimate (prices of us-east-1, 2026-11, without free tiers)',
      'Refused, or waiting for an upload',
    ]);
    assert.match(bodyOf(template)[0].markdown, /aws s3 sync \. s3:\/\//);
  });

  it('estimates cost from existing resources', () => {
    const expressions = JSON.stringify(bodyOf(template).find(({ title = '' }: { title?: string }) => title.startsWith('Cost')).metrics);
    for (const id of ['published', 'reconciled', 'feeds', 'asked', 'sent']) assert.match(expressions, new RegExp(`"id":"${id}"`));
    const without = JSON.stringify(bodyOf(synthesise({ distribution: false }).template));
    assert.doesNotMatch(without, /Readers|"id":"asked"/);
  });

  it('can be omitted', () => {
    synthesise({ dashboard: false }).template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  });
});
