/** Pictures in Hugo's `assets`: templates publish them under names of their own, so feeds show a copy below `media/`. */
import { pictureType } from '../media.ts';
import type { Key, Post, Site } from '../model.ts';
import { decoded, folderOf, joined } from './source-links.ts';

const FOLDER = 'assets/';
const PICTURE = /[^\s"'`()<>[\]{}=|]+\.(?:jpe?g|png|gif|webp|avif)(?![\w.-])/gi;
/** Of a post. Price: a request each. */
const MOST = 20;

export const hasAssets = ({ generator, media }: Partial<Pick<Site, 'generator' | 'media'>>): boolean =>
  generator === 'hugo' && media?.base !== undefined;

export const isAsset = (key: Key, site: Pick<Site, 'generator' | 'media'>): boolean => hasAssets(site) && key.startsWith(FOLDER);

/** `images/a.png`, `/images/a.png` or its address below the site -> `assets/images/a.png` */
export function assetOf(path: string, link: string): Key | undefined {
  const plain = (path.startsWith(link) ? path.slice(link.length) : path).replace(/[?#].*$/, '');
  if (/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(plain) || pictureType(plain) === undefined) return undefined;
  const inside = joined('', decoded(plain));
  return inside ? FOLDER + inside : undefined;
}

/** Where each can be: Hugo publishes files beside the post and in `static` as they are. */
export function assetsNamed(
  { key, link, body, image }: Pick<Post, 'key' | 'link' | 'body' | 'image'>,
  site: Pick<Site, 'link'>,
): [asset: Key, plain: Key[]][] {
  const ofPage = image?.url.startsWith(link) ? [image.url.slice(link.length)] : [];
  const paths = [...(image ? [image.url, ...ofPage] : []), ...(body.match(PICTURE) ?? [])];
  const assets = new Set(paths.flatMap((path) => assetOf(path, site.link) ?? []));
  return [...assets].slice(0, MOST).map((asset) => {
    const path = asset.slice(FOLDER.length);
    return [asset, [`${folderOf(key)}/${path}`, `static/${path}`]];
  });
}
