/** https://www.getzola.org/documentation/getting-started/configuration/ */
import type { Format, SiteLanguage } from '../model.ts';
import { isBasic, isTaxonomyName, localTaxonomy, type Taxonomy } from '../taxonomies.ts';
import { type DataFile, Fields } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { canonicalLanguage } from '../text/language.ts';
import type { ToolAddresses } from './feed-addresses.ts';
import { readAddress, readAuthors, readFeedName, readLanguage } from './setting-readers.ts';
import type { Layer, Settings } from './settings.ts';

/** Without the default language. */
function languages(fields: Fields): Record<string, SiteLanguage> | undefined {
  const given = fields.find('languages')?.value;
  const own = fields.text('default_language') ?? 'en';
  if (!isMap(given)) return undefined;
  const others = Object.keys(given).flatMap((code): [string, SiteLanguage][] => {
    const language = canonicalLanguage(code);
    if (language === undefined || code === own) return [];
    const settings = fields.within('languages').within(code);
    const [title, description] = [settings.text('title'), settings.text('description')];
    return [[code, { language, ...(title && { title }), ...(description && { description }), path: `${code}/` }]];
  });
  return others.length > 0 ? Object.fromEntries(others) : undefined;
}

function feeds(fields: Fields): Settings['feeds'] {
  const names = [...fields.list((text) => [text], 'feed_filenames'), ...fields.list((text) => [text], 'feed_filename')];
  const named = (pattern: RegExp) => names.find((name) => pattern.test(name));
  const [rss, atom] = [named(/rss/i), named(/atom|feed\.xml/i)];
  const read = (name: string) => readFeedName(new Fields({ key: '', data: { name }, source: '' }), 'name', '');
  const [rssName, atomName] = [rss && read(rss), atom && read(atom)];
  return { ...(rssName && { rss: rssName }), ...(atomName && { atom: atomName }) };
}

/** @param code of another language */
export function zolaFeedNames(file: DataFile | undefined, code?: string): Partial<Record<Format, string>> {
  if (!file) return { atom: 'atom.xml' };
  const fields = new Fields(file);
  return feedNames(code === undefined ? fields : fields.within('languages').within(code));
}

function feedNames(fields: Fields): Partial<Record<Format, string>> {
  const { atom = 'atom.xml', rss } = feeds(fields) ?? {};
  return { ...(atom ? { atom } : {}), ...(rss ? { rss } : {}) };
}

const inFolders = (names: Partial<Record<Format, string>>, folder: string) =>
  Object.fromEntries(Object.entries(names).map(([format, name]) => [format, [`${folder}${name}`]]));

const namesOf = (tables: unknown[]) => tables.flatMap((each) => (isMap(each) && typeof each.name === 'string' ? [each.name] : []));

/** With `feed = true`, in the older form `rss`. */
function taxonomiesWithFeed(fields: Fields): Taxonomy[] {
  const given = fields.find('taxonomies')?.value;
  const fed = (Array.isArray(given) ? given : []).filter((each: unknown) => isMap(each) && (each.feed === true || each.rss === true));
  return namesOf(fed).filter((name) => isTaxonomyName(name) || (isBasic(name) && name !== 'languages'));
}

function tool(fields: Fields): Partial<ToolAddresses> {
  const names = feedNames(fields);
  const given = fields.find('taxonomies')?.value;
  const withFeed = taxonomiesWithFeed(fields);
  const others = Object.keys(languages(fields) ?? {}).flatMap((code) => {
    const own = fields.within('languages').within(code);
    const fed = taxonomiesWithFeed(own);
    const paths = (name: string) => inFolders(feedNames(own), `${code}/${name}/:slug/`);
    return fed.map((name) => [localTaxonomy(code, name), paths(name)] as const);
  });
  return {
    terms: {
      ...Object.fromEntries(withFeed.map((name) => [name, inFolders(names, `${name}/:slug/`)])),
      ...Object.fromEntries(others),
      languages: inFolders(names, ':slug/'),
    },
    taxonomies: namesOf(Array.isArray(given) ? given : []).filter(isTaxonomyName),
    fed: withFeed.filter(isTaxonomyName),
    local: others.map(([name]) => name),
  };
}

function limit(fields: Fields): number | undefined {
  const value = fields.find('feed_limit')?.value;
  return Number.isInteger(value) && Number(value) > 0 ? Math.min(Number(value), 10_000) : undefined;
}

/** In Zola's globs, `*` crosses folders. */
const ignored = (fields: Fields): string[] =>
  fields.list((text) => [text], 'ignored_content').flatMap((glob) => [`!**/${glob.replace(/^\/+/, '')}`, `!${glob.replace(/^\/+/, '')}`]);

export function zolaLayer(file: DataFile): Layer {
  const fields = new Fields(file);
  return {
    fields,
    names: { link: 'base_url', title: 'title' },
    tool: () => tool(fields),
    settings: {
      title: () => fields.text('title'),
      link: () => readAddress(fields, 'base_url'),
      description: () => fields.text('description'),
      language: () => readLanguage(fields, 'default_language'),
      languages: () => languages(fields),
      authors: () => readAuthors(fields, {}),
      permalink: () => '/:sections/:slug/',
      feeds: () => feeds(fields),
      limit: () => limit(fields),
      liquid: () => false,
      posts: () => ['content/**', ...ignored(fields)],
    },
  };
}
