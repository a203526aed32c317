import { Resource, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FeedPublisherProps } from './feed-publisher-props.ts';

/** As far as known. */
export function isForeign(scope: Construct, { postsBucket }: Pick<FeedPublisherProps, 'postsBucket'>): boolean {
  if (postsBucket === undefined) return false;
  const [owner, own] = [postsBucket.env.account, Stack.of(scope).account];
  return owner !== own && !Token.isUnresolved(owner);
}

/** False if unknown until deployment. */
const differ = (a: string, b: string): boolean => !Token.isUnresolved(a) && !Token.isUnresolved(b) && a !== b;

/** This app's, if it creates the bucket. */
function otherStackOf(scope: Construct, { postsBucket }: FeedPublisherProps): Stack | undefined {
  if (postsBucket === undefined || !Resource.isOwnedResource(postsBucket)) return undefined;
  const stack = Stack.of(postsBucket);
  return stack === Stack.of(scope) ? undefined : stack;
}

/** Functions check values known only after deployment. */
const isWebAddress = (text: string): boolean =>
  Token.isUnresolved(text) || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol));

/** Characters. */
const LONGEST_FEEDS = 2_000;
const OWN_NAME = /^[a-z\d]+(?:-[a-z\d]+)*$/;

const RULES: [(props: FeedPublisherProps, scope: Construct) => boolean, string][] = [
  [
    ({ prefix }) => prefix !== undefined && !/^[^/].*\/$/.test(prefix),
    'prefix must be a folder such as "blog/": without a slash at its beginning, with one at its end',
  ],
  [
    ({ postsBucket, trigger }) => postsBucket === undefined && trigger === 'none',
    'nothing would tell of uploads to a bucket of its own; leave trigger out, or give the postsBucket whose events you send yourself',
  ],
  [
    (props, scope) => (props.trigger ?? 's3') === 's3' && otherStackOf(scope, props) !== undefined,
    'postsBucket belongs to another stack of this app, and its notifications would make the two stacks depend on each other; create the publisher in that stack, ' +
      "use trigger 'eventbridge', or import the bucket by its name with Bucket.fromBucketName",
  ],
  [
    ({ postsBucket }, scope) => postsBucket !== undefined && differ(postsBucket.env.region, Stack.of(scope).region),
    'postsBucket is in another region than the publisher, and S3 sends events to queues of its own region only; deploy the publisher in the region of the bucket',
  ],
  [
    (props, scope) => isForeign(scope, props) && props.trigger === 'eventbridge',
    "events of another account do not come to this account's bus by themselves; use trigger 's3', or forward them to publisher.queue with trigger 'none'",
  ],
  [
    ({ distribution, domainName, certificate, hostedZone }) =>
      distribution === false && (domainName ?? certificate ?? hostedZone) !== undefined,
    'domainName, certificate and hostedZone are for the distribution that distribution: false leaves out; give them to your own distribution',
  ],
  [
    ({ domainName, certificate, hostedZone }) => domainName === undefined && (certificate ?? hostedZone) !== undefined,
    'certificate and hostedZone say nothing without domainName; add it, as in domainName: "feeds.example.com"',
  ],
  [
    ({ domainName, certificate, hostedZone }, scope) =>
      domainName !== undefined && certificate === undefined && !(hostedZone !== undefined && Stack.of(scope).region === 'us-east-1'),
    'domainName needs a certificate of us-east-1: give certificate, or give hostedZone in a stack whose env names the region us-east-1',
  ],
  [
    // CDK refuses ARNs of other regions.
    ({ certificate }) => certificate !== undefined && Resource.isOwnedResource(certificate) && differ(certificate.env.region, 'us-east-1'),
    'certificate must be of us-east-1: CloudFront takes no other; create it in a stack of that region with crossRegionReferences, or import its ARN',
  ],
  [
    ({ alarms, alarmTopic }) => alarms === false && alarmTopic !== undefined,
    'there is nothing to tell alarmTopic with alarms: false; leave one of them out',
  ],
  [
    ({ feeds }) => feeds !== undefined && feeds.rss === false && feeds.atom === false && feeds.json === false,
    'feeds leaves every format out; keep at least one of rss, atom and json',
  ],
  [
    ({ ownFeeds = [], podcast = [] }) => JSON.stringify(ownFeeds).length + JSON.stringify(podcast).length > LONGEST_FEEDS,
    `ownFeeds and podcast have more than ${LONGEST_FEEDS} characters as JSON, and Lambda's environment has 4 KB; write these feeds into linefeed.yaml`,
  ],
  [
    ({ ownFeeds = [] }) =>
      ownFeeds.some(({ name }, index) => !OWN_NAME.test(name) || ownFeeds.findIndex((each) => each.name === name) < index),
    'each of ownFeeds needs a name of its own, of lower-case letters, digits and hyphens',
  ],
  [
    ({ hub = [] }) => [hub].flat().some((address) => !isWebAddress(address)),
    'hub must be the address of a hub, such as "https://pubsubhubbub.appspot.com/", or a list of them',
  ],
  [
    ({ reconcileEvery }) => reconcileEvery !== undefined && !reconcileEvery.isUnresolved() && reconcileEvery.toSeconds() < 60,
    'reconcileEvery must be a minute or more',
  ],
];

export function checkProps(scope: Construct, props: FeedPublisherProps): void {
  const wrong = RULES.filter(([isWrong]) => isWrong(props, scope)).map(([, message]) => message);
  if (wrong.length > 0) throw new Error(`${scope.node.path}: ${wrong.join('; ')}`);
}
