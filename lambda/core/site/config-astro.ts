/** Literals of `astro.config.*`. https://docs.astro.build/en/reference/configuration-reference/ */

import type { Format, Problem, SiteLanguage } from '../model.ts';
import { CONVENTIONS } from '../post/conventions.ts';
import { isMap } from '../text/is-map.ts';
import { exportedLiterals, type Literals } from '../text/js-literals.ts';
import { canonicalLanguage } from '../text/language.ts';
import { positionAt } from '../text/syntax-problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { basesIn, DEFAULT_ROOTS, readCollections } from './astro-collections.ts';
import { readRoutes } from './astro-routes.ts';
import type { Files } from './config-file.ts';
import { FEED_ENDPOINT, SIGNS, UNREAD } from './config-names.ts';
import { feedPath, siteAddress } from './setting-readers.ts';
import type { Addition } from './settings.ts';

/** By the folder that posts of the language are in. */
function readLocale(locale: unknown, own: unknown): [string, SiteLanguage][] {
  const { path, codes } = isMap(locale) ? locale : { path: locale, codes: [locale] };
  const code = Array.isArray(codes) ? codes[0] : undefined;
  const language = typeof code === 'string' ? canonicalLanguage(code) : undefined;
  return typeof path === 'string' && language !== undefined ? [[path, { language, path: path === own ? '' : `${path}/` }]] : [];
}

