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
import { policiesForOwner } from './foreign-bucket.ts';
import { createFunction, PUBLISH, RECONCILE } from './functions.ts';
import { MediaHost } from './media.ts';
import { publisherMetric } from './metrics.ts';
import { collectGarbageStatement, publishStatements, uploadGrants } from './permissions.ts';
import { forbidPruning } from './pruned-site.ts';
import { createQueueWithDlq, type QueueWithDlq } from './queues.ts';
import { createRunSchedules, type RunSchedules, settingsOf } from './run-schedules.ts';
import { scheduleReconcile } from './scheduled-reconcile.ts';
import { settingsFor } from './settings.ts';
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
  /** `props.postsBucket`, or the bucket that the construct creates. */
  readonly postsBucket: IBucket;
  /** Documents in `public/`, internal state in `state/`. */
  readonly siteBucket: OwnBucket;
  /** Receives upload events. */
  readonly queue: Queue;
  /** Receives long work. */
  readonly bulkQueue: Queue;
  /** Messages that failed five times. */
  readonly deadLetterQueue: Queue;
  readonly bulkDeadLetterQueue: Queue;
  /** Schedules (a post appears or expires) not delivered within a day. */
  readonly schedulesDeadLetterQueue: Queue;
  readonly publishFunction: LambdaFunction;
  readonly reconcileFunction: LambdaFunction;
  /** Undefined with `distribution: false`. */
  readonly distribution?: Distribution;
  /** Empty with `alarms: false`. */
  readonly alarms: readonly Alarm[];
  /** Undefined with `dashboard: false`. */
  readonly dashboard?: Dashboard;
  /** URLs of the main feed, one per format. Empty with `distribution: false` and no `domainName`. */
  readonly feedUrls: readonly string[];
  /** URL of the page for subscribers. Undefined like `feedUrls`. */
  readonly subscribeUrl?: string;
  /** Shell command that uploads a local folder of posts. */
  readonly uploadCommand: string;

  readonly #props: FeedPublisherProps;
  readonly #prefix: string;
  #behavior: BehaviorOptions | undefined;
  readonly #media: MediaHost | undefined;

  /** @throws Error that names every contradiction */
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
    const schedules = createRunSchedules(this, fresh.queue);
    this.schedulesDeadLetterQueue = schedules.deadLetters;
    [this.publishFunction, this.reconcileFunction] = this.#functions(fresh, bulk, schedules);
    const isForeignBucket = isForeign(this, props);
    connect({
      scope: this,
      own,
      bucket: this.postsBucket,
      isForeign: isForeignBucket,
      prefix,
      trigger: props.trigger ?? 's3',
      queue: this.queue,
    });
    if (isForeignBucket) this.#outputForOwner();
    scheduleReconcile(this, bulk.queue, props.reconcileEvery ?? Duration.days(1));
    if (props.media) this.#media = new MediaHost(this, this.postsBucket, prefix);
    if (props.distribution !== false) this.distribution = this.#distribution();
    const host = props.domainName ?? this.distribution?.distributionDomainName;
    this.feedUrls = host === undefined ? [] : mainFeedNames(props.feeds).map((name) => `https://${host}/${name}`);
    if (host !== undefined) this.subscribeUrl = `https://${host}/`;
    this.uploadCommand = uploadCommandFor(this.postsBucket.bucketName, prefix);
    const { siteBucket, publishFunction: publish, reconcileFunction: reconcile } = this;
    const parts = { siteBucket, fresh, bulk, schedulesDeadLetters: schedules.deadLetters, publish, reconcile };
    this.alarms = props.alarms === false ? [] : createAlarms(this, parts);
    if (props.alarmTopic) this.addAlarmAction(new SnsAction(props.alarmTopic));
    if (props.dashboard !== false) {
      this.dashboard = createDashboard(this, { ...parts, distribution: this.distribution, uploadCommand: this.uploadCommand });
    }
  }

  /** Grants upload and deletion of posts, and what `aws s3 sync` needs to compare. */
  grantUpload(grantee: IGrantable): Grant {
    const grants = uploadGrants({ postsBucket: this.postsBucket, prefix: this.#prefix });
    const { grantPrincipal: principal } = grantee;
    const objects = grants.flatMap(({ resourceArns }) => resourceArns).filter((arn) => arn.endsWith('*'));
    if (Construct.isConstruct(principal)) acknowledgeResources(principal, objects, 'Posts, whose names are not known before.');
    return grants
      .map((grant) => Grant.addToPrincipalOrResource({ ...grant, grantee, resource: this.postsBucket }))
      .reduce((combined, grant) => combined.combine(grant));
  }

  /** Adds actions to the start and end of every alarm. */
  addAlarmAction(...actions: IAlarmAction[]): void {
    for (const alarm of this.alarms) {
      alarm.addAlarmAction(...actions);
      alarm.addOkAction(...actions);
    }
  }

  /**
   * With `distribution: false`: behaviors of all feeds and their list, by path pattern, for your site's distribution.
   * @example
   * new Distribution(this, 'Site', { defaultBehavior, additionalBehaviors: feeds.behaviors() });
   */
  behaviors(): Record<string, BehaviorOptions> {
    const behavior = this.#sharedBehavior();
    if (this.distribution === undefined) this.#media?.allow('*');
    const feeds = Object.fromEntries(feedPatterns(this.#props.feeds, this.#props.ownFeeds).map((pattern) => [pattern, behavior]));
    return { ...feeds, ...this.#media?.behaviors(behavior) };
  }

  /** A metric of the functions. @default sum over 5 minutes; p99 for durations, maximum for memory */
  metric(name: MetricName, options?: MetricOptions): Metric {
    return publisherMetric(this.siteBucket, name, options);
  }

  /** Milliseconds from a post's upload to its last feed. */
  metricLag(options?: MetricOptions): Metric {
    return this.metric('Lag', options);
  }

  /** New and edited posts. */
  metricPostsPublished(options?: MetricOptions): Metric {
    return this.metric('PostsPublished', options);
  }

  /** Refused posts; their last good versions stay published. */
  metricPostsRefused(options?: MetricOptions): Metric {
    return this.metric('PostsRefused', options);
  }

  /** Feeds with changed documents. */
  metricFeedsWritten(options?: MetricOptions): Metric {
    return this.metric('FeedsWritten', options);
  }

  /** Feeds that lost more than half of their entries at once. */
  metricFeedsShrunk(options?: MetricOptions): Metric {
    return this.metric('FeedsShrunk', options);
  }

  /** Feeds not written because a document does not parse. */
  metricFeedsFailed(options?: MetricOptions): Metric {
    return this.metric('FeedsFailed', options);
  }

  #functions(fresh: QueueWithDlq, bulk: QueueWithDlq, schedules: RunSchedules): [LambdaFunction, LambdaFunction] {
    const { postsBucket, siteBucket } = this;
    const { eventBus, logRetention = RetentionDays.ONE_MONTH } = this.#props;
    const resources = { postsBucket, prefix: this.#prefix, siteBucket, bulk: bulk.queue, schedules, eventBus };
    const environment = toEnvironment({
      postsBucket: postsBucket.bucketName,
      postsPrefix: this.#prefix,
      siteBucket: siteBucket.bucketName,
      bulkQueueUrl: bulk.queue.queueUrl,
      scheduler: settingsOf(schedules),
      ...(eventBus ? { eventBus: eventBus.eventBusArn } : {}),
      settings: settingsFor(this.#props),
    });
    const common = { environment, logRetention };
    return [
      createFunction(this, 'Publish', {
        ...common,
        bundle: 'publish',
        description: 'Linefeed: publishes posts as they are uploaded',
        limits: PUBLISH,
        queue: fresh.queue,
        statements: publishStatements(resources),
      }),
      createFunction(this, 'Reconcile', {
        ...common,
        bundle: 'reconcile',
        description: 'Linefeed: reconciles, imports, and does other long work',
        limits: RECONCILE,
        queue: bulk.queue,
        statements: [...publishStatements(resources), collectGarbageStatement(resources)],
      }),
    ];
  }

  #outputForOwner(): void {
    new CfnOutput(this, 'ForTheOwnerOfThePosts', {
      description: 'What the account of the posts bucket has to add to the policies of the bucket and its key, and to its notifications',
      value: policiesForOwner({
        bucket: this.postsBucket,
        prefix: this.#prefix,
        roles: [this.publishFunction, this.reconcileFunction].flatMap(({ role }) => (role ? [role] : [])),
        queue: this.queue,
      }),
    });
  }

  #sharedBehavior(): BehaviorOptions {
    this.#behavior ??= createBehavior(this, this.siteBucket);
    return this.#behavior;
  }

  #distribution(): Distribution {
    const { domainName, certificate, hostedZone } = this.#props;
    const domain = domainName === undefined ? undefined : { name: domainName, certificate, zone: hostedZone };
    return createDistribution(this, this.#sharedBehavior(), domain, this.#media);
  }
}
