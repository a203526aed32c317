import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { COMMAND } from './blog.ts';

export interface Dev {
  /** `http://localhost:8484` */
  web: string;
  s3: string;
  /** The printed variables: `{ AWS_ACCESS_KEY_ID: … }`. */
  environment: Record<string, string>;
  /** For AWS_SHARED_CREDENTIALS_FILE. */
  credentialsFile: string;
  /** Sends SIGINT, as Ctrl+C does. @returns exit code and signal */
  close(): Promise<unknown[]>;
}

export async function startDev(dir: string, ...more: string[]): Promise<Dev> {
  const child: ChildProcess = spawn(process.execPath, [COMMAND, 'dev', dir, '--port', '0', '--s3-port', '0', ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const close = async () => {
    const exit = once(child, 'exit');
    child.kill('SIGINT');
    return exit;
  };
  let said = '';
  for await (const line of createInterface({ input: child.stdout ?? assert.fail() })) {
    said += `${line}\n`;
    if (!line.includes('Ctrl+C')) continue;
    const [web = assert.fail(said), s3 = assert.fail(said)] = said.match(/http:\/\/localhost:\d+/g) ?? [];
    const [, variables = assert.fail(said)] = /export (.*)/.exec(said) ?? [];
    const [, credentialsFile = assert.fail(said)] = /AWS_SHARED_CREDENTIALS_FILE=(.*)/.exec(said) ?? [];
    const environment = Object.fromEntries(variables.split(' ').map((variable) => variable.split('=')));
    return { web, s3, environment, credentialsFile, close };
  }
  throw new Error('linefeed dev ended before it served');
}

export async function itemsOf<Item>({ web }: Dev): Promise<Item[]> {
  return ((await (await fetch(`${web}/feed.json`)).json()) as { items: Item[] }).items;
}

/** Reads the server's events until the condition holds. */
export async function until(dev: Dev, context: TestContext, condition: () => Promise<boolean>): Promise<void> {
  const abort = new AbortController();
  context.after(() => abort.abort());
  const { body } = await fetch(`${dev.web}/-/events`, { signal: abort.signal });
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  while (!(await condition())) {
    const { done } = (await reader?.read()) ?? { done: true };
    assert.ok(!done, 'the server ended the stream');
  }
}
