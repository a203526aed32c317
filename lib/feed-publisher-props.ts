/** What can be said about a publisher. Everything is optional. */
import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/**
 * How the publisher learns of uploads.
 * - `s3`: the bucket sends its events to the publisher's queue
 * - `eventbridge`: they are taken from the account's event bus
 * - `none`: you send them to `publisher.queue`, as S3, EventBridge or SNS write them
 */
export type Trigger = 's3' | 'eventbridge' | 'none';

/** File names of the main feed by format, as `feeds` in `linefeed.yaml`: `{ rss: 'feed.xml', json: false }`. `false` leaves a format out. */
export interface FeedNames {
  readonly rss?: string | false;
  readonly atom?: string | false;
  readonly json?: string | false;
}

export interface FeedPublisherProps {
  /**
   * Bucket of the posts and of `linefeed.yaml`, or of the generator's configuration. Linefeed only reads it.
   *
   * For a bucket that this app does not create, and for any that it creates with `s3.Bucket`, CDK sets up the events with a function of its
   * own (a custom resource in Python). For a bucket of another account, give `account` and `region` to `Bucket.fromBucketAttributes`; what
   * that account has to allow is in the output `ForTheOwnerOfThePosts`.
   * @default a bucket of its own, encrypted, private, that keeps old versions for 90 days
   */
  readonly postsBucket?: IBucket;
  /**
   * What comes before every post's key, with a slash at its end: `blog/`. Other objects are neither read nor listened to.
   * @default the whole bucket
   */
  readonly prefix?: string;
  /**
   * How the publisher learns of uploads. A bucket that notifies something else already may have no room for another notification of the
   * same events; then use `eventbridge`. A bucket that this app creates then sends its events to EventBridge; switch it on for one that it imports.
   * @default 's3'
   */
  readonly trigger?: Trigger;
  /**
   * File names of the main feed. They win over the configuration's in the bucket, and are those of the outputs and of `behaviors()`.
   * @default what the configuration in the posts bucket says, and `rss.xml`, `atom.xml`, `feed.json` for outputs and behaviors
   */
  readonly feeds?: FeedNames;
  /**
   * Hub of WebSub that is told of changes, or several: `https://pubsubhubbub.appspot.com/`. It wins over the configuration's in the bucket.
   * @default what the configuration in the posts bucket says
   */
  readonly hub?: string | readonly string[];
  /**
   * Bus that is told when a post appears in the feeds, changes, or leaves them: events of the source `linefeed`, of the types `PostPublished`,
   * `PostUpdated` and `PostRemoved`. See docs/recipes.md.
   * @default nobody is told
   */
  readonly eventBus?: IEventBus;
  /**
   * Whether the publisher has a CDN of its own. If not, serve the feeds by your own distribution with `behaviors()`; there are no pages for
   * subscribers then, for your site has its own.
   * @default true
   */
  readonly distribution?: boolean;
  /**
   * Name that readers use: `feeds.example.com`
   * @default CloudFront's own: `d111111abcdef8.cloudfront.net`
   */
  readonly domainName?: string;
  /**
   * Certificate for `domainName`, of us-east-1: CloudFront takes no other.
   * @default one that is made and validated in `hostedZone`, if the stack is in us-east-1
   */
  readonly certificate?: ICertificate;
  /**
   * Zone to write the records of `domainName` into.
   * @default no records are written
   */
  readonly hostedZone?: IHostedZone;
  /**
   * How often everything is looked at, whatever events said: lost events are made good then.
   * @default once a day
   */
  readonly reconcileEvery?: Duration;
  /**
   * Whether there are alarms; each costs about 0.10 USD a month.
   * @default true
   */
  readonly alarms?: boolean;
  /**
   * Topic that is told of alarms, and of their end. `addAlarmAction()` adds other actions.
   * @default alarms are seen in the console only
   */
  readonly alarmTopic?: ITopic;
  /**
   * Whether there is a dashboard; an account's fourth and later cost 3 USD a month.
   * @default true
   */
  readonly dashboard?: boolean;
  /**
   * What becomes of the buckets when the stack is destroyed. `DESTROY` also deletes all that is in them.
   * @default RemovalPolicy.RETAIN: posts, feeds and the ids that subscribers know stay
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * How long logs are kept. They hold keys, counts and reasons, never the text of a post.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
}
