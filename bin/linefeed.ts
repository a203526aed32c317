#!/usr/bin/env node
/** The command line: argv -> one call. */
import { join } from 'node:path';
import { adopt } from '../lambda/local/adopt/adopt.ts';
import { openSite } from '../lambda/local/bucket-workspace.ts';
import { build, buildAt, check, type Emptying, type Output, reconcile, WRONG } from '../lambda/local/commands.ts';
import { dev } from '../lambda/local/dev.ts';
import { initOnTerminal } from '../lambda/local/init.ts';
import { writeLines } from '../lambda/local/output.ts';
import { status } from '../lambda/local/status.ts';
import { problemLine } from '../lambda/local/summary.ts';
import { openState, placesOf } from '../lambda/local/workspace.ts';
import { ConfigurationError } from '../lambda/publish/publish.ts';
import { folder, hostName, origin, port } from './arguments.ts';
import {
  type AdoptOptions,
  type BucketOptions,
  bucketsOf,
  type Narrowing,
  overridesOf,
  type StatusOptions,
  where,
} from './option-values.ts';
import {
  allowEmptyOption,
  argument,
  Command,
  CommanderError,
  contentOption,
  endpointOption,
  formatOption,
  Option,
  onlyOption,
  postsBucketOption,
  prefixOption,
  verboseOption,
} from './options.ts';

// The SDK is bundled with the command: whoever runs it has nothing to update.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Set by the build. */
declare const LINEFEED_VERSION: string;

const program = new Command('linefeed')
  .description('Publishes RSS, Atom and JSON feeds from a folder or a bucket of posts.')
  .version(LINEFEED_VERSION)
  .exitOverride()
  .showHelpAfterError('(linefeed --help tells more)');

program
  .command('build')
  .argument('[dir]', 'folder of the blog', '.')
  .description('write every feed of a folder')
  .option('--out <folder>', 'where the feeds go', 'public')
  .option('--state <folder>', 'where Linefeed keeps what it knows (default: .linefeed/<name of out> beside out)')
  .option('--at <time>', 'as of another time than now, into a new folder: --at "2026-12-01 09:00" --out preview')
  .addOption(onlyOption())
  .addOption(contentOption())
  .addOption(allowEmptyOption())
  .addOption(verboseOption())
  .addOption(formatOption())
  .addHelpText(
    'after',
    '\nExample:\n  $ linefeed build my-blog --out public\n\nExit codes: 0 fine, 1 posts were refused, 2 wrong usage or configuration',
  )
  .action(async (dir: string, options: { out: string; state?: string; at?: string } & Narrowing & Output & Emptying) => {
    if (options.out === '') throw new Error('--out is empty; name the folder that the feeds go to');
    if (options.at !== undefined) {
      const published = placesOf(await folder(dir), 'public', options.state);
      process.exitCode = await buildAt(published, options.out, options.at, overridesOf(options), options);
      return;
    }
    process.exitCode = await build(placesOf(await folder(dir), options.out, options.state), overridesOf(options), options);
  });

program
  .command('check')
  .argument('[dir]', 'folder of the blog', '.')
  .description('report every problem of every post, publish nothing')
  .option('--out <folder>', 'where the feeds are: a published post that is no post any more is a problem', 'public')
  .option('--state <folder>', 'where Linefeed keeps what it knows (default: .linefeed/<name of out> beside out, else where dev keeps it)')
  .addOption(verboseOption())
  .addOption(formatOption())
  .addHelpText(
    'after',
    '\nExample:\n  $ linefeed check my-blog\n\nExit codes: 0 fine, 1 posts would be refused, 2 wrong usage or configuration',
  )
  .action(async (dir: string, { out, state, ...output }: Pick<StatusOptions, 'out' | 'state'> & Output) => {
    process.exitCode = await check(placesOf(await folder(dir), out, state), output);
  });

program
  .command('dev')
  .argument('[dir]', 'folder of the blog', '.')
  .description('publish a folder, serve it as the CDN would, and publish again as files change')
  .addOption(new Option('--port <port>', 'port of the web server').default(8484).argParser(argument(port)))
  .addOption(new Option('--s3-port <port>', 'port of the S3 endpoint over the folder').default(8485).argParser(argument(port)))
  .addOption(
    new Option('--host <name>', 'another name that browsers have for the web server, such as blog.test (repeatable)')
      .default([], 'none')
      .argParser(argument(hostName)),
  )
  .option('--out <folder>', 'where the feeds go (default: .linefeed/public in the folder)')
  .option('--state <folder>', 'where Linefeed keeps what it knows (default: .linefeed/state in the folder)')
  .option('--ping', 'tell the hubs of the configuration, which have to reach the feeds at its addresses', false)
  .addOption(allowEmptyOption())
  .addHelpText('after', '\nExample:\n  $ linefeed dev my-blog --port 8484')
  .action(
    async (
      dir: string,
      options: { port: number; s3Port: number; out?: string; state?: string; ping: boolean; host: string[] } & Emptying,
    ) => {
      const own = join(await folder(dir), '.linefeed');
      const state = options.state ?? (options.out === undefined ? join(own, 'state') : undefined);
      await dev(
        placesOf(dir, options.out ?? join(own, 'public'), state),
        { web: options.port, s3: options.s3Port },
        { ping: options.ping, hosts: options.host, allowEmpty: options.allowEmpty ?? false },
      );
    },
  );

