/** https://gohugo.io/configuration/all/ */
import type { Site, SiteLanguage } from '../model.ts';
import { type DataFile, Fields } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { canonicalLanguage } from '../text/language.ts';
import { withoutMarkup } from '../text/plain-title.ts';
import { type Files, parseFirst } from './config-file.ts';
import { HUGO_PART } from './config-names.ts';
import { hugoTool } from './hugo-feeds.ts';
import { readAddress, readAuthors, readLanguage, readPermalinks, readTimezone } from './setting-readers.ts';
import type { Layer } from './settings.ts';

/** @throws FileProblem */
export async function hugoParts(file: DataFile, files: Files): Promise<DataFile> {
  const data: Record<string, unknown> = { ...file.data };
  for (const key of [...files.keys()].filter((name) => HUGO_PART.test(name)).sort()) {
    const [, table = '', language] = HUGO_PART.exec(key) ?? [];
    const part = (await parseFirst([key], files))?.data ?? {};
    const known = Object.keys(data).find((name) => name.toLowerCase() === table.toLowerCase()) ?? table;
    if (language === undefined) data[known] = { ...asMap(data[known]), ...part };
    else if (table === 'languages') data.languages = { ...asMap(data.languages), [language]: part };
  }
  return { ...file, data };
}

const asMap = (value: unknown): Record<string, unknown> => (isMap(value) ? value : {});

const plain = (text: string | undefined) => (text === undefined ? undefined : withoutMarkup(text));

const folderOf = (path: string): string => path.replace(/^\.?\/+|\/+$/g, '');

interface Languages {
  own: Fields;
  /** By code. */
  all: Record<string, SiteLanguage>;
}

function readLanguages(fields: Fields, contentDir: string): Languages {
  const code = fields.text('defaultContentLanguage') ?? 'en';
  const table = fields.within('languages');
  const inFolder = fields.flag('defaultContentLanguageInSubdir') === true;
  const codes = table.names.filter((name) => canonicalLanguage(name) !== undefined && table.within(name).flag('disabled') !== true);
  const all = codes.map((name): [string, SiteLanguage] => {
    const one = table.within(name);
    const language = readLanguage(one, 'locale', 'languageCode') ?? canonicalLanguage(name) ?? name;
    const [title, folder] = [plain(one.text('title')), one.text('contentDir')];
    const description = plain(one.within('params').text('description', 'subtitle'));
    const isDefault = name.toLowerCase() === code.toLowerCase();
    return [
      name,
      {
        language,
        ...(title && { title }),
        ...(description && { description }),
        ...(folder ? { folder: folderOf(folder) } : isDefault && { folder: contentDir }),
        path: isDefault && !inFolder ? '' : `${name.toLowerCase()}/`,
      },
    ];
  });
  return { own: table.within(code), all: Object.fromEntries(all) };
}

function limit(fields: Fields): number | undefined {
  const found = [fields.within('services').within('rss').find('limit')?.value, fields.find('rssLimit')?.value];
  // Hugo's -1 means all entries, which archives hold.
  const value = found.find((each): each is number => Number.isInteger(each) && Number(each) > 0);
  return value === undefined ? undefined : Math.min(value, 10_000);
}

const defaultPath = (fields: Fields): string =>
  fields.flag('defaultContentLanguageInSubdir') ? `${(fields.text('defaultContentLanguage') ?? 'en').toLowerCase()}/` : '';

/** By section; without those of lists and terms. */
function permalinks(fields: Fields): Record<string, string> | undefined {
  const table = fields.within('permalinks');
  const page = readPermalinks(table.within('page'));
  const plain = readPermalinks(table);
  const uglyTable = fields.find('uglyURLs')?.value;
  const sections = isMap(uglyTable) ? Object.keys(uglyTable).filter((name) => uglyTable[name] === true) : [];
  const given = { ...plain, ...page };
  const ugly = sections.map((section) => [section, asFile(given[section] ?? DEFAULT_PERMALINK)]);
  const all = uglyTable === true ? Object.entries(given).map(([section, template]) => [section, asFile(template)]) : ugly;
  return page || plain || all.length > 0 ? { ...given, ...Object.fromEntries(all) } : undefined;
}

