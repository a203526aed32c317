/**
 * Queue messages -> keys of a run, and the messages of each key.
 *
 * An event is a hint that its key may have changed: verb, order and ETag are ignored. The understood part of a message runs; the message
 * then fails, into the dead-letter queue. https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */

import { type PingMessage, parseOwnMessage } from '../aws/messages.ts';
import { latest } from '../core/catalog/catalog.ts';
import type { Instant, Key } from '../core/model.ts';
import { isMarkup } from '../core/post/path-facts.ts';
import { isAttachment } from '../core/post/vault-files.ts';
import { isConfigFile } from '../core/site/config.ts';
import { isRenderInput } from '../core/site/render-inputs.ts';
import type { Batch } from '../publish/context.ts';

export interface Message {
  id: string;
  body: string;
  /** A run failed before, or a function crashed. */
  redelivered?: boolean;
}

export interface PostsLocation {
  /** Other buckets' events fail. */
  bucket: string;
  /** `blog/`; other keys are ignored. */
  prefix: string;
}

export interface ParsedMessages {
  /** Undefined if no run is needed. */
  batch: Batch | undefined;
  /** A post may have crashed a function. */
  isolate: boolean;
  /** Message ids. */
  messagesByKey: Map<Key, string[]>;
  /** Of reconciles, which cover every key. */
  fullMessages: string[];
  /** By message id. */
  pings: Map<string, PingMessage>;
  /** Reasons by message id. */
  unparsed: Map<string, string>;
  /** Upload times, epoch milliseconds. */
  written: number[];
}

interface ParsedMessage {
  keys: Key[];
  /** @default whether there are keys */
  run?: boolean;
  full?: boolean;
  allowEmpty?: true;
  isolate?: boolean;
  scheduledFor?: Instant;
  ping?: PingMessage;
  written: number[];
  /** Whether each key's last S3 event is a deletion. */
  removals?: ReadonlyMap<Key, boolean>;
  unparsed?: string;
}

export function parseMessages(messages: Message[], location: PostsLocation): ParsedMessages {
  const messagesByKey = new Map<Key, string[]>();
  const fullMessages: string[] = [];
  const pings = new Map<string, PingMessage>();
  const unparsed = new Map<string, string>();
  const written: number[] = [];
  const scheduledTimes: Instant[] = [];
  const removals = new Map<Key, boolean>();
  let needsRun = false;
  let allowEmpty = false;
  let isolate = false;
  for (const { id, body, redelivered = false } of messages) {
    const parsed = unparsedOnError(() => parseMessage(parse(body), location));
    for (const key of new Set(parsed.keys)) messagesByKey.set(key, [...(messagesByKey.get(key) ?? []), id]);
    written.push(...parsed.written);
    for (const [key, isRemoved] of parsed.removals ?? []) removals.set(key, isRemoved);
    if (parsed.scheduledFor) scheduledTimes.push(parsed.scheduledFor);
    if (parsed.ping) pings.set(id, parsed.ping);
    if (parsed.full) fullMessages.push(id);
    allowEmpty ||= parsed.allowEmpty ?? false;
    if (parsed.unparsed !== undefined) unparsed.set(id, parsed.unparsed);
    const messageNeedsRun = parsed.run ?? parsed.keys.length > 0;
    needsRun ||= messageNeedsRun;
    isolate ||= messageNeedsRun && (redelivered || parsed.isolate === true);
  }
  const full = fullMessages.length > 0 ? { full: true, ...(allowEmpty ? { allowEmpty } : {}) } : {};
  const removed = [...removals].flatMap(([key, isRemoved]) => (isRemoved ? [key] : []));
  const batch: Batch = {
    keys: [...messagesByKey.keys()],
    ...(removed.length > 0 ? { removed } : {}),
    ...full,
    ...(scheduledTimes.length > 0 ? { scheduledFor: latest(...scheduledTimes) } : {}),
  };
  return {
    batch: needsRun ? batch : undefined,
    isolate,
    messagesByKey,
    fullMessages,
    pings,
    unparsed,
    written,
  };
}

function unparsedOnError(parse: () => ParsedMessage): ParsedMessage {
  try {
    return parse();
  } catch (error) {
    return { keys: [], written: [], unparsed: error instanceof Error ? error.message : String(error) };
  }
}

