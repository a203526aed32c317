import type { AddressScheme, Generator, Person, Problem } from '../model.ts';
import { type DataFile, Fields } from '../text/fields.ts';
import { DEFAULT_ROOTS } from './astro-collections.ts';
import { readAstro } from './config-astro.ts';
import { directoryData } from './config-eleventy.ts';
import { type Files, parseFirst } from './config-file.ts';
import { hugoLayer, hugoParts } from './config-hugo.ts';
import { jekyllLayer } from './config-jekyll.ts';
import { FILES, SIGNS } from './config-names.ts';
import { quartzFile, quartzLayer } from './config-quartz.ts';
import { zolaLayer } from './config-zola.ts';
import { hugoSections, obsidianFolders, zolaSections } from './sections.ts';
import type { Addition, Layer } from './settings.ts';
import { hugoWarnings, unreadWarnings } from './unread.ts';

/** `linefeed.yaml` */
type Own = Record<string, unknown>;

interface GeneratorFiles {
  generator: Generator;
  name: string;
  /** Where its feeds are. @default Linefeed's own addresses */
  scheme?: AddressScheme;
  files?: readonly string[];
  /** Files that only identify the generator. */
  signs?: readonly string[];
  /** Identified by its signs alone, not by its name in `linefeed.yaml`. */
  needsSign?: true;
  /** For file names that generators share. */
  owns?: (data: Record<string, unknown>) => boolean;
  layer: (file: DataFile, people: Record<string, Person>) => Layer;
  /** Adds other files to the main one, or makes it from them. */
  complete?: (files: Files, file: DataFile | undefined) => DataFile | undefined | Promise<DataFile>;
  readOther?: (files: Files, file: DataFile | undefined, own: Own) => Promise<Addition>;
  warnings?: (file: DataFile) => Problem[];
}

const plainLayer = (settings: Layer['settings']) => (file: DataFile) => ({
  fields: new Fields(file),
  names: { link: 'link', title: 'title' },
  settings,
});

const isZola = (data: Record<string, unknown>) => Object.hasOwn(data, 'base_url');

/** In order of precedence. */
const GENERATORS: readonly GeneratorFiles[] = [
  { generator: 'jekyll', name: 'Jekyll', scheme: 'jekyll', files: FILES.jekyll, layer: jekyllLayer },
  {
    generator: 'hugo',
    name: 'Hugo',
    scheme: 'hugo',
    files: FILES.hugo,
    owns: (data) => !isZola(data),
    layer: hugoLayer,
    complete: (files, file) => file && hugoParts(file, files),
    readOther: hugoSections,
    warnings: hugoWarnings,
  },
  { generator: 'zola', name: 'Zola', scheme: 'zola', files: FILES.zola, owns: isZola, layer: zolaLayer, readOther: zolaSections },
  {
    generator: 'eleventy',
    name: 'Eleventy',
    scheme: 'eleventy',
    signs: SIGNS.eleventy,
    layer: plainLayer({ permalink: () => '/:sections/:path/', roots: () => ['content', 'src', 'src/content'] }),
    readOther: directoryData,
  },
  {
    generator: 'astro',
    name: 'Astro',
    scheme: 'astro',
    signs: SIGNS.astro,
    layer: plainLayer({
      posts: () => DEFAULT_ROOTS.map((folder) => `${folder}/**`),
      roots: () => DEFAULT_ROOTS,
      liquid: () => false,
    }),
    readOther: (files, _, own) => readAstro(files, own),
  },
  {
    generator: 'obsidian',
    name: 'Quartz',
    scheme: 'quartz',
    signs: SIGNS.quartz,
    needsSign: true,
    layer: quartzLayer,
    complete: quartzFile,
  },
  {
    generator: 'obsidian',
    name: 'Obsidian',
    signs: SIGNS.obsidian,
    layer: plainLayer({ permalink: () => '/:sections/:title/', liquid: () => false }),
    readOther: obsidianFolders,
  },
  { generator: 'wordpress', name: 'WordPress', scheme: 'wordpress', layer: plainLayer({ liquid: () => false }) },
];

export interface FoundGenerator {
  generator: Generator;
  name: string;
  scheme: AddressScheme;
  file: DataFile | undefined;
  layer: (people: Record<string, Person>) => Layer;
}

/**
 * @param wanted `generator` of `linefeed.yaml`
 * @param own `linefeed.yaml`; if it selects posts or has their addresses, the generator does not, and has no warnings of either
 * @throws FileProblem
 */
export async function findGenerator(files: Files, wanted: Generator | undefined, own: Own = {}): Promise<FoundGenerator | undefined> {
  if (wanted === 'linefeed') return undefined;
  for (const each of GENERATORS) {
    const { generator, files: names = [], signs = [], needsSign, owns } = each;
    if (wanted !== undefined && wanted !== generator) continue;
    const found = await parseFirst(names, files);
    const file = found && (wanted || owns === undefined || owns(found.data)) ? found : undefined;
    const isSigned = signs.some((sign) => files.has(sign));
    if (file || isSigned || (wanted && !needsSign)) return readGenerator(each, files, file, own);
  }
  return undefined;
}

async function readGenerator(
  { generator, name, scheme = 'linefeed', layer, complete, readOther, warnings }: GeneratorFiles,
  files: Files,
  file: DataFile | undefined,
  own: Own,
): Promise<FoundGenerator> {
  const configuration = complete ? await complete(files, file) : file;
  const addition = await readOther?.(files, configuration, own);
  const selects = own.posts !== undefined;
  const hidden = selects ? [] : [...unreadWarnings(generator, files), ...((configuration && warnings?.(configuration)) ?? [])];
  const chosen: Addition['settings'] = selects ? { feedTags: () => undefined } : {};
  const read = (people: Record<string, Person>) => {
    const made = layer(configuration ?? { key: 'linefeed.yaml', data: {}, source: '' }, people);
    made.fields.include([...(addition?.problems ?? []), ...hidden]);
    return {
      ...made,
      ...(addition?.tool ? { tool: () => ({ ...made.tool?.(), ...addition.tool?.() }) } : {}),
      settings: { ...made.settings, ...addition?.settings, ...chosen },
    };
  };
  return { generator, name, scheme, file: configuration, layer: read };
}
