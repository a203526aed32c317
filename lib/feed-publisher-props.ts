import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { PodcastProps } from './podcast-props.ts';

/**
 * Source of upload events.
 * - `s3`: S3 notifies the publisher's queue
 * - `eventbridge`: a rule on the account's default bus
 * - `none`: you send events of S3, EventBridge or SNS to `publisher.queue`
 */
export type Trigger = 's3' | 'eventbridge' | 'none';

/** File names of the main feed, as `feeds` in `linefeed.yaml`: `{ rss: 'feed.xml', json: false }`. `false` omits a format. */
export interface FeedNames {
  readonly rss?: string | false;
  readonly atom?: string | false;
  readonly json?: string | false;
}

/** As `limit` in `linefeed.yaml`. */
export interface FeedLimit {
  /** @default 20 */
  readonly entries?: number;
  /** Of a document. @default 5,000,000 */
  readonly bytes?: number;
  /** Of its gzip copy. @default 1,000,000 */
  readonly gzip?: number;
}

/** A feed of the blog's own, as in `feeds` of `linefeed.yaml`: `{ name: 'releases', where: 'tag = release' }`. See docs/feeds.md. */
export interface OwnFeedProps {
  /** Lower-case letters, digits and hyphens. */
  readonly name: string;
  /** @default title of the blog and name */
  readonly title?: string;
  /** @default the blog's */
  readonly description?: string;
  /** @default the blog's */
  readonly language?: string;
  /**
   * Path of the first format.
   * @default 'feeds/<name>/rss.xml'
   */
  readonly path?: string;
  /** @default those of the main feed */
  readonly formats?: readonly ('rss' | 'atom' | 'json')[];
  /** @default the blog's */
  readonly limit?: number;
  /** @default the blog's */
  readonly content?: 'full' | 'summary';
  /**
   * Condition of its posts.
   * @default all posts
   */
  readonly where?: string;
  /**
   * Condition of posts that it leaves out.
   * @default none
   */
  readonly exclude?: string;
}

export interface FeedPublisherProps {
  /**
   * Bucket of posts and configuration; read only. CDK's custom resource adds its notifications.
   *
   * For another account, pass `account` and `region` to `Bucket.fromBucketAttributes`; the output `ForTheOwnerOfThePosts` has what its
   * owner must allow.
   * @default a private, encrypted bucket that keeps old versions for 90 days
   */
  readonly postsBucket?: IBucket;
  /**
   * Key prefix of the posts, ending in a slash: `blog/`. Other objects are ignored.
   * @default the whole bucket
   */
  readonly prefix?: string;
  /**
   * Source of upload events. S3 allows one notification per event type and prefix: if taken, use `eventbridge`, which you must enable on
   * imported buckets.
   * @default 's3'
   */
  readonly trigger?: Trigger;
  /**
   * File names of the main feed; override the configuration.
   * @default the configuration; outputs and behaviors use `rss.xml`, `atom.xml`, `feed.json`
   */
  readonly feeds?: FeedNames;
  /**
   * Entries in a feed, or also its bytes: `{ entries: 50, bytes: 2_000_000 }`; overrides the configuration.
   * @default the configuration, else 20 entries
   */
  readonly limit?: number | FeedLimit;
  /**
   * Channel elements of your own, as in `linefeed.yaml`: `{ ttl: 60, 'webfeeds:accentColor': '00ff00' }`; override the configuration.
   * @default the configuration, else none
   */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /**
   * HTML with Liquid before the content of each entry; overrides the configuration.
   * @default the configuration, else none
   */
  readonly entryHeader?: string;
  /**
   * HTML with Liquid after the content of each entry: `<p><a href="{{ entry.url }}">Read on the site</a></p>`
   * @default the configuration, else none
   */
  readonly entryFooter?: string;
  /**
   * Places of a post's picture beside `media:content`, with sizes from its file; overrides the configuration.
   * @default the configuration, else none
   */
  readonly cover?: readonly ('content' | 'enclosure' | 'thumbnail')[];
  /**
   * Time of a new post that is dated by day only; overrides the configuration.
   * @default the configuration, else 'midnight'
   */
  readonly dayDates?: 'midnight' | 'first-published';
  /**
   * Where posts with an external page link to; overrides the configuration.
   * @default the configuration, else 'post'
   */
  readonly linkPosts?: 'post' | 'external';
  /**
   * Feeds of the blog's own; override those of the configuration. At most 2,000 characters as JSON; more go into `linefeed.yaml`.
   * @default those of the configuration
   */
  readonly ownFeeds?: readonly OwnFeedProps[];
  /**
   * WebSub hubs to notify: `https://pubsubhubbub.appspot.com/`; override the configuration.
   * @default the configuration
   */
  readonly hub?: string | readonly string[];
  /**
   * Bus for `PostPublished`, `PostUpdated` and `PostRemoved`, with source `linefeed`. See docs/recipes.md.
   * @default no events
   */
  readonly eventBus?: IEventBus;
  /**
   * Serves audio, video, pictures and transcripts of the posts bucket below `/media/`, and no other file: for `media: copy` in
   * `linefeed.yaml`. Anyone who knows or guesses a key can read such a file, also of a draft.
   * @default false
   */
  readonly media?: boolean;
  /**
   * A show, or several, each with its `feed`; override those of the configuration. At most 2,000 characters as JSON, together with
   * `ownFeeds`; more go into `linefeed.yaml`.
   * @default those of the configuration
   */
  readonly podcast?: PodcastProps | readonly PodcastProps[];
  /**
   * Requests audio and video on other hosts, for size, type, duration and chapters that posts do not state: from public addresses only,
   * at most 256 KB of a file. `false` forbids it to the configuration.
   * @default the configuration, else false
   */
  readonly remoteMedia?: boolean;
  /**
   * Creates a CDN. If false, use `behaviors()`; pages for subscribers are off.
   * @default true
   */
  readonly distribution?: boolean;
  /**
   * Domain name of the feeds: `feeds.example.com`
   * @default `d111111abcdef8.cloudfront.net`
   */
  readonly domainName?: string;
  /**
   * Certificate for `domainName`, in us-east-1 as CloudFront requires.
   * @default created and validated in `hostedZone`, if the stack is in us-east-1
   */
  readonly certificate?: ICertificate;
  /**
   * Zone for `domainName`'s records.
   * @default no records
   */
  readonly hostedZone?: IHostedZone;
  /**
   * Interval of reconciles, which repair lost events.
   * @default 1 day
   */
  readonly reconcileEvery?: Duration;
  /**
   * Creates alarms, each about 0.10 USD a month.
   * @default true
   */
  readonly alarms?: boolean;
  /**
   * Notified when an alarm starts and ends. See `addAlarmAction()`.
   * @default no notification
   */
  readonly alarmTopic?: ITopic;
  /**
   * Creates a dashboard: 3 USD a month beyond three per account.
   * @default true
   */
  readonly dashboard?: boolean;
  /**
   * Fate of the buckets with the stack; `DESTROY` deletes their objects too.
   * @default RemovalPolicy.RETAIN: keeps posts, feeds and ids
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Retention of logs, which never contain a post's text.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
}
