/** An unreliable network and S3. Failures are random, but reproducible by seed and order of requests. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { S3Handler } from '../../lambda/local/s3/server.ts';

type Exchange = { message: IncomingMessage; response: ServerResponse; handler: S3Handler };

async function refuse({ message, response }: Exchange, status: number, code: string): Promise<void> {
  for await (const _ of message);
  response.writeHead(status, { 'x-amz-request-id': 'fault' }).end(`<Error><Code>${code}</Code></Error>`);
}

async function answering({ message, response, handler }: Exchange, send: (body: Uint8Array, sendHead: () => void) => void): Promise<void> {
  const { writeHead, end } = response;
  let sendHead = () => {};
  response.writeHead = ((...head: Parameters<typeof writeHead>) => {
    sendHead = () => void writeHead.apply(response, head);
    return response;
  }) as typeof writeHead;
  response.end = ((body: string | Uint8Array = '') => {
    Object.assign(response, { writeHead, end });
    send(Buffer.from(body), sendHead);
    return response;
  }) as typeof end;
  await handler(message, response);
}

const FAULTS = {
  /** For conditional requests. S3 answers this, emulators do not. */
  'refused with 409': (exchange: Exchange) => refuse(exchange, 409, 'ConditionalRequestConflict'),
  'refused with 503': (exchange: Exchange) => refuse(exchange, 503, 'SlowDown'),
  /** Performed, but the client cannot know. */
  'answer lost': (exchange: Exchange) => answering(exchange, () => void exchange.response.destroy()),
  /** Not performed. */
  'request cut': async ({ message }: Exchange) => void message.destroy(),
  'answer cut': (exchange: Exchange) =>
    answering(exchange, (body, sendHead) => {
      sendHead();
      exchange.response.write(body.subarray(0, body.length / 2), () => exchange.response.destroy());
    }),
  'answer slow': (exchange: Exchange) =>
    answering(exchange, async (body, sendHead) => {
      sendHead();
      exchange.response.write(body.subarray(0, body.length / 2));
      await setTimeout(5);
      exchange.response.end(body.subarray(body.length / 2));
    }),
};

export type Fault = keyof typeof FAULTS;

const ANYWHERE = (Object.keys(FAULTS) as Fault[]).filter((name) => name !== 'refused with 409');

const isConditional = ({ method, headers }: IncomingMessage): boolean =>
  method === 'PUT' && (headers['if-match'] ?? headers['if-none-match']) !== undefined;

/**
 * @param rate share of requests that fail; half of the failing conditional writes get 409
 * @param seen counts the failures
 */
export function badWire(random: () => number, rate: number, seen: Map<Fault, number>): (handler: S3Handler) => RequestListener {
  return (handler) => (message, response) => {
    if (random() >= rate) return void handler(message, response);
    const fault =
      isConditional(message) && random() < 0.5 ? 'refused with 409' : (ANYWHERE[Math.floor(random() * ANYWHERE.length)] as Fault);
    seen.set(fault, (seen.get(fault) ?? 0) + 1);
    return void FAULTS[fault]({ message, response, handler });
  };
}
