/** https://jekyllrb.com/docs/configuration/ */
import type { Person, Site, SiteLanguage, TermPaths } from '../model.ts';
import type { Default } from '../post/defaults.ts';
import { type DataFile, Fields, webAddress } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { canonicalLanguage } from '../text/language.ts';
import type { ToolAddresses } from './feed-addresses.ts';
import { nameOfToolFeed, type OwnFeedSetting } from './own-feeds.ts';
import {
  feedPath,
  readAuthors,
  readFeedName,
  readLanguage,
  readPermalink,
  readPicture,
  readTimezone,
  siteAddress,
  templatePath,
} from './setting-readers.ts';
import type { Layer } from './settings.ts';

/** Gems contain posts. https://jekyllrb.com/docs/configuration/options/ */
const EXCLUDED = ['bundle', 'cache', 'gems', 'ruby'].map((folder) => `vendor/${folder}`);

/** Ignores other forms, as Jekyll does. https://jekyllrb.com/docs/configuration/front-matter-defaults/ */
function readDefaults(value: unknown): Default[] | undefined {
  const defaults = (Array.isArray(value) ? value : []).flatMap((each: unknown): Default[] => {
    if (!isMap(each) || !isMap(each.scope) || !isMap(each.values)) return [];
    const { path, type } = each.scope;
    return [{ path: typeof path === 'string' ? path : '', ...(typeof type === 'string' ? { type } : {}), values: each.values }];
  });
  return defaults.length > 0 ? defaults : undefined;
}

const namesIn = (value: unknown): string[] =>
  isMap(value) ? Object.keys(value) : Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];

/** Collections with `output`, with a feed or not: links need a page. https://github.com/jekyll/jekyll-feed#collections */
function readCollections(fields: Fields, withFeed = true): Record<string, string> | undefined {
  const all = fields.within('collections');
  const fed = namesIn(fields.within('feed').find('collections')?.value);
  const given = withFeed ? fed : namesIn(fields.find('collections')?.value).filter((name) => !fed.includes(name));
  const names = given.filter((name) => name !== 'posts' && all.within(name).flag('output'));
  if (names.length === 0) return undefined;
  const usual = `/:collection/:path${endingOf(fields)}`;
  return Object.fromEntries(names.map((name) => [name, readPermalink(all.within(name), 'permalink') ?? usual]));
}

/** Of pages and collections. https://github.com/jekyll/jekyll/blob/v4.3.1/lib/jekyll/utils.rb `add_permalink_suffix` */
function endingOf(fields: Fields): NonNullable<Site['sitePages']>['ending'] {
  const permalink = fields.text('permalink') ?? 'date';
  if (/^pretty$|\/$/.test(permalink)) return '/';
  return /^(?:date|ordinal|none)$|:output_ext$/.test(permalink) ? ':output_ext' : '';
}

function readSitePages(fields: Fields): Site['sitePages'] {
  const [collections, ending] = [readCollections(fields, false), endingOf(fields)];
  return collections || ending !== ':output_ext' ? { collections: collections ?? {}, ending } : undefined;
}

const readFolder = (fields: Fields, name: string): string =>
  (fields.text(name) ?? '').replace(/^\.(?:$|\/+)|^\/+|\/+$/g, '').replace(/.$/, '$&/');

function readPosts(fields: Fields, { areApart = false }: Partial<Languages> = {}): string[] {
  const source = readFolder(fields, 'source');
  const folder = source + readFolder(fields, 'collections_dir');
  const collections = Object.keys(readCollections(fields) ?? {}).map((name) => `${folder}_${name}/**`);
  const given = fields.find('exclude')?.value;
  const excluded = (Array.isArray(given) ? given : [given]).filter((path) => typeof path === 'string' && !path.startsWith('!'));
  const posts = areApart ? [`${folder}_i18n/*/_posts/**`] : ['_posts', '_drafts'].map((name) => `${source}**/${name}/**`);
  return [...posts, ...collections, ...[...EXCLUDED, ...excluded].map((path) => `!${source}${path.replace(/^\.?\/+/, '')}`)];
}

/** An address is a theme's link. */
function readFeedPath(fields: Fields): string | undefined {
  const feed = fields.within('feed');
  const posts = feed.within('collections').within('posts');
  const holder = feed.find('path') ? feed : posts;
  return webAddress(holder.text('path') ?? '') === undefined ? readFeedName(holder, 'path', 'feed.xml') : undefined;
}

const isMany = (value: unknown): boolean => (Array.isArray(value) || typeof value === 'string') && value.length > 0;

/** https://github.com/jekyll/jekyll-feed#categories, #tags */
function termPaths(fields: Fields): TermPaths {
  const feed = fields.within('feed');
  const [tags, path] = [feed.find('tags')?.value, feed.within('tags').text('path') ?? '/feed/by_tag/'];
  const folder = isMap(tags) ? path : '/feed/by_tag/';
  const template = templatePath(`${folder}:slug.xml`);
  const hasCategories = [feed, feed.within('collections').within('posts')].some((each) => isMany(each.find('categories')?.value));
  return {
    ...(hasCategories ? { categories: { atom: ['feed/:slug.xml'] } } : {}),
    ...(tags && template ? { tags: { atom: [template] } } : {}),
  };
}

const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();

/** In a condition: names with a quote of each kind have no feed. */
const quoted = (text: string): string | undefined => (text.includes('"') ? (text.includes("'") ? undefined : `'${text}'`) : `"${text}"`);