const DEFAULT_PERMALINK = '/:sections/:slugorfilename/';
const asFile = (template: string): string => template.replace(/\/*$/, '.html');

/** Names with a colon are Hugo's sources, not fields. */
function dates(fields: Fields): Site['dates'] {
  const table = fields.within('frontmatter');
  const named = (name: string) => table.list((text) => [text], name).filter((field) => !field.startsWith(':'));
  const [date, publishDate] = [named('date'), named('publishDate')];
  const [updated, expires] = [named('lastmod'), named('expiryDate')];
  const published = publishDate.length + date.length > 0 ? [...(publishDate.length > 0 ? publishDate : ['publishDate']), ...date] : [];
  const given = {
    ...(published.length > 0 && { published }),
    ...(updated.length > 0 && { updated }),
    ...(expires.length > 0 && { expires }),
  };
  return Object.keys(given).length > 0 ? given : undefined;
}

/** https://gohugo.io/methods/site/mainsections/ */
const mainSections = (fields: Fields): string[] => {
  const own = fields.list((text) => [text], 'mainSections');
  const given = own.length > 0 ? own : fields.within('params').list((text) => [text], 'mainSections');
  return given.map(folderOf).filter((name) => name !== '');
};

export function hugoLayer(file: DataFile): Layer {
  const fields = new Fields({ ...file, anyCase: true });
  const contentDir = folderOf(fields.text('contentDir') ?? 'content');
  const { own, all } = readLanguages(fields, contentDir);
  const isMonolingual = Object.keys(all).length < 2;
  // Languages without a folder share one.
  const given = Object.values(all).map(({ folder }) => folder ?? contentDir);
  const folders = given.length > 0 ? [...new Set(given)] : [contentDir];
  const [params, goldmark] = [fields.within('params'), fields.within('markup').within('goldmark')];
  // Themes define `author`: reports no problems.
  const theme = new Fields({ ...file, data: asMap(fields.find('params')?.value), anyCase: true });
  return {
    fields,
    names: { link: 'baseURL', title: 'title' },
    tool: () => hugoTool(fields, Object.values(all).find(({ path }) => path === defaultPath(fields))?.path ?? '', all),
    settings: {
      title: () => plain(own.text('title') ?? fields.text('title')),
      link: () => readAddress(fields, 'baseURL'),
      description: () => plain(own.within('params').text('description', 'subtitle') ?? params.text('description', 'subtitle')),
      language: () =>
        readLanguage(own, 'locale', 'languageCode') ??
        readLanguage(fields, 'locale', 'languageCode') ??
        readLanguage(fields, 'defaultContentLanguage'),
      languages: () => (isMonolingual ? undefined : all),
      authors: () => readAuthors(theme, {}) ?? readAuthors(fields, {}),
      copyright: () => own.text('copyright') ?? fields.text('copyright'),
      timezone: () => readTimezone(fields, 'timeZone'),
      permalink: () => (fields.find('uglyURLs')?.value === true ? asFile(DEFAULT_PERMALINK) : DEFAULT_PERMALINK),
      permalinks: () => permalinks(fields),
      roots: () => folders,
      dates: () => dates(fields),
      limit: () => limit(fields),
      liquid: () => false,
      lineBreaks: () => goldmark.within('renderer').find('hardWraps')?.value === true || undefined,
      autolinks: () => (goldmark.within('extensions').find('linkify')?.value === false ? 'none' : undefined),
      posts: () => {
        const sections = mainSections(fields);
        return folders.flatMap((folder) => (sections.length > 0 ? sections.map((name) => `${folder}/${name}/**`) : [`${folder}/**`]));
      },
    },
  };
}
