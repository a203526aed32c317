/** What a function is told by its environment. `toEnvironment` is for those who deploy it, `fromEnvironment` for the function itself. */
import type { Settings } from '../core/site/settings.ts';

/** With what the function makes schedules that wake it. */
export interface SchedulerSettings {
  /** Of the schedules: its name. */
  group: string;
  /** In whose name a schedule sends its message: its ARN. */
  role: string;
  /** ARN of the queue that is sent to. */
  queue: string;
  /** ARN of the queue for what could not be sent. */
  deadLetters: string;
}

export interface Environment {
  /** Bucket of the posts. */
  postsBucket: string;
  /** Before every post's key: `blog/`. */
  postsPrefix: string;
  /** Bucket of `public/` and `state/`. */
  siteBucket: string;
  /** Queue of bulk work: its address. */
  bulkQueueUrl: string;
  scheduler: SchedulerSettings;
  /** ARN of the bus that news of posts are put on; absent where nobody is told. */
  eventBus?: string;
  /** Hosts of WebSub hubs that may have addresses that are not public: `localhost:8080`, or without a port for all of its ports. */
  privateHubs?: readonly string[];
  /** Settings that win over the configuration files'. */
  settings: Settings;
  /** MB of the function, as Lambda says. */
  memory?: number;
}

const NAMES = {
  postsBucket: 'LINEFEED_POSTS_BUCKET',
  postsPrefix: 'LINEFEED_POSTS_PREFIX',
  siteBucket: 'LINEFEED_SITE_BUCKET',
  bulkQueueUrl: 'LINEFEED_BULK_QUEUE_URL',
} as const;

const WAKE_NAMES = {
  group: 'LINEFEED_WAKE_GROUP',
  role: 'LINEFEED_WAKE_ROLE',
  queue: 'LINEFEED_WAKE_QUEUE',
  deadLetters: 'LINEFEED_WAKE_DEAD_LETTERS',
} as const satisfies Record<keyof SchedulerSettings, string>;

const EVENT_BUS = 'LINEFEED_EVENT_BUS';
const PRIVATE_HUBS = 'LINEFEED_PRIVATE_HUBS';
const SETTINGS = 'LINEFEED_SETTINGS';
/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const MEMORY = 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE';

const named = <Name extends string>(names: Readonly<Record<Name, string>>, texts: Readonly<Record<Name, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries<string>(names).map(([name, variable]) => [variable, texts[name as Name]]));

export const toEnvironment = ({
  settings,
  scheduler: wakeUps,
  eventBus,
  privateHubs,
  memory: _,
  ...texts
}: Environment): Record<string, string> => ({
  ...named(NAMES, texts),
  ...named(WAKE_NAMES, wakeUps),
  ...(eventBus === undefined ? {} : { [EVENT_BUS]: eventBus }),
  ...(privateHubs === undefined ? {} : { [PRIVATE_HUBS]: privateHubs.join(',') }),
  [SETTINGS]: JSON.stringify(settings),
});

/** Of a function and of the command line: only who deploys or runs Linefeed can let it speak to a private host, no configuration file can. */
export const privateHubsIn = (variables: Readonly<Record<string, string | undefined>>): string[] =>
  (variables[PRIVATE_HUBS] ?? '')
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');

/** @throws Error that names every variable that is missing, or the one that cannot be read */
export function fromEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const { postsPrefix: _, ...needed } = NAMES;
  const missing = [...Object.values(needed), ...Object.values(WAKE_NAMES)].filter((name) => !variables[name]);
  if (missing.length > 0) throw new Error(`the environment lacks ${missing.join(', ')}`);
  const read = <Name extends string>(names: Readonly<Record<Name, string>>) =>
    Object.fromEntries(Object.entries<string>(names).map(([name, variable]) => [name, variables[variable] ?? ''])) as Record<Name, string>;
  const eventBus = variables[EVENT_BUS] ? { eventBus: variables[EVENT_BUS] } : {};
  const privateHubs = privateHubsIn(variables);
  const hubs = privateHubs.length > 0 ? { privateHubs } : {};
  const memory = variables[MEMORY] ? { memory: Number(variables[MEMORY]) } : {};
  return {
    ...read(NAMES),
    scheduler: read(WAKE_NAMES),
    ...eventBus,
    ...memory,
    ...hubs,
    settings: readSettings(variables[SETTINGS] || '{}'),
  };
}

/** Which settings there are, is checked with the configuration files'. */
function readSettings(text: string): Settings {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Error(
    `${SETTINGS} is no JSON object: ${text.slice(0, 100)}; write settings as in linefeed.yaml, such as {"title":"Field Notes"}`,
  );
}
