/** A function as Lambda runs it: its bundle under plain node, in a process of its own that finds nothing but its environment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { SQSBatchResponse } from 'aws-lambda';
import type { Handler } from './queue.ts';

interface Answer {
  result?: unknown;
  error?: string;
  peak: number;
}

export class FunctionProcess {
  /** Peak resident memory so far, in bytes. */
  peak = 0;
  /** What it wrote into its log. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    if (child.stdout) createInterface(child.stdout).on('line', (line) => this.lines.push(line));
  }

  /**
   * Cold.
   * @param bundle `dist/functions/publish/index.mjs`
   * @param memory of the function, in MB; V8 gets of it what Lambda gives it
   */
  static async start(bundle: string, variables: Readonly<Record<string, string>>, memory = 512): Promise<FunctionProcess> {
    const heap = [`--max-old-space-size=${Math.floor(memory * 0.9)}`, `--max-semi-space-size=${Math.floor(memory * 0.05)}`];
    const child = spawn(process.execPath, [...heap, resolve('test/support/function-host.mjs'), resolve(bundle)], {
      env: variables,
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const started = new FunctionProcess(child);
    await started.#answer();
    return started;
  }

  /**
   * One invocation at a time, as in Lambda.
   * @param timeout milliseconds that the function has
   * @throws Error with the function's message when it throws
   */
  async invoke(event: unknown, timeout = 60_000): Promise<unknown> {
    this.#child.send({ event, requestId: randomUUID(), timeout });
    const { result, error, peak } = await this.#answer();
    this.peak = peak;
    if (error !== undefined) throw new Error(error);
    return result;
  }

  /** For a queue to bring its messages to. */
  handler: Handler = async (event, context) => (await this.invoke(event, context.getRemainingTimeInMillis())) as SQSBatchResponse;

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill();
    await once(this.#child, 'exit');
  }

  async #answer(): Promise<Answer> {
    const ended = new AbortController();
    const [answer] = await Promise.race([
      once(this.#child, 'message', { signal: ended.signal }),
      once(this.#child, 'exit', { signal: ended.signal }).then(([code]) => Promise.reject(new Error(`the function ended with ${code}`))),
    ]).finally(() => ended.abort());
    return answer;
  }
}
