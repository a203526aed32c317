/**
 * An SQS queue in memory that delivers like a Lambda event source mapping: in batches, failed messages again, and finally to the
 * dead-letter queue. It has no clock: tests trigger deliveries.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

export interface Waiting {
  id: string;
  body: string;
  /** Milliseconds since 1970. */
  sent: number;
  /** Seconds, recorded but not awaited: there is no clock. */
  delay: number;
  received: number;
}

export interface QueueOptions {
  /** Receives messages that exceed maxReceiveCount. Without it, such a message is an error. */
  deadLetters?: TestQueue;
  /** @default 5 */
  maxReceiveCount?: number;
}

export type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** A handler that schedules and users invoke too. */
export type OpenHandler = (event: unknown, context: Context) => Promise<SQSBatchResponse>;

export interface Mapping {
  /**
   * Messages in one event, at most.
   * @default 1000
   */
  batchSize?: number;
  /**
   * Milliseconds that the function has for each event.
   * @default 60000
   */
  timeout?: number;
}

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Bytes of one event: large messages end a batch early. */
const LARGEST_EVENT = 6 * 1024 * 1024;

export class TestQueue {
  readonly name: string;
  readonly waiting: Waiting[] = [];
  readonly deadLetters: TestQueue | undefined;
  readonly #most: number;

  constructor(name: string, { deadLetters, maxReceiveCount = 5 }: QueueOptions = {}) {
    this.name = name;
    this.deadLetters = deadLetters;
    this.#most = maxReceiveCount;
  }

  get arn(): string {
    return `arn:aws:sqs:${REGION}:${ACCOUNT}:${this.name}`;
  }

  get bodies(): string[] {
    return this.waiting.map(({ body }) => body);
  }

  /**
   * @param delay seconds
   * @returns the message's id
   */
  put(body: string, delay = 0): string {
    const id = randomUUID();
    this.waiting.push({ id, body, sent: Date.now(), delay, received: 0 });
    return id;
  }

  /** Failed messages go to the end of the queue. */
  async deliver(handler: Handler, { batchSize = 1000, timeout = 60_000 }: Mapping = {}): Promise<void> {
    const batch = this.#receive(batchSize);
    if (batch.length === 0) return;
    this.waiting.push(...(await failedOf(batch, () => handler({ Records: batch.map(this.#record) }, contextOf(timeout)))));
  }

  async drain(handler: Handler, mapping: Mapping = {}): Promise<void> {
    while (this.waiting.length > 0) await this.deliver(handler, mapping);
  }

  #receive(most: number): Waiting[] {
    const batch: Waiting[] = [];
    let bytes = 0;
    while (batch.length < most) {
      const [next] = this.waiting;
      bytes += Buffer.byteLength(next?.body ?? '');
      if (next === undefined || (batch.length > 0 && bytes > LARGEST_EVENT)) break;
      this.waiting.shift();
      if (next.received === this.#most) this.#bury(next);
      else batch.push({ ...next, received: next.received + 1 });
    }
    return batch;
  }

  #bury(message: Waiting): void {
    if (this.deadLetters === undefined) throw new Error(`${this.name} has no dead letters for the message ${message.body.slice(0, 200)}`);
    this.deadLetters.waiting.push({ ...message, received: 0 });
  }

  #record = ({ id, body, sent, received }: Waiting): SQSRecord => ({
    messageId: id,
    receiptHandle: randomUUID(),
    body,
    attributes: {
      ApproximateReceiveCount: String(received),
      SentTimestamp: String(sent),
      SenderId: 'AIDATEST',
      ApproximateFirstReceiveTimestamp: String(sent),
    },
    messageAttributes: {},
    md5OfBody: md5(body),
    eventSource: 'aws:sqs',
    eventSourceARN: this.arn,
    awsRegion: REGION,
  });
}

/** The messages that Lambda counts as failed: all, if the function throws, names an unknown message, or returns no list. */
async function failedOf(batch: Waiting[], invoke: () => Promise<SQSBatchResponse>): Promise<Waiting[]> {
  try {
    const { batchItemFailures } = await invoke();
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const found = batch.filter(({ id }) => failed.has(id));
    return found.length === failed.size ? found : batch;
  } catch {
    return batch;
  }
}

/** The Lambda context, as far as our functions use it. */
export function contextOf(timeout = 60_000): Context {
  const end = Date.now() + timeout;
  const context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'> = {
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => end - Date.now(),
  };
  return context as Context;
}
