import type { Problem, Site } from '../model.ts';
import { readFrontMatter } from '../post/front-matter.ts';
import type { Cascade, SectionRule } from '../post/sections.ts';
import { exactMatcher } from '../post/selection.ts';
import { type DataFile, Fields } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { canonicalLanguage } from '../text/language.ts';
import { locate } from '../text/locate.ts';
import { SyntaxProblem } from '../text/syntax-problem.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { FileProblem, type Files, parseFirst } from './config-file.ts';
import { SECTION } from './config-names.ts';
import { zolaFeedNames } from './config-zola.ts';
import { hasFeed, namesFeed } from './hugo-feeds.ts';
import { nameOfToolFeed, type OwnFeedSetting } from './own-feeds.ts';
import { feedPath } from './setting-readers.ts';
import type { Addition } from './settings.ts';

const HIDING = ['draft', 'build', '_build', 'headless', 'expirydate', 'unpublishdate', 'publishdate'];
/** Values that Hugo applies to all pages of the section. */
const EXPIRING = ['expirydate', 'unpublishdate'];
const TARGETS = ['path', 'kind', 'lang', 'environment'];

type Data = Record<string, unknown>;

const lowered = (data: Data): Data => Object.fromEntries(Object.entries(data).map(([name, value]) => [name.toLowerCase(), value]));

const picked = (data: Data, names: readonly string[]): Data =>
  Object.fromEntries(Object.entries(data).filter(([name, value]) => names.includes(name) && value !== null));

async function sectionFiles(files: Files): Promise<DataFile[]> {
  const read: DataFile[] = [];
  for (const key of [...files.keys()].filter((key) => SECTION.test(key)).sort()) {
    try {
      const front = await readFrontMatter(decodeUtf8(files.get(key) ?? new Uint8Array()));
      if (front) read.push({ key, data: lowered(front.data), source: front.source });
    } catch (error) {
      throw error instanceof SyntaxProblem ? new FileProblem(key, error) : error;
    }
  }
  return read;
}

const flagOf = (value: unknown): boolean | undefined =>
  /^true$/i.test(String(value)) ? true : /^false$/i.test(String(value)) ? false : undefined;

const additionOf = (rules: SectionRule[], problems: Problem[] = []): Addition => ({
  settings: rules.length > 0 ? { sections: () => rules } : {},
  problems,
});

/**
 * Draft sections, whose folders Zola skips.
 * @throws FileProblem
 */
export async function zolaSections(files: Files, configuration: DataFile | undefined): Promise<Addition> {
  const sections = await sectionFiles(files);
  const addition = additionOf(sections.flatMap(({ key, data }) => (flagOf(data.draft) ? [{ key, draft: true, cascades: [] }] : [])));
  return { ...addition, tool: () => ({ ownFeeds: zolaFeeds(sections, configuration) }) };
}

/** Of sections with `generate_feeds`, of their own pages only. https://www.getzola.org/documentation/content/section/ */
function zolaFeeds(sections: readonly DataFile[], configuration: DataFile | undefined): OwnFeedSetting[] {
  const placed = sections.flatMap((file) => {
    const [, folder, code] = /^content\/(.+)\/_index(?:\.([\w-]+))?\.md$/.exec(file.key) ?? [];
    return folder === undefined || folder.includes('"') ? [] : [{ file, folder, code }];
  });
  return placed.flatMap(({ file, folder, code }): OwnFeedSetting[] => {
    const language = code === undefined ? undefined : canonicalLanguage(code);
    const isKnown =
      code === undefined ||
      (language !== undefined && isMap(configuration?.data.languages) && Object.hasOwn(configuration.data.languages, code));
    if (!isKnown || !(flagOf(file.data.generate_feeds) ?? flagOf(file.data.generate_feed))) return [];
    const within = [...new Set(placed.map((each) => each.folder))].filter((each) => each.startsWith(`${folder}/`));
    const found = Object.entries(zolaFeedNames(configuration, code)).flatMap(([format, name]) => {
      const path = feedPath(`${code === undefined ? '' : `${code}/`}${folder}/${name}`);
      return path === undefined ? [] : [[format, path] as const];
    });
    const title = typeof file.data.title === 'string' ? { title: file.data.title } : {};
    const exclude = within.length > 0 ? { exclude: `section in (${within.map((each) => `"${each}"`).join(', ')})` } : {};
    const where = `section = "${folder}"${language === undefined ? '' : ` and language = ${language}`}`;
    const feed = { ...title, ...(language === undefined ? {} : { language }), where, ...exclude };
    const name = nameOfToolFeed(code === undefined ? folder : `${code}/${folder}`);
    return [{ name, feed, formats: undefined, path: undefined, paths: Object.fromEntries(found), fields: new Fields(file) }];
  });
}

/**
 * Draft sections, and cascades of sections and configuration.
 * @throws FileProblem
 */
