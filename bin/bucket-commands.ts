import { placesOf } from '../lambda/local/places.ts';
import { folder, origin } from './arguments.ts';
import { type AdoptOptions, bucketsOf, type ReconcileOptions } from './option-values.ts';
import {
  addCommand,
  allowEmptyOption,
  argument,
  bucketOption,
  type Command,
  EXIT_CODES,
  endpointOption,
  Option,
  outOption,
  postsBucketOption,
  prefixOption,
  stateOption,
  withOutput,
} from './options.ts';

const CREDENTIALS = 'Credentials and region are those of the AWS tools: environment variables, profiles, roles.';

export function addReconcile(program: Command): void {
  const command = addCommand(program, 'reconcile', {
    description: 'compare the posts in a bucket with the published feeds, and write what changed',
    examples: [
      'reconcile --posts-bucket my-posts --bucket my-feeds --dry-run',
      'reconcile --endpoint https://minio.example --bucket blog --prefix posts/',
    ],
    notes: [CREDENTIALS, EXIT_CODES],
  })
    .addOption(bucketOption().makeOptionMandatory())
    .addOption(postsBucketOption())
    .addOption(prefixOption())
    .addOption(endpointOption())
    .option('--dry-run', 'report what would change, write nothing')
    .option('--no-ping', 'do not notify the WebSub hubs of the configuration, which takes a minute')
    .addOption(allowEmptyOption());
  withOutput(command).action(async ({ bucket, ...options }: ReconcileOptions) => {
    const { reconcile } = await import('../lambda/local/commands.ts');
    process.exitCode = await reconcile(bucketsOf(bucket, options), options);
  });
}

export function addAdopt(program: Command): void {
  const command = addCommand(program, 'adopt', {
    description: 'keep the ids and dates of an existing feed, so that no subscriber sees a post twice',
    examples: ['adopt https://blog.example/feed.xml --dir my-blog', 'adopt old-feed.xml --bucket my-feeds --posts-bucket my-posts --yes'],
    notes: [CREDENTIALS, `${EXIT_CODES}, or no feed`],
  })
    .argument('<feeds...>', 'files or addresses of the feed that readers follow now; all pages of an address are read')
    .option('--dir <folder>', 'folder of the blog', '.')
    .addOption(outOption())
    .addOption(stateOption())
    .addOption(bucketOption('bucket of the feeds, instead of a folder'))
    .addOption(postsBucketOption())
    .addOption(prefixOption())
    .addOption(endpointOption())
    .addOption(
      new Option(
        '--follow-origin <origin>',
        'another origin that may serve pages of the feed, such as https://archive.example (repeatable)',
      )
        .default([], 'none')
        .argParser(argument(origin)),
    )
    .addOption(
      new Option('--drop-address <url>', 'an address of the feed that may be lost (repeatable)')
        .default([], 'none')
        .argParser((url: string, before: string[]) => [...before, url]),
    )
    .option('--yes', 'adopt the feed; without it nothing is changed');
  withOutput(command).action(async (feeds: string[], { dir, out, state, bucket, ...options }: AdoptOptions) => {
    const target = bucket === undefined ? { places: placesOf(await folder(dir), out, state) } : { buckets: bucketsOf(bucket, options) };
    const { adopt } = await import('../lambda/local/adopt/adopt.ts');
    process.exitCode = await adopt(feeds, target, options);
  });
}
