/** Each action imports what it needs: the start of every command would pay for all. */
import { join } from 'node:path';
import { placesOf } from '../lambda/local/places.ts';
import { folder, hostName, port } from './arguments.ts';
import { type BuildOptions, type DevOptions, endpointIn, overridesOf, type StatusOptions } from './option-values.ts';
import {
  addCommand,
  allowEmptyOption,
  argument,
  bucketOption,
  type Command,
  contentOption,
  EXIT_CODES,
  endpointOption,
  Option,
  onlyOption,
  outOption,
  stateOption,
  withColor,
  withOutput,
} from './options.ts';

const DIR = 'folder of the blog';
const STATE_OF_DEV = 'folder of the catalog (default: .linefeed/<name of out> beside out, or the one that dev uses)';

export function addBuild(program: Command): void {
  const command = addCommand(program, 'build', {
    description: 'write all feeds of a folder',
    examples: ['build my-blog --out public', 'build my-blog --at "2026-12-01 09:00" --out preview'],
    notes: [EXIT_CODES],
  })
    .argument('[dir]', DIR, '.')
    .addOption(outOption())
    .addOption(stateOption())
    .option('--at <time>', 'build as of another time, into a new folder')
    .addOption(onlyOption())
    .addOption(contentOption())
    .addOption(allowEmptyOption());
  withOutput(command).action(async (dir: string, options: BuildOptions) => {
    if (options.out === '') throw new Error('--out is empty; name the folder that the feeds go to');
    if (options.at !== undefined) {
      const { buildAt } = await import('../lambda/local/commands.ts');
      const published = placesOf(await folder(dir), 'public', options.state);
      process.exitCode = await buildAt(published, options.out, options.at, overridesOf(options), options);
      return;
    }
    const { build } = await import('../lambda/local/incremental/build.ts');
    process.exitCode = await build(placesOf(await folder(dir), options.out, options.state), overridesOf(options), options);
  });
}

export function addCheck(program: Command): void {
  const command = addCommand(program, 'check', {
    description: 'report the problems of all posts without publishing',
    examples: ['check my-blog', 'check my-show --online', 'check my-blog --format json'],
    notes: [EXIT_CODES],
  })
    .argument('[dir]', DIR, '.')
    .option('--out <folder>', 'output folder of the feeds, to find published posts that are missing now', 'public')
    .addOption(stateOption(STATE_OF_DEV))
    .option('--online', 'also request the audio of episodes from its hosts: HEAD, byte ranges and size');
  withOutput(command).action(async (dir: string, { out, state, ...output }: StatusOptions & { online?: boolean }) => {
    const { check } = await import('../lambda/local/commands.ts');
    process.exitCode = await check(placesOf(await folder(dir), out, state), output);
  });
}

export function addDev(program: Command): void {
  const command = addCommand(program, 'dev', {
    description: 'publish a folder, serve the feeds on this machine, and publish again when files change',
    examples: ['dev my-blog', 'dev my-blog --port 8080 --host blog.test'],
  })
    .argument('[dir]', DIR, '.')
    .addOption(new Option('--port <port>', 'port of the web server').default(8484).argParser(argument(port)))
    .addOption(new Option('--s3-port <port>', 'port of the S3 endpoint').default(8485).argParser(argument(port)))
    .addOption(
      new Option('--host <name>', 'another host name of the web server, such as blog.test (repeatable)')
        .default([], 'none')
        .argParser(argument(hostName)),
    )
    .option('--out <folder>', 'output folder of the feeds (default: .linefeed/public in the folder)')
    .option('--state <folder>', 'folder for the catalog and rendered entries (default: .linefeed/state in the folder)')
    .option('--ping', 'notify the WebSub hubs of the configuration; they must be able to fetch the feeds')
    .addOption(allowEmptyOption());
  withColor(command).action(async (dir: string, options: DevOptions) => {
    const own = join(await folder(dir), '.linefeed');
    const state = options.state ?? (options.out === undefined ? join(own, 'state') : undefined);
    const { dev } = await import('../lambda/local/dev/dev.ts');
    await dev(
      placesOf(dir, options.out ?? join(own, 'public'), state),
      { web: options.port, s3: options.s3Port },
      { ...options, hosts: options.host },
    );
  });
}

export function addStatus(program: Command): void {
  const command = addCommand(program, 'status', {
    description: 'show what is published, pending, scheduled, expiring, a draft or refused',
    examples: ['status my-blog', 'status --bucket my-feeds'],
    notes: [EXIT_CODES],
  })
    .argument('[dir]', DIR, '.')
    .addOption(outOption())
    .addOption(stateOption(STATE_OF_DEV))
    .addOption(bucketOption('bucket of the feeds, instead of a folder'))
    .addOption(endpointOption());
  withOutput(command).action(async (dir: string, { bucket, endpoint, out, state, ...output }: StatusOptions) => {
    const { status } = await import('../lambda/local/status.ts');
    if (bucket !== undefined) {
      const { openSite } = await import('../lambda/local/bucket-workspace.ts');
      const advice = 'linefeed reconcile publishes into a bucket; name the one that the feeds are in';
      process.exitCode = await status(openSite({ bucket, ...endpointIn(endpoint) }), { place: `the bucket ${bucket}`, advice }, output);
      return;
    }
    const { openState } = await import('../lambda/local/workspace.ts');
    const advice = 'linefeed build publishes it; if it has, name where with --out or --state';
    process.exitCode = await status(openState(placesOf(await folder(dir), out, state)), { place: dir, advice }, output);
  });
}

export function addInit(program: Command): void {
  addCommand(program, 'init', {
    description: 'write linefeed.yaml and a first post; a blog of Jekyll, Hugo or Zola needs neither',
    examples: ['init my-blog', 'init my-blog --title "Field Notes" --link https://blog.example/'],
  })
    .argument('[dir]', DIR, '.')
    .option('--title <title>', 'title of the blog (default: asks, or the name of the folder)')
    .option('--link <url>', 'address of the blog, such as https://blog.example/ (default: asks)')
    .action(async (dir: string, options: { title?: string; link?: string }) => {
      const { initOnTerminal } = await import('../lambda/local/init.ts');
      await initOnTerminal(dir, options);
    });
}

export function addImport(program: Command): void {
  addCommand(program, 'import', {
    description: 'write the posts of an export, or the episodes of a podcast, as Markdown files',
    examples: [
      'import wordpress.xml my-blog',
      'import podcast.rss my-show --link https://show.example/',
      'import substack.zip my-blog --link https://ada.substack.com/',
    ],
    notes: ['Existing files are never changed. Ids and addresses are kept.'],
  })
    .argument('<file>', 'the export: XML of WordPress, JSON of Ghost, ZIP of Substack or Medium; or the RSS feed of a podcast')
    .argument('<dir>', 'folder for the posts')
    .option('--link <url>', 'address of the publication, which an export of Substack lacks, and which a podcast may change')
    .action(async (file: string, dir: string, { link }: { link?: string }) => {
      const { importBlog } = await import('../lambda/local/import/import.ts');
      process.exitCode = await importBlog(file, dir, link);
    });
}
