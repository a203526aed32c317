/** A queue on one machine: messages that come before `start`, or while some are handled, wait and are handled together. */
import type { Queue } from '../queue.ts';
import type { Message } from '../receive.ts';

export class LocalQueue implements Queue {
  readonly #handle: (messages: Message[]) => Promise<unknown>;
  #waiting: Message[] = [];
  #sent = 0;
  #started = false;
  #running: Promise<void> | undefined;

  /** @param handle whatever it cannot handle is not brought again: the next change is */
  constructor(handle: (messages: Message[]) => Promise<unknown>) {
    this.#handle = handle;
  }

  async send(bodies: string[]): Promise<void> {
    for (const body of bodies) {
      this.#sent += 1;
      this.#waiting.push({ id: String(this.#sent), body });
    }
    if (this.#started) this.start();
  }

  start(): void {
    this.#started = true;
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
    });
  }

  /** When nothing is handled any more. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) await this.#handle(this.#waiting.splice(0));
  }
}
