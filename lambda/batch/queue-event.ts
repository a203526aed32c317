/** Other events than SQS's fail: silence would look like success. */
import type { Message } from './parse-messages.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const isJsonObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * @param expected also accepted, for the error
 * @throws Error that describes the event
 */
export function messagesOf(event: unknown, expected = ''): Message[] {
  const records = isJsonObject(event) && Array.isArray(event.Records) ? event.Records : [];
  if (records.length === 0 || !records.every(isMessage)) {
    throw new Error(`expected an event of SQS${expected}, got ${nameOf(event)}; nothing was done`);
  }
  return records.map(({ messageId, body, attributes }) => ({ id: messageId, body, redelivered: receiveCount(attributes) > 1 }));
}

/** With this one. */
const receiveCount = (attributes: unknown): number => (isJsonObject(attributes) ? Number(attributes.ApproximateReceiveCount) : 1);

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const isMessage = (record: unknown): record is { messageId: string; body: string; attributes?: unknown } =>
  isJsonObject(record) && typeof record.messageId === 'string' && typeof record.body === 'string';

/** The sending service, else field names, which are not secret. */
function nameOf(event: unknown): string {
  if (Array.isArray(event)) return 'a list';
  if (!isJsonObject(event)) return event === null ? 'null' : event === undefined ? 'nothing' : `a ${typeof event}`;
  const [first] = Array.isArray(event.Records) ? event.Records : [];
  if (Array.isArray(event.Records) && first === undefined) return 'an event without records';
  const source = isJsonObject(first) ? (first.eventSource ?? first.EventSource) : undefined;
  if (typeof source === 'string') return `an event of ${source}`;
  if (typeof event['detail-type'] === 'string') return `an event of EventBridge, "${event['detail-type']}"`;
  if ('requestContext' in event) return 'a request over HTTP';
  if (event.Type === 'Notification') return 'a notification of SNS';
  const names = Object.keys(event);
  return names.length === 0 ? '{}' : `an object with the fields ${names.slice(0, 5).join(', ')}`;
}