const DATE_FIELD =
  /(?<![\w$])([\w$]{1,60})\s*:\s*z\s*\.\s*(?:coerce\s*\.\s*date\(|date\(|union\(\s*\[[^\]]{0,200}?\bz\s*\.\s*(?:coerce\s*\.\s*)?date\()/g;
const OTHER_DATE = /upd|mod|edit|chang|expir|event|start|end|until/i;

/** The schema's fields of the date of publication, if none has a usual name. */
function readDates(source: string): Addition['settings'] {
  const names = [...source.matchAll(DATE_FIELD)].map(([, name = '']) => name);
  if (names.some((name) => CONVENTIONS.astro.published.includes(name))) return {};
  const others = [...new Set(names.filter((name) => !OTHER_DATE.test(name)))];
  const published =
    others.length === 1 ? others : [/publ/i, /add|creat|post|writ/i].flatMap((kind) => others.filter((name) => kind.test(name)));
  return published.length > 0 ? { dates: () => ({ published: [...new Set(published)] }) } : {};
}

/** A pattern that leaves out files whose name begins with `_`, and not folders. Astro itself leaves out neither. */
const IN_HIDDEN = /\bpattern\s*:\s*\[?\s*["'`](?:[\w-]+\/)*\*\*\/\[\^_\]\*\.[^"'`/\n]*["'`]/;

/** Folders of collections beside the usual ones. https://docs.astro.build/en/reference/content-loader-reference/#glob-loader */
function readBases(source: string): Addition['settings'] {
  const others = basesIn(source).filter((base) => base !== '' && !DEFAULT_ROOTS.some((root) => `${base}/`.startsWith(`${root}/`)));
  const inHidden = IN_HIDDEN.test(source);
  if (others.length === 0 && !inHidden) return {};
  // The last folder is part of addresses, as below `src/content`.
  const roots = others.flatMap((base) => (base.includes('/') ? [base.slice(0, base.lastIndexOf('/'))] : []));
  const folders = [...DEFAULT_ROOTS, ...others];
  const posts = inHidden
    ? [...folders.map((folder) => `${folder}/**/[^_]*`), '!src/pages/**/_*/**']
    : folders.map((folder) => `${folder}/**`);
  return { posts: () => posts, ...(roots.length > 0 ? { roots: () => [...new Set([...DEFAULT_ROOTS, ...roots])] } : {}) };
}

/** Of feeds that endpoints make: by file names. https://docs.astro.build/en/guides/endpoints/ */
function readEndpoints(files: Files, languages: Record<string, SiteLanguage>): Pick<Addition, 'problems' | 'tool'> {
  const found = [...files.keys()].sort().flatMap((key) => {
    const path = FEED_ENDPOINT.exec(key)?.[1] ?? '';
    const source = decodeUtf8(files.get(key) ?? new Uint8Array());
    const format: Format = path.endsWith('.json') ? 'json' : /<feed[\s>]/.test(source) ? 'atom' : 'rss';
    return feedPath(path) === undefined ? [] : [{ key, path, format }];
  });
  const isMain = ({ path }: { path: string }) => !path.includes('/');
  const isOfLanguage = ({ path }: { path: string }) => Object.hasOwn(languages, path.split('/')[0] ?? '');
  const main = [...found.filter(isMain), ...found.filter((each) => !isMain(each) && !isOfLanguage(each))];
  const feeds = Object.fromEntries(main.toReversed().map(({ format, path }) => [format, path]));
  const paths = found.flatMap((each): [Format, string[]][] =>
    isOfLanguage(each) ? [[each.format, [each.path.replace(/^[^/]+/, ':slug')]]] : [],
  );
  const problems = main
    .filter(({ format, path }) => feeds[format] !== path)
    .map(({ key, path }): Problem => {
      const message = `a program makes this feed, so its posts are unknown and /${path} is no feed yet; write it into linefeed.yaml: feeds: { own: [{ name: more, path: ${path}, where: tag = more }] }, with the condition that selects its posts`;
      return { key, line: 1, column: 1, message, severity: 'warning' };
    });
  return { problems, tool: () => ({ feeds, ...(paths.length > 0 ? { terms: { languages: Object.fromEntries(paths) } } : {}) }) };
}

interface Configuration extends Literals {
  key: string;
  source: string;
}

function readConfiguration(files: Files): Configuration {
  const key = SIGNS.astro.find((name) => files.has(name)) ?? '';
  const source = decodeUtf8(files.get(key) ?? new Uint8Array());
  return { key, source, ...(exportedLiterals(source) ?? { data: {}, computed: [] }) };
}

/** As `Astro.url` of a built page. https://docs.astro.build/en/reference/configuration-reference/#buildformat */
function endingOf({ build, trailingSlash }: Record<string, unknown>): string {
  if (isMap(build) && build.format === 'file') return '.html';
  return trailingSlash === 'never' ? '' : '/';
}

/** `site` and `base` */
function linkOf({ site, base }: Record<string, unknown>): string | undefined {
  const folder = typeof base === 'string' ? base : '';
  return typeof site === 'string' && URL.canParse(folder, site) ? siteAddress(new URL(folder, site).href) : undefined;
}

const MATH = /["']remark-math["']/;

/** @param own of `linefeed.yaml` */
export async function readAstro(files: Files, own: Record<string, unknown>): Promise<Addition> {
  const configuration = readConfiguration(files);
  const { settings, problems } = readLanguages(configuration);
  const endpoints = readEndpoints(files, settings.languages?.() ?? {});
  const key = [...files.keys()].sort().find((name) => UNREAD.astroSchema.test(name));
  const collections = key === undefined ? '' : decodeUtf8(files.get(key) ?? new Uint8Array());
  const ending = endingOf(configuration.data);
  const routes = readRoutes(files, readCollections(collections), ending);
  const isChosen = own.permalink !== undefined || own.permalinks !== undefined;
  return {
    settings: {
      link: () => linkOf(configuration.data),
      permalink: () => `/:sections/:path${ending}`,
      permalinks: () => routes.permalinks,
      math: () => MATH.test(configuration.source) || undefined,
      ...readBases(collections),
      ...readDates(collections),
      ...settings,
    },
    problems: [...problems, ...(isChosen ? [] : routes.problems), ...endpoints.problems],
    ...(endpoints.tool ? { tool: endpoints.tool } : {}),
  };
}

function readLanguages({ key, source, data, computed }: Configuration): Addition {
  const { locales, defaultLocale } = isMap(data.i18n) ? data.i18n : {};
  const languages = Array.isArray(locales) ? locales.flatMap((locale) => readLocale(locale, defaultLocale)) : [];
  const own = languages.find(([path]) => path === defaultLocale)?.[1].language;
  const problems = computed
    .filter(({ name }) => name === 'i18n' || name === 'i18n.locales')
    .map(({ name, at }): Problem => {
      const message = `${name}: computed by a program, which is never run, so languages are not found; write the list as text, or lang: de into the posts`;
      return { key, ...positionAt(source, at), message, severity: 'warning' };
    });
  if (languages.length < 2) return { settings: {}, problems };
  return { settings: { languages: () => Object.fromEntries(languages), ...(own ? { language: () => own } : {}) }, problems };
}
