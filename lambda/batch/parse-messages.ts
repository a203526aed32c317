/**
 * Queue messages -> keys of a run, and the messages of each key. Pure.
 *
 * An event is a hint that its key may have changed: verb, order and ETag are ignored. A message that is not understood in full fails, and
 * ends in the dead-letter queue; the understood part still runs.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */

import { type PingMessage, parseOwnMessage } from '../aws/messages.ts';
import { latest } from '../core/catalog/catalog.ts';
import type { Key } from '../core/model.ts';
import { isMarkup } from '../core/post/path-facts.ts';
import { isConfigFile } from '../core/site/config.ts';
import { isRenderInput } from '../core/site/render-inputs.ts';
import type { Batch } from '../publish/context.ts';

export interface Message {
  id: string;
  body: string;
  /** Received before: a run failed, or a function crashed. */
  again?: boolean;
}

export interface PostsLocation {
  /** Events of other buckets fail. */
  bucket: string;
  /** `blog/`; other keys are ignored. */
  prefix: string;
}

export interface ParsedMessages {
  /** Undefined if no message needs a run. */
  batch: Batch | undefined;
  /** One of the posts may have crashed a function. */
  isolate: boolean;
  /** Message ids. */
  messagesByKey: Map<Key, string[]>;
  /** Ids of messages that cover every key: reconciles. */
  fullMessages: string[];
  /** By message id; they need no run. */
  pings: Map<string, PingMessage>;
  /** The reason by message id; an understood part still runs. */
  unparsed: Map<string, string>;
  /** Upload times in milliseconds since 1970. */
  written: number[];
}

interface ParsedMessage {
  keys: Key[];
  /** @default whether there are keys */
  run?: boolean;
  all?: boolean;
  allowEmpty?: true;
  isolate?: boolean;
  wake?: string;
  ping?: PingMessage;
  written: number[];
  /** Why a part was not understood. */
  wrong?: string;
}

export function parseMessages(messages: Message[], place: PostsLocation): ParsedMessages {
  const messagesByKey = new Map<Key, string[]>();
  const fullMessages: string[] = [];
  const pings = new Map<string, PingMessage>();
  const unparsed = new Map<string, string>();
  const written: number[] = [];
  const wakes: string[] = [];
  let asks = false;
  let allowEmpty = false;
  let isolate = false;
  for (const { id, body, again = false } of messages) {
    const asked = tried(() => understand(parse(body), place));
    for (const key of new Set(asked.keys)) messagesByKey.set(key, [...(messagesByKey.get(key) ?? []), id]);
    written.push(...asked.written);
    if (asked.wake) wakes.push(asked.wake);
    if (asked.ping) pings.set(id, asked.ping);
    if (asked.all) fullMessages.push(id);
    allowEmpty ||= asked.allowEmpty ?? false;
    if (asked.wrong !== undefined) unparsed.set(id, asked.wrong);
    const asksForRun = asked.run ?? asked.keys.length > 0;
    asks ||= asksForRun;
    isolate ||= asksForRun && (again || asked.isolate === true);
  }
  const all = fullMessages.length > 0 ? { full: true, ...(allowEmpty ? { allowEmpty } : {}) } : {};
  const batch: Batch = { keys: [...messagesByKey.keys()], ...all, ...(wakes.length > 0 ? { scheduledFor: latest(...wakes) } : {}) };
  return {
    batch: asks ? batch : undefined,
    isolate,
    messagesByKey,
    fullMessages,
    pings,
    unparsed,
    written,
  };
}

function tried(ask: () => ParsedMessage): ParsedMessage {
  try {
    return ask();
  } catch (error) {
    return { keys: [], written: [], wrong: error instanceof Error ? error.message : String(error) };
  }
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined if a step is missing. */
const within = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((inner, name) => (isFields(inner) ? inner[name] : undefined), value);

function parse(body: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Error('the message is not JSON');
  }
  if (!isFields(value)) throw new Error('the message is JSON, but no object');
  return value;
}

function understand(message: Fields, place: PostsLocation): ParsedMessage {
  if ('linefeed' in message) return ownMessage(message);
  if (message.Event === 's3:TestEvent') return { keys: [], written: [] };
  if (message.source === 'aws.s3') return fromEventBridge(message, place);
  if (Array.isArray(message.Records)) return fromS3(message.Records, place);
  // SNS wraps a message once.
  if (message.Type === 'Notification' && typeof message.Message === 'string') {
    const inner = parse(message.Message);
    if (inner.Type !== 'Notification') return understand(inner, place);
  }
  throw new Error('the message is no S3 event and none of ours');
}

function ownMessage(message: Fields): ParsedMessage {
  const own = parseOwnMessage(message);
  if (own === undefined) throw new Error('the message names Linefeed, but is none that this version knows');
  const asked = { keys: [], run: true, written: [] };
  if (own.linefeed === 'look') return { ...asked, keys: own.keys, isolate: own.careful === true };
  if (own.linefeed === 'ping') return { ...asked, run: false, ping: own };
  if (own.linefeed === 'wake') return { ...asked, wake: own.at };
  return { ...asked, keys: own.keys ?? [], all: true, ...(own.allowEmpty ? { allowEmpty: true } : {}) };
}

function fromS3(records: unknown[], place: PostsLocation): ParsedMessage {
  const asked = records.map((record) => tried(() => fromRecord(record, place)));
  const wrong = asked.find((each) => each.wrong !== undefined)?.wrong;
  return {
    keys: asked.flatMap(({ keys }) => keys),
    written: asked.flatMap(({ written }) => written),
    ...(wrong === undefined ? {} : { wrong }),
  };
}

function fromRecord(record: unknown, place: PostsLocation): ParsedMessage {
  const key = within(record, 's3', 'object', 'key');
  if (typeof key !== 'string') throw new Error('a record of the event names no key');
  return at(within(record, 's3', 'bucket', 'name'), decodeForm(key), within(record, 'eventTime'), place);
}

/**
 * AWS does not say whether keys are form-encoded here; both readings are used, since an extra key does no harm.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
function fromEventBridge(message: Fields, place: PostsLocation): ParsedMessage {
  const key = within(message, 'detail', 'object', 'key');
  if (typeof key !== 'string') throw new Error('the event names no key');
  const decoded = isFormEncoded(key) ? decodeForm(key) : key;
  const asked = [...new Set([key, decoded])].map((each) => at(within(message, 'detail', 'bucket', 'name'), each, message.time, place));
  return { keys: asked.flatMap(({ keys }) => keys), written: asked[0]?.written ?? [] };
}

const isFormEncoded = (key: string): boolean => /^(?:[^%]|%[0-9a-f]{2})*$/i.test(key) && /[+%]/.test(key);

function at(bucket: unknown, key: string, time: unknown, place: PostsLocation): ParsedMessage {
  if (bucket !== place.bucket) throw new Error(`the event is of the bucket ${bucket}, the posts are in ${place.bucket}`);
  const own = key.slice(place.prefix.length);
  // Images and such change no feed.
  if (!key.startsWith(place.prefix) || !(isMarkup(own) || isConfigFile(own) || isRenderInput(own))) return { keys: [], written: [] };
  const written = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return { keys: [own], written: Number.isNaN(written) ? [] : [written] };
}

/** `red+flower%C3%A9.jpg` -> `red floweré.jpg` */
function decodeForm(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw new Error(`the key ${key} is not form-encoded`);
  }
}
