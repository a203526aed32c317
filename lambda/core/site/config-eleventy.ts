/** https://www.11ty.dev/docs/data-template-dir/ */

import type { Problem } from '../model.ts';
import type { Default } from '../post/defaults.ts';
import { locate } from '../text/locate.ts';
import { type Files, parseFirst } from './config-file.ts';
import type { Addition } from './settings.ts';

/** `blog/blog.json`, or with priority `blog/blog.11tydata.json`. Programs are not run. */
const DIRECTORY_DATA = /^((?:.*\/)?([^/]+))\/\2(?:\.11tydata)?\.json$/;
/** `blog/post.11tydata.json` */
const FILE_DATA = /^(.+)\.11tydata\.json$/;

export const isDirectoryData = (key: string): boolean => DIRECTORY_DATA.test(key) || FILE_DATA.test(key);

const scopeOf = (key: string): string => DIRECTORY_DATA.exec(key)?.[1] ?? `${FILE_DATA.exec(key)?.[1]}.*`;

/** The one template in common use. */
const FILE_SLUG = /\{\{-?\s*page\.fileSlug\s*-?\}\}/g;

/** @throws FileProblem */
export async function directoryData(files: Files): Promise<Addition> {
  // Reversed, so that `blog.11tydata.json` wins.
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
      'permalink: templates are not supported here, so this one is ignored; set addresses in linefeed.yaml, such as permalink: /blog/:year/:title/';
    if (isTemplate) problems.push({ key, ...locate(file?.source ?? '', 'permalink'), message, severity: 'warning' });
  }
  return { settings: defaults.length > 0 ? { defaults: () => defaults } : {}, problems };
}
