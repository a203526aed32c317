import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Annotations, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { FeedPublisher } from 'linefeed';
import { RECONCILE_MESSAGE } from '../../lambda/aws/messages.ts';
import { resource, synthesise, warnings } from './synth.ts';

const standard = synthesise();
const { template } = standard;

const arnOf = (id: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(id), 'Arn'] });
const refTo = (id: string) => ({ Ref: Match.stringLikeRegexp(id) });
const tlsOnly = (action: string) =>
  Match.objectLike({ Effect: 'Deny', Action: action, Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } });

describe('the buckets', () => {
  for (const name of ['Posts', 'Site']) {
    it(`${name} is private, encrypted, versioned and TLS-only`, () => {
      const { BucketEncryption, PublicAccessBlockConfiguration, VersioningConfiguration } = resource(
        template,
        'AWS::S3::Bucket',
        `Feeds${name}`,
      );
      assert.deepEqual(BucketEncryption, {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      });
      assert.deepEqual(Object.values(PublicAccessBlockConfiguration as object), [true, true, true, true]);
      assert.deepEqual(VersioningConfiguration, { Status: 'Enabled' });
      template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      template.hasResourceProperties('AWS::S3::BucketPolicy', {
        Bucket: refTo(`Feeds${name}`),
        PolicyDocument: { Statement: Match.arrayWith([tlsOnly('s3:*')]) },
      });
    });
  }

  it('are retained, or deleted with their content on request', () => {
    const policies = (of: typeof template) =>
      Object.values(of.findResources('AWS::S3::Bucket')).map(({ DeletionPolicy }) => DeletionPolicy);
    assert.deepEqual(policies(template), ['Retain', 'Retain']);
    const gone = synthesise({ removalPolicy: RemovalPolicy.DESTROY }).template;
    assert.deepEqual(policies(gone), ['Delete', 'Delete']);
    for (const name of ['Posts', 'Site']) gone.hasResourceProperties('Custom::S3AutoDeleteObjects', { BucketName: refTo(`Feeds${name}`) });
  });

  it('expire old versions, of state later than of feeds', () => {
    const { LifecycleConfiguration } = resource(template, 'AWS::S3::Bucket', 'FeedsSite') as {
      LifecycleConfiguration: { Rules: object[] };
    };
    assert.deepEqual(LifecycleConfiguration.Rules, [
      {
        Id: 'old-state',
        Prefix: 'state/',
        NoncurrentVersionExpiration: { NoncurrentDays: 30, NewerNoncurrentVersions: 20 },
        Status: 'Enabled',
      },
      { Id: 'old-nodes', Prefix: 'state/nodes/', NoncurrentVersionExpiration: { NoncurrentDays: 1 }, Status: 'Enabled' },
      { Id: 'old-feeds', Prefix: 'public/', NoncurrentVersionExpiration: { NoncurrentDays: 1 }, Status: 'Enabled' },
      { Id: 'uploads', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Status: 'Enabled' },
    ]);
  });

  it('deny the CDN the state, and let it distinguish absent from forbidden documents', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: refTo('FeedsSite'),
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Sid: 'AbsentIsNotFound', Effect: 'Allow', Action: 's3:ListBucket', Resource: arnOf('FeedsSite') }),
          Match.objectLike({
            Sid: 'StateStaysInside',
            Effect: 'Deny',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Action: 's3:GetObject',
            Resource: { 'Fn::Join': ['', [arnOf('FeedsSite'), '/state/*']] },
          }),
        ]),
      },
    });
  });
});

describe('the queues', () => {
  it('have dead-letter queues after five receives, and are encrypted and TLS-only', () => {
    for (const [name, timeout] of [
      ['Fresh', 60],
      ['Bulk', 900],
    ] as const) {
      template.hasResourceProperties('AWS::SQS::Queue', {
        RedrivePolicy: { deadLetterTargetArn: arnOf(`Feeds${name}DeadLetters`), maxReceiveCount: 5 },
        VisibilityTimeout: 6 * timeout,
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: 1_209_600,
      });
      for (const id of [`Feeds${name}[0-9A-F]{8}$`, `Feeds${name}DeadLetters`]) {
        template.hasResourceProperties('AWS::SQS::QueuePolicy', {
          Queues: [refTo(id)],
          PolicyDocument: { Statement: Match.arrayWith([tlsOnly('sqs:*')]) },
        });
      }
    }
  });
});

