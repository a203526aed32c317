/**
 * What each function may do, statement by statement. The L2 `grantRead` and `grantWrite` contain `s3:GetObject*` and `s3:List*`.
 *
 * `s3:ListBucket` has no condition on prefixes. S3 also asks for it when an object is absent, and that request has no `s3:prefix`: with a
 * condition an absent key would be 403, and no deletion and no first run would work. The price: names of keys outside of the prefix can be
 * listed, their contents cannot be read.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
import { Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { ENTRIES, PUBLIC, RENDER_INPUTS, STATE } from '../lambda/keys.ts';

export interface Resources {
  readonly postsBucket: IBucket;
  readonly prefix: string;
  readonly siteBucket: IBucket;
  /** Where the function sends what fresh posts must not wait for. */
  readonly bulk: IQueue;
  /** Group of the schedules that wake the function, and the role that they send in the name of. */
  readonly wakeUps: { readonly group: IScheduleGroup; readonly role: IRole };
  /** That news of posts are put on. */
  readonly eventBus?: IEventBus | undefined;
}

const allow = (sid: string, actions: string[], ...resources: string[]) => new PolicyStatement({ sid, actions, resources });

const own = (site: IBucket): string[] => [site.arnForObjects(`${PUBLIC}*`), site.arnForObjects(`${STATE}*`)];

/** Reads posts, reads and writes what is Linefeed's own, sends bulk work, and makes schedules. */
export function publishing({ postsBucket, prefix, siteBucket, bulk, wakeUps: { group, role }, eventBus }: Resources): PolicyStatement[] {
  const schedules = Stack.of(group).formatArn({ service: 'scheduler', resource: 'schedule', resourceName: `${group.scheduleGroupName}/*` });
  return [
    allow('ReadPosts', ['s3:GetObject'], postsBucket.arnForObjects(`${prefix}*`)),
    allow('ListPosts', ['s3:ListBucket'], postsBucket.bucketArn),
    ...(postsBucket.encryptionKey ? [allow('DecryptPosts', ['kms:Decrypt'], postsBucket.encryptionKey.keyArn)] : []),
    // Reading is also what a write with If-Match needs.
    allow('ReadSite', ['s3:GetObject'], ...own(siteBucket)),
    allow('WriteSite', ['s3:PutObject'], ...own(siteBucket)),
    allow('ListSite', ['s3:ListBucket'], siteBucket.bucketArn),
    allow('SendBulk', ['sqs:SendMessage'], bulk.queueArn),
    // Only made: schedules are never changed or deleted by a function.
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

/** Only what the catalog does not name any more; documents and the catalog are never deleted. */
export const sweeping = ({ siteBucket }: Resources): PolicyStatement =>
  allow('Sweep', ['s3:DeleteObject'], siteBucket.arnForObjects(`${ENTRIES}*`), siteBucket.arnForObjects(`${RENDER_INPUTS}*`));

/** What a schedule does when its time has come. */
export const sending = (...queues: IQueue[]): PolicyStatement =>
  allow('SendWakeUps', ['sqs:SendMessage'], ...queues.map(({ queueArn }) => queueArn));

/** What Lambda does in the function's name. */
export const running = (queue: IQueue, logs: ILogGroup): PolicyStatement[] => [
  allow('Receive', ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], queue.queueArn),
  // Streams are named by Lambda.
  allow('Log', ['logs:CreateLogStream', 'logs:PutLogEvents'], logs.logGroupArn),
];

export interface Upload {
  readonly actions: string[];
  readonly resourceArns: string[];
  readonly conditions?: Record<string, Record<string, string>>;
}

/** For people and programs that upload: put and delete, and what `aws s3 sync` needs to compare. */
export const uploading = ({ postsBucket, prefix }: Pick<Resources, 'postsBucket' | 'prefix'>): Upload[] => [
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
