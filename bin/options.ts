/** Options that several commands have. The only importer of commander. */
import { InvalidArgumentError, Option } from 'commander';
import { folderKey, url } from './arguments.ts';

export { Command, CommanderError, Option } from 'commander';

/** The reason why an argument is wrong, as commander shows it. */
export const argument =
  <Value, Before extends unknown[]>(parse: (text: string, ...before: Before) => Value) =>
  (text: string, ...before: Before): Value => {
    try {
      return parse(text, ...before);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
  };

export const verboseOption = () => new Option('--verbose', 'name every file that was not taken as a post').default(false);
export const formatOption = () => new Option('--format <format>', 'how to report').choices(['text', 'json']).default('text');
export const onlyOption = () => new Option('--only <format>', 'write one format').choices(['rss', 'atom', 'json']);
export const allowEmptyOption = () =>
  new Option('--allow-empty', 'let the feeds become empty when all published posts are gone at once').default(false);
export const contentOption = () => new Option('--content <content>', 'what entries carry').choices(['full', 'summary']);

export const endpointOption = () =>
  new Option('--endpoint <url>', 'a store other than Amazon S3 that speaks its language (default: what AWS_ENDPOINT_URL says)').argParser(
    argument(url),
  );

export const postsBucketOption = () =>
  new Option('--posts-bucket <name>', 'the bucket that the posts are in (default: the same, under --prefix)');
export const prefixOption = () =>
  new Option('--prefix <folder>', 'folder of the posts in their bucket, such as posts/')
    .default('', 'the whole bucket')
    .argParser(argument(folderKey));
