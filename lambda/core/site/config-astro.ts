/** Literals of `astro.config.*`. https://docs.astro.build/en/reference/configuration-reference/ */
import type { Problem, SiteLanguage } from '../model.ts';
import { isMap } from '../text/is-map.ts';
import { exportedLiterals } from '../text/js-literals.ts';
import { canonicalLanguage } from '../text/language.ts';
import { positionAt } from '../text/syntax-problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import type { Files } from './config-file.ts';
import { SIGNS } from './config-names.ts';
import type { Addition } from './settings.ts';

/** By the folder that posts of the language are in. */
function readLocale(locale: unknown, own: unknown): [string, SiteLanguage][] {
  const { path, codes } = isMap(locale) ? locale : { path: locale, codes: [locale] };
  const code = Array.isArray(codes) ? codes[0] : undefined;
  const language = typeof code === 'string' ? canonicalLanguage(code) : undefined;
  return typeof path === 'string' && language !== undefined ? [[path, { language, path: path === own ? '' : `${path}/` }]] : [];
}

export async function astroLanguages(files: Files): Promise<Addition> {
  const key = SIGNS.astro.find((name) => files.has(name));
  const source = key === undefined ? '' : decodeUtf8(files.get(key) ?? new Uint8Array());
  const { data = {}, computed = [] } = exportedLiterals(source) ?? {};
  const { locales, defaultLocale } = isMap(data.i18n) ? data.i18n : {};
  const languages = Array.isArray(locales) ? locales.flatMap((locale) => readLocale(locale, defaultLocale)) : [];
  const own = languages.find(([path]) => path === defaultLocale)?.[1].language;
  const problems = computed
    .filter(({ name }) => name === 'i18n' || name === 'i18n.locales')
    .map(({ name, at }): Problem => {
      const message = `${name}: computed by a program, which is never run, so languages are not found; write the list as text, or lang: de into the posts`;
      return { key: key ?? '', ...positionAt(source, at), message, severity: 'warning' };
    });
  if (languages.length < 2) return { settings: {}, problems };
  return { settings: { languages: () => Object.fromEntries(languages), ...(own ? { language: () => own } : {}) }, problems };
}
