#!/usr/bin/env node
/** The command line: argv -> one call. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Format } from '../lambda/core/model.ts';
import type { Settings } from '../lambda/core/site/settings.ts';
import { build, check, type Output, WRONG } from '../lambda/local/commands.ts';
import { dev } from '../lambda/local/dev.ts';
import { problemLine } from '../lambda/local/summary.ts';
import { placesOf } from '../lambda/local/workspace.ts';
import { ConfigurationError } from '../lambda/publish.ts';

/** Set by the build. */
declare const LINEFEED_VERSION: string;

interface Narrowing {
  only?: Format;
  content?: 'full' | 'summary';
}

const formatOption = () => new Option('--format <format>', 'how to report').choices(['text', 'json']).default('text');
const onlyOption = () => new Option('--only <format>', 'write one format').choices(['rss', 'atom', 'json']);
const contentOption = () => new Option('--content <content>', 'what entries carry').choices(['full', 'summary']);

/** What the command line says wins over the configuration. */
function overridesOf({ only, content }: Narrowing): Settings {
  const others = (['rss', 'atom', 'json'] as const).filter((format) => format !== only);
  return { ...(only ? { feeds: Object.fromEntries(others.map((format) => [format, false])) } : {}), ...(content ? { content } : {}) };
}

function port(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}

async function folder(dir: string): Promise<string> {
  const there = await stat(dir).catch(() => undefined);
  if (!there?.isDirectory()) throw new Error(`there is no folder ${dir}; name the folder that holds your posts`);
  return dir;
}

const program = new Command('linefeed')
  .description('Publishes RSS, Atom and JSON feeds from a folder of posts.')
  .version(LINEFEED_VERSION)
  .exitOverride()
  .showHelpAfterError('(linefeed --help tells more)');

program
  .command('build')
  .argument('[dir]', 'folder of the blog', '.')
  .description('write every feed of a folder')
  .option('--out <folder>', 'where the feeds go', 'public')
  .option('--state <folder>', 'where Linefeed keeps what it knows (default: .linefeed/<name of out> beside out)')
  .addOption(onlyOption())
  .addOption(contentOption())
  .addOption(formatOption())
  .addHelpText(
    'after',
    '\nExample:\n  $ linefeed build my-blog --out public\n\nExit codes: 0 fine, 1 posts were refused, 2 wrong usage or configuration',
  )
  .action(async (dir: string, options: { out: string; state?: string } & Narrowing & Output) => {
    if (options.out === '') throw new Error('--out is empty; name the folder that the feeds go to');
    process.exitCode = await build(placesOf(await folder(dir), options.out, options.state), overridesOf(options), options);
  });

program
  .command('check')
  .argument('[dir]', 'folder of the blog', '.')
  .description('report every problem of every post, publish nothing')
  .addOption(formatOption())
  .addHelpText(
    'after',
    '\nExample:\n  $ linefeed check my-blog\n\nExit codes: 0 fine, 1 posts would be refused, 2 wrong usage or configuration',
  )
  .action(async (dir: string, options: Output) => {
    process.exitCode = await check(await folder(dir), options);
  });

program
  .command('dev')
  .argument('[dir]', 'folder of the blog', '.')
  .description('publish a folder, serve it as the CDN would, and publish again as files change')
  .addOption(new Option('--port <port>', 'port of the web server').default(8484).argParser(port))
  .option('--out <folder>', 'where the feeds go (default: .linefeed/public in the folder)')
  .option('--state <folder>', 'where Linefeed keeps what it knows (default: .linefeed/state in the folder)')
  .addHelpText('after', '\nExample:\n  $ linefeed dev my-blog --port 8484')
  .action(async (dir: string, options: { port: number; out?: string; state?: string }) => {
    const own = join(await folder(dir), '.linefeed');
    const state = options.state ?? (options.out === undefined ? join(own, 'state') : undefined);
    await dev(placesOf(dir, options.out ?? join(own, 'public'), state), options.port);
  });

function fail(error: unknown): void {
  process.exitCode = WRONG;
  if (error instanceof ConfigurationError) {
    for (const problem of error.problems) process.stderr.write(`${problemLine(problem, process.stderr.isTTY)}\n`);
    return;
  }
  if (error instanceof CommanderError) {
    // It has said what is wrong; help and version are no errors.
    if (error.exitCode === 0) process.exitCode = 0;
    return;
  }
  process.stderr.write(`linefeed: ${error instanceof Error ? (process.env.LINEFEED_DEBUG ? error.stack : error.message) : error}\n`);
}

await program.parseAsync().catch(fail);
