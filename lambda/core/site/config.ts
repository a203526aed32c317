/** Configuration files by name; their readers load on demand, because only full runs need them. */
import type { Site } from '../model.ts';
import type { Fields } from '../text/fields.ts';
import type { Files } from './config-file.ts';
import { AUTHORS, isGeneratorFile, isLayout, OWN } from './config-names.ts';
import type { SiteReading } from './read-site.ts';
import type { Present, Settings } from './settings.ts';

export const isConfigFile = (key: string): boolean => OWN.includes(key) || AUTHORS.includes(key) || isGeneratorFile(key);

/** Whatever the generator is. */
export const isConfigOfAny = (key: string): boolean => isConfigFile(key) && !isLayout(key);

/** Of blogs with that generator. */
export const configSelector =
  ({ generator }: Pick<Site, 'generator'>) =>
  (key: string): boolean =>
    isConfigOfAny(key) || (generator === 'eleventy' && isLayout(key));

export type { Present, SiteReading };

export const presentOf = ({ addresses, terms }: Pick<Site, 'addresses' | 'terms'>): Present => ({
  addresses: addresses ?? 'linefeed',
  terms,
});

/** See `read-site.ts`. */
export const readSite = async (files: Files, overrides: Settings = {}, present?: Present): Promise<SiteReading> =>
  (await import('./read-site.ts')).readSite(files, overrides, present);

/** See `read-site.ts`. */
export const readAws = async (files: Files): Promise<Fields> => (await import('./read-site.ts')).readAws(files);
