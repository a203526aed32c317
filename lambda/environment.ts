/** What a function is told by its environment. `toEnvironment` is for those who deploy it, `fromEnvironment` for the function itself. */
import type { Settings } from './core/site/settings.ts';

export interface Environment {
  /** Bucket of the posts. */
  postsBucket: string;
  /** Before every post's key: `blog/`. */
  postsPrefix: string;
  /** Bucket of `public/` and `state/`. */
  siteBucket: string;
  /** Queue of bulk work: its address. */
  bulkQueueUrl: string;
  /** Settings that win over the configuration files'. */
  settings: Settings;
}

const NAMES = {
  postsBucket: 'LINEFEED_POSTS_BUCKET',
  postsPrefix: 'LINEFEED_POSTS_PREFIX',
  siteBucket: 'LINEFEED_SITE_BUCKET',
  bulkQueueUrl: 'LINEFEED_BULK_QUEUE_URL',
  settings: 'LINEFEED_SETTINGS',
} as const satisfies Record<keyof Environment, string>;

export const toEnvironment = ({ settings, ...texts }: Environment): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [NAMES[name as keyof typeof texts], text])),
  [NAMES.settings]: JSON.stringify(settings),
});

/** @throws Error that names every variable that is missing, or the one that cannot be read */
export function fromEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const missing = [NAMES.postsBucket, NAMES.siteBucket, NAMES.bulkQueueUrl].filter((name) => !variables[name]);
  if (missing.length > 0) throw new Error(`the environment lacks ${missing.join(', ')}`);
  const read = (name: keyof typeof NAMES) => variables[NAMES[name]] ?? '';
  return {
    postsBucket: read('postsBucket'),
    postsPrefix: read('postsPrefix'),
    siteBucket: read('siteBucket'),
    bulkQueueUrl: read('bulkQueueUrl'),
    settings: readSettings(read('settings') || '{}'),
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
    `${NAMES.settings} is no JSON object: ${text.slice(0, 100)}; write settings as in linefeed.yaml, such as {"title":"Field Notes"}`,
  );
}