describe('the functions', () => {
  for (const [name, timeout, memory] of [
    ['Publish', 60, 1024],
    ['Reconcile', 900, 2048],
  ] as const) {
    it(`${name} runs on Node 24 on arm64, with log retention`, () => {
      template.hasResourceProperties('AWS::Lambda::Function', {
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        Timeout: timeout,
        MemorySize: memory,
        Role: arnOf(`Feeds${name}Role`),
        LoggingConfig: { LogGroup: refTo(`Feeds${name}Log`) },
        TracingConfig: Match.absent(),
        ReservedConcurrentExecutions: Match.absent(),
        Environment: {
          Variables: {
            LINEFEED_POSTS_BUCKET: refTo('FeedsPosts'),
            LINEFEED_POSTS_PREFIX: '',
            LINEFEED_SITE_BUCKET: refTo('FeedsSite'),
            LINEFEED_BULK_QUEUE_URL: refTo('FeedsBulk'),
            LINEFEED_WAKE_GROUP: Match.stringLikeRegexp('Feeds-WakeUps'),
            LINEFEED_WAKE_ROLE: arnOf('FeedsWakeUpsRole'),
            LINEFEED_WAKE_QUEUE: arnOf('FeedsFresh'),
            LINEFEED_WAKE_DEAD_LETTERS: arnOf('FeedsWakeUpsDeadLetters'),
            LINEFEED_SETTINGS: '{}',
          },
        },
      });
      assert.equal(resource(template, 'AWS::Logs::LogGroup', `Feeds${name}Log`).RetentionInDays, 30);
    });
  }

  it('receive batches, and report failed messages', () => {
    const mapping = { FunctionResponseTypes: ['ReportBatchItemFailures'], ScalingConfig: { MaximumConcurrency: 2 } };
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ...mapping,
      FunctionName: refTo('FeedsPublish'),
      EventSourceArn: arnOf('FeedsFresh'),
      BatchSize: 1000,
      MaximumBatchingWindowInSeconds: 5,
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ...mapping,
      FunctionName: refTo('FeedsReconcile'),
      EventSourceArn: arnOf('FeedsBulk'),
      BatchSize: 10,
    });
  });

  it('keep logs for the configured time', () => {
    const { template: long } = synthesise({ logRetention: RetentionDays.ONE_YEAR });
    for (const name of ['Publish', 'Reconcile']) {
      assert.equal(resource(long, 'AWS::Logs::LogGroup', `Feeds${name}Log`).RetentionInDays, 365);
    }
  });

  it('receive the settings of the props', () => {
    const given = {
      limit: { entries: 50, bytes: 2_000_000 },
      linkPosts: 'external' as const,
      dayDates: 'first-published' as const,
      cover: ['content' as const],
      extensions: { ttl: 60 },
      podcast: { image: '/cover.jpg', category: ['Arts > Books'], explicit: false },
      remoteMedia: false,
      entryHeader: '<p>A</p>',
      entryFooter: '{{ entry.url }}',
    };
    const variables = { LINEFEED_SETTINGS: JSON.stringify(given) };
    synthesise(given).template.allResourcesProperties('AWS::Lambda::Function', { Environment: { Variables: variables } });
  });

  it('receive one or several hubs', () => {
    for (const [hub, settings] of [
      ['https://hub.example/', { hub: ['https://hub.example/'] }],
      [['https://hub.example/', 'https://other.example/'], { hub: ['https://hub.example/', 'https://other.example/'] }],
      [[], { hub: [] }],
    ] as const) {
      const variables = { LINEFEED_SETTINGS: JSON.stringify(settings) };
      synthesise({ hub }).template.allResourcesProperties('AWS::Lambda::Function', { Environment: { Variables: variables } });
    }
  });

  it('receive file names of the props, which override the configuration', () => {
    const { template: named } = synthesise({ feeds: { rss: 'feed.xml', json: false } });
    const settings = JSON.stringify({ feeds: { rss: 'feed.xml', json: false } });
    named.allResourcesProperties('AWS::Lambda::Function', { Environment: { Variables: { LINEFEED_SETTINGS: settings } } });
  });
});

