/** https://www.11ty.dev/docs/data-template-dir/ */

import type { Problem, SiteLanguage } from '../model.ts';
import type { Default } from '../post/defaults.ts';
import { isEleventyAddress } from '../post/eleventy-address.ts';
import { exportedLiterals } from '../text/js-literals.ts';
import { canonicalLanguage } from '../text/language.ts';
import { locate } from '../text/locate.ts';
import { positionAt } from '../text/syntax-problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { FileProblem, type Files, parseFirst } from './config-file.ts';
import { DIRECTORY_DATA, FILE_DATA, UNREAD } from './config-names.ts';
import { eleventyFeeds, POST_TAGS } from './eleventy-feeds.ts';
import { layoutData } from './eleventy-layouts.ts';
import type { Addition } from './settings.ts';

const PROGRAM = /\.[cm]?[jt]s$/;

const isDirectoryData = (key: string): boolean => DIRECTORY_DATA.test(key) || FILE_DATA.test(key);

const scopeOf = (key: string): string => DIRECTORY_DATA.exec(key)?.[1] ?? `${FILE_DATA.exec(key)?.[1]}.*`;

/** Fields that decide which posts are published, and where. */
const DECISIVE = /^(?:eleventyComputed\.)?(?:permalink|tags|date|draft|published|eleventyExcludeFromCollections|lang)$/;
/** What a program that is not read may say. */
const HIDES = /\b(?:eleventyExcludeFromCollections|draft|published|permalink["']?\s*:\s*false)\b/;

interface Found {
  data: Record<string, unknown>;
  problems: Problem[];
}

const jsonBeside = (key: string): string => key.replace(PROGRAM, '.json');

/** Literals of a program are read; it is never run. */
function readProgram(key: string, source: string): Found {
  const warning = (at: number, message: string): Problem => ({ key, ...positionAt(source, at), message, severity: 'warning' });
  const literals = exportedLiterals(source);
  if (!literals) {
    const hides = HIDES.exec(source);
    const message = `a program, which is never run, so feeds may show posts that "${hides?.[0].split(/\W/)[0]}" hides; write the fields into front matter or into ${jsonBeside(key)}`;
    return { data: {}, problems: hides ? [warning(hides.index, message)] : [] };
  }
  const { eleventyComputed, ...data } = literals.data;
  const problems = literals.computed
    .filter(({ name }) => DECISIVE.test(name))
    .map(({ name, at }) =>
      warning(
        at,
        `${name}: computed by a program, which is never run, so it is left out; write "${name.split('.').at(-1)}" into the posts or, as text, into ${jsonBeside(key)}`,
      ),
    );
  return { data: { ...data, ...(typeof eleventyComputed === 'object' ? eleventyComputed : {}) }, problems };
}

async function readOne(key: string, files: Files): Promise<Found & { source: string }> {
  if (PROGRAM.test(key)) {
    const source = decodeUtf8(files.get(key) ?? new Uint8Array());
    return { ...readProgram(key, source), source };
  }
  try {
    const file = await parseFirst([key], files);
    return { data: file?.data ?? {}, problems: [], source: file?.source ?? '' };
  } catch (error) {
    if (!(error instanceof FileProblem) || !isJson(files.get(key))) throw error;
    const message = `not read as data of its folder: ${error.message}`;
    return { data: {}, problems: [{ key, line: 1, column: 1, message, severity: 'warning' }], source: '' };
  }
}

/** A file with the name of its folder can also be data of another kind, such as a list of comments. */
function isJson(bytes: Uint8Array | undefined): boolean {
  try {
    JSON.parse(decodeUtf8(bytes ?? new Uint8Array()));
    return true;
  } catch {
    return false;
  }
}

const INPUT = /(?:\bdir\s*:\s*\{[^}]*?\binput\s*:|\.setInputDirectory\()\s*(["'])(?:\.?\/)?([^"'\n]*?)\/?\1/;
const POSTS_BY_GLOB =
  /\.addCollection\(\s*["'](?:posts?|blog|articles?)["'][^;]{0,200}?\.getFilteredByGlob\(\s*(\[[^\]]*\]|["'][^"'\n]+["'])/;

const I18N_PLUGIN = /\b\w*I18nPlugin\b/i;
const DEFAULT_LANGUAGE = /\bdefaultLanguage\s*:\s*(["'])([\w-]+)\1/;

/** Those that directory data gives. https://www.11ty.dev/docs/plugins/i18n/ */
function readLanguages(source: string, defaults: readonly Default[]): Addition['settings'] {
  const codes = [...new Set(defaults.map(({ values }) => values.lang).filter((code) => typeof code === 'string'))];
  const own = DEFAULT_LANGUAGE.exec(source)?.[2];
  const isPlugged = I18N_PLUGIN.test(source);
  if (codes.length < 2 && !(isPlugged && codes.length > 0)) return {};
  const languages = codes.flatMap((code): [string, SiteLanguage][] => {
    const language = canonicalLanguage(code);
    return language === undefined ? [] : [[code, { language, path: `${code}/` }]];
  });
  return { languages: () => Object.fromEntries(languages), ...(isPlugged && own ? { language: () => canonicalLanguage(own) } : {}) };
}

/** Entries of the plugin's feed; 0 means all. */
function readLimit(source: string): Addition['settings'] {
  const limit = Number(/\.addPlugin\([\s\S]{0,500}?\bcollection\s*:\s*\{[^}]*?\blimit\s*:\s*(\d{1,5})\b/.exec(source)?.[1] ?? 0);
  return limit > 0 && limit <= 10_000 ? { limit: () => limit } : {};
}

/** Not in comments. */
const markdownOption = (name: string, source: string): boolean =>
  /markdown-?it|amendLibrary/i.test(source) && new RegExp(`^(?![ \\t]*(?://|\\*)).*\\b${name}\\s*:\\s*true\\b`, 'm').test(source);

/** https://www.11ty.dev/docs/languages/markdown/#markdown-options */
const readMarkdown = (source: string): Addition['settings'] => ({
  ...(markdownOption('breaks', source) ? { lineBreaks: () => true } : {}),
  ...(markdownOption('linkify', source) ? { autolinks: () => 'all' as const } : {}),
});

/** What the feed plugin, else the usual collections contain. https://www.11ty.dev/docs/plugins/rss/ */
function readMembership(source: string, given: readonly string[], named: string | undefined): Addition['settings'] {
  const input = INPUT.exec(source)?.[2] ?? '';
  const globs = [...(POSTS_BY_GLOB.exec(source)?.[1] ?? '').matchAll(/["']([^"']+)["']/g)].map(([, glob = '']) => glob);
  const tags = POST_TAGS.filter((tag) => given.includes(tag));
  const feedTags = globs.length > 0 ? [] : named !== undefined && given.includes(named) ? [named] : tags;
  const posts = globs.length > 0 ? globs : input !== '' && input !== '.' ? [`${input}/**`] : undefined;
  return {
    ...(input !== '' && input !== '.' ? { roots: () => [input] } : {}),
    ...(posts ? { posts: () => posts } : {}),
    ...(feedTags.length > 0 ? { feedTags: () => feedTags } : {}),
  };
}

/** Without a permalink that cannot be made here, which is reported. */
function withoutUnknown({ permalink, ...values }: Found['data'], key: string, source: string, problems: Problem[]): Found['data'] {
  if (permalink === undefined) return values;
  if (typeof permalink !== 'string' || isEleventyAddress(permalink)) return { ...values, permalink };
  const message =
    'permalink: this template is not supported here, so it is ignored; set addresses in linefeed.yaml, such as permalink: /blog/:year/:title/';
  problems.push({ key, ...locate(source, 'permalink'), message, severity: 'warning' });
  return values;
}

/** @throws FileProblem */
export async function directoryData(files: Files): Promise<Addition> {
  // Reversed, so that `blog.11tydata.js` wins over `blog.11tydata.json`, and that over `blog.json`.
  const keys = [...files.keys()].filter(isDirectoryData).sort().reverse();
  const [defaults, problems]: [Default[], Problem[]] = [[], []];
  for (const key of keys) {
    const found = await readOne(key, files);
    problems.push(...found.problems);
    defaults.push({ path: scopeOf(key), values: withoutUnknown(found.data, key, found.source, problems) });
  }
  const name = [...files.keys()].find((key) => UNREAD.eleventyConfig.test(key));
  const source = name === undefined ? '' : decodeUtf8(files.get(name) ?? new Uint8Array());
  for (const { source: front, values, ...layout } of await layoutData(files, source))
    defaults.push({ ...layout, values: withoutUnknown(values, layout.path, front, problems) });
  const tags = defaults.flatMap(({ values }) => [values.tags].flat()).filter((tag) => typeof tag === 'string');
  const feeds = await eleventyFeeds(files, { key: name ?? '', source });
  problems.push(...feeds.problems);
  const given = {
    ...readMembership(source, tags, feeds.collection),
    ...readLanguages(source, defaults),
    ...readLimit(source),
    ...readMarkdown(source),
  };
  const settings = { ...given, ...(defaults.length > 0 ? { defaults: () => defaults } : {}) };
  return { settings, problems, tool: () => feeds.tool };
}