export async function hugoSections(files: Files, configuration: DataFile | undefined): Promise<Addition> {
  const problems: Problem[] = [];
  const read = await sectionFiles(files);
  const rules = read.flatMap((file): SectionRule[] => {
    const expiry = picked(file.data, EXPIRING);
    const cascades = [...(Object.keys(expiry).length > 0 ? [{ values: expiry }] : []), ...readCascades(file, problems)];
    const draft = flagOf(file.data.draft);
    return draft === undefined && cascades.length === 0 ? [] : [{ key: file.key, ...(draft === undefined ? {} : { draft }), cascades }];
  });
  const settings = configuration ? lowered(configuration.data) : {};
  const global = configuration ? readCascades({ ...configuration, data: settings }, problems) : [];
  const addition = additionOf(global.length > 0 ? [...rules, { key: '', cascades: global }] : rules, problems);
  const fields = new Fields({ key: '', source: '', ...configuration, data: configuration?.data ?? {}, anyCase: true });
  const globs = withOwnFeed(read, fields);
  const places = read.map((file) => ({ ...file, folder: folderBelow(file.key, settings) }));
  const folders = [...new Set(places.map(({ folder }) => folder))].filter((folder) => folder.includes('/')).sort();
  return {
    ...addition,
    tool: () => ({ sectionFeeds: sectionFeeds(places, fields) }),
    settings: {
      ...addition.settings,
      ...(globs.length > 0 ? { posts: () => globs } : {}),
      ...(folders.length > 0 ? { sectionFolders: () => folders } : {}),
    },
  };
}

/** Of a section, below the content root. https://gohugo.io/content-management/sections/ */
function folderBelow(key: string, settings: Data): string {
  const languages = Object.values(isMap(settings.languages) ? settings.languages : {}).map((one) =>
    isMap(one) ? lowered(one).contentdir : undefined,
  );
  const roots = [settings.contentdir ?? 'content', ...languages]
    .filter((root) => typeof root === 'string')
    .map((root) => `${root.replace(/^\.?\/+|\/+$/g, '')}/`);
  const root = roots.filter((each) => key.startsWith(each)).sort((a, b) => b.length - a.length)[0];
  return root === undefined ? '' : key.slice(root.length, Math.max(root.length, key.lastIndexOf('/')));
}

/** `outputs` of a section decides on its own feed. https://gohugo.io/configuration/outputs/ */
function sectionFeeds(sections: readonly (DataFile & { folder: string })[], fields: Fields): NonNullable<Site['sectionFeeds']> {
  const all = hasFeed(fields, 'section');
  const except = sections.filter(
    ({ folder, data }) => folder !== '' && Array.isArray(data.outputs) && namesFeed(data.outputs, fields) !== all,
  );
  return { all, except: [...new Set(except.map(({ folder }) => folder))].sort() };
}

/** Sections with a feed of their own, if neither the home page nor sections have one by default. https://gohugo.io/configuration/outputs/ */
function withOwnFeed(sections: readonly DataFile[], fields: Fields): string[] {
  const outputs = fields.within('outputs');
  if (['home', 'section'].some((kind) => namesFeed(outputs.find(kind)?.value, fields))) return [];
  const own = sections.filter(
    ({ key, data }) => Array.isArray(data.outputs) && namesFeed(data.outputs, fields) && key.split('/').length > 2,
  );
  return own.map(({ key }) => `${key.slice(0, key.lastIndexOf('/'))}/**`);
}

function readCascades({ key, data, source }: DataFile, problems: Problem[]): Cascade[] {
  const all = Array.isArray(data.cascade) ? data.cascade : [data.cascade];
  return all.filter(isMap).flatMap((each): Cascade[] => {
    const given = lowered(each);
    const values = picked(given, HIDING);
    const target = lowered(isMap(given.target) ? given.target : isMap(given._target) ? given._target : {});
    if (Object.keys(values).length === 0) return [];
    const unknown = Object.keys(target).find((name) => !TARGETS.includes(name) || typeof target[name] !== 'string');
    if (unknown !== undefined) {
      const message = `cascade: the target "${unknown}" is not supported, so its ${Object.keys(values).join(', ')} is ignored and feeds may show posts that it hides; write it into the posts, or exclude them with posts: ["!folder"] in linefeed.yaml`;
      problems.push({ key, ...locate(source, 'cascade'), message, severity: 'warning' });
      return [];
    }
    const { path, kind, lang, environment } = target as Record<string, string>;
    if (environment !== undefined && !exactMatcher(environment)('production')) return [];
    return [
      { values, ...(path === undefined ? {} : { path }), ...(kind === undefined ? {} : { kind }), ...(lang === undefined ? {} : { lang }) },
    ];
  });
}

/**
 * Folders that Obsidian Publish excludes.
 * @throws FileProblem
 */
export async function obsidianFolders(files: Files): Promise<Addition> {
  const file = await parseFirst(['.obsidian/publish.json'], files);
  const excluded = Array.isArray(file?.data.excluded) ? file.data.excluded : [];
  const folders = excluded.filter((folder) => typeof folder === 'string').map((folder) => folder.replace(/^\/+|\/+$/g, ''));
  return additionOf(folders.filter((folder) => folder !== '').map((folder) => ({ key: `${folder}/`, draft: true, cascades: [] })));
}
