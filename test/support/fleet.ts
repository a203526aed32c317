/** Feed readers that poll: each stores the validators of its last response, and sends those that it supports. */
import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import pMap from 'p-map';

interface Poll {
  status: number;
  /** Bytes on the wire: head and body, without TLS. */
  bytes: number;
}

export interface Round {
  requests: number;
  statuses: Record<number, number>;
  bytes: number;
}

/** Most readers send both validators, some only one. A few do not accept compression. */
const KINDS = [
  { sends: ['etag', 'last-modified'], gzip: true },
  { sends: ['etag', 'last-modified'], gzip: true },
  { sends: ['etag'], gzip: true },
  { sends: ['last-modified'], gzip: true },
  { sends: ['etag', 'last-modified'], gzip: false },
] as const;

const CONDITIONS = { etag: 'if-none-match', 'last-modified': 'if-modified-since' } as const;

const AT_ONCE = 32;

class Reader {
  readonly #address: URL;
  readonly #agent: Agent;
  readonly #kind: (typeof KINDS)[number];
  #last: IncomingHttpHeaders = {};

  constructor(address: URL, agent: Agent, kind: (typeof KINDS)[number]) {
    this.#address = address;
    this.#agent = agent;
    this.#kind = kind;
  }

  async poll(): Promise<Poll> {
    const { sends, gzip } = this.#kind;
    const validators = sends.flatMap((name) => (this.#last[name] ? [[CONDITIONS[name], this.#last[name]] as const] : []));
    const headers = { ...Object.fromEntries(validators), ...(gzip && { 'accept-encoding': 'gzip' }) };
    const asked = request(this.#address, { headers, agent: this.#agent });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const { statusCode: status = 0 } = answer;
    const body = Buffer.concat(await answer.toArray());
    if (status === 200) this.#last = answer.headers;
    return { status, bytes: headOf(answer) + body.length };
  }
}

/** Bytes of the status line, the headers and the empty line. */
const headOf = ({ rawHeaders, statusMessage = '' }: IncomingMessage): number =>
  'HTTP/1.1 200 \r\n\r\n'.length + statusMessage.length + rawHeaders.reduce((sum, part) => sum + Buffer.byteLength(part) + 2, 0);

export class Fleet {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  readonly #readers: Reader[];

  /** @param addresses distributed among the readers */
  constructor(addresses: URL[], size: number) {
    this.#readers = Array.from({ length: size }, (_, index) => {
      const kind = KINDS[Math.floor(index / addresses.length) % KINDS.length] ?? KINDS[0];
      return new Reader(addresses[index % addresses.length] as URL, this.#agent, kind);
    });
  }

  async round(): Promise<Round> {
    const polls = await pMap(this.#readers, (reader) => reader.poll(), { concurrency: AT_ONCE });
    const statuses: Record<number, number> = {};
    for (const { status } of polls) statuses[status] = (statuses[status] ?? 0) + 1;
    return { requests: polls.length, statuses, bytes: polls.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  close(): void {
    this.#agent.destroy();
  }
}
