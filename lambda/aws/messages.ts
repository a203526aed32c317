/**
 * Linefeed's own messages, which travel in the same queues as S3's events: "look again at these", at what is owed, at everything; "it is
 * time"; "tell this hub of that document".
 */
import type { Ping } from '../core/catalog/pings.ts';
import type { Instant, Key } from '../core/model.ts';

/** Keys in one message: what a run does in a few seconds, so that a message that fails costs little. */
const MOST_KEYS = 300;
/** Bytes of keys in one message, as JSON writes them; a queue takes 256 KiB in all. */
const MOST_BYTES = 100_000;

/** Tell a hub of a document. `tries`: how often that was tried in vain. */
export type PingMessage = { linefeed: 'ping'; tries: number } & Ping;

export type OwnMessage =
  | PingMessage
  /** Without keys: take over what is owed. `careful`: one of the posts may have ended a function. */
  | { linefeed: 'look'; keys: Key[]; careful?: true }
  /**
   * Reconcile: list the posts, take up the configuration, check the documents.
   * `keys`: looked at as well, as those of a `look`. `allowEmpty`: the feeds may become empty if the listing has none of the published posts.
   */
  | { linefeed: 'look at everything'; keys?: Key[]; allowEmpty?: true }
  /** A post appears or expires at this minute. */
  | { linefeed: 'wake'; at: Instant };

export const RECONCILE_MESSAGE = JSON.stringify({ linefeed: 'look at everything' } satisfies OwnMessage);

export const EVERYTHING_ALLOW_EMPTY = JSON.stringify({ linefeed: 'look at everything', allowEmpty: true } satisfies OwnMessage);

export const scheduledRunMessage = (at: Instant): string => JSON.stringify({ linefeed: 'wake', at } satisfies OwnMessage);

export const pingMessage = ({ hub, topic }: Ping, tries = 0): string =>
  JSON.stringify({ linefeed: 'ping', hub, topic, tries } satisfies OwnMessage);

export const pingMessages = (pings: readonly Ping[]): string[] => pings.map((ping) => pingMessage(ping));

/**
 * At least one message; without keys it asks for a run that takes over what is owed.
 * @param most keys in one message
 * @param careful whether one of the posts may have ended a function
 */
export const requeueMessages = (keys: Key[], most = MOST_KEYS, careful = false): string[] =>
  inGroups(keys, most).map((group) =>
    escaped(JSON.stringify({ linefeed: 'look', keys: group, ...(careful ? { careful } : {}) } satisfies OwnMessage)),
  );

/** Asks for a look at everything, and names these keys: a listing alone takes no post out of the feeds as their last. See `vanishedPosts`. */
export function everythingMessages(keys: Key[]): string[] {
  const [first = [], ...rest] = inGroups(keys, MOST_KEYS);
  if (first.length === 0) return [RECONCILE_MESSAGE];
  const everything = escaped(JSON.stringify({ linefeed: 'look at everything', keys: first } satisfies OwnMessage));
  return [everything, ...requeueMessages(rest.flat()).filter(() => rest.length > 0)];
}

function inGroups(keys: Key[], most: number): Key[][] {
  const groups: Key[][] = [[]];
  let bytes = 0;
  for (const key of keys) {
    const length = Buffer.byteLength(JSON.stringify(key));
    const last = groups.at(-1);
    if (last && last.length < most && (last.length === 0 || bytes + length <= MOST_BYTES)) {
      last.push(key);
      bytes += length;
    } else {
      groups.push([key]);
      bytes = length;
    }
  }
  return groups;
}

/**
 * What a queue refuses of what JSON leaves as it is, so that no key can stop its message.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const escaped = (json: string): string => json.replace(/[\ufffe\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`);

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

/** The setting `hub` is checked before anything is sent; what is here is what someone sent by hand. */
const isAddress = (value: unknown): value is string => isText(value) && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

const isText = (value: unknown): value is string => typeof value === 'string';

/** @returns undefined for what is not one of ours, or is spoilt */
export function parseOwnMessage(message: Record<string, unknown>): OwnMessage | undefined {
  const { linefeed, keys, careful, at, hub, topic, tries, allowEmpty } = message;
  if (linefeed === 'look' && Array.isArray(keys) && keys.every(isText)) return { linefeed, keys, ...(careful === true ? { careful } : {}) };
  if (linefeed === 'look at everything') {
    const named = Array.isArray(keys) && keys.every(isText) ? { keys } : {};
    return { linefeed, ...named, ...(allowEmpty === true ? { allowEmpty } : {}) };
  }
  if (linefeed === 'wake' && isText(at) && !Number.isNaN(Date.parse(at))) return { linefeed, at: new Date(at).toISOString() };
  if (linefeed === 'ping' && isAddress(hub) && isAddress(topic) && isCount(tries)) return { linefeed, hub, topic, tries };
  return undefined;
}
