/** Warns of unread generator files that can hide posts, such as programs. */
import type { Generator, Problem } from '../model.ts';
import type { DataFile } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { locate } from '../text/locate.ts';
import { positionAt } from '../text/syntax-problem.ts';
import type { Files } from './config-file.ts';
import { UNREAD } from './config-names.ts';

interface Rule {
  generator: Generator;
  name: RegExp;
  hides: RegExp;
  instead: string;
}

const EXCLUDE = 'exclude the files with posts: ["!folder"] in linefeed.yaml';
/** Boolean fields that `visibility.ts` does not read; `hideToc` and `hideEditPost` hide a part of a page. */
const SWITCH =
  /\b(?!hide(?!From|In[A-Z]|Posts?\b)[A-Z])(?!(?:draft|isDraft|private|published|publish|isPublished|isPublish|hidden|unlisted)\b)(?=\w*(?:draft|publish|hid|visib|private|public|listed|archived|secret))(\w+)\s*:\s*z\s*\.(?:coerce\s*\.)?boolean\(/i;

const RULES: readonly Rule[] = [
  {
    generator: 'eleventy',
    name: UNREAD.eleventyComputed,
    hides: /\b(?:eleventyExcludeFromCollections|draft|published|permalink["']?\s*:\s*false)\b/,
    instead: 'write it into front matter, or into JSON beside it, such as blog/blog.json with {"eleventyExcludeFromCollections": true}',
  },
  {
    generator: 'eleventy',
    name: UNREAD.eleventyConfig,
    // `draft` of eleventy-base-blog is supported.
    hides: /\b(?:eleventyExcludeFromCollections|ignores\.add|addPreprocessor\((?![\s\S]{0,300}?\.draft\b))/,
    instead: `write draft: true into the posts, or ${EXCLUDE}`,
  },
  { generator: 'eleventy', name: UNREAD.eleventyIgnore, hides: /^(?!#|!|node_modules|README|_site)\S/im, instead: EXCLUDE },
  {
    generator: 'jekyll',
    name: UNREAD.jekyllPlugin,
    hides: /\b(?:published|hidden|draft|unlisted)\b/,
    instead: 'write published: false or hidden: true into the posts, or under defaults in _config.yml',
  },
  {
    generator: 'hugo',
    name: UNREAD.hugoProduction,
    hides: /\b(?:cascade|ignoreFiles|contentDir)\b/i,
    instead: 'write it into the configuration that is read, config/_default or hugo.toml',
  },
  {
    generator: 'astro',
    name: UNREAD.astroSchema,
    hides: SWITCH,
    instead: `write draft: true or unlisted: true into the posts, or ${EXCLUDE}`,
  },
  {
    generator: 'astro',
    name: UNREAD.astroSchema,
    hides: /\bdraft\s*:\s*z\s*\.boolean\(\)\s*\.default\(true\)/,
    instead: 'write draft: true into the posts that are drafts',
  },
];

export function unreadWarnings(generator: Generator, files: Files): Problem[] {
  const names = [...files.keys()].sort();
  return RULES.filter((each) => each.generator === generator).flatMap(({ name, hides, instead }) =>
    names.flatMap((key): Problem[] => {
      const text = name.test(key) ? new TextDecoder().decode(files.get(key)) : '';
      const found = hides.exec(text);
      if (!found) return [];
      const word = (found[1] ?? found[0]).trim().split(/\s/, 1)[0];
      const message = `"${word}" may hide posts, but Linefeed does not read this file, so feeds may show them; ${instead}`;
      return [{ key, ...positionAt(text, found.index), message, severity: 'warning' }];
    }),
  );
}

export function hugoWarnings({ key, data, source }: DataFile): Problem[] {
  const named = (name: string) => Object.entries(data).find(([each]) => each.toLowerCase() === name)?.[1];
  const ignored = named('ignorefiles');
  const module = named('module');
  const mounts = isMap(module) && Array.isArray(module.mounts) ? module.mounts.filter(isMap) : [];
  const elsewhere = mounts.some(({ source: from, target }) => /^content(?:\/|$)/.test(String(target)) && String(from) !== String(target));
  const warning = (field: string, message: string): Problem => ({
    key,
    ...locate(source, field),
    message: `${field}: ${message}`,
    severity: 'warning',
  });
  return [
    ...(Array.isArray(ignored) && ignored.length > 0
      ? [warning('ignoreFiles', `not read, so feeds may show posts that Hugo ignores; ${EXCLUDE}`)]
      : []),
    ...(elsewhere
      ? [warning('module', 'content mounts are not supported; list the folders of the posts with posts: [folder] in linefeed.yaml')]
      : []),
  ];
}
