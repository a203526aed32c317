/** The construct as a stack of its own, for those who have no CDK app: `npx cdk deploy` is the installation. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { FeedPublisher } from './feed-publisher.ts';
import type { FeedPublisherProps } from './feed-publisher-props.ts';

/** Those of `FeedPublisher`, where it takes constructs by their names. */
export interface FeedPublisherStackProps extends StackProps, Omit<FeedPublisherProps, keyof Named> {
  /** @default a bucket of its own */
  readonly postsBucketName?: string | undefined;
  /** Of a certificate of us-east-1 for `domainName`. @default see `FeedPublisherProps.certificate` */
  readonly certificateArn?: string | undefined;
  /** Zone to write the records of `domainName` into: `{ id: 'Z23ABC4XYZL05B', name: 'example.com' }`. @default no records are written */
  readonly hostedZone?: { readonly id: string; readonly name: string } | undefined;
  /** Who is told of alarms, once the address is confirmed. @default nobody */
  readonly alarmEmail?: string | undefined;
}

type Named = Pick<FeedPublisherProps, 'postsBucket' | 'certificate' | 'hostedZone' | 'alarmTopic'>;

export class FeedPublisherStack extends Stack {
  readonly publisher: FeedPublisher;

  constructor(scope: Construct, id: string, props: FeedPublisherStackProps = {}) {
    super(scope, id, { description: 'Linefeed: RSS, Atom and JSON feeds of the posts in a bucket', ...props });
    const { postsBucketName, certificateArn, hostedZone, alarmEmail, ...rest } = props;
    this.publisher = new FeedPublisher(this, 'Feeds', {
      ...rest,
      ...(postsBucketName ? { postsBucket: Bucket.fromBucketName(this, 'Posts', postsBucketName) } : {}),
      ...(certificateArn ? { certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn) } : {}),
      ...(hostedZone
        ? { hostedZone: HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: hostedZone.id, zoneName: hostedZone.name }) }
        : {}),
      ...(alarmEmail ? { alarmTopic: this.#topicFor(alarmEmail) } : {}),
    });
    this.#outputs(this.publisher);
  }

  #topicFor(address: string): Topic {
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
    topic.addSubscription(new EmailSubscription(address));
    return topic;
  }

  #outputs({ postsBucket, siteBucket, feedUrls, subscribeUrl, uploadCommand, distribution, dashboard }: FeedPublisher): void {
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
