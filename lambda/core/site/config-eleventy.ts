/** Eleventy's directory data: front matter that all posts in a folder have. https://www.11ty.dev/docs/data-template-dir/ */

import type { Problem } from '../model.ts';
import type { Default } from '../post/defaults.ts';
import { locate } from '../text/locate.ts';
import { type Files, parseFirst } from './config-file.ts';
import type { Addition } from './settings.ts';

/** Named by its folder: `blog/blog.json`, or stronger `blog/blog.11tydata.json`. Programs of the same names are not run. */
const DIRECTORY_DATA = /^((?:.*\/)?([^/]+))\/\2(?:\.11tydata)?\.json$/;
/** Named by the file that it is for: `blog/post.11tydata.json`. */
const FILE_DATA = /^(.+)\.11tydata\.json$/;

export const isDirectoryData = (key: string): boolean => DIRECTORY_DATA.test(key) || FILE_DATA.test(key);

/** Which posts a file of data is for. */
const scopeOf = (key: string): string => DIRECTORY_DATA.exec(key)?.[1] ?? `${FILE_DATA.exec(key)?.[1]}.*`;

/** The one template for addresses that is in everyone's directory data, as a token. */
const FILE_SLUG = /\{\{-?\s*page\.fileSlug\s*-?\}\}/g;

/**
 * What folders say.
 * @throws FileProblem
 */
export async function directoryData(files: Files): Promise<Addition> {
  // In reverse order `blog.json` comes before `blog.11tydata.json`, and the later one wins.
  const keys = [...files.keys()].filter(isDirectoryData).sort().reverse();
  const [defaults, problems]: [Default[], Problem[]] = [[], []];
  for (const key of keys) {
    const file = await parseFirst([key], files);
    const { permalink, ...values } = file?.data ?? {};
    const address = typeof permalink === 'string' ? permalink.replace(FILE_SLUG, ':title') : permalink;
    const isTemplate = typeof address === 'string' && /\{[{%]/.test(address);
    defaults.push({
      path: scopeOf(key),
      values: permalink === undefined || isTemplate ? values : { ...values, permalink: address },
    });
    const message =
      'permalink: a template is not understood here, and left out; write addresses into linefeed.yaml, such as permalink: /blog/:year/:title/';
    if (isTemplate) problems.push({ key, ...locate(file?.source ?? '', 'permalink'), message, severity: 'warning' });
  }
  return { settings: defaults.length > 0 ? { defaults: () => defaults } : {}, problems };
}
