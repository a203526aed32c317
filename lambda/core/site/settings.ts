/** What a configuration file says, before defaults; and the defaults. */
import { isTimezone } from '../text/date.ts';
import type { Fields } from '../text/fields.ts';
import { type Flavor, FORMATS, type Format, type Person, type Site, TAXONOMIES } from '../model.ts';
import { unknownTokens } from '../post/permalink.ts';

/** A site with everything optional; undefined where the file does not say. A feed name of `false` switches a format off. */
export type Settings = { [K in Exclude<keyof Site, 'flavor' | 'feeds' | 'people' | 'variables'>]?: Site[K] | undefined } & {
  feeds?: Partial<Record<Format, string | false>> | undefined;
};

const FEEDS: Record<Format, string> = { rss: 'rss.xml', atom: 'atom.xml', json: 'feed.json' };

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);

/** Absolute http(s) with a trailing slash, or undefined with a report. */
function baseUrl(fields: Fields, field: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return withSlash(new URL(text).href.replace(/[?#].*$/, ''));
  fields.report(field, `expected where the blog is, such as https://blog.example/, got "${text}"`);
  return undefined;
}

function language(fields: Fields, text: string | undefined): string {
  if (text === undefined) return 'en';
  try {
    return Intl.getCanonicalLocales(text.replaceAll('_', '-'))[0] ?? 'en';
  } catch {
    fields.report('language', `expected a language such as en or de-CH, got "${text}"`);
    return 'en';
  }
}

function feedNames(fields: Fields, names: Settings['feeds']): Site['feeds'] {
  const entries = FORMATS.flatMap((format) => {
    const name = names?.[format] ?? FEEDS[format];
    return name === false ? [] : [[format, name] as const];
  });
  const bad = entries.find(([, name]) => !/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/.test(name) || name.endsWith('.gz'));
  if (bad) fields.report('feeds', `expected a file name such as ${FEEDS[bad[0]]}, got "${bad[1]}"`);
  const taken = entries.map(([, name]) => name.toLowerCase());
  if (new Set(taken).size < taken.length) fields.report('feeds', 'two formats have the same file name; give each its own');
  if (entries.length === 0) fields.report('feeds', 'every format is switched off; leave at least one of rss, atom and json');
  return Object.fromEntries(entries);
}

/**
 * Later settings win over earlier ones.
 * @returns undefined when something without a default is missing; the fields then hold the reason
 */
export function assembleSite(
  flavor: Flavor,
  layers: Settings[],
  people: Record<string, Person>,
  variables: Record<string, unknown>,
  fields: Fields,
): Site | undefined {
  const settings: Settings = Object.assign(
    {},
    ...layers.map((layer) =>
      Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))),
    ),
  );
  const link = baseUrl(fields, flavor === 'jekyll' ? 'url' : flavor === 'hugo' ? 'baseurl' : 'link', settings.link);
  if (settings.link === undefined)
    fields.report('link', 'the address of the blog is missing; add a line such as link: https://blog.example/');
  if (settings.title === undefined) fields.report('title', 'the title of the blog is missing; add a line such as title: Field Notes');
  const timezone = settings.timezone ?? 'UTC';
  if (!isTimezone(timezone)) fields.report('timezone', `expected a zone such as Europe/Zurich, got "${timezone}"`);
  const permalink = settings.permalink ?? '/:year/:month/:day/:title/';
  const unknown = unknownTokens(permalink);
  if (unknown.length > 0) fields.report('permalink', `no such token: :${unknown.join(', :')}; see docs/configuration.md for the list`);
  const feedLink = baseUrl(fields, 'feedLink', settings.feedLink) ?? link;
  const site = {
    flavor,
    title: settings.title ?? '',
    description: settings.description ?? settings.title ?? '',
    language: language(fields, settings.language),
    authors: settings.authors ?? [],
    people,
    ...(settings.copyright ? { copyright: settings.copyright } : {}),
    timezone,
    posts: settings.posts ?? ['**/*'],
    permalink,
    feeds: feedNames(fields, settings.feeds),
    limit: settings.limit ?? 20,
    content: settings.content ?? 'full',
    terms: settings.terms ?? [...TAXONOMIES],
    id: settings.id ?? 'permalink',
    excerptSeparator: settings.excerptSeparator ?? '<!--more-->',
    liquid: settings.liquid ?? true,
    variables,
  } as const;
  if (link === undefined || feedLink === undefined || fields.problems.some(({ severity }) => severity === 'error')) return undefined;
  const picture = (path: string | undefined) => (path !== undefined && URL.canParse(path, link) ? new URL(path, link).href : undefined);
  const [icon, logo] = [picture(settings.icon), picture(settings.logo)];
  return { ...site, terms: [...site.terms], link, feedLink, ...(icon ? { icon } : {}), ...(logo ? { logo } : {}) };
}
