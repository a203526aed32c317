/**
 * A local EventBridge that stores the events it receives. It accepts only PutEvents, and reads signatures without checking them.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { listener } from '../../lambda/local/listen.ts';

export interface BusEvent {
  bus: string;
  source: string;
  type: string;
  detail: Record<string, unknown>;
}

export interface EventBusOptions {
  /**
   * Whether this access key may put events on this bus.
   * @default always
   */
  canPut?(accessKeyId: string, bus: string): boolean;
}

export interface TestEventBus {
  endpoint: string;
  /** In order of arrival. */
  events: BusEvent[];
  /** Number of events that it still accepts; it rejects others of the same request one by one. */
  room: number;
  close(): Promise<void>;
}

const MOST = 10;

class Refused extends Error {}

export async function startEventBus({ canPut = () => true }: EventBusOptions = {}): Promise<TestEventBus> {
  const events: BusEvent[] = [];

  async function put(request: IncomingMessage): Promise<object> {
    if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents')
      throw new Refused(`${request.headers['x-amz-target']} is not known here`);
    const { Entries } = JSON.parse(await text(request)) as { Entries: Record<string, string>[] };
    if (Entries.length < 1 || Entries.length > MOST) throw new Refused(`${Entries.length} events in one request`);
    const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
    const answers = Entries.map(({ EventBusName: bus = '', Source: source = '', DetailType: type = '', Detail = '' }) => {
      if (key === undefined || !canPut(key, bus)) throw new Refused(`${key} may not put events on ${bus}`);
      if (started.room <= 0) return { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' };
      started.room -= 1;
      events.push({ bus, source, type, detail: JSON.parse(Detail) });
      return { EventId: randomUUID() };
    });
    return { FailedEntryCount: answers.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: answers };
  }

  const server = createServer(async (request, response) => {
    const answer = await put(request).catch((error: unknown) => error);
    const headers = { 'Content-Type': 'application/x-amz-json-1.1', 'x-amzn-RequestId': randomUUID() };
    if (!(answer instanceof Error)) return response.writeHead(200, headers).end(JSON.stringify(answer));
    const [status, code] = answer instanceof Refused ? [400, 'AccessDeniedException'] : [500, 'InternalException'];
    return response.writeHead(status, headers).end(JSON.stringify({ __type: code, message: answer.message }));
  });
  const { listen, close } = listener(server);
  const endpoint = (await listen(0)).replace(/\/$/, '');
  const started: TestEventBus = { endpoint, events, room: Number.POSITIVE_INFINITY, close };
  return started;
}
