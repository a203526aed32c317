/** Hugo's `hugo.toml`, `.yaml` or `.json` -> settings. https://gohugo.io/configuration/all/ */
import type { Fields } from '../text/fields.ts';
import { Fields as FieldReader } from '../text/fields.ts';
import type { Settings } from './settings.ts';

const asMap = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** Hugo's names are the same in any case. */
const folded = (map: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name.toLowerCase(), value]));

export function hugoSettings(key: string, data: Record<string, unknown>, source: string): { settings: Settings; fields: Fields } {
  const top = folded(data);
  const fields = new FieldReader(key, top, source.toLowerCase());
  const params = new FieldReader(key, folded(asMap(top.params)), '');
  const permalinks = asMap(top.permalinks);
  const pages = new FieldReader(key, { ...permalinks, ...asMap(permalinks.page) }, '');
  const rss = new FieldReader(key, asMap(asMap(top.services).rss), '');
  const authors = params.people({}, 'author', 'authors');
  return {
    fields,
    settings: {
      title: fields.text('title'),
      link: fields.text('baseurl'),
      description: params.text('description', 'subtitle'),
      language: fields.text('locale', 'languagecode', 'defaultcontentlanguage'),
      authors: authors.length > 0 ? authors : fields.people({}, 'author'),
      copyright: fields.text('copyright'),
      timezone: fields.text('timezone'),
      permalink: pages.text('posts', 'post', 'blog') ?? '/:sections/:slugorfilename/',
      limit: [rss.find('limit')?.value, fields.find('rsslimit')?.value].find(
        (limit): limit is number => typeof limit === 'number' && limit > 0,
      ),
      excerptSeparator: undefined,
      liquid: false,
      posts: ['content/**'],
    },
  };
}
