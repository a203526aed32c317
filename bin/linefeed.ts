#!/usr/bin/env node
// First: it concerns all code that follows.
import './tier-up.ts';
import { WRONG, writeLines } from '../lambda/local/output.ts';
import { ConfigurationError } from '../lambda/publish/context.ts';
import { CommanderError } from './options.ts';
import { createProgram } from './program.ts';

// The SDK is bundled, so users cannot follow its advice to upgrade Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Set by the build. */
declare const LINEFEED_VERSION: string;

// `head` closes its pipe: complete the work and keep the exit code.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

const program = createProgram(LINEFEED_VERSION);
let command = program;
program.hook('preAction', (_, running) => {
  command = running;
});

async function fail(error: unknown): Promise<void> {
  process.exitCode = WRONG;
  if (error instanceof ConfigurationError) {
    const { printConfigurationProblems } = await import('../lambda/local/report/print.ts');
    printConfigurationProblems(error.problems, command.name(), command.opts());
    return;
  }
  if (error instanceof CommanderError) {
    // Commander has printed the message.
    if (error.exitCode === 0) process.exitCode = 0;
    return;
  }
  const isStack = error instanceof Error && process.env.LINEFEED_DEBUG;
  const lines = isStack ? (error.stack ?? error.message).split('\n') : [error instanceof Error ? error.message : String(error)];
  writeLines(
    process.stderr,
    lines.map((line, index) => (index === 0 ? `linefeed: ${line}` : line)),
  );
}

await program.parseAsync().catch(fail);