program
  .command('status')
  .argument('[dir]', 'folder of the blog', '.')
  .description('tell what is published, pending, scheduled and refused')
  .option('--out <folder>', 'where the feeds are', 'public')
  .option('--state <folder>', 'where Linefeed keeps what it knows (default: .linefeed/<name of out> beside out, else where dev keeps it)')
  .option('--bucket <name>', 'a bucket instead of a folder: the one that the feeds are in')
  .addOption(endpointOption())
  .addOption(verboseOption())
  .addOption(formatOption())
  .addHelpText(
    'after',
    '\nExamples:\n  $ linefeed status my-blog\n  $ linefeed status --bucket my-feeds\n\nExit codes: 0 fine, 1 posts are refused, 2 wrong usage',
  )
  .action(async (dir: string, { bucket, endpoint, out, state, ...output }: StatusOptions & Output) => {
    if (bucket !== undefined) {
      const advice = 'linefeed reconcile publishes into a bucket; name the one that the feeds are in';
      process.exitCode = await status(openSite({ bucket, ...where(endpoint) }), { place: `the bucket ${bucket}`, advice }, output);
      return;
    }
    const advice = 'linefeed build publishes it; if it has, name where with --out or --state';
    process.exitCode = await status(openState(placesOf(await folder(dir), out, state)), { place: dir, advice }, output);
  });

program
  .command('reconcile')
  .description('list the posts of a bucket, compare them with what is published, and publish what differs')
  .requiredOption('--bucket <name>', 'the bucket that the feeds are in')
  .addOption(postsBucketOption())
  .addOption(prefixOption())
  .addOption(endpointOption())
  .option('--dry-run', 'tell what would be done, write nothing', false)
  .option('--no-ping', 'do not tell the hubs of the configuration, for which a run that changes feeds waits a minute')
  .addOption(allowEmptyOption())
  .addOption(verboseOption())
  .addOption(formatOption())
  .addHelpText(
    'after',
    '\nExamples:\n  $ linefeed reconcile --posts-bucket my-posts --bucket my-feeds --dry-run\n' +
      '  $ linefeed reconcile --endpoint https://minio.example --bucket blog --prefix posts/\n\n' +
      'Credentials and region come from where the AWS tools look for them.\n' +
      'Exit codes: 0 fine, 1 posts were refused, 2 wrong usage or configuration',
  )
  .action(async ({ bucket, ...options }: BucketOptions & { bucket: string; dryRun: boolean; ping: boolean } & Output & Emptying) => {
    process.exitCode = await reconcile(bucketsOf(bucket, options), options);
  });

program
  .command('adopt')
  .argument('<feeds...>', 'files or addresses of the feed that readers follow now; of an address, its other pages too')
  .description('take over ids and dates of a feed from another generator, so that no subscriber sees a post twice')
  .option('--dir <folder>', 'folder of the blog', '.')
  .option('--out <folder>', 'where the feeds go', 'public')
  .option('--state <folder>', 'where Linefeed keeps what it knows (default: .linefeed/<name of out> beside out)')
  .option('--bucket <name>', 'a bucket instead of a folder: the one that the feeds are in')
  .addOption(postsBucketOption())
  .addOption(prefixOption())
  .addOption(endpointOption())
  .addOption(
    new Option('--follow-origin <origin>', 'another host that the feed may go on at, such as https://archive.example (repeatable)')
      .default([], 'none')
      .argParser(argument(origin)),
  )
  .option('--yes', 'do it; without it nothing is changed', false)
  .addOption(formatOption())
  .addHelpText(
    'after',
    '\nExamples:\n  $ linefeed adopt https://blog.example/feed.xml --dir my-blog\n' +
      '  $ linefeed adopt old-feed.xml --bucket my-feeds --posts-bucket my-posts --yes\n\n' +
      'Exit codes: 0 fine, 1 posts were refused, 2 wrong usage or configuration, or no feed',
  )
  .action(async (feeds: string[], { dir, out, state, bucket, ...options }: AdoptOptions & Output) => {
    const target = bucket === undefined ? { places: placesOf(await folder(dir), out, state) } : { buckets: bucketsOf(bucket, options) };
    process.exitCode = await adopt(feeds, target, options);
  });

program
  .command('init')
  .argument('[dir]', 'folder of the blog', '.')
  .description('write linefeed.yaml and a first post; a blog of Jekyll, Hugo or Zola needs neither')
  .option('--title <title>', 'title of the blog (default: asked for, else the name of the folder)')
  .option('--link <address>', 'address of the blog, such as https://blog.example/ (default: asked for)')
  .addHelpText('after', '\nExample:\n  $ linefeed init my-blog --title "Field Notes" --link https://blog.example/')
  .action((dir: string, options: { title?: string; link?: string }) => initOnTerminal(dir, options));

function fail(error: unknown): void {
  process.exitCode = WRONG;
  if (error instanceof ConfigurationError) {
    writeLines(
      process.stderr,
      error.problems.map((problem) => problemLine(problem, process.stderr.isTTY)),
    );
    return;
  }
  if (error instanceof CommanderError) {
    // It has said what is wrong; help and version are no errors.
    if (error.exitCode === 0) process.exitCode = 0;
    return;
  }
  // A message is one line, whatever it quotes; only whoever looks for a fault sees where it came from, line by line.
  const isStack = error instanceof Error && process.env.LINEFEED_DEBUG;
  const lines = isStack ? (error.stack ?? error.message).split('\n') : [error instanceof Error ? error.message : String(error)];
  writeLines(
    process.stderr,
    lines.map((line, index) => (index === 0 ? `linefeed: ${line}` : line)),
  );
}

await program.parseAsync().catch(fail);
