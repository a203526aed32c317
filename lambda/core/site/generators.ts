import type { Generator, Person } from '../model.ts';
import { type DataFile, Fields } from '../text/fields.ts';
import { directoryData, isDirectoryData } from './config-eleventy.ts';
import { type Files, parseFirst } from './config-file.ts';
import { hugoLayer, hugoParts, isHugoPart } from './config-hugo.ts';
import { jekyllLayer } from './config-jekyll.ts';
import { zolaLayer } from './config-zola.ts';
import { hugoSections, isSection, obsidianFolders, zolaSections } from './sections.ts';
import type { Addition, Layer } from './settings.ts';
import { hugoWarnings, isUnread, unreadWarnings } from './unread.ts';

interface GeneratorFiles {
  generator: Generator;
  name: string;
  files: readonly string[];
  /** Files that only identify the generator. */
  signs?: readonly string[];
  /** For file names that generators share. */
  owns?: (data: Record<string, unknown>) => boolean;
  layer: (file: DataFile, people: Record<string, Person>) => Layer;
  readOther?: (files: Files, file: DataFile | undefined) => Promise<Addition>;
}

const inAllForms = (...names: string[]) => names.flatMap((name) => ['toml', 'yaml', 'yml', 'json'].map((ending) => `${name}.${ending}`));
const asProgram = (name: string) => ['js', 'mjs', 'cjs', 'ts', 'mts'].map((ending) => `${name}.${ending}`);

const plainLayer = (settings: Layer['settings']) => (file: DataFile) => ({
  fields: new Fields(file),
  names: { link: 'link', title: 'title' },
  settings,
});

const isZola = (data: Record<string, unknown>) => Object.hasOwn(data, 'base_url');

/** In order of precedence. */
const GENERATORS: readonly GeneratorFiles[] = [
  { generator: 'jekyll', name: 'Jekyll', files: ['_config.yml', '_config.yaml'], layer: jekyllLayer },
  {
    generator: 'hugo',
    name: 'Hugo',
    files: inAllForms('hugo', 'config', 'config/_default/hugo', 'config/_default/config'),
    owns: (data) => !isZola(data),
    layer: hugoLayer,
    readOther: hugoSections,
  },
  { generator: 'zola', name: 'Zola', files: ['zola.toml', 'config.toml'], owns: isZola, layer: zolaLayer, readOther: zolaSections },
  {
    generator: 'eleventy',
    name: 'Eleventy',
    files: [],
    signs: ['.eleventy.js', ...asProgram('eleventy.config')],
    layer: plainLayer({ permalink: () => '/:sections/:path/', roots: () => ['content', 'src', 'src/content'] }),
    readOther: directoryData,
  },
  {
    generator: 'astro',
    name: 'Astro',
    files: [],
    signs: asProgram('astro.config'),
    layer: plainLayer({
      posts: () => ['src/content/**', 'src/data/**', 'src/pages/**'],
      permalink: () => '/:sections/:path/',
      roots: () => ['src/content', 'src/data', 'src/pages'],
      liquid: () => false,
    }),
  },
  {
    generator: 'obsidian',
    name: 'Obsidian',
    files: [],
    signs: ['.obsidian/app.json', '.obsidian/publish.json'],
    layer: plainLayer({ permalink: () => '/:sections/:title/', liquid: () => false }),
    readOther: obsidianFolders,
  },
  { generator: 'wordpress', name: 'WordPress', files: [], layer: plainLayer({ liquid: () => false }) },
];

const NAMED = new Set(GENERATORS.flatMap(({ files, signs = [] }) => [...files, ...signs]));

export const isGeneratorFile = (key: string): boolean =>
  NAMED.has(key) || isHugoPart(key) || isDirectoryData(key) || isSection(key) || isUnread(key);

export interface FoundGenerator {
  generator: Generator;
  name: string;
  file: DataFile | undefined;
  layer: (people: Record<string, Person>) => Layer;
}

/**
 * @param wanted `generator` of `linefeed.yaml`
 * @param selects whether `linefeed.yaml` selects posts, instead of the generator and without warnings of hidden ones
 * @throws FileProblem
 */
export async function findGenerator(files: Files, wanted: Generator | undefined, selects = false): Promise<FoundGenerator | undefined> {
  if (wanted === 'linefeed') return undefined;
  for (const { generator, name, files: names, signs = [], owns, layer, readOther } of GENERATORS) {
    if (wanted !== undefined && wanted !== generator) continue;
    const found = await parseFirst(names, files);
    const file = found && (wanted || owns === undefined || owns(found.data)) ? found : undefined;
    if (!file && !wanted && !signs.some((sign) => files.has(sign))) continue;
    const configuration = file && generator === 'hugo' ? await hugoParts(file, files) : file;
    const empty = { key: 'linefeed.yaml', data: {}, source: '' };
    const addition = await readOther?.(files, configuration);
    const read = (people: Record<string, Person>) => {
      const made = layer(configuration ?? empty, people);
      const warnings = [...unreadWarnings(generator, files), ...(configuration && generator === 'hugo' ? hugoWarnings(configuration) : [])];
      made.fields.include([...(addition?.problems ?? []), ...(selects ? [] : warnings)]);
      const chosen: Addition['settings'] = selects ? { feedTags: () => undefined } : {};
      return { ...made, settings: { ...made.settings, ...addition?.settings, ...chosen } };
    };
    return { generator, name, file: configuration, layer: read };
  }
  return undefined;
}
