/** Server-sent events: tells every open page that something was published. */
import type { ServerResponse } from 'node:http';

export class EventChannel {
  readonly #listeners = new Set<ServerResponse>();

  open(response: ServerResponse): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    // A page that lost its server looks for it again after a second.
    response.write('retry: 1000\n\n');
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
  }

  /** `data` is sent as JSON, which has no line breaks to be escaped. */
  send(event: string, data: unknown): void {
    for (const response of this.#listeners) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  close(): void {
    for (const response of this.#listeners) response.end();
  }
}
