/** Generators by what they leave in a folder, and their configuration as a layer of settings. */
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
  /** `Astro` */
  name: string;
  /** Files that are read; the first that is there. */
  files: readonly string[];
  /** Programs, and what is of no use here: that they are there tells enough. */
  signs?: readonly string[];
  /** Whether a file of that name is this generator's, where another has the same. */
  owns?: (data: Record<string, unknown>) => boolean;
  layer: (file: DataFile, people: Record<string, Person>) => Layer;
  /** What is in files beside the configuration. */
  beside?: (files: Files, file: DataFile | undefined) => Promise<Addition>;
}

const inAllForms = (...names: string[]) => names.flatMap((name) => ['toml', 'yaml', 'yml', 'json'].map((ending) => `${name}.${ending}`));
const asProgram = (name: string) => ['js', 'mjs', 'cjs', 'ts', 'mts'].map((ending) => `${name}.${ending}`);

/** Of a generator whose configuration says nothing that can be read. */
const plainLayer = (settings: Layer['settings']) => (file: DataFile) => ({
  fields: new Fields(file),
  names: { link: 'link', title: 'title' },
  settings,
});

const isZola = (data: Record<string, unknown>) => Object.hasOwn(data, 'base_url');

/** In a folder with the files of several, the first is the one that counts. */
const GENERATORS: readonly GeneratorFiles[] = [
  { generator: 'jekyll', name: 'Jekyll', files: ['_config.yml', '_config.yaml'], layer: jekyllLayer },
  {
    generator: 'hugo',
    name: 'Hugo',
    files: inAllForms('hugo', 'config', 'config/_default/hugo', 'config/_default/config'),
    owns: (data) => !isZola(data),
    layer: hugoLayer,
    beside: hugoSections,
  },
  { generator: 'zola', name: 'Zola', files: ['zola.toml', 'config.toml'], owns: isZola, layer: zolaLayer, beside: zolaSections },
  {
    generator: 'eleventy',
    name: 'Eleventy',
    files: [],
    signs: ['.eleventy.js', ...asProgram('eleventy.config')],
    layer: plainLayer({ permalink: () => '/:sections/:title/', roots: () => ['content', 'src', 'src/content'] }),
    beside: directoryData,
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
    beside: obsidianFolders,
  },
  { generator: 'wordpress', name: 'WordPress', files: [], layer: plainLayer({ liquid: () => false }) },
];

const NAMED = new Set(GENERATORS.flatMap(({ files, signs = [] }) => [...files, ...signs]));

/** Whether a file is a generator's configuration, or tells of the generator by being there. */
export const isGeneratorFile = (key: string): boolean =>
  NAMED.has(key) || isHugoPart(key) || isDirectoryData(key) || isSection(key) || isUnread(key);

export interface FoundGenerator {
  generator: Generator;
  name: string;
  /** Its configuration; undefined where none can be read. */
  file: DataFile | undefined;
  layer: (people: Record<string, Person>) => Layer;
}

/**
 * @param wanted the one that `linefeed.yaml` names
 * @param selects whether `linefeed.yaml` says which files are posts; what else may hide some is its author's decision then
 * @throws FileProblem
 */
export async function findGenerator(files: Files, wanted: Generator | undefined, selects = false): Promise<FoundGenerator | undefined> {
  if (wanted === 'linefeed') return undefined;
  for (const { generator, name, files: names, signs = [], owns, layer, beside } of GENERATORS) {
    if (wanted !== undefined && wanted !== generator) continue;
    const found = await parseFirst(names, files);
    const file = found && (wanted || owns === undefined || owns(found.data)) ? found : undefined;
    if (!file && !wanted && !signs.some((sign) => files.has(sign))) continue;
    const whole = file && generator === 'hugo' ? await hugoParts(file, files) : file;
    const nothing = { key: 'linefeed.yaml', data: {}, source: '' };
    const more = await beside?.(files, whole);
    const read = (people: Record<string, Person>) => {
      const made = layer(whole ?? nothing, people);
      const hiding = [...unreadWarnings(generator, files), ...(whole && generator === 'hugo' ? hugoWarnings(whole) : [])];
      made.fields.include([...(more?.problems ?? []), ...(selects ? [] : hiding)]);
      return { ...made, settings: { ...made.settings, ...more?.settings } };
    };
    return { generator, name, file: whole, layer: read };
  }
  return undefined;
}
