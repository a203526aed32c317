/** Props of the stack from the app's context: from `-c name=value`, where everything is text, and from cdk.json. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { FeedPublisherStackProps } from './feed-publisher-stack.ts';

type Reader = (text: string) => FeedPublisherStackProps;

const isTrue = (name: string, text: string): boolean => {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Error(`context ${name}: expected true or false, got "${text}"`);
};

const READERS: Record<string, Reader> = {
  postsBucket: (postsBucketName) => ({ postsBucketName }),
  prefix: (prefix) => ({ prefix }),
  trigger: (text) => {
    if (text === 's3' || text === 'eventbridge' || text === 'none') return { trigger: text };
    throw new Error(`context trigger: expected s3, eventbridge or none, got "${text}"`);
  },
  region: (region) => ({ env: { region } }),
  // A list, as cdk.json may have it, comes as text with commas too.
  hub: (text) => ({ hub: text.split(',').map((address) => address.trim()) }),
  domainName: (domainName) => ({ domainName }),
  certificateArn: (certificateArn) => ({ certificateArn }),
  hostedZone: (text) => {
    const [id, name] = text.split(':');
    if (id && name) return { hostedZone: { id, name } };
    throw new Error(`context hostedZone: expected its id and name, as Z23ABC4XYZL05B:example.com, got "${text}"`);
  },
  alarmEmail: (alarmEmail) => ({ alarmEmail }),
  alarms: (text) => ({ alarms: isTrue('alarms', text) }),
  dashboard: (text) => ({ dashboard: isTrue('dashboard', text) }),
  reconcileHours: (text) => {
    const hours = Number(text);
    if (hours > 0) return { reconcileEvery: Duration.minutes(Math.round(hours * 60)) };
    throw new Error(`context reconcileHours: expected a number of hours, got "${text}"`);
  },
  keepData: (text) => ({ removalPolicy: isTrue('keepData', text) ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY }),
};

/** @throws Error that names the value that cannot be */
export function propsFromContext({ node }: IConstruct): FeedPublisherStackProps {
  const given = Object.entries(READERS).map(([name, read]) => {
    const value: unknown = node.tryGetContext(name);
    return value === undefined ? {} : read(String(value));
  });
  return Object.assign({}, ...given);
}
