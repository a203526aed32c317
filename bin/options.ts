/** The only importer of commander. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { folderKey, url } from './arguments.ts';

export { Argument, Command, CommanderError, Option } from 'commander';

/** Commander prints only the message of an `InvalidArgumentError`. */
export const argument =
  <Value, Before extends unknown[]>(parse: (text: string, ...before: Before) => Value) =>
  (text: string, ...before: Before): Value => {
    try {
      return parse(text, ...before);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
  };

export interface CommandText {
  description: string;
  /** Without the program's name: `build my-blog` */
  examples: string[];
  notes?: string[];
}

export const EXIT_CODES = 'Exit codes: 0 success, 1 posts with errors, 2 wrong usage or configuration';

/** Usage errors refer to the command's help. */
export function addCommand(program: Command, name: string, { description, examples, notes = [] }: CommandText): Command {
  const heading = examples.length === 1 ? 'Example:' : 'Examples:';
  const lines = [heading, ...examples.map((example) => `  $ linefeed ${example}`), ...(notes.length > 0 ? ['', ...notes] : [])];
  return program
    .command(name)
    .description(description)
    .showHelpAfterError(`(for its options and examples: linefeed ${name} --help)`)
    .addHelpText('after', `\n${lines.join('\n')}`);
}

/** Without either option, `color` is undefined. */
export const withColor = (command: Command): Command =>
  command
    .option('--color', 'color the problems (default: on a terminal; NO_COLOR and FORCE_COLOR are respected)')
    .option('--no-color', 'do not color the problems');

export const withOutput = (command: Command): Command =>
  withColor(
    command
      .option('--verbose', 'list every file that is not a post, with the reason')
      .addOption(new Option('--format <format>', 'output format').choices(['text', 'json']).default('text')),
  );

export const onlyOption = () => new Option('--only <format>', 'write a single format').choices(['rss', 'atom', 'json']);
export const contentOption = () => new Option('--content <content>', 'what each entry contains').choices(['full', 'summary']);
export const allowEmptyOption = () => new Option('--allow-empty', 'let the feeds become empty if all published posts are missing');

export const outOption = () => new Option('--out <folder>', 'output folder of the feeds').default('public');
export const STATE = 'folder for the catalog and rendered entries (default: .linefeed/<name of out> beside out)';
export const stateOption = (description = STATE) => new Option('--state <folder>', description);

export const endpointOption = () =>
  new Option('--endpoint <url>', 'S3-compatible store (default: Amazon S3, or AWS_ENDPOINT_URL)').argParser(argument(url));
export const bucketOption = (description = 'bucket of the feeds') => new Option('--bucket <name>', description);
export const postsBucketOption = () => new Option('--posts-bucket <name>', 'bucket of the posts (default: --bucket, which needs --prefix)');
export const prefixOption = () =>
  new Option('--prefix <folder>', 'folder of the posts in their bucket, such as posts/')
    .default('', 'the whole bucket')
    .argParser(argument(folderKey));
