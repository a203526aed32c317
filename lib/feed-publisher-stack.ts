/** The construct as a stack, for `npx cdk deploy` without an app. */
import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { mainFeedNames } from './behavior.ts';
import { FeedPublisher } from './feed-publisher.ts';
import type { FeedNames, FeedPublisherProps } from './feed-publisher-props.ts';

/** `FeedPublisherProps`, with names and ARNs instead of constructs. */
export interface FeedPublisherStackProps extends StackProps, Omit<FeedPublisherProps, keyof Named> {
  /** @default a new bucket */
  readonly postsBucketName?: string | undefined;
  /** In us-east-1. @default see `FeedPublisherProps.certificate` */
  readonly certificateArn?: string | undefined;
  /** `{ id: 'Z23ABC4XYZL05B', name: 'example.com' }` @default no records */
  readonly hostedZone?: { readonly id: string; readonly name: string } | undefined;
  /** `default`, or another bus of this account and region. @default no events */
  readonly eventBusName?: string | undefined;
  /** Notified of alarms, once confirmed. @default none */
  readonly alarmEmail?: string | undefined;
  /** Local configuration, for outputs and warnings. @default outputs name `rss.xml`, `atom.xml`, `feed.json` */
  readonly configured?: Configured | undefined;
}

/** Known at synthesis; the functions obey the uploaded configuration. */
export interface Configured {
  /** Main feed. */
  readonly feeds: FeedNames;
  /** Address of the blog: `https://example.com/` */
  readonly link: string;
  /** Base of the documents' addresses: `https://feeds.example.com/` */
  readonly feedLink: string;
}

const hasFeedDomain = (configured: Configured | undefined): boolean =>
  configured !== undefined && new URL(configured.feedLink).host !== new URL(configured.link).host;

type Named = Pick<FeedPublisherProps, 'postsBucket' | 'certificate' | 'hostedZone' | 'eventBus' | 'alarmTopic'>;

export class FeedPublisherStack extends Stack {
  readonly publisher: FeedPublisher;

  constructor(scope: Construct, id: string, props: FeedPublisherStackProps = {}) {
    super(scope, id, { description: 'Linefeed: RSS, Atom and JSON feeds of the posts in a bucket', ...props });
    const { postsBucketName, certificateArn, hostedZone, eventBusName, alarmEmail, configured, ...rest } = props;
    this.publisher = new FeedPublisher(this, 'Feeds', {
      ...rest,
      ...(postsBucketName ? { postsBucket: Bucket.fromBucketName(this, 'Posts', postsBucketName) } : {}),
      ...(certificateArn ? { certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn) } : {}),
      ...(hostedZone
        ? { hostedZone: HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: hostedZone.id, zoneName: hostedZone.name }) }
        : {}),
      ...(eventBusName ? { eventBus: EventBus.fromEventBusName(this, 'Bus', eventBusName) } : {}),
      ...(alarmEmail ? { alarmTopic: this.#topicFor(alarmEmail) } : {}),
    });
    if (configured) this.#checkAddress(configured, props.domainName);
    this.#outputs(this.publisher, this.#feedUrls(props));
    // Users must copy CloudFront's domain name, known after deployment, into the configuration.
    if (props.domainName === undefined && this.publisher.subscribeUrl !== undefined && !hasFeedDomain(configured)) {
      const description = 'Line to write into linefeed.yaml: documents say where they are, and readers and hubs believe them';
      new CfnOutput(this, 'Configure', { description, value: `feedLink: ${this.publisher.subscribeUrl}` });
    }
  }

  #checkAddress({ feedLink }: Configured, domainName: string | undefined): void {
    if (domainName === undefined || new URL(feedLink).hostname === domainName) return;
    const message = `the feeds will be at https://${domainName}/, but say that they are at ${feedLink}; write feedLink: https://${domainName}/ into linefeed.yaml`;
    Annotations.of(this).addWarningV2('linefeed:feedLink', message);
  }

  #feedUrls({ configured, feeds, domainName }: FeedPublisherStackProps): string[] {
    const host = domainName ?? this.publisher.distribution?.distributionDomainName;
    return host === undefined ? [] : mainFeedNames({ ...configured?.feeds, ...feeds }).map((name) => `https://${host}/${name}`);
  }

  #topicFor(address: string): Topic {
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
    topic.addSubscription(new EmailSubscription(address));
    return topic;
  }

  #outputs({ postsBucket, siteBucket, subscribeUrl, uploadCommand, distribution, dashboard }: FeedPublisher, feedUrls: string[]): void {
    const tell = (id: string, description: string, value: string) => new CfnOutput(this, id, { description, value });
    tell('Upload', 'Uploads the posts in this folder, and their configuration', uploadCommand);
    tell('PostsBucket', 'Where posts go', postsBucket.bucketName);
    tell('SiteBucket', 'Where the feeds are, and what Linefeed knows', siteBucket.bucketName);
    if (subscribeUrl) tell('Subscribe', 'The page for subscribers, to link to', subscribeUrl);
    for (const [index, url] of feedUrls.entries()) tell(`Feed${index + 1}`, 'For feed readers', url);
    if (distribution) tell('DistributionId', 'The CDN', distribution.distributionId);
    if (dashboard) tell('Dashboard', 'What happens, and what it costs', this.#addressOf(dashboard.dashboardName));
  }

  #addressOf(dashboard: string): string {
    return `https://${this.region}.console.aws.amazon.com/cloudwatch/home?region=${this.region}#dashboards:name=${dashboard}`;
  }
}
