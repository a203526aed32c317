/** A WebSub subscriber over HTTP: it discovers hub and topic, subscribes, confirms its intent, and stores deliveries. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { listener } from '../../lambda/local/listen.ts';

export interface Delivery {
  topic: string;
  type: string | undefined;
  body: string;
}

export interface Discovery {
  hubs: string[];
  self: string[];
}

type Links = { rel?: string | undefined; href?: string | undefined }[] | undefined;

/** Parses `<https://hub.example/>; rel="hub", <https://blog.example/atom.xml>; rel="self"`: the needed part of RFC 8288. */
export function linksOf(header: string | null): Discovery {
  const links = [...(header ?? '').matchAll(/<([^>]*)>\s*;\s*rel="?([\w-]+)"?/g)].map(([, href, rel]) => ({ href, rel }));
  return discoveryOf(links);
}

const discoveryOf = (links: Links): Discovery => {
  const of = (relation: string) => (links ?? []).flatMap(({ rel, href }) => (rel === relation && href ? [href] : []));
  return { hubs: of('hub'), self: of('self') };
};

export function linksIn(document: string): Discovery {
  if (document.startsWith('{')) {
    const { hubs = [], feed_url } = parseJsonFeed(JSON.parse(document));
    return { hubs: hubs.flatMap(({ type, url }) => (type === 'WebSub' && url ? [url] : [])), self: feed_url ? [feed_url] : [] };
  }
  return discoveryOf(document.includes('<rss') ? parseRssFeed(document).atom?.links : parseAtomFeed(document).links);
}

export class Subscriber {
  readonly deliveries: Delivery[] = [];
  readonly #wanted = new Set<string>();
  #address = '';

  /** Closes when the test ends. */
  static async start(context: TestContext): Promise<Subscriber> {
    const subscriber = new Subscriber();
    const { listen, close } = listener(createServer((request, response) => void subscriber.#answer(request, response)));
    context.after(close);
    subscriber.#address = await listen(0);
    return subscriber;
  }

  /** Section 4: headers first, then the document. */
  async discover(address: string): Promise<Discovery> {
    const answer = await fetch(address);
    const [document, links] = [await answer.text(), linksOf(answer.headers.get('link'))];
    return links.hubs.length > 0 ? links : linksIn(document);
  }

  /** @returns the document's self link */
  async subscribe(address: string): Promise<string> {
    const { hubs, self } = await this.discover(address);
    const [topic, ...more] = self;
    assert.ok(topic && more.length === 0, `${address} has ${self.length} self links`);
    this.#wanted.add(topic);
    for (const hub of hubs) {
      const form = { 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.callback': this.#address };
      const answer = await fetch(hub, { method: 'POST', body: new URLSearchParams(form) });
      assert.equal(answer.status, 202);
    }
    return topic;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const question = new URL(request.url ?? '', this.#address).searchParams;
    if (request.method === 'GET') {
      const isMeant = this.#wanted.has(question.get('hub.topic') ?? '');
      response.writeHead(isMeant ? 200 : 404).end(isMeant ? question.get('hub.challenge') : '');
      return;
    }
    const [topic = ''] = linksOf(String(request.headers.link)).self;
    this.deliveries.push({ topic, type: request.headers['content-type'], body: await text(request) });
    response.writeHead(204).end();
  }
}
