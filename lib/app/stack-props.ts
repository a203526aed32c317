/** Stack props from the CDK context (`-c name=value`, all text), else from section `aws` of `linefeed.yaml`. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { FORMATS, type Site } from '../../lambda/core/model.ts';
import { Fields } from '../../lambda/core/text/fields.ts';
import type { Trigger } from '../feed-publisher-props.ts';
import type { Configured, FeedPublisherStackProps } from '../feed-publisher-stack.ts';
import { type Configuration, throwErrors } from './configuration.ts';

type Reader = (fields: Fields, name: string) => FeedPublisherStackProps;

function setting<T>(read: (fields: Fields, name: string) => T | undefined, toProps: (value: T) => FeedPublisherStackProps): Reader {
  return (fields, name) => {
    const value = read(fields, name);
    return value === undefined ? {} : toProps(value);
  };
}

const text = (toProps: (value: string) => FeedPublisherStackProps) => setting((fields, name) => fields.text(name), toProps);
const flag = (toProps: (value: boolean) => FeedPublisherStackProps) => setting((fields, name) => fields.flag(name), toProps);
const parsed = <T>(expected: string, parse: (given: string) => T | undefined, toProps: (value: T) => FeedPublisherStackProps) =>
  setting((fields, name) => fields.parsed(expected, parse, name), toProps);

function zone(given: string): { id: string; name: string } | undefined {
  const [id, name] = given.split(':');
  return id && name ? { id, name } : undefined;
}

const hours = (given: string): Duration | undefined => (Number(given) > 0 ? Duration.minutes(Math.round(Number(given) * 60)) : undefined);

const READERS: Record<string, Reader> = {
  postsBucket: text((postsBucketName) => ({ postsBucketName })),
  prefix: text((prefix) => ({ prefix })),
  trigger: setting(
    (fields, name) => fields.choice<Trigger>(['s3', 'eventbridge', 'none'], name),
    (trigger) => ({ trigger }),
  ),
  hub: setting(
    (fields, name) => (fields.find(name) ? fields.list((given) => given.split(','), name) : undefined),
    (hub) => ({ hub }),
  ),
  region: text((region) => ({ env: { region } })),
  domainName: text((domainName) => ({ domainName })),
  certificateArn: text((certificateArn) => ({ certificateArn })),
  hostedZone: parsed('its id and name, as Z23ABC4XYZL05B:example.com', zone, (hostedZone) => ({ hostedZone })),
  eventBus: text((eventBusName) => ({ eventBusName })),
  alarmEmail: text((alarmEmail) => ({ alarmEmail })),
  alarms: flag((alarms) => ({ alarms })),
  dashboard: flag((dashboard) => ({ dashboard })),
  reconcileHours: parsed('a number of hours', hours, (reconcileEvery) => ({ reconcileEvery })),
  keepData: flag((keep) => ({ removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY })),
};

/** CDK uses the context too, so unknown names are allowed. */
function contextFields({ node }: IConstruct): Fields {
  const given = Object.keys(READERS).map((name) => [name, node.tryGetContext(name)]);
  return new Fields({ key: 'context', data: Object.fromEntries(given), source: '' });
}

/** A blog with media of its own has them served. */
const ofSite = (site: Site): FeedPublisherStackProps => ({ configured: configured(site), ...(site.media?.build ? { media: true } : {}) });

const configured = ({ feeds, link, feedLink }: Site): Configured => ({
  ...{ link, feedLink },
  feeds: Object.fromEntries(FORMATS.map((format) => [format, feeds[format] ?? false])),
});

/** @throws Error that names every invalid value and its place */
export function stackProps(app: IConstruct, { aws, site }: Configuration): FeedPublisherStackProps {
  const context = contextFields(app);
  aws.rejectUnknown(Object.keys(READERS));
  const given = Object.entries(READERS).map(([name, read]) => read(context.find(name) ? context : aws, name));
  throwErrors([...context.problems, ...aws.problems]);
  return Object.assign(site ? ofSite(site) : {}, ...given);
}