describe('schedules', () => {
  it('belong to a group that is deleted with the stack', () => {
    template.resourceCountIs('AWS::Scheduler::ScheduleGroup', 1);
    template.hasResource('AWS::Scheduler::ScheduleGroup', { DeletionPolicy: 'Delete' });
  });

  it('have a dead-letter queue, encrypted and TLS-only', () => {
    assert.deepEqual(resource(template, 'AWS::SQS::Queue', 'FeedsWakeUpsDeadLetters'), {
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [refTo('FeedsWakeUpsDeadLetters')],
      PolicyDocument: { Statement: [tlsOnly('sqs:*')] },
    });
  });
});

describe('a full run', () => {
  const target = { Arn: arnOf('FeedsBulk'), Input: RECONCILE_MESSAGE };

  it('is scheduled once a day, or as configured', () => {
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)', Targets: [Match.objectLike(target)] });
    const { template: often } = synthesise({ reconcileEvery: Duration.hours(2) });
    often.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(2 hours)' });
  });

  it('is requested once after each deployment of this stack', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.cloudformation'],
        'detail-type': ['CloudFormation Stack Status Change'],
        detail: {
          'stack-id': [{ Ref: 'AWS::StackId' }],
          'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'] },
        },
      },
      Targets: [Match.objectLike(target)],
    });
  });

  it('can be requested only by these two rules', () => {
    const policy = resource(template, 'AWS::SQS::QueuePolicy', 'FeedsBulkPolicy') as {
      PolicyDocument: { Statement: { Effect: string; Condition: object }[] };
    };
    const allowed = policy.PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow').map(({ Condition }) =>
      JSON.stringify(Condition),
    );
    assert.deepEqual(
      allowed.map((condition) => /"aws:SourceArn":\{"Fn::GetAtt":\["Feeds(Schedule|Deployed)/.exec(condition)?.[1]),
      ['Schedule', 'Deployed'],
    );
  });
});

describe('an app', () => {
  it('has no warnings and no custom resources by default', () => {
    assert.deepEqual(warnings(standard.stack), []);
    assert.deepEqual(
      Object.values(template.toJSON().Resources as Record<string, { Type: string }>).filter(({ Type }) => Type.startsWith('Custom::')),
      [],
    );
  });

  it('has no warnings for an existing bucket, but shows warnings of others', () => {
    const existing = (scope: Stack) => ({ postsBucket: Bucket.fromBucketName(scope, 'Theirs', 'posts') });
    assert.deepEqual(warnings(synthesise(existing).stack), []);
    const { stack } = synthesise({}, {}, (publisher) => Annotations.of(publisher).addWarningV2('test', 'look here'));
    assert.match(warnings(stack).join(), /look here/);
  });

  it('has the same template at another time and with other random numbers', (context) => {
    context.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2031, 1, 3) });
    context.mock.method(Math, 'random', () => 0.123);
    assert.deepEqual(synthesise().template.toJSON(), template.toJSON());
  });

  it('can contain two publishers', () => {
    const { template: two } = synthesise({}, {}, (_, stack) => {
      new FeedPublisher(stack, 'Others');
    });
    assert.ok(resource(two, 'AWS::S3::Bucket', 'OthersPosts'));
    for (const type of [
      'AWS::S3::Bucket',
      'AWS::SQS::Queue',
      'AWS::Lambda::Function',
      'AWS::CloudWatch::Alarm',
      'AWS::CloudFront::Distribution',
    ]) {
      const [one, both] = [template, two].map((each) => Object.keys(each.findResources(type)).length);
      assert.deepEqual([type, both], [type, 2 * (one ?? 0)]);
    }
  });
});
