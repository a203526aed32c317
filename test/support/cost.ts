/** Monthly cost, from prices, counted requests and the assumptions in docs/cost.md. */
import { METRICS } from '../../lambda/aws/metric-names.ts';
import { PUBLISH, RECONCILE } from '../../lib/functions.ts';
import { PRICES } from '../../lib/prices.ts';
import { type Count, type Kind, priceOf } from './meter.ts';

const DAYS = 30;

const BLOG = { posts: 1_000, feeds: 50, objects: 6 };

export const ASSUMED = {
  /** Seconds of a cold publish run and of a full reconcile. */
  publishSeconds: 3,
  reconcileSeconds: 15,
  /** Requests to a queue for each message: send, receive, delete. */
  messageRequests: 3,
  /**
   * Lambda polls each queue with five pollers of 20 seconds each. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   */
  pollers: 5,
  pollSeconds: 20,
  /** KB of log a run. */
  logKilobytes: 3,
  /** A reader polls once an hour; most responses are 304. */
  readerRequests: 24,
  /** Average KB of a response, 304s and compressed feeds together. */
  answerKilobytes: 3,
} as const;

const run = (seconds: number, megabytes: number): number =>
  PRICES.lambdaInvocation + seconds * (megabytes / 1024) * PRICES.lambdaGigabyteSecond + (ASSUMED.logKilobytes / 1e6) * PRICES.logGigabyte;

export interface Month {
  posts: number;
  /** A day. */
  readers: number;
}

/**
 * One post published. Counts each written byte as stored for a month as an old version. This is an upper bound, since old feeds expire
 * after a day.
 */
export function publishCost(counts: ReadonlyMap<Kind, Count>): number {
  const written = [...counts.values()].reduce((sum, { bytesIn }) => sum + bytesIn, 0);
  const queue = ASSUMED.messageRequests * PRICES.sqsRequest;
  return priceOf(counts) + run(ASSUMED.publishSeconds, PUBLISH.memory) + queue + (written / 1e9) * PRICES.s3Gigabyte;
}

/** A minute at which a post appears or expires: the schedule, its message and a run. Writes are as for an upload. */
export const minuteCost = (): number =>
  PRICES.scheduledRun + ASSUMED.messageRequests * PRICES.sqsRequest + run(ASSUMED.publishSeconds, PUBLISH.memory);

/**
 * USD a month, independent of posts and readers.
 * @param alarms number of alarms in the template
 */
export function fixedCosts(alarms: number): Record<string, number> {
  const lists = 3 * Math.ceil(BLOG.posts / 1_000);
  const look = lists * PRICES.s3Write + BLOG.feeds * BLOG.objects * PRICES.s3Read + 2 * PRICES.s3Write;
  const polls = (2 * ASSUMED.pollers * DAYS * 86_400) / ASSUMED.pollSeconds;
  return {
    [`${alarms} alarms`]: alarms * PRICES.alarm,
    [`${Object.keys(METRICS).length} metrics`]: Object.keys(METRICS).length * PRICES.metric,
    'the dashboard': PRICES.dashboard,
    'polling two queues': polls * PRICES.sqsRequest,
    'a full reconcile each day': DAYS * (look + run(ASSUMED.reconcileSeconds, RECONCILE.memory)),
  };
}

/** USD a month. */
export function useCost({ posts, readers }: Month, counts: ReadonlyMap<Kind, Count>): number {
  const requests = readers * DAYS * ASSUMED.readerRequests;
  const answer = PRICES.cdnRequest + 2 * PRICES.cdnFunction + (ASSUMED.answerKilobytes / 1e6) * PRICES.cdnGigabyte;
  return posts * publishCost(counts) + requests * answer;
}

const POSTS = [10, 100, 1_000, 10_000];
const READERS = [100, 1_000, 10_000];

export function costTables(counts: ReadonlyMap<Kind, Count>, alarms: number): string[] {
  const table = (head: string[], rows: (string | number)[][]) =>
    [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const number = (value: number) => value.toLocaleString('en');
  const fixed = fixedCosts(alarms);
  const sum = Object.values(fixed).reduce((total, each) => total + each, 0);
  return [
    table(
      ['posts a month', ...READERS.map((readers) => `${number(readers)} readers a day`)],
      POSTS.map((posts) => [number(posts), ...READERS.map((readers) => useCost({ posts, readers }, counts).toFixed(2))]),
    ),
    table(
      ['a month, without free tiers', 'USD'],
      [...Object.entries(fixed), ['total', sum] as const].map(([name, usd]) => [name, usd.toFixed(2)]),
    ),
    table(['in addition to the upload', 'USD'], [['each minute at which posts appear or expire', minuteCost().toFixed(6)]]),
    table(
      ['one upload', 'requests'],
      (['GET', 'HEAD', 'PUT', 'LIST', 'DELETE'] as const).map((kind) => [kind, counts.get(kind)?.requests ?? 0]),
    ),
  ];
}
