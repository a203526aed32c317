/** Messages before `start` or during a batch form the next batch. */
import type { Queue } from '../../aws/sqs-queue.ts';
import type { Message } from '../../batch/parse-messages.ts';

export class LocalQueue implements Queue {
  readonly #handle: (messages: Message[]) => Promise<unknown>;
  readonly #onError: (error: unknown) => void;
  #waiting: Message[] = [];
  #sent = 0;
  #started = false;
  #running: Promise<void> | undefined;
  readonly #timers = new Set<NodeJS.Timeout>();

  /** @param handle failed messages are not retried: the next change is */
  constructor(handle: (messages: Message[]) => Promise<unknown>, onError: (error: unknown) => void) {
    this.#handle = handle;
    this.#onError = onError;
  }

  async send(bodies: string[], delay = 0): Promise<void> {
    if (delay === 0) return this.#take(bodies);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#take(bodies);
    }, delay * 1000);
    this.#timers.add(timer);
  }

  #take(bodies: string[]): void {
    for (const body of bodies) {
      this.#sent += 1;
      this.#waiting.push({ id: String(this.#sent), body });
    }
    if (this.#started) this.start();
  }

  start(): void {
    this.#started = true;
    if (this.#waiting.length > 0) this.#running ??= this.#drain();
  }

  close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    return this.settled();
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) await this.#handle(this.#waiting.splice(0)).catch(this.#onError);
    // Synchronous after the check: later messages start a new drain.
    this.#running = undefined;
  }
}
