/** The buckets: of the posts, which Linefeed only reads, and of the site, which is its own. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { PUBLIC, STATE } from '../lambda/keys.ts';
import { acknowledge } from './acknowledge.ts';

/** A `Bucket` is an `IBucket`, although exactOptionalPropertyTypes does not see it. */
export type OwnBucket = Bucket & IBucket;

/** `s3.Bucket` sets nothing of this by itself. */
const common = (removalPolicy: RemovalPolicy): BucketProps => ({
  encryption: BucketEncryption.S3_MANAGED,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  versioned: true,
  removalPolicy,
  // A bucket that is not empty cannot be deleted.
  autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
});

const NO_ACCESS_LOGS = {
  'AwsSolutions-S1':
    'Access logs need a bucket of their own and are many more objects than posts; whoever wants them sets them on the bucket.',
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

/**
 * Versions belong to a bucket, not to a prefix; what is kept of them is said by prefix. A catalog of yesterday can be put back; a feed of
 * yesterday is written again from the catalog.
 */
export function createSiteBucket(scope: Construct, removalPolicy: RemovalPolicy): OwnBucket {
  const bucket = new Bucket(scope, 'Site', {
    ...common(removalPolicy),
    lifecycleRules: [
      { id: 'old-state', prefix: STATE, noncurrentVersionExpiration: Duration.days(30), noncurrentVersionsToRetain: 20 },
      { id: 'old-feeds', prefix: PUBLIC, noncurrentVersionExpiration: Duration.days(1) },
      { id: 'uploads', ...ABORT },
    ],
  });
  acknowledge(bucket, NO_ACCESS_LOGS);
  for (const statement of cdnStatements(bucket)) bucket.addToResourcePolicy(statement);
  return bucket as OwnBucket;
}

/** What a CDN may do beyond reading documents, which it is allowed where a distribution is given this bucket. */
function cdnStatements(bucket: Bucket): PolicyStatement[] {
  const { partition, account } = Stack.of(bucket);
  const cdn = new ServicePrincipal('cloudfront.amazonaws.com');
  return [
    // An absent document is 404 then, not 403. No listing comes of it: the origin's path is below the root, and queries are not passed on.
    new PolicyStatement({
      sid: 'AbsentIsNotFound',
      principals: [cdn],
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: { ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudfront::${account}:distribution/*` } },
    }),
    // Whatever a distribution's origin path says.
    new PolicyStatement({
      sid: 'StateStaysInside',
      effect: Effect.DENY,
      principals: [cdn],
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects(`${STATE}*`)],
    }),
  ];
}
