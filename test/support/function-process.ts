/** A function as Lambda runs it: a copy of its folder, under plain `node`, configured only by its environment. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { TestContext } from 'node:test';
import type { OpenHandler } from './queue.ts';

const END = 'END RequestId: ';

/** Milliseconds after the timeout until the process is killed; generous because the machine may be busy. */
const GRACE = 10_000;

/** Lambda's runtime for one event after another: it replaces the console, and logs the end of each invocation. */
const RUNTIME = `
import { readFileSync } from 'node:fs';
import { handler } from './index.mjs';
// On Linux, maxRSS includes the memory of the forking process; VmHWM does not.
const peak = () => {
  try {
    return 1024 * /^VmHWM:\\s*(\\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
};
let [id, ahead] = ['', 0];
const Clock = Date;
globalThis.Date = class extends Clock {
  constructor(...given) {
    if (given.length === 0) super(Clock.now() + ahead);
    else super(...given);
  }
  static now = () => Clock.now() + ahead;
};
console.log = (line) => process.stdout.write([new Date().toISOString(), id, 'INFO', line].join('\\t') + '\\n');
process.on('message', async ({ event, awsRequestId, milliseconds, ...given }) => {
  ahead = given.ahead;
  const end = Date.now() + milliseconds;
  id = awsRequestId;
  const context = { awsRequestId, getRemainingTimeInMillis: () => end - Date.now() };
  const result = await handler(event, context).then((answer) => ({ answer }), ({ message }) => ({ error: message }));
  process.stdout.write('${END}' + id + '\\n');
  const { user, system } = process.cpuUsage();
  process.send({ ...result, peak: peak(), cpu: (user + system) / 1e6 });
});`;

export interface FunctionProcess {
  /** A copy from which no other file of the project can be reached. */
  folder: string;
  handler: OpenHandler;
  log: string[];
  /** Peak memory so far, in bytes. */
  peak: number;
  /** CPU seconds so far, including the start. */
  cpu: number;
  /** Number of processes started: a new one follows each that ended or timed out. */
  starts: number;
}

export interface ProcessOptions {
  /**
   * MB; V8 gets the same share as in Lambda.
   * @default 512
   */
  memory?: number;
  /** A module that is loaded before the function, in its threads too. */
  preload?: string;
  /**
   * Milliseconds by which the function's clock is ahead of this machine's, read before each invocation.
   * @default 0
   */
  clockAhead?: () => number;
}

/**
 * Closes when the test ends.
 * @param bundle folder of the function: `dist/functions/publish`
 */
export async function startFunction(
  context: Pick<TestContext, 'after'>,
  bundle: string,
  variables: Record<string, string>,
  { memory = 512, preload, clockAhead = () => 0 }: ProcessOptions = {},
): Promise<FunctionProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'linefeed-function-'));
  await cp(bundle, folder, { recursive: true });
  await writeFile(join(folder, 'runtime.mjs'), RUNTIME);
  const heap = [`--max-old-space-size=${Math.floor(memory * 0.9)}`, `--max-semi-space-size=${Math.floor(memory * 0.05)}`];
  const before = preload === undefined ? [] : ['--import', preload];
  const env = { ...variables, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory) };
  const start = () => begin([...heap, ...before], folder, env);
  let running = start();
  context.after(async () => {
    running.child.kill('SIGKILL');
    await running.ended;
    await rm(folder, { recursive: true });
  });
  const started: FunctionProcess = {
    folder,
    log: [],
    peak: 0,
    cpu: 0,
    starts: 1,
    handler: async (event, { awsRequestId, getRemainingTimeInMillis }) => {
      if (running.child.exitCode !== null || running.child.signalCode !== null) {
        running = start();
        started.starts += 1;
      }
      const { child, ended, lines, errors } = running;
      const milliseconds = getRemainingTimeInMillis();
      child.send({ event: event as object, awsRequestId, milliseconds, ahead: clockAhead() });
      const exited = ended.then(([code]) => Promise.reject(new Error(`the function ended with ${code}: ${errors()}`)));
      const timeIsUp = setTimeout(() => child.kill('SIGKILL'), milliseconds + GRACE);
      const answered = Promise.all([once(child, 'message'), untilEnd(lines)]);
      const [[{ answer, error, peak, cpu }], written] = await Promise.race([answered, exited]).finally(() => clearTimeout(timeIsUp));
      started.log.push(...written);
      started.peak = peak;
      started.cpu = cpu;
      if (error !== undefined) throw new Error(error);
      return answer;
    },
  };
  return started;
}

function begin(options: string[], cwd: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [...options, 'runtime.mjs'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.on('data', (part: Buffer) => {
    errors += part.toString();
  });
  const lines = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]();
  return { child, ended: once(child, 'exit'), lines, errors: () => errors };
}

async function untilEnd(lines: AsyncIterator<string>): Promise<string[]> {
  const written: string[] = [];
  for (let next = await lines.next(); !next.done && !next.value.startsWith(END); next = await lines.next()) written.push(next.value);
  return written;
}
