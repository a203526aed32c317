import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { resource, synthesise } from './synth.ts';

const QUEUE = { 'Fn::GetAtt': [Match.stringLikeRegexp('FeedsFresh'), 'Arn'] };
const EVENTS = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*'];

const existing = (stack: Stack) => ({ postsBucket: Bucket.fromBucketName(stack, 'Theirs', 'posts'), prefix: 'blog/' });

const admits = (template: Template, account: unknown, sourceArn: unknown) =>
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Allow',
          Principal: { Service: 's3.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: QUEUE,
          Condition: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': sourceArn } },
        }),
      ]),
    },
  });

describe('a bucket that the construct creates', () => {
  it('sends its events by its own property, after the queue policy', () => {
    const { template } = synthesise({ prefix: 'blog/' });
    const Filter = { S3Key: { Rules: [{ Name: 'prefix', Value: 'blog/' }] } };
    template.hasResource('AWS::S3::Bucket', {
      Properties: { NotificationConfiguration: { QueueConfigurations: EVENTS.map((Event) => ({ Event, Queue: QUEUE, Filter })) } },
      DependsOn: [Match.stringLikeRegexp('FeedsFreshPolicy')],
    });
    admits(template, { Ref: 'AWS::AccountId' }, { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::*']] });
    template.resourceCountIs('Custom::S3BucketNotifications', 0);
  });

  it('sends events to EventBridge on request', () => {
    const { template } = synthesise({ trigger: 'eventbridge' });
    const { NotificationConfiguration } = resource(template, 'AWS::S3::Bucket', 'FeedsPosts');
    assert.deepEqual(NotificationConfiguration, { EventBridgeConfiguration: { EventBridgeEnabled: true } });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created', 'Object Deleted'],
        detail: { bucket: { name: [{ Ref: Match.stringLikeRegexp('FeedsPosts') }] } },
      },
      Targets: [Match.objectLike({ Arn: QUEUE })],
    });
  });
});

describe('an existing bucket', () => {
  it('gets additional notifications from the custom resource', () => {
    const { template } = synthesise(existing);
    template.hasResourceProperties('Custom::S3BucketNotifications', {
      BucketName: 'posts',
      Managed: false,
      NotificationConfiguration: {
        QueueConfigurations: EVENTS.map((event) =>
          Match.objectLike({ Events: [event], QueueArn: QUEUE, Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'blog/' }] } } }),
        ),
      },
    });
  });

  it('is unchanged if its events come through EventBridge or from others', () => {
    const bus = synthesise((stack) => ({ ...existing(stack), trigger: 'eventbridge' })).template;
    bus.resourceCountIs('Custom::S3BucketNotifications', 0);
    bus.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.s3'], detail: { bucket: { name: ['posts'] }, object: { key: [{ prefix: 'blog/' }] } } },
    });
    const none = synthesise((stack) => ({ ...existing(stack), trigger: 'none' })).template;
    none.resourceCountIs('Custom::S3BucketNotifications', 0);
    assert.doesNotMatch(JSON.stringify(none.findResources('AWS::Events::Rule')), /aws\.s3/);
  });
});

describe('a bucket of another account', () => {
  const theirs = (stack: Stack) => ({
    postsBucket: Bucket.fromBucketAttributes(stack, 'Theirs', {
      bucketName: 'theirs',
      account: '222222222222',
      region: 'eu-west-1',
      encryptionKey: Key.fromKeyArn(stack, 'TheirKey', 'arn:aws:kms:eu-west-1:222222222222:key/1'),
    }),
    prefix: 'blog/',
  });
  const { template, stack } = synthesise(theirs, { env: { account: '111111111111', region: 'eu-west-1' } });

  it('may send its events, and is not changed from here', () => {
    admits(template, '222222222222', { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::theirs']] });
    template.resourceCountIs('Custom::S3BucketNotifications', 0);
    template.resourceCountIs('AWS::S3::BucketPolicy', 1);
  });

  it('has an output with the policies that its owner adds', () => {
    const [output] = Object.values(template.findOutputs('*', { Description: Match.stringLikeRegexp('account of the posts bucket') }));
    const references = (value: unknown): string =>
      typeof value === 'string'
        ? value
        : Object.entries(value as object)
            .map(([name, inner]) => (name === 'Fn::Join' ? inner[1].map(references).join('') : name === 'Ref' ? 'aws' : inner.join('.')))
            .join();
    const { bucketPolicy, keyPolicy, notification } = JSON.parse(references(stack.resolve(output?.Value)));
    const principals = (statement: { Principal: { AWS: string[] } }) =>
      statement.Principal.AWS.map((name) => name.replace(/[0-9A-F]{8}\./, ' '));
    for (const statement of [...bucketPolicy.Statement, ...keyPolicy.Statement]) {
      assert.deepEqual(principals(statement), ['FeedsPublishRole Arn', 'FeedsReconcileRole Arn']);
    }
    assert.deepEqual(
      [...bucketPolicy.Statement, ...keyPolicy.Statement].map(({ Effect, Action, Resource }) => [Effect, Action, Resource]),
      [
        ['Allow', 's3:GetObject', 'arn:aws:s3:::theirs/blog/*'],
        ['Allow', 's3:ListBucket', 'arn:aws:s3:::theirs'],
        ['Allow', 'kms:Decrypt', '*'],
      ],
    );
    assert.deepEqual(notification.QueueConfigurations[0].Events, EVENTS);
    assert.match(notification.QueueConfigurations[0].QueueArn, /^FeedsFresh/);
  });
});
