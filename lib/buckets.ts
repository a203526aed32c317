import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { NODES, PUBLIC, STATE } from '../lambda/keys.ts';
import { acknowledge } from './acknowledge.ts';

/** exactOptionalPropertyTypes hides that a `Bucket` is an `IBucket`. */
export type OwnBucket = Bucket & IBucket;

const common = (removalPolicy: RemovalPolicy): BucketProps => ({
  encryption: BucketEncryption.S3_MANAGED,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  versioned: true,
  removalPolicy,
  // CloudFormation cannot delete a bucket with objects.
  autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
});

const NO_ACCESS_LOGS = {
  'AwsSolutions-S1': 'Access logs need a bucket of their own and are many more objects than posts; to have them, set them on the bucket.',
};

const ABORT = { abortIncompleteMultipartUploadAfter: Duration.days(7) };

export function createPostsBucket(scope: Construct, removalPolicy: RemovalPolicy): OwnBucket {
  const bucket = new Bucket(scope, 'Posts', {
    ...common(removalPolicy),
    lifecycleRules: [{ ...ABORT, noncurrentVersionExpiration: Duration.days(90) }],
  });
  acknowledge(bucket, NO_ACCESS_LOGS);
  return bucket as OwnBucket;
}

/** Keeps old catalogs, to be restored; the catalog reproduces old feeds. */
export function createSiteBucket(scope: Construct, removalPolicy: RemovalPolicy): OwnBucket {
  const bucket = new Bucket(scope, 'Site', {
    ...common(removalPolicy),
    lifecycleRules: [
      { id: 'old-state', prefix: STATE, noncurrentVersionExpiration: Duration.days(30), noncurrentVersionsToRetain: 20 },
      // A root is only of use with its nodes, and a new one is imported if they are gone.
      { id: 'old-nodes', prefix: NODES, noncurrentVersionExpiration: Duration.days(1) },
      { id: 'old-feeds', prefix: PUBLIC, noncurrentVersionExpiration: Duration.days(1) },
      { id: 'uploads', ...ABORT },
    ],
  });
  acknowledge(bucket, NO_ACCESS_LOGS);
  for (const statement of cdnStatements(bucket)) bucket.addToResourcePolicy(statement);
  return bucket as OwnBucket;
}

function cdnStatements(bucket: Bucket): PolicyStatement[] {
  const { partition, account } = Stack.of(bucket);
  const cdn = new ServicePrincipal('cloudfront.amazonaws.com');
  return [
    // 404, not 403, for absent objects. Nothing can be listed: the origin path is below the root, queries are dropped.
    new PolicyStatement({
      sid: 'AbsentIsNotFound',
      principals: [cdn],
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: { ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudfront::${account}:distribution/*` } },
    }),
    new PolicyStatement({
      sid: 'StateStaysInside',
      effect: Effect.DENY,
      principals: [cdn],
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects(`${STATE}*`)],
    }),
  ];
}
