/** https://quartz.jzhao.xyz/configuration: an Obsidian vault with the literals of `quartz.config.ts`. */
import type { Site } from '../model.ts';
import { type DataFile, Fields } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';
import { exportedLiterals } from '../text/js-literals.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import type { Files } from './config-file.ts';
import { SIGNS } from './config-names.ts';
import { readLanguage, siteAddress } from './setting-readers.ts';
import type { Layer } from './settings.ts';

const READ = ['pageTitle', 'baseUrl', 'locale', 'ignorePatterns'];

export function quartzFile(files: Files): DataFile | undefined {
  const key = SIGNS.quartz.find((name) => files.has(name));
  if (key === undefined) return undefined;
  const source = decodeUtf8(files.get(key) ?? new Uint8Array());
  const configuration = exportedLiterals(source)?.data.configuration;
  const data = Object.fromEntries(Object.entries(isMap(configuration) ? configuration : {}).filter(([name]) => READ.includes(name)));
  return { key, data, source };
}

/** Notes need `publish: true`. https://quartz.jzhao.xyz/plugins/ExplicitPublish */
const EXPLICIT = /^(?!\s*\/\/).*\bExplicitPublish\(/m;

/** https://quartz.jzhao.xyz/plugins/CrawlLinks */
const RESOLUTION = /^(?!\s*\/\/).*\bmarkdownLinkResolution\s*:\s*["'`](relative|shortest)["'`]/m;

const resolutionIn = (source: string): Site['attachments'] => (RESOLUTION.exec(source)?.[1] as Site['attachments']) ?? 'absolute';

export function quartzLayer(file: DataFile): Layer {
  const fields = new Fields(file);
  const ignored = () => fields.list((text) => [text], 'ignorePatterns').map((pattern) => `!content/${pattern.replace(/^\.?\/+/, '')}`);
  return {
    fields,
    names: { link: 'baseUrl', title: 'pageTitle' },
    settings: {
      title: () => fields.text('pageTitle'),
      link: () =>
        fields.parsed(
          'the address of the site, such as notes.example',
          (text) => siteAddress(text.replace(/^(?:https?:\/\/)?/, 'https://')),
          'baseUrl',
        ),
      language: () => readLanguage(fields, 'locale'),
      posts: () => ['content/**', ...ignored()],
      roots: () => ['content'],
      permalink: () => '/:quartz',
      attachments: () => resolutionIn(file.source),
      liquid: () => false,
      defaults: () => (EXPLICIT.test(file.source) ? [{ path: '', values: { publish: false } }] : undefined),
    },
  };
}
