/** https://jekyllrb.com/docs/configuration/ */
import type { Person } from '../model.ts';
import type { Default } from '../post/defaults.ts';
import { type DataFile, Fields, webAddress } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { readAuthors, readFeedName, readLanguage, readPermalink, readPicture, readTimezone, siteAddress } from './setting-readers.ts';
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

/** Collections with a feed and `output`: links need a page. https://github.com/jekyll/jekyll-feed#collections */
function readCollections(fields: Fields): Record<string, string> | undefined {
  const all = fields.within('collections');
  const names = namesIn(fields.within('feed').find('collections')?.value).filter(
    (name) => name !== 'posts' && all.within(name).flag('output'),
  );
  if (names.length === 0) return undefined;
  const ending = /^pretty$|\/$/.test(fields.text('permalink') ?? '') ? '/' : ':output_ext';
  return Object.fromEntries(names.map((name) => [name, readPermalink(all.within(name), 'permalink') ?? `/:collection/:path${ending}`]));
}

const readFolder = (fields: Fields, name: string): string =>
  (fields.text(name) ?? '').replace(/^\.(?:$|\/+)|^\/+|\/+$/g, '').replace(/.$/, '$&/');

function readPosts(fields: Fields): string[] {
  const source = readFolder(fields, 'source');
  const folder = source + readFolder(fields, 'collections_dir');
  const collections = Object.keys(readCollections(fields) ?? {}).map((name) => `${folder}_${name}/**`);
  const given = fields.find('exclude')?.value;
  const excluded = (Array.isArray(given) ? given : [given]).filter((path) => typeof path === 'string' && !path.startsWith('!'));
  const posts = ['_posts', '_drafts'].map((name) => `${source}**/${name}/**`);
  return [...posts, ...collections, ...[...EXCLUDED, ...excluded].map((path) => `!${source}${path.replace(/^\.?\/+/, '')}`)];
}

/** An address is a theme's link. */
function readFeedPath(fields: Fields): string | undefined {
  const feed = fields.within('feed');
  const posts = feed.within('collections').within('posts');
  const holder = feed.find('path') ? feed : posts;
  return webAddress(holder.text('path') ?? '') === undefined ? readFeedName(holder, 'path', 'feed.xml') : undefined;
}

export function jekyllLayer(file: DataFile, people: Record<string, Person>): Layer {
  const fields = new Fields(file);
  const feed = fields.within('feed');
  const link = (url: string) => siteAddress(`${url.replace(/\/+$/, '')}/${(fields.text('baseurl') ?? '').replace(/^\/+/, '')}`);
  return {
    fields,
    names: { link: 'url', title: 'title' },
    settings: {
      title: () => fields.text('title', 'name'),
      link: () => fields.parsed('the address of the blog, such as https://blog.example', link, 'url'),
      description: () => fields.text('description', 'tagline', 'subtitle'),
      language: () => readLanguage(fields, 'lang', 'locale', 'language'),
      authors: () => readAuthors(fields, people),
      copyright: () => fields.text('copyright'),
      icon: () => readPicture(feed, 'icon'),
      logo: () => readPicture(feed, 'logo'),
      timezone: () => readTimezone(fields, 'timezone'),
      permalink: () =>
        readPermalink(fields.within('collections').within('posts'), 'permalink') ?? readPermalink(fields, 'permalink') ?? 'date',
      feeds: () => {
        const atom = readFeedPath(fields);
        return atom === undefined ? undefined : { atom };
      },
      limit: () => feed.whole(1, 10_000, 'posts_limit'),
      content: () => (feed.flag('excerpt_only') ? 'summary' : undefined),
      excerptSeparator: () => fields.text('excerpt_separator'),
      posts: () => readPosts(fields),
      defaults: () => readDefaults(fields.find('defaults')?.value),
      collections: () => readCollections(fields),
      source: () => readFolder(fields, 'source') || undefined,
      collectionsDir: () => readFolder(fields, 'collections_dir') || undefined,
    },
  };
}
