import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type App, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, type BucketDeploymentProps, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { FeedPublisherProps } from 'linefeed';
import { synthesise, warnings } from './synth.ts';

const HERE: StackProps = { env: { account: '111111111111', region: 'eu-west-1' } };
const US: StackProps = { env: { account: '111111111111', region: 'us-east-1' } };

const zone = (stack: Stack) => HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
const certificate = (stack: Stack) =>
  Certificate.fromCertificateArn(stack, 'Given', 'arn:aws:acm:us-east-1:111111111111:certificate/12345678-1234-1234-1234-123456789012');
const foreign = (stack: Stack) =>
  Bucket.fromBucketAttributes(stack, 'Theirs', { bucketName: 'theirs', account: '222222222222', region: 'eu-west-1' });

/** CDK's own types are inconsistent under `exactOptionalPropertyTypes`. */
const bucketIn = (stack: Stack): IBucket => new Bucket(stack, 'Posts') as Bucket & IBucket;

type Case = [name: string, message: RegExp, props: (stack: Stack) => FeedPublisherProps, stack?: StackProps];

const CASES: Case[] = [
  ['a prefix without a slash at its end', /prefix must be a folder such as "blog\/"/, () => ({ prefix: 'blog' })],
  ['a prefix with a slash at its beginning', /prefix must be a folder/, () => ({ prefix: '/blog/' })],
  ['an own bucket without a trigger', /leave trigger out, or give the postsBucket/, () => ({ trigger: 'none' })],
  [
    "another account's bucket with EventBridge",
    /use trigger 's3', or forward them/,
    (s) => ({ postsBucket: foreign(s), trigger: 'eventbridge' }),
    HERE,
  ],
  [
    'a domain without a distribution',
    /give them to your own distribution/,
    () => ({ distribution: false, domainName: 'feeds.example.com' }),
  ],
  ['a certificate without a domain', /say nothing without domainName; add it/, (s) => ({ certificate: certificate(s) }), HERE],
  ['a zone without a domain', /say nothing without domainName; add it/, (s) => ({ hostedZone: zone(s) }), HERE],
  ['a domain without a certificate', /needs a certificate of us-east-1/, () => ({ domainName: 'feeds.example.com' }), US],
  [
    'a zone without a certificate in another region',
    /give hostedZone in a stack whose env names the region us-east-1/,
    (s) => ({ domainName: 'feeds.example.com', hostedZone: zone(s) }),
    HERE,
  ],
  [
    'a bucket of another stack of the app, with notifications to this queue',
    /create the publisher in that stack, use trigger 'eventbridge', or import the bucket/,
    (s) => ({ postsBucket: bucketIn(new Stack(s.node.root as App, 'Data', HERE)) }),
    HERE,
  ],
  [
    'a bucket of another region',
    /deploy the publisher in the region of the bucket/,
    (s) => ({ postsBucket: Bucket.fromBucketAttributes(s, 'Far', { bucketName: 'far', region: 'us-west-2' }) }),
    HERE,
  ],
  [
    'a certificate of another region',
    /certificate must be of us-east-1/,
    (s) => ({ domainName: 'feeds.example.com', certificate: new Certificate(s, 'Near', { domainName: 'feeds.example.com' }) }),
    HERE,
  ],
  ['a topic without alarms', /leave one of them out/, (s) => ({ alarms: false, alarmTopic: new Topic(s, 'Topic') })],
  ['no format', /keep at least one of rss, atom and json/, () => ({ feeds: { rss: false, atom: false, json: false } })],
  ['an invalid hub', /hub must be the address of a hub/, () => ({ hub: 'hub.example' })],
  ['a list with an invalid hub', /hub must be the address of a hub/, () => ({ hub: ['https://hub.example/', 'ftp://hub.example/'] })],
  ['full runs without a pause', /reconcileEvery must be a minute or more/, () => ({ reconcileEvery: Duration.seconds(30) })],
];

describe('contradicting props', () => {
  for (const [name, message, props, stack] of CASES) {
    it(`are rejected: ${name}`, () => {
      assert.throws(
        () => synthesise(props, stack),
        (error: Error) => message.test(error.message) && error.message.startsWith('Blog/Feeds: '),
      );
    });
  }

  it('are all reported at once', () => {
    const props: FeedPublisherProps = { prefix: 'blog', trigger: 'none' };
    assert.throws(() => synthesise(props), /prefix must be a folder.*; .*leave trigger out/);
  });

  it('are not reported for consistent props', () => {
    synthesise((stack) => ({ domainName: 'feeds.example.com', hostedZone: zone(stack) }), US);
    synthesise((stack) => ({ domainName: 'feeds.example.com', certificate: certificate(stack) }), HERE);
    synthesise((stack) => ({ postsBucket: foreign(stack), trigger: 'none' }), HERE);
    synthesise({ feeds: { rss: false, atom: false } });
  });
});

describe('a bucket whose events come through EventBridge', () => {
  const enabled = (stack: Stack) =>
    Object.values(Template.fromStack(stack).findResources('Custom::S3BucketNotifications')).map(
      ({ Properties }) => Properties.NotificationConfiguration,
    );

  it('sends them there if this app creates it, also in another stack', () => {
    const here = synthesise((stack) => ({ postsBucket: bucketIn(stack), trigger: 'eventbridge' }), HERE);
    assert.deepEqual([enabled(here.stack), warnings(here.stack)], [[{ EventBridgeConfiguration: {} }], []]);
    let data: Stack | undefined;
    const there = synthesise((stack) => {
      data = new Stack(stack.node.root as App, 'Data', HERE);
      return { postsBucket: bucketIn(data), trigger: 'eventbridge' };
    }, HERE);
    assert.deepEqual([enabled(data ?? assert.fail()), enabled(there.stack)], [[{ EventBridgeConfiguration: {} }], []]);
  });

  it('causes a warning to enable them if this app only imports it', () => {
    const { stack } = synthesise((stack) => ({
      postsBucket: Bucket.fromBucketName(stack, 'Given', 'posts-of-ada'),
      trigger: 'eventbridge',
    }));
    assert.match(warnings(stack).join(), /bucket posts-of-ada sends its events to EventBridge; switch it on/);
  });
});

describe('a BucketDeployment into the site bucket', () => {
  const deploy = (more: Partial<BucketDeploymentProps>) => () =>
    synthesise({}, HERE, ({ siteBucket }, stack) => {
      const sources = [Source.data('robots.txt', 'User-agent: *')];
      new BucketDeployment(stack, 'Files', { sources, destinationBucket: siteBucket, ...more });
    });

  it('is rejected if it prunes, which is its default', () => {
    assert.throws(deploy({}), /Blog\/Files\/.* would delete the feeds and the catalog.*; give that BucketDeployment prune: false/);
    assert.throws(deploy({ destinationKeyPrefix: 'public' }), /would delete the feeds/);
  });

  it('is accepted if it deletes nothing of the publisher', () => {
    deploy({ prune: false })();
    deploy({ destinationKeyPrefix: 'other/' })();
    synthesise({}, HERE, (_, stack) => {
      new BucketDeployment(stack, 'Files', { sources: [Source.data('a', 'b')], destinationBucket: bucketIn(stack) });
    });
  });
});
