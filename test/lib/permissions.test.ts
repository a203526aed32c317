import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { FeedPublisherProps } from 'linefeed';
import { type Statement, statementsOf, synthesise } from './synth.ts';

/** A `Bucket` is an `IBucket`, which exactOptionalPropertyTypes hides. */
const encrypted = (stack: Stack) => new Bucket(stack, 'Given', { encryptionKey: new Key(stack, 'Key') }) as IBucket;

const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** `{ ReadPosts: 's3:GetObject on FeedsPosts/*' }` */
const permissionsOf = (statements: Record<string, Statement>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(statements).map(([sid, { Action, Resource, Effect, Condition }]) => {
      const condition = sid === 'PassWakeUpsRole' ? { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } } : undefined;
      assert.deepEqual([Effect, Condition], ['Allow', condition], sid);
      return [sid, `${listOf(Action).sort().join(', ')} on ${listOf(Resource).map(nameOf).join(', ')}`];
    }),
  );

/** Without the hash at the end of logical ids. */
function nameOf(resource: unknown): string {
  const { 'Fn::Join': [, parts] = ['', [resource]] } = resource as { 'Fn::Join'?: [string, unknown[]] };
  return parts
    .map((part) => (typeof part === 'string' ? part : named(part as { Ref?: string; 'Fn::GetAtt'?: [string] }).replace(/[0-9A-F]{8}$/, '')))
    .join('');
}

const named = ({ Ref, 'Fn::GetAtt': attribute }: { Ref?: string; 'Fn::GetAtt'?: [string] }): string => Ref ?? attribute?.[0] ?? '';

const PUBLISH = {
  ReadPosts: 's3:GetObject on FeedsPosts/*',
  ListPosts: 's3:ListBucket on FeedsPosts',
  ReadSite: 's3:GetObject on FeedsSite/public/*, FeedsSite/state/*',
  WriteSite: 's3:PutObject on FeedsSite/public/*, FeedsSite/state/*',
  ListSite: 's3:ListBucket on FeedsSite',
  SendBulk: 'sqs:SendMessage on FeedsBulk',
  CreateWakeUps:
    'scheduler:CreateSchedule on arn:AWS::Partition:scheduler:AWS::Region:AWS::AccountId:schedule/Blog-Feeds-WakeUps-3B8F5FCD/*',
  PassWakeUpsRole: 'iam:PassRole on FeedsWakeUpsRole',
  Receive: 'sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:ReceiveMessage on FeedsFresh',
  Log: 'logs:CreateLogStream, logs:PutLogEvents on FeedsPublishLog',
};

describe('the functions', () => {
  const { template } = synthesise();

  it('have exactly these statements', () => {
    assert.deepEqual(permissionsOf(statementsOf(template, 'Publish')), PUBLISH);
    assert.deepEqual(permissionsOf(statementsOf(template, 'Reconcile')), {
      ...PUBLISH,
      Sweep: 's3:DeleteObject on FeedsSite/state/entries/*, FeedsSite/state/nodes/*, FeedsSite/state/materials/*',
      Receive: PUBLISH.Receive.replace('Fresh', 'Bulk'),
      Log: PUBLISH.Log.replace('Publish', 'Reconcile'),
    });
  });

  it('have no other policy', () => {
    const roles = template.findResources('AWS::IAM::Role');
    assert.deepEqual(
      Object.values(roles).map(({ Properties }) => [Properties.ManagedPolicyArns, Properties.Policies]),
      Array(3).fill([undefined, undefined]),
    );
    assert.equal(Object.keys(template.findResources('AWS::IAM::Policy')).length, Object.keys(roles).length);
  });

  it('create schedules that can only send to the fresh queue and to their dead-letter queue', () => {
    assert.deepEqual(permissionsOf(statementsOf(template, 'WakeUps')), {
      SendWakeUps: 'sqs:SendMessage on FeedsFresh, FeedsWakeUpsDeadLetters',
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'scheduler.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: {
              StringEquals: {
                'aws:SourceAccount': { Ref: 'AWS::AccountId' },
                'aws:SourceArn': { 'Fn::GetAtt': [Match.stringLikeRegexp('FeedsWakeUps'), 'Arn'] },
              },
            },
          },
        ],
      },
    });
  });

  it('read only the prefix', () => {
    const statements = permissionsOf(statementsOf(synthesise({ prefix: 'blog/' }).template, 'Publish'));
    assert.equal(statements.ReadPosts, 's3:GetObject on FeedsPosts/blog/*');
  });

  it("may decrypt posts with the bucket's key", () => {
    const props = (stack: Stack): FeedPublisherProps => ({
      postsBucket: encrypted(stack),
    });
    const { template: withKey } = synthesise(props);
    for (const name of ['Publish', 'Reconcile'] as const) {
      assert.match(permissionsOf(statementsOf(withKey, name)).DecryptPosts ?? '', /^kms:Decrypt on Key/);
    }
  });
});

describe('an uploader', () => {
  const granted = (props: FeedPublisherProps | ((stack: Stack) => FeedPublisherProps)) =>
    synthesise(props, {}, (publisher, stack) => {
      publisher.grantUpload(new Role(stack, 'Uploader', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') })).assertSuccess();
    }).template;
  const arn = { 'Fn::GetAtt': [Match.stringLikeRegexp('FeedsPosts'), 'Arn'] };

  it('may put, delete and compare posts', () => {
    granted({}).hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('Uploader'),
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['s3:PutObject', 's3:DeleteObject', 's3:GetObject', 's3:AbortMultipartUpload'],
            Resource: { 'Fn::Join': ['', [arn, '/*']] },
          },
          { Effect: 'Allow', Action: 's3:ListBucket', Resource: arn },
        ],
      },
    });
  });

  it('may do so only below the prefix', () => {
    granted({ prefix: 'blog/' }).hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('Uploader'),
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Resource: { 'Fn::Join': ['', [arn, '/blog/*']] } }),
          { Effect: 'Allow', Action: 's3:ListBucket', Resource: arn, Condition: { StringLike: { 's3:prefix': 'blog/*' } } },
        ],
      },
    });
  });

  it('may use the key', () => {
    granted((stack) => ({ postsBucket: encrypted(stack) })).hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('Uploader'),
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: ['kms:GenerateDataKey', 'kms:Decrypt'] })]) },
    });
  });
});
