import { Annotations, Resource, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Bucket, type CfnBucket, EventType, type IBucket } from 'aws-cdk-lib/aws-s3';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Trigger } from './feed-publisher-props.ts';

/** Lifecycle expiration is no OBJECT_REMOVED event. */
export const EVENTS = [EventType.OBJECT_CREATED, EventType.OBJECT_REMOVED, EventType.LIFECYCLE_EXPIRATION];

export interface Connection {
  readonly scope: Construct;
  /** If the construct creates it. */
  readonly own: Bucket | undefined;
  readonly bucket: IBucket;
  readonly isForeign: boolean;
  readonly prefix: string;
  readonly trigger: Trigger;
  readonly queue: Queue;
}

export function connect({ scope, own, bucket, isForeign, prefix, trigger, queue }: Connection): void {
  if (trigger === 'none') return;
  if (trigger === 'eventbridge') {
    sendToBus(scope, own, bucket);
    listenOnBus(scope, bucket, prefix, queue);
  } else if (own) notifyFromOwn(own, prefix, queue);
  else if (isForeign) allowSend(queue, bucket.bucketArn, bucket.env.account);
  else notifyFromExisting(bucket, prefix, queue);
}

/** Warns for imported buckets, whose settings are unknown. */
function sendToBus(scope: Construct, own: Bucket | undefined, bucket: IBucket): void {
  if (own) resourceOf(own).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  else if (Resource.isOwnedResource(bucket)) bucket.enableEventBridgeNotification();
  else {
    const message = `uploads are seen only if the bucket ${bucket.bucketName} sends its events to EventBridge; switch it on in the properties of the bucket, or with eventBridgeEnabled where it is created`;
    Annotations.of(scope).addWarningV2('linefeed:eventBridge', message);
  }
}

const resourceOf = (bucket: Bucket): CfnBucket => bucket.node.defaultChild as CfnBucket;

const allowSend = (queue: Queue, sourceArn: string, account: string) =>
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'EventsOfPosts',
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': sourceArn } },
    }),
  );

/**
 * Without a custom resource. S3 checks the queue when creating the bucket, so the queue's policy comes first and can name only the
 * account; functions refuse other buckets' events.
 */
function notifyFromOwn(bucket: Bucket, prefix: string, queue: Queue): void {
  const { partition, account } = Stack.of(bucket);
  const { policyDependable } = allowSend(queue, `arn:${partition}:s3:::*`, account);
  const filter = prefix === '' ? {} : { filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } } };
  const resource = resourceOf(bucket);
  resource.notificationConfiguration = { queueConfigurations: EVENTS.map((event) => ({ event, queue: queue.queueArn, ...filter })) };
  if (policyDependable) resource.node.addDependency(policyDependable);
}

/** CDK's custom resource keeps other notifications. */
function notifyFromExisting(bucket: IBucket, prefix: string, queue: Queue): void {
  for (const event of EVENTS) bucket.addEventNotification(event, new SqsDestination(queue), ...(prefix === '' ? [] : [{ prefix }]));
  const handler = Stack.of(queue).node.tryFindChild('BucketNotificationsHandler050a0587b7544547bf325f094a3db834');
  if (handler === undefined) return;
  const reason = "CDK's own function that sets up notifications of existing buckets; it runs while the stack is deployed only.";
  acknowledge(handler, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]': reason,
    'AwsSolutions-IAM5[Resource::*]': reason,
    'AwsSolutions-L1': reason,
  });
}

function listenOnBus(scope: Construct, bucket: IBucket, prefix: string, queue: Queue): void {
  new Rule(scope, 'Uploads', {
    description: 'Linefeed: uploads and deletions of posts',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created', 'Object Deleted'],
      detail: { bucket: { name: [bucket.bucketName] }, ...(prefix === '' ? {} : { object: { key: [{ prefix }] } }) },
    },
    targets: [new SqsQueue(queue)],
  });
}
