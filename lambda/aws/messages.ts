/** Linefeed's own messages. Queues and schedules hold them for days, so deployed versions must read their JSON. */
import type { Ping } from '../core/catalog/pings.ts';
import type { Instant, Key } from '../core/model.ts';

/** A run handles these in seconds, so failing costs little. */
const KEYS_PER_MESSAGE = 300;
/** Of keys as JSON; SQS's limit is 256 KiB. */
const BYTES_PER_MESSAGE = 100_000;

/** Notifies a hub. `tries`: failed attempts so far. */
export type PingMessage = { kind: 'ping'; tries: number } & Ping;

export type OwnMessage =
  | PingMessage
  /** Without keys: finish pending writes. `isolate`: a post may have crashed a function. */
  | { kind: 'requeue'; keys: Key[]; isolate?: true }
  /** Lists the posts, adopts the configuration, checks the documents. `allowEmpty`: even if that removes every post. */
  | { kind: 'reconcile'; keys?: Key[]; allowEmpty?: true }
  /** A post appears or expires at this minute. */
  | { kind: 'scheduledRun'; at: Instant };

/** Field `linefeed` of the JSON. */
const WIRE_NAMES = { ping: 'ping', requeue: 'look', reconcile: 'look at everything', scheduledRun: 'wake' } as const;

/**
 * SQS refuses some characters that JSON does not escape.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const escaped = (json: string): string => json.replace(/[\ufffe\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`);

export function encodeMessage(message: OwnMessage): string {
  const { kind, ...fields } = message;
  const { isolate, ...rest } = { isolate: undefined, ...fields };
  return escaped(JSON.stringify({ linefeed: WIRE_NAMES[kind], ...rest, ...(isolate ? { careful: true } : {}) }));
}

export const RECONCILE_MESSAGE = encodeMessage({ kind: 'reconcile' });

export const RECONCILE_ALLOW_EMPTY_MESSAGE = encodeMessage({ kind: 'reconcile', allowEmpty: true });

export const scheduledRunMessage = (at: Instant): string => encodeMessage({ kind: 'scheduledRun', at });

export const pingMessage = ({ hub, topic }: Ping, tries = 0): string => encodeMessage({ kind: 'ping', hub, topic, tries });

export const pingMessages = (pings: readonly Ping[]): string[] => pings.map((ping) => pingMessage(ping));

/**
 * @param most keys per message
 * @returns at least one message
 */
export const requeueMessages = (keys: Key[], most = KEYS_PER_MESSAGE, isolate = false): string[] =>
  inGroups(keys, most).map((group) => encodeMessage({ kind: 'requeue', keys: group, ...(isolate ? { isolate } : {}) }));

/** With keys, since a listing alone may not remove the last posts (see `vanishedPosts`). */
export function reconcileMessages(keys: Key[]): string[] {
  const [first = [], ...rest] = inGroups(keys, KEYS_PER_MESSAGE);
  if (first.length === 0) return [RECONCILE_MESSAGE];
  return [encodeMessage({ kind: 'reconcile', keys: first }), ...requeueMessages(rest.flat()).filter(() => rest.length > 0)];
}

function inGroups(keys: Key[], most: number): Key[][] {
  const groups: Key[][] = [[]];
  let bytes = 0;
  for (const key of keys) {
    const length = Buffer.byteLength(JSON.stringify(key));
    const last = groups.at(-1);
    if (last && last.length < most && (last.length === 0 || bytes + length <= BYTES_PER_MESSAGE)) {
      last.push(key);
      bytes += length;
    } else {
      groups.push([key]);
      bytes = length;
    }
  }
  return groups;
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

const isText = (value: unknown): value is string => typeof value === 'string';

/** For messages sent by hand. */
const isHttpUrl = (value: unknown): value is string => isText(value) && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

/** @returns undefined if foreign or invalid */
export function parseOwnMessage(message: Record<string, unknown>): OwnMessage | undefined {
  const { linefeed, keys, careful, at, hub, topic, tries, allowEmpty } = message;
  if (linefeed === WIRE_NAMES.requeue && Array.isArray(keys) && keys.every(isText))
    return { kind: 'requeue', keys, ...(careful === true ? { isolate: true } : {}) };
  if (linefeed === WIRE_NAMES.reconcile) {
    const named = Array.isArray(keys) && keys.every(isText) ? { keys } : {};
    return { kind: 'reconcile', ...named, ...(allowEmpty === true ? { allowEmpty } : {}) };
  }
  const time = linefeed === WIRE_NAMES.scheduledRun && isText(at) ? Date.parse(at) : Number.NaN;
  // A message module has no imports but types, so that a deployment can take names from it.
  if (!Number.isNaN(time)) return { kind: 'scheduledRun', at: new Date(time).toISOString() as Instant };
  if (linefeed === WIRE_NAMES.ping && isHttpUrl(hub) && isHttpUrl(topic) && isCount(tries)) return { kind: 'ping', hub, topic, tries };
  return undefined;
}
