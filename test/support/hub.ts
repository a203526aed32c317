/**
 * A small hub of WebSub over HTTP: it verifies who wants to subscribe, fetches what it is told of, and gives it to subscribers if it changed.
 * https://www.w3.org/TR/websub/
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { listener } from '../../lambda/local/listen.ts';

/** What a publisher asked, and how. */
export interface Told {
  topic: string;
  form: Record<string, string>;
  type: string | undefined;
  agent: string | undefined;
}

/** A status, with the address that it leads to; or no answer at all. */
export type Mood = number | { status: number; location: string } | 'silent';

export class TestHub {
  /** `http://127.0.0.1:4000/` */
  address = '';
  readonly told: Told[] = [];
  /** Statuses of its requests for topics, in order. */
  readonly fetches: number[] = [];
  /** How it answers the next publishers, one each; then it is well. */
  readonly moods: Mood[] = [];
  readonly #callbacks = new Map<string, Set<string>>();
  readonly #etags = new Map<string, string>();
  #work: Promise<unknown> = Promise.resolve();

  /** Ends with the test. */
  static async start(context: TestContext): Promise<TestHub> {
    const hub = new TestHub();
    const { listen, close } = listener(createServer((request, response) => void hub.#answer(request, response)));
    context.after(close);
    hub.address = await listen(0);
    return hub;
  }

  get topics(): string[] {
    return this.told.map(({ topic }) => topic).sort();
  }

  /** When nothing is verified, fetched or given any more; fails with what failed. */
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
    this.told.push({ topic, form, type: request.headers['content-type'], agent: request.headers['user-agent'] });
    const mood = this.moods.shift() ?? 204;
    if (mood === 'silent') return;
    if (typeof mood === 'object') response.writeHead(mood.status, { Location: mood.location }).end();
    else response.writeHead(mood).end();
    if (mood === 204) this.#then(() => this.#distribute(topic));
  }

  /** One thing after the other. */
  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work);
  }

  /** Section 5.3: whoever asked must say that it meant it. */
  async #verify(form: Record<string, string>): Promise<void> {
    const { 'hub.callback': callback = '', 'hub.topic': topic = '' } = form;
    const challenge = randomUUID();
    const question = { 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.challenge': challenge, 'hub.lease_seconds': '864000' };
    const answer = await fetch(`${callback}?${new URLSearchParams(question)}`);
    if (!answer.ok || (await answer.text()) !== challenge) return;
    // What subscribers have read already is no news.
    const known = await fetch(topic);
    this.#etags.set(topic, known.headers.get('etag') ?? '');
    await known.arrayBuffer();
    this.#callbacks.set(topic, new Set([...(this.#callbacks.get(topic) ?? []), callback]));
  }

  /** Section 7: the whole content, with the topic's type, and with links to the hub and to the topic. */
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
