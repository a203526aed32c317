/** Which feeds Hugo makes, and where. */
import type { Format, SiteLanguage, TermPaths } from '../model.ts';
import { isBasic, isTaxonomyName, localTaxonomy, type Taxonomy } from '../taxonomies.ts';
import type { Fields } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { hugoTerms, localTerms, type ToolAddresses } from './feed-addresses.ts';
import { templatePath } from './setting-readers.ts';

const FEED_TYPES: Readonly<Record<string, Format>> = {
  'application/rss+xml': 'rss',
  'application/rss': 'rss',
  'application/atom+xml': 'atom',
  'application/feed+json': 'json',
};

const folderOf = (path: string): string => path.replace(/^\.?\/+|\/+$/g, '');

/** Of an output format: `RSS` */
function formatOf(name: string, fields: Fields): Format | undefined {
  const type = fields.within('outputFormats').within(name).text('mediaType') ?? (name.toLowerCase() === 'rss' ? 'application/rss+xml' : '');
  return Object.hasOwn(FEED_TYPES, type) ? FEED_TYPES[type] : undefined;
}

/** File names of feeds, such as `index.xml`. https://gohugo.io/configuration/output-formats/ */
function feedNames(fields: Fields): Partial<Record<Format, string>> {
  const [formats, types] = [fields.within('outputFormats'), fields.within('mediaTypes')];
  const named = ['rss', ...formats.names].flatMap((name): [Format, string][] => {
    const one = formats.within(name);
    const format = formatOf(name, fields);
    const given = types.within(one.text('mediaType') ?? 'application/rss+xml');
    const suffix = given.list((text) => [text], 'suffixes')[0] ?? given.text('suffix') ?? (format === 'json' ? 'json' : 'xml');
    const folder = folderOf(one.text('path') ?? '');
    const path = templatePath(`${folder === '' ? '' : `${folder}/`}${one.text('baseName') ?? 'index'}.${suffix}`);
    return format && path ? [[format, path]] : [];
  });
  const distinct = named.filter(([, path], index) => named.findIndex(([, other]) => other === path) === index);
  return Object.fromEntries(distinct);
}

/** @param value of `outputs`: names of output formats; else Hugo's default, which has RSS */
export const namesFeed = (value: unknown, fields: Fields): boolean =>
  !Array.isArray(value) || value.some((name) => typeof name === 'string' && formatOf(name, fields) !== undefined);

/** By the site's configuration. https://gohugo.io/configuration/outputs/, https://gohugo.io/configuration/all/#disablekinds */
export function hasFeed(fields: Fields, kind: 'section' | 'taxonomy' | 'term'): boolean {
  const disabled = fields.list((text) => [text], 'disableKinds').map((name) => name.toLowerCase());
  return !disabled.includes(kind) && !disabled.includes('rss') && namesFeed(fields.within('outputs').find(kind)?.value, fields);
}

/** Plural names are fields and folders. https://gohugo.io/configuration/taxonomies/ */
function taxonomiesIn(fields: Fields): Taxonomy[] {
  const given = fields.find('taxonomies')?.value;
  const names = isMap(given) ? Object.values(given) : ['tags', 'categories'];
  return names.filter((name) => typeof name === 'string').filter((name) => isTaxonomyName(name) || (isBasic(name) && name !== 'languages'));
}

const BASIC: Taxonomy[] = ['categories', 'tags', 'authors'];

/** @param languages with the default one, at `ownPath` */
export function hugoTool(fields: Fields, ownPath: string, languages: Readonly<Record<string, SiteLanguage>>): Partial<ToolAddresses> {
  const names = feedNames(fields);
  const feeds = Object.fromEntries(Object.entries(names).map(([format, name]) => [format, ownPath + name]));
  const taxonomies = taxonomiesIn(fields).filter((name) => !isBasic(name));
  const hasTerms = hasFeed(fields, 'term');
  const template = hugoTerms(names.rss ?? 'index.xml', '', taxonomies);
  const others = Object.entries(languages).filter(([, { path }]) => path !== ownPath);
  const paths: TermPaths[] = [];
  const hasLists = hasFeed(fields, 'taxonomy');
  const listsOf = (given: Taxonomy[], path: string, code?: string) =>
    (hasLists ? given : []).map((name) => [
      code === undefined ? name : localTaxonomy(code, name),
      `${path}${name}/${names.rss ?? 'index.xml'}`,
    ]);
  const lists = listsOf(taxonomiesIn(fields), ownPath);
  const local = others.flatMap(([code, { path }]) => {
    const own = fields.within('languages').within(code);
    const terms = hasTerms ? taxonomiesIn(own.find('taxonomies') ? own : fields) : [];
    lists.push(...listsOf(terms, path, code));
    const given = [...terms, 'sections'];
    paths.push(localTerms(template, code, path, given));
    return given.map((name) => localTaxonomy(code, name));
  });
  return {
    feeds,
    terms: { ...hugoTerms(names.rss ?? 'index.xml', ownPath, taxonomies), ...Object.assign({}, ...paths) },
    taxonomies,
    fed: hasTerms ? taxonomies : [],
    termLists: Object.fromEntries(lists),
    unfed: hasTerms ? [] : BASIC,
    local,
  };
}
