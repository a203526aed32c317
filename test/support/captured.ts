import type { TestContext } from 'node:test';

export interface CommandOutput {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs in this process. */
export async function captureOutput(context: TestContext, command: () => Promise<number>): Promise<CommandOutput> {
  const printed = { stdout: '', stderr: '' };
  const mocks = (['stdout', 'stderr'] as const).map((name) => {
    const write = process[name].write.bind(process[name]);
    return context.mock.method(process[name], 'write', (chunk: string | Uint8Array) => {
      // The test runner writes bytes.
      if (typeof chunk !== 'string') return write(chunk);
      printed[name] += chunk;
      return true;
    });
  });
  try {
    return { code: await command(), ...printed };
  } finally {
    for (const { mock } of mocks) mock.restore();
  }
}
