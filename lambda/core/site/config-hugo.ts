/** Hugo's `hugo.toml`, `.yaml` or `.json`. https://gohugo.io/configuration/all/ */
import { type DataFile, Fields } from '../text/fields.ts';
import { readAddress, readAuthors, readLanguage, readPermalink, readTimezone } from './setting-readers.ts';
import type { Layer } from './settings.ts';

/** A blog of several languages is read in its default one. */
function defaultLanguage(fields: Fields): { code: string | undefined; own: Fields } {
  const code = fields.text('defaultContentLanguage');
  return { code, own: fields.within('languages').within(code ?? 'en') };
}

function limit(fields: Fields): number | undefined {
  const found = [fields.within('services').within('rss').find('limit')?.value, fields.find('rssLimit')?.value];
  // Hugo means "all" by -1; a feed here has its archives for that.
  const value = found.find((each): each is number => Number.isInteger(each) && Number(each) > 0);
  return value === undefined ? undefined : Math.min(value, 10_000);
}

function permalink(fields: Fields): string {
  const permalinks = fields.within('permalinks');
  const sections = ['posts', 'post', 'blog'];
  const given = readPermalink(permalinks.within('page'), ...sections) ?? readPermalink(permalinks, ...sections);
  return given ?? (fields.flag('uglyURLs') ? '/:sections/:slugorfilename.html' : '/:sections/:slugorfilename/');
}

export function hugoLayer(file: DataFile): Layer {
  const fields = new Fields({ ...file, anyCase: true });
  const { code, own } = defaultLanguage(fields);
  const params = fields.within('params');
  return {
    fields,
    names: { link: 'baseURL', title: 'title' },
    settings: {
      title: () => own.text('title') ?? fields.text('title'),
      link: () => readAddress(fields, 'baseURL'),
      description: () => own.within('params').text('description', 'subtitle') ?? params.text('description', 'subtitle'),
      language: () => readLanguage(own, 'locale', 'languageCode') ?? readLanguage(fields, 'locale', 'languageCode') ?? code,
      authors: () => readAuthors(params, {}) ?? readAuthors(fields, {}),
      copyright: () => own.text('copyright') ?? fields.text('copyright'),
      timezone: () => readTimezone(fields, 'timeZone'),
      permalink: () => permalink(fields),
      limit: () => limit(fields),
      liquid: () => false,
      posts: () => [`${(fields.text('contentDir') ?? 'content').replace(/^\.?\/+|\/+$/g, '')}/**`],
    },
  };
}
