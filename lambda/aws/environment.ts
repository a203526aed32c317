/** Environment variables of the functions. */
import type { Settings } from '../core/site/settings.ts';

export interface SchedulerSettings {
  group: string;
  /** ARN, assumed by schedules. */
  role: string;
  /** ARN of the target. */
  queue: string;
  /** ARN. */
  deadLetters: string;
}

export interface Environment {
  postsBucket: string;
  postsPrefix: string;
  siteBucket: string;
  bulkQueueUrl: string;
  scheduler: SchedulerSettings;
  /** ARN. */
  eventBus?: string;
  /** Hosts of WebSub hubs that may be private: `localhost:8080`; without port, all ports. */
  privateHubs?: readonly string[];
  /** Override the configuration files. */
  settings: Settings;
  /** MB. */
  memory?: number;
}

const NAMES = {
  postsBucket: 'LINEFEED_POSTS_BUCKET',
  postsPrefix: 'LINEFEED_POSTS_PREFIX',
  siteBucket: 'LINEFEED_SITE_BUCKET',
  bulkQueueUrl: 'LINEFEED_BULK_QUEUE_URL',
} as const;

const SCHEDULER_NAMES = {
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
  scheduler,
  eventBus,
  privateHubs,
  memory: _,
  ...texts
}: Environment): Record<string, string> => ({
  ...named(NAMES, texts),
  ...named(SCHEDULER_NAMES, scheduler),
  ...(eventBus === undefined ? {} : { [EVENT_BUS]: eventBus }),
  ...(privateHubs === undefined ? {} : { [PRIVATE_HUBS]: privateHubs.join(',') }),
  [SETTINGS]: JSON.stringify(settings),
});

/** Only deployers set this: configuration files can be uploaded. */
export const privateHubsIn = (variables: Readonly<Record<string, string | undefined>>): string[] =>
  (variables[PRIVATE_HUBS] ?? '')
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');

/** @throws Error that names missing or invalid variables */
export function fromEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const { postsPrefix: _, ...needed } = NAMES;
  const missing = [...Object.values(needed), ...Object.values(SCHEDULER_NAMES)].filter((name) => !variables[name]);
  if (missing.length > 0) throw new Error(`the environment lacks ${missing.join(', ')}`);
  const read = <Name extends string>(names: Readonly<Record<Name, string>>) =>
    Object.fromEntries(Object.entries<string>(names).map(([name, variable]) => [name, variables[variable] ?? ''])) as Record<Name, string>;
  const eventBus = variables[EVENT_BUS] ? { eventBus: variables[EVENT_BUS] } : {};
  const privateHubs = privateHubsIn(variables);
  const hubs = privateHubs.length > 0 ? { privateHubs } : {};
  const memory = variables[MEMORY] ? { memory: Number(variables[MEMORY]) } : {};
  return {
    ...read(NAMES),
    scheduler: read(SCHEDULER_NAMES),
    ...eventBus,
    ...memory,
    ...hubs,
    settings: readSettings(variables[SETTINGS] || '{}'),
  };
}

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