type JsonObject = Record<string, unknown>;

const isJsonObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

const within = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((inner, name) => (isJsonObject(inner) ? inner[name] : undefined), value);

function parse(body: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Error('the message is not JSON');
  }
  if (!isJsonObject(value)) throw new Error('the message is JSON, but no object');
  return value;
}

function parseMessage(message: JsonObject, location: PostsLocation): ParsedMessage {
  if ('linefeed' in message) return ownMessage(message);
  if (message.Event === 's3:TestEvent') return { keys: [], written: [] };
  if (message.source === 'aws.s3') return fromEventBridge(message, location);
  if (Array.isArray(message.Records)) return fromS3(message.Records, location);
  // SNS wraps a message once.
  if (message.Type === 'Notification' && typeof message.Message === 'string') {
    const inner = parse(message.Message);
    if (inner.Type !== 'Notification') return parseMessage(inner, location);
  }
  throw new Error('the message is no S3 event and none of ours');
}

function ownMessage(message: JsonObject): ParsedMessage {
  const own = parseOwnMessage(message);
  if (own === undefined) throw new Error('the message names Linefeed, but is none that this version knows');
  const parsed = { keys: [], run: true, written: [] };
  if (own.kind === 'requeue') return { ...parsed, keys: own.keys, isolate: own.isolate === true };
  if (own.kind === 'ping') return { ...parsed, run: false, ping: own };
  if (own.kind === 'scheduledRun') return { ...parsed, scheduledFor: own.at };
  return { ...parsed, keys: own.keys ?? [], full: true, ...(own.allowEmpty ? { allowEmpty: true } : {}) };
}

function fromS3(records: unknown[], location: PostsLocation): ParsedMessage {
  const parsed = records.map((record) => unparsedOnError(() => fromRecord(record, location)));
  const unparsed = parsed.find((each) => each.unparsed !== undefined)?.unparsed;
  return {
    keys: parsed.flatMap(({ keys }) => keys),
    written: parsed.flatMap(({ written }) => written),
    removals: new Map(parsed.flatMap(({ removals = [] }) => [...removals])),
    ...(unparsed === undefined ? {} : { unparsed }),
  };
}

function fromRecord(record: unknown, location: PostsLocation): ParsedMessage {
  const key = within(record, 's3', 'object', 'key');
  if (typeof key !== 'string') throw new Error('a record of the event names no key');
  const parsed = parsedKey(within(record, 's3', 'bucket', 'name'), decodeForm(key), within(record, 'eventTime'), location);
  const isRemoved = String(within(record, 'eventName')).startsWith('ObjectRemoved:');
  return { ...parsed, removals: new Map(parsed.keys.map((each) => [each, isRemoved])) };
}

/**
 * AWS does not say whether keys are form-encoded here: both readings are used, as an extra key does no harm.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
function fromEventBridge(message: JsonObject, location: PostsLocation): ParsedMessage {
  const key = within(message, 'detail', 'object', 'key');
  if (typeof key !== 'string') throw new Error('the event names no key');
  const decoded = isFormEncoded(key) ? decodeForm(key) : key;
  const parsed = [...new Set([key, decoded])].map((each) =>
    parsedKey(within(message, 'detail', 'bucket', 'name'), each, message.time, location),
  );
  return { keys: parsed.flatMap(({ keys }) => keys), written: parsed[0]?.written ?? [] };
}

const isFormEncoded = (key: string): boolean => /^(?:[^%]|%[0-9a-f]{2})*$/i.test(key) && /[+%]/.test(key);

function parsedKey(bucket: unknown, key: string, time: unknown, location: PostsLocation): ParsedMessage {
  if (bucket !== location.bucket) throw new Error(`the event is of the bucket ${bucket}, the posts are in ${location.bucket}`);
  const relative = key.slice(location.prefix.length);
  const isUsed = isMarkup(relative) || isConfigFile(relative) || isRenderInput(relative) || isAttachment(relative);
  if (!key.startsWith(location.prefix) || !isUsed) return { keys: [], written: [] };
  const written = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return { keys: [relative], written: Number.isNaN(written) ? [] : [written] };
}

/** `red+flower%C3%A9.jpg` -> `red floweré.jpg` */
function decodeForm(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw new Error(`the key ${key} is not form-encoded`);
  }
}
