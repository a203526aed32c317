/**
 * A small WebSub hub over HTTP: it verifies subscriptions, fetches the topics of its pings, and delivers changed content to subscribers.
 * https://www.w3.org/TR/websub/
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { listener } from '../../lambda/local/listen.ts';

export interface PublishRequest {
  topic: string;
  form: Record<string, string>;
  type: string | undefined;
  agent: string | undefined;
}

/** A status, a redirect, or no response. */
export type HubResponse = number | { status: number; location: string } | 'silent';

export class TestHub {
  /** `http://127.0.0.1:4000/` */
  address = '';
  readonly pings: PublishRequest[] = [];
  /** In order. */
  readonly fetches: number[] = [];
  /** Responses to the next publishers, one each; 204 afterwards. */
  readonly responses: HubResponse[] = [];
  readonly #callbacks = new Map<string, Set<string>>();
  readonly #etags = new Map<string, string>();
  #work: Promise<unknown> = Promise.resolve();

  /** Closes when the test ends. */
  static async start(context: TestContext): Promise<TestHub> {
    const hub = new TestHub();
    const { listen, close } = listener(createServer((request, response) => void hub.#answer(request, response)));
    context.after(close);
    hub.address = await listen(0);
    return hub;
  }

  get topics(): string[] {
    return this.pings.map(({ topic }) => topic).sort();
  }

  /** Rejects if a verification, fetch or delivery failed. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    if (form['hub.mode'] === 'subscribe') {
      response.writeHead(202).end();
      this.#then(() => this.#verify(form));
      return;
    }
    const topic = form['hub.url'] ?? '';
    this.pings.push({ topic, form, type: request.headers['content-type'], agent: request.headers['user-agent'] });
    const planned = this.responses.shift() ?? 204;
    if (planned === 'silent') return;
    if (typeof planned === 'object') response.writeHead(planned.status, { Location: planned.location }).end();
    else response.writeHead(planned).end();
    if (planned === 204) this.#then(() => this.#distribute(topic));
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work);
  }

  /** Section 5.3: verification of intent. */
  async #verify(form: Record<string, string>): Promise<void> {
    const { 'hub.callback': callback = '', 'hub.topic': topic = '' } = form;
    const challenge = randomUUID();
    const question = { 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.challenge': challenge, 'hub.lease_seconds': '864000' };
    const answer = await fetch(`${callback}?${new URLSearchParams(question)}`);
    if (!answer.ok || (await answer.text()) !== challenge) return;
    // Do not deliver what the topic contains at subscription.
    const known = await fetch(topic);
    this.#etags.set(topic, known.headers.get('etag') ?? '');
    await known.arrayBuffer();
    this.#callbacks.set(topic, new Set([...(this.#callbacks.get(topic) ?? []), callback]));
  }

  /** Section 7: the whole content, with the topic's type and links to hub and topic. */
  async #distribute(topic: string): Promise<void> {
    const callbacks = this.#callbacks.get(topic);
    if (callbacks === undefined) return;
    const content = await fetch(topic, { headers: { 'If-None-Match': this.#etags.get(topic) ?? '' } });
    this.fetches.push(content.status);
    const body = await content.arrayBuffer();
    if (content.status !== 200) return;
    this.#etags.set(topic, content.headers.get('etag') ?? '');
    const headers = {
      'Content-Type': content.headers.get('content-type') ?? '',
      Link: `<${this.address}>; rel="hub", <${topic}>; rel="self"`,
    };
    for (const callback of callbacks) await fetch(callback, { method: 'POST', headers, body });
  }
}
