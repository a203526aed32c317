import { MEDIA_ENDINGS } from '../document-names.ts';
import type { Key, Site } from '../model.ts';
import { decoded, folderOf, joined } from './source-links.ts';

/** A path from the file, from the root of the project, or an alias. */
const OWN_NAME = /^(?![a-z][a-z\d+.-]*:|\/|#|$)|^\/src\//i;

/** Whether Astro publishes the picture under a name that only it knows. */
export const isRenamed = (path: string, { generator }: Pick<Site, 'generator'>): boolean => generator === 'astro' && OWN_NAME.test(path);

/** @param base before the keys of served files */
export const servedAt = (base: string, file: Key): string => base + file.split('/').map(encodeURIComponent).join('/');

/** @returns its address below `media/`; undefined without `media`, or if the file is not known to be served */
export function renamedPicture(path: string, key: Key, site: Pick<Site, 'generator' | 'media'>): string | undefined {
  const base = site.media?.base;
  if (base === undefined || !isRenamed(path, site) || /^[@~]/.test(path)) return undefined;
  const plain = decoded(path.replace(/[?#].*$/, ''));
  const file = joined(/^\/?src\//.test(plain) ? '' : folderOf(key), plain);
  const ending = /\.(\w+)$/.exec(file ?? '')?.[1]?.toLowerCase() ?? '';
  return file !== undefined && MEDIA_ENDINGS.includes(ending) ? servedAt(base, file) : undefined;
}
