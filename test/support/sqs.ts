/**
 * A local SQS that puts messages from AWS clients into queues in memory. It accepts only SendMessage, and reads signatures without checking
 * them.
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { listener } from '../../lambda/local/listen.ts';
import { ACCOUNT, md5, type TestQueue } from './queue.ts';

export interface SqsOptions {
  /**
   * Whether this access key may send to this queue.
   * @default always
   */
  canSend?(accessKeyId: string, queue: string): boolean;
}

export interface TestSqs {
  endpoint: string;
  urlOf(queue: TestQueue): string;
  close(): Promise<void>;
}

/** Bytes of a message. */
const LARGEST = 1024 * 1024;
/** Seconds. */
const LONGEST_DELAY = 900;
/** Characters that SQS rejects in a message; lone surrogates have become U+FFFD. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

class SqsError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export async function startSqs(queues: readonly TestQueue[], { canSend = () => true }: SqsOptions = {}): Promise<TestSqs> {
  async function send(request: IncomingMessage): Promise<object> {
    const action = request.headers['x-amz-target'];
    if (action !== 'AmazonSQS.SendMessage') throw new SqsError('InvalidAction', `${action} is not known here`);
    const { QueueUrl, MessageBody, DelaySeconds = 0 } = JSON.parse(await text(request));
    const queue = queues.find(({ name }) => QueueUrl === addressOf(name));
    if (queue === undefined) throw new SqsError('QueueDoesNotExist', `there is no queue ${QueueUrl}`);
    const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
    if (key === undefined || !canSend(key, queue.name)) throw new SqsError('AccessDeniedException', `${key} may not send to ${queue.name}`);
    checkBody(MessageBody);
    checkDelay(DelaySeconds);
    return { MessageId: queue.put(MessageBody, DelaySeconds), MD5OfMessageBody: md5(MessageBody) };
  }

  const server = createServer(async (request, response) => {
    const answer = await send(request).catch((error: unknown) => error);
    const headers = { 'Content-Type': 'application/x-amz-json-1.0', 'x-amzn-RequestId': randomUUID() };
    if (!(answer instanceof Error)) return response.writeHead(200, headers).end(JSON.stringify(answer));
    const [status, code] = answer instanceof SqsError ? [400, answer.code] : [500, 'InternalError'];
    return response.writeHead(status, headers).end(JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message: answer.message }));
  });
  const { listen, close } = listener(server);
  const endpoint = (await listen(0)).replace(/\/$/, '');
  const addressOf = (name: string) => `${endpoint}/${ACCOUNT}/${name}`;
  return { endpoint, urlOf: ({ name }) => addressOf(name), close };
}

function checkBody(body: unknown): asserts body is string {
  if (typeof body !== 'string' || body === '') throw new SqsError('MissingParameter', 'a message needs a MessageBody');
  if (Buffer.byteLength(body) > LARGEST) throw new SqsError('InvalidParameterValue', `a message may have ${LARGEST} bytes`);
  if (FORBIDDEN.test(body)) throw new SqsError('InvalidMessageContents', 'the message holds a character that is not allowed');
}

function checkDelay(seconds: unknown): asserts seconds is number {
  const isOne = typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0 && seconds <= LONGEST_DELAY;
  if (!isOne) throw new SqsError('InvalidParameterValue', `a delay is 0 to ${LONGEST_DELAY} seconds`);
}
