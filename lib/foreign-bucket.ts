/** What the owner of a posts bucket in another account must allow. */
import { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { EVENTS } from './trigger.ts';

export interface ForeignBucket {
  readonly bucket: IBucket;
  readonly prefix: string;
  readonly roles: readonly IRole[];
  readonly queue: IQueue;
}

/** JSON: `{ bucketPolicy, keyPolicy, notification }` */
export function policiesForOwner({ bucket, prefix, roles, queue }: ForeignBucket): string {
  const document = (...statements: [sid: string, action: string, resource: string][]) =>
    new PolicyDocument({
      statements: statements.map(
        ([sid, action, resource]) => new PolicyStatement({ sid, principals: [...roles], actions: [action], resources: [resource] }),
      ),
    });
  const bucketPolicy = document(
    ['LinefeedReads', 's3:GetObject', bucket.arnForObjects(`${prefix}*`)],
    ['LinefeedLists', 's3:ListBucket', bucket.bucketArn],
  );
  const filter = prefix === '' ? {} : { Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: prefix }] } } };
  return Stack.of(queue).toJsonString({
    bucketPolicy,
    ...(bucket.encryptionKey ? { keyPolicy: document(['LinefeedDecrypts', 'kms:Decrypt', '*']) } : {}),
    notification: { QueueConfigurations: [{ Id: 'Linefeed', QueueArn: queue.queueArn, Events: EVENTS, ...filter }] },
  });
}
