/**
 * CDK's `grantRead` and `grantWrite` would add `s3:GetObject*` and `s3:List*`.
 *
 * `s3:ListBucket` has no prefix condition: S3 requires it to answer 404 for absent objects too, without `s3:prefix`. Price: key names
 * outside the prefix can be listed, not read. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
import { Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { ENTRIES, NODES, PUBLIC, RENDER_INPUTS, STATE } from '../lambda/keys.ts';

export interface Resources {
  readonly postsBucket: IBucket;
  readonly prefix: string;
  readonly siteBucket: IBucket;
  readonly bulk: IQueue;
  readonly schedules: { readonly group: IScheduleGroup; readonly role: IRole };
  readonly eventBus?: IEventBus | undefined;
}

const allow = (sid: string, actions: string[], ...resources: string[]) => new PolicyStatement({ sid, actions, resources });

const own = (site: IBucket): string[] => [site.arnForObjects(`${PUBLIC}*`), site.arnForObjects(`${STATE}*`)];

export function publishStatements({
  postsBucket,
  prefix,
  siteBucket,
  bulk,
  schedules: { group, role },
  eventBus,
}: Resources): PolicyStatement[] {
  const schedules = Stack.of(group).formatArn({ service: 'scheduler', resource: 'schedule', resourceName: `${group.scheduleGroupName}/*` });
  return [
    allow('ReadPosts', ['s3:GetObject'], postsBucket.arnForObjects(`${prefix}*`)),
    allow('ListPosts', ['s3:ListBucket'], postsBucket.bucketArn),
    ...(postsBucket.encryptionKey ? [allow('DecryptPosts', ['kms:Decrypt'], postsBucket.encryptionKey.keyArn)] : []),
    // Conditional writes read too.
    allow('ReadSite', ['s3:GetObject'], ...own(siteBucket)),
    allow('WriteSite', ['s3:PutObject'], ...own(siteBucket)),
    allow('ListSite', ['s3:ListBucket'], siteBucket.bucketArn),
    allow('SendBulk', ['sqs:SendMessage'], bulk.queueArn),
    // Schedules never change.
    allow('CreateWakeUps', ['scheduler:CreateSchedule'], schedules),
    new PolicyStatement({
      sid: 'PassWakeUpsRole',
      actions: ['iam:PassRole'],
      resources: [role.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    }),
    ...(eventBus ? [allow('TellNews', ['events:PutEvents'], eventBus.eventBusArn)] : []),
  ];
}

/** Documents and the catalog are never deleted. */
export const collectGarbageStatement = ({ siteBucket }: Resources): PolicyStatement =>
  allow('Sweep', ['s3:DeleteObject'], ...[ENTRIES, NODES, RENDER_INPUTS].map((prefix) => siteBucket.arnForObjects(`${prefix}*`)));

export const sendStatement = (...queues: IQueue[]): PolicyStatement =>
  allow('SendWakeUps', ['sqs:SendMessage'], ...queues.map(({ queueArn }) => queueArn));

export const runStatements = (queue: IQueue, logs: ILogGroup): PolicyStatement[] => [
  allow('Receive', ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], queue.queueArn),
  // Lambda names the streams.
  allow('Log', ['logs:CreateLogStream', 'logs:PutLogEvents'], logs.logGroupArn),
];

export interface Upload {
  readonly actions: string[];
  readonly resourceArns: string[];
  readonly conditions?: Record<string, Record<string, string>>;
}

/** Also for `aws s3 sync`. */
export const uploadGrants = ({ postsBucket, prefix }: Pick<Resources, 'postsBucket' | 'prefix'>): Upload[] => [
  {
    actions: ['s3:PutObject', 's3:DeleteObject', 's3:GetObject', 's3:AbortMultipartUpload'],
    resourceArns: [postsBucket.arnForObjects(`${prefix}*`)],
  },
  {
    actions: ['s3:ListBucket'],
    resourceArns: [postsBucket.bucketArn],
    ...(prefix === '' ? {} : { conditions: { StringLike: { 's3:prefix': `${prefix}*` } } }),
  },
  ...(postsBucket.encryptionKey
    ? [{ actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resourceArns: [postsBucket.encryptionKey.keyArn] }]
    : []),
];
