/** Server-sent events. */
import type { ServerResponse } from 'node:http';

/** Bytes that a listener may leave unread. */
const MAX_UNREAD = 1_000_000;

export class EventChannel {
  readonly #listeners = new Set<ServerResponse>();

  open(response: ServerResponse): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    // Milliseconds until a page reconnects.
    response.write('retry: 1000\n\n');
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
  }

  /** JSON contains no line breaks. */
  send(event: string, data: unknown): void {
    for (const response of this.#listeners) {
      if (response.writableLength > MAX_UNREAD) response.destroy();
      else response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  }

  close(): void {
    for (const response of this.#listeners) response.end();
  }
}
