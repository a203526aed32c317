/** The construct: a bucket of posts in, feeds behind a CDN out. */
import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { BehaviorOptions, Distribution } from 'aws-cdk-lib/aws-cloudfront';
import type { Alarm, Dashboard, IAlarmAction, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { toEnvironment } from '../lambda/aws/environment.ts';
import type { MetricName } from '../lambda/aws/metric-names.ts';
import { acknowledgeResources } from './acknowledge.ts';
import { createAlarms } from './alarms.ts';
import { createBehavior, feedPatterns, mainFeedNames } from './behavior.ts';
import { createPostsBucket, createSiteBucket, type OwnBucket } from './buckets.ts';
import { checkProps, isForeign } from './check-props.ts';
import { createDashboard } from './dashboard.ts';
import { createDistribution } from './distribution.ts';
import type { FeedPublisherProps } from './feed-publisher-props.ts';
import { forTheOwner } from './foreign-bucket.ts';
import { createFunction, PUBLISH, RECONCILE } from './functions.ts';
import { publisherMetric } from './metrics.ts';
import { publishing, sweeping, uploading } from './permissions.ts';
import { forbidPruning } from './pruned-site.ts';
import { createQueueWithDlq, type QueueWithDlq } from './queues.ts';
import { createRunSchedules, type RunSchedules, settingsOf } from './run-schedules.ts';
import { scheduleReconcile } from './scheduled-reconcile.ts';
import { connect } from './trigger.ts';
import { uploadCommandFor } from './upload-command.ts';

/**
 * Publishes RSS, Atom and JSON feeds of the posts in a bucket.
 *
 * @example
 * const feeds = new FeedPublisher(this, 'Feeds');
 * feeds.grantUpload(role);
 */
export class FeedPublisher extends Construct {
  /** Of the posts: `props.postsBucket`, or its own. */
  readonly postsBucket: IBucket;
  /** Of `public/`, the feeds, and `state/`, what Linefeed knows. */
  readonly siteBucket: OwnBucket;
  /** Takes events of uploads. */
  readonly queue: Queue;
  /** Takes work that fresh posts do not wait for. */
  readonly bulkQueue: Queue;
  /** What could not be handled, of each queue. */
  readonly deadLetterQueue: Queue;
  readonly bulkDeadLetterQueue: Queue;
  /** Wake-ups, at the minute when a post appears or expires, that could not be sent. */
  readonly wakeUpsDeadLetterQueue: Queue;
  readonly publishFunction: LambdaFunction;
  readonly reconcileFunction: LambdaFunction;
  /** Undefined with `distribution: false`. */
  readonly distribution?: Distribution;
  /** Empty with `alarms: false`. */
  readonly alarms: readonly Alarm[];
  /** Undefined with `dashboard: false`. */
  readonly dashboard?: Dashboard;
  /** Of the main feed, one for each format. Empty without a distribution of its own. */
  readonly feedUrls: readonly string[];
  /** Of the page for subscribers. Undefined without a distribution of its own. */
  readonly subscribeUrl?: string;
  /** For the folder that holds the posts. */
  readonly uploadCommand: string;

  readonly #props: FeedPublisherProps;
  readonly #prefix: string;
  #behavior: BehaviorOptions | undefined;

  /** @throws Error for props that contradict each other, with what to change */
  constructor(scope: Construct, id: string, props: FeedPublisherProps = {}) {
    super(scope, id);
    checkProps(this, props);
    const { prefix = '', removalPolicy = RemovalPolicy.RETAIN } = props;
    this.#props = props;
    this.#prefix = prefix;
    const own = props.postsBucket === undefined ? createPostsBucket(this, removalPolicy) : undefined;
    this.postsBucket = props.postsBucket ?? (own as OwnBucket);
    this.siteBucket = createSiteBucket(this, removalPolicy);
    forbidPruning(this, this.siteBucket);
    const fresh = createQueueWithDlq(this, 'Fresh', PUBLISH.timeout);
    const bulk = createQueueWithDlq(this, 'Bulk', RECONCILE.timeout);
    [this.queue, this.deadLetterQueue] = [fresh.queue, fresh.deadLetters];
    [this.bulkQueue, this.bulkDeadLetterQueue] = [bulk.queue, bulk.deadLetters];
    const wakeUps = createRunSchedules(this, fresh.queue);
    this.wakeUpsDeadLetterQueue = wakeUps.deadLetters;
    [this.publishFunction, this.reconcileFunction] = this.#functions(fresh, bulk, wakeUps);
    const foreign = isForeign(this, props);
    connect({ scope: this, own, bucket: this.postsBucket, foreign, prefix, trigger: props.trigger ?? 's3', queue: this.queue });
    if (foreign) this.#tellTheOwner();
    scheduleReconcile(this, bulk.queue, props.reconcileEvery ?? Duration.days(1));
    if (props.distribution !== false) this.distribution = this.#distribution();
    const host = props.domainName ?? this.distribution?.distributionDomainName;
    this.feedUrls = host === undefined ? [] : mainFeedNames(props.feeds).map((name) => `https://${host}/${name}`);
    if (host !== undefined) this.subscribeUrl = `https://${host}/`;
    this.uploadCommand = uploadCommandFor(this.postsBucket.bucketName, prefix);
    const { siteBucket, publishFunction: publish, reconcileFunction: reconcile } = this;
    const parts = { siteBucket, fresh, bulk, wakeUps: wakeUps.deadLetters, publish, reconcile };
    this.alarms = props.alarms === false ? [] : createAlarms(this, parts);
    if (props.alarmTopic) this.addAlarmAction(new SnsAction(props.alarmTopic));
    if (props.dashboard !== false) {
      this.dashboard = createDashboard(this, { ...parts, distribution: this.distribution, uploadCommand: this.uploadCommand });
    }
  }

  /** Lets someone put and delete posts, and compare them with a folder as `aws s3 sync` does. */
  grantUpload(grantee: IGrantable): Grant {
    const grants = uploading({ postsBucket: this.postsBucket, prefix: this.#prefix });
    const { grantPrincipal: principal } = grantee;
    const objects = grants.flatMap(({ resourceArns }) => resourceArns).filter((arn) => arn.endsWith('*'));
    if (Construct.isConstruct(principal)) acknowledgeResources(principal, objects, 'Posts, whose names are not known before.');
    return grants
      .map((grant) => Grant.addToPrincipalOrResource({ ...grant, grantee, resource: this.postsBucket }))
      .reduce((all, grant) => all.combine(grant));
  }

  /** Has every alarm do this when it begins, and when it ends. */
  addAlarmAction(...actions: IAlarmAction[]): void {
    for (const alarm of this.alarms) {
      alarm.addAlarmAction(...actions);
      alarm.addOkAction(...actions);
    }
  }

  /**
   * For the distribution that serves your site, where this publisher has none of its own: behaviors by path, for every feed, the list of
   * feeds, and nothing else.
   * @example
   * new Distribution(this, 'Site', { defaultBehavior, additionalBehaviors: feeds.behaviors() });
   */
  behaviors(): Record<string, BehaviorOptions> {
    const behavior = this.#behave();
    return Object.fromEntries(feedPatterns(this.#props.feeds).map((pattern) => [pattern, behavior]));
  }

  /** A figure of the functions. @default the sum of five minutes; for times what 99 of 100 stay below, for memory the maximum */
  metric(name: MetricName, options?: MetricOptions): Metric {
    return publisherMetric(this.siteBucket, name, options);
  }

  /** From the upload of a post to the last of its feeds, in milliseconds. */
  metricLag(options?: MetricOptions): Metric {
    return this.metric('Lag', options);
  }

  /** Posts rendered, new ones and edits. */
  metricPostsPublished(options?: MetricOptions): Metric {
    return this.metric('PostsPublished', options);
  }

  /** Posts that were looked at and refused; a last good version stays published. */
  metricPostsRefused(options?: MetricOptions): Metric {
    return this.metric('PostsRefused', options);
  }

  /** Feeds one of whose documents changed. */
  metricFeedsWritten(options?: MetricOptions): Metric {
    return this.metric('FeedsWritten', options);
  }

  /** Feeds that lost more than half of their entries at once. */
  metricFeedsShrunk(options?: MetricOptions): Metric {
    return this.metric('FeedsShrunk', options);
  }

  /** Feeds one of whose documents does not parse, and so was not written. */
  metricFeedsFailed(options?: MetricOptions): Metric {
    return this.metric('FeedsFailed', options);
  }

  #functions(fresh: QueueWithDlq, bulk: QueueWithDlq, wakeUps: RunSchedules): [LambdaFunction, LambdaFunction] {
    const { postsBucket, siteBucket } = this;
    const { feeds, hub, eventBus, distribution, logRetention = RetentionDays.ONE_MONTH } = this.#props;
    const resources = { postsBucket, prefix: this.#prefix, siteBucket, bulk: bulk.queue, wakeUps, eventBus };
    const environment = toEnvironment({
      postsBucket: postsBucket.bucketName,
      postsPrefix: this.#prefix,
      siteBucket: siteBucket.bucketName,
      bulkQueueUrl: bulk.queue.queueUrl,
      scheduler: settingsOf(wakeUps),
      ...(eventBus ? { eventBus: eventBus.eventBusArn } : {}),
      settings: {
        ...(feeds ? { feeds } : {}),
        ...(hub === undefined ? {} : { hub: [hub].flat() }),
        // A site that serves the feeds itself has pages of its own at these addresses.
        ...(distribution === false ? { pages: false } : {}),
      },
    });
    const common = { environment, logRetention };
    return [
      createFunction(this, 'Publish', {
        ...common,
        built: 'publish',
        description: 'Linefeed: publishes posts as they are uploaded',
        shape: PUBLISH,
        queue: fresh.queue,
        statements: publishing(resources),
      }),
      createFunction(this, 'Reconcile', {
        ...common,
        built: 'reconcile',
        description: 'Linefeed: looks at everything, and does bulk work',
        shape: RECONCILE,
        queue: bulk.queue,
        statements: [...publishing(resources), sweeping(resources)],
      }),
    ];
  }

  #tellTheOwner(): void {
    new CfnOutput(this, 'ForTheOwnerOfThePosts', {
      description: 'What the account of the posts bucket has to add to the policies of the bucket and its key, and to its notifications',
      value: forTheOwner({
        bucket: this.postsBucket,
        prefix: this.#prefix,
        roles: [this.publishFunction, this.reconcileFunction].flatMap(({ role }) => (role ? [role] : [])),
        queue: this.queue,
      }),
    });
  }

  #behave(): BehaviorOptions {
    this.#behavior ??= createBehavior(this, this.siteBucket);
    return this.#behavior;
  }

  #distribution(): Distribution {
    const { domainName, certificate, hostedZone } = this.#props;
    const domain = domainName === undefined ? undefined : { name: domainName, certificate, zone: hostedZone };
    return createDistribution(this, this.#behave(), domain);
  }
}