/** Collections have feeds instead of a place in the main one. https://github.com/jekyll/jekyll-feed#collections */
function collectionFeeds(fields: Fields, title: string): Pick<ToolAddresses, 'ownFeeds' | 'mainExclude'> {
  const collections = Object.keys(readCollections(fields) ?? {});
  const settings = fields.within('feed').within('collections');
  const ownFeeds = collections.flatMap((name) => {
    const one = settings.within(name);
    const feedOf = (path: string | undefined, category?: string): OwnFeedSetting[] => {
      const value = category === undefined ? '' : quoted(category);
      const atom = path === undefined ? undefined : feedPath(path);
      if (atom === undefined || value === undefined) return [];
      const where = `collection = "${name}"${category === undefined ? '' : ` and category = ${value}`}`;
      const parts = [title, name, ...(category === undefined ? [] : [category])];
      const feed = { title: [parts[0], ...parts.slice(1).map(capitalized)].join(' | '), where };
      return [{ name: nameOfToolFeed(parts.slice(1).join('-')), feed, formats: undefined, path: undefined, paths: { atom }, fields: one }];
    };
    const categories = namesIn(one.find('categories')?.value);
    return [
      ...feedOf(one.text('path') ?? `feed/${name}.xml`),
      ...categories.flatMap((category) => feedOf(`feed/${name}/${category}.xml`, category)),
    ];
  });
  return collections.length > 0 ? { ownFeeds, mainExclude: 'not collection = posts' } : {};
}

interface Languages {
  own: string;
  all: Record<string, SiteLanguage>;
  /** Posts are in these folders only. */
  areApart: boolean;
}

/** The text of a language, in a setting such as `title: { en: Walks, de: Wege }`. */
function textIn(fields: Fields, code: string, ...names: string[]): string | undefined {
  const found = fields.find(...names);
  return isMap(found?.value) ? fields.within(found.field).text(code) : undefined;
}

/** Of jekyll-multiple-languages-plugin and jekyll-polyglot, which may be in the Gemfile alone. */
function readLanguages(fields: Fields): Languages | undefined {
  const plugins = ['plugins', 'gems'].flatMap((name) => fields.list((text) => [text], name));
  const areApart = plugins.includes('jekyll-multiple-languages-plugin');
  const isPolyglot = plugins.includes('jekyll-polyglot') || fields.find('default_lang') !== undefined;
  const codes = fields.list((text) => [text], 'languages').filter((code) => canonicalLanguage(code) !== undefined);
  if (!(areApart || isPolyglot) || codes.length < 2) return undefined;
  const own = areApart ? (codes[0] ?? 'en') : (fields.text('default_lang') ?? 'en');
  const inFolder = areApart && fields.flag('default_locale_in_subfolder') === true;
  const folderOf = (code: string) => (areApart ? `_i18n/${code}` : fields.flag('lang_from_path') ? `_posts/${code}` : undefined);
  const all = codes.map((code): [string, SiteLanguage] => {
    const [language, folder] = [canonicalLanguage(code) ?? code, folderOf(code)];
    const [title, description] = [textIn(fields, code, 'title', 'name'), textIn(fields, code, 'description', 'tagline', 'subtitle')];
    const texts = { ...(title && { title }), ...(description && { description }) };
    return [code, { language, ...texts, ...(folder && { folder }), path: code === own && !inFolder ? '' : `${code}/` }];
  });
  return { own, all: Object.fromEntries(all), areApart };
}

export function jekyllLayer(file: DataFile, people: Record<string, Person>): Layer {
  const fields = new Fields(file);
  const feed = fields.within('feed');
  const languages = readLanguages(fields);
  const textOf = (...names: string[]) => (languages && textIn(fields, languages.own, ...names)) ?? fields.text(...names);
  const link = (url: string) => siteAddress(`${url.replace(/\/+$/, '')}/${(fields.text('baseurl') ?? '').replace(/^\/+/, '')}`);
  return {
    fields,
    names: { link: 'url', title: 'title' },
    tool: () => ({ terms: termPaths(fields), ...collectionFeeds(fields, textOf('title', 'name') ?? '') }),
    settings: {
      title: () => textOf('title', 'name'),
      link: () => fields.parsed('the address of the blog, such as https://blog.example', link, 'url'),
      description: () => textOf('description', 'tagline', 'subtitle'),
      language: () => (languages && canonicalLanguage(languages.own)) ?? readLanguage(fields, 'lang', 'locale', 'language'),
      languages: () => languages?.all,
      authors: () => readAuthors(fields, people),
      copyright: () => fields.text('copyright'),
      icon: () => readPicture(feed, 'icon'),
      logo: () => readPicture(feed, 'logo'),
      timezone: () => readTimezone(fields, 'timezone'),
      permalink: () =>
        readPermalink(fields.within('collections').within('posts'), 'permalink') ?? readPermalink(fields, 'permalink') ?? 'date',
      lineBreaks: () => fields.within('kramdown').find('hard_wrap')?.value === true || undefined,
      feeds: () => {
        const atom = readFeedPath(fields);
        return atom === undefined ? undefined : { atom };
      },
      limit: () => feed.whole(1, 10_000, 'posts_limit'),
      content: () => (feed.flag('excerpt_only') ? 'summary' : undefined),
      excerptSeparator: () => fields.text('excerpt_separator'),
      posts: () => readPosts(fields, languages),
      defaults: () => readDefaults(fields.find('defaults')?.value),
      collections: () => readCollections(fields),
      sitePages: () => readSitePages(fields),
      source: () => readFolder(fields, 'source') || undefined,
      collectionsDir: () => readFolder(fields, 'collections_dir') || undefined,
    },
  };
}
