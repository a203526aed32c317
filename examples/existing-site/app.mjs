// A blog that is on S3 and CloudFront already: its posts are in a bucket that notifies something else, its pages behind a distribution with
// its own domain. Its feeds appear under that domain: https://www.example.com/rss.xml, https://www.example.com/tags/walks/atom.xml, …
import { App, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Distribution, SecurityPolicyProtocol, ViewerProtocolPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { FeedPublisher } from 'linefeed';

export class BlogStack extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);

    // What is there without Linefeed.
    const logs = new Bucket(this, 'Logs', { ...PRIVATE, serverAccessLogsPrefix: 'own/' });
    const pages = new Bucket(this, 'Pages', { ...PRIVATE, serverAccessLogsBucket: logs, serverAccessLogsPrefix: 'pages/' });
    const posts = Bucket.fromBucketName(this, 'Posts', 'example-com-posts');
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: 'Z23ABC4XYZL05B', zoneName: 'example.com' });
    const certificate = Certificate.fromCertificateArn(this, 'Certificate', CERTIFICATE);

    // The posts' bucket has no room for another notification, but it can tell the event bus: turn EventBridge on in its properties.
    const feeds = new FeedPublisher(this, 'Feeds', { postsBucket: posts, prefix: 'blog/', trigger: 'eventbridge', distribution: false });

    const site = new Distribution(this, 'Site', {
      domainNames: ['www.example.com'],
      certificate,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(pages),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      },
      additionalBehaviors: feeds.behaviors(),
    });
    for (const [id, reason] of Object.entries(MEANT)) Validations.of(site).acknowledge({ id, reason });
    new ARecord(this, 'Www', { zone, recordName: 'www', target: RecordTarget.fromAlias(new CloudFrontTarget(site)) });
  }
}

const PRIVATE = { blockPublicAccess: BlockPublicAccess.BLOCK_ALL, enforceSSL: true, removalPolicy: RemovalPolicy.RETAIN };
const MEANT = {
  'AwsSolutions-CFR1': 'A blog is for everyone, everywhere.',
  'AwsSolutions-CFR2': 'Static pages only: there is nothing behind them that a firewall would guard.',
  'AwsSolutions-CFR3': 'CloudFront counts requests; who reads what is not kept.',
};
const CERTIFICATE = 'arn:aws:acm:us-east-1:111111111111:certificate/12345678-1234-1234-1234-123456789012';

new BlogStack(new App(), 'Blog', { env: { account: '111111111111', region: 'eu-west-1' } });
